package rules

import (
	"testing"
	"time"

	"ivrcheck/schema"
)

func TestTimesOfTraces(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"2.5s": 2500 * time.Millisecond, "250ms": 250 * time.Millisecond, "10:30:01": 10*time.Hour + 30*time.Minute + time.Second,
		"00:00:09.25": 9250 * time.Millisecond, "23:59:59,5": 24*time.Hour - 500*time.Millisecond,
	} {
		u, _, err := parseTraceLine(text+" > EndCall CallId=7", schema.Builtin())
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := u.Pos.Time.Time.Sub(time.Unix(0, 0)); got != want {
			t.Errorf("%s is %v, expected %v", text, got, want)
		}
	}
	for _, text := range []string{"24:00:00", "5", "soon"} {
		if _, _, err := parseTraceLine(text+" > EndCall CallId=7", schema.Builtin()); err == nil {
			t.Errorf("%s is a time", text)
		}
	}
}
