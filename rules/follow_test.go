package rules

import (
	"fmt"
	"strings"
	"testing"
)

// Whoever follows the events gets each in its turn, and finds again where a
// finding and what is related to it stand.
func TestFollowGetsEveryEventAndFindingsNameTheirs(t *testing.T) {
	var followed []string
	opt := Options{Follow: func(ev *Event) {
		if got := ev.Number(); got != int64(len(followed)+1) {
			t.Errorf("event %d is the %dth", got, len(followed)+1)
		}
		followed = append(followed, fmt.Sprint(ev.Name(), ev.Direction(), " ", ev.Unit().Pos.Frame))
	}}
	found := findings(t, opt, login+agent("01", "LoggedIn")+new7+agent("01", "LoggedOut")+end7+"~ <\nfin")
	want := " 0,LoginReqivr>server 1,LoginRespserver>ivr 2,MonitorInfoserver>ivr 3,NewCallivr>server 4,MonitorInfoserver>ivr 5,EndCallivr>server 6,server>ivr 7, 8"
	if got := strings.Join(followed, ","); got != want {
		t.Errorf("followed %s\nwant     %s", got, want)
	}
	for _, f := range found {
		if f.Rule == "SEQ010" {
			if f.Event != 6 || len(f.Related) != 1 || f.Related[0].Event != 4 || f.Conn == nil {
				t.Errorf("SEQ010 stands at event %d, related is %+v", f.Event, f.Related)
			}
			return
		}
	}
	t.Errorf("SEQ010 was not found in %v", found)
}
