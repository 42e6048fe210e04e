package rules

import (
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"ivrcheck/trace"
)

// Stamps are the same whether the day is known from the one before or not.
func TestStampsOfADay(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var w wording
	at := time.Date(2024, 2, 28, 23, 59, 58, 0, time.UTC)
	zone := time.FixedZone("", 3600)
	check := func(s trace.Stamp) {
		t.Helper()
		var got string
		w.begin(0)
		w.keep(new(string), "before")
		w.stamp(s)
		w.ended(&got)
		w.done(new(roomyFinding))
		if got != s.String() {
			t.Fatalf("%q, want %q", got, s)
		}
		if want := s.Time.Format("2006-01-02T15:04:05.000000000Z07:00"); s.Text == "" && !s.Time.IsZero() && got != want {
			t.Fatalf("%q, Format says %q", got, want)
		}
	}
	for range 20_000 {
		at = at.Add(time.Duration(random.Int64N(int64(3*time.Hour))) - time.Hour)
		check(trace.Stamp{Time: at})
		switch random.IntN(10) {
		case 0:
			check(trace.Stamp{Time: at.In(zone)})
		case 1:
			check(trace.Stamp{Time: at, Text: "12:00"})
		case 2:
			check(trace.Stamp{})
		case 3:
			check(trace.Stamp{Time: time.Date(random.IntN(12_000)-1000, 1, 1, 0, 0, random.IntN(100), 1, time.UTC)})
		}
	}
}

// Fingerprints do not depend on those before them.
func TestFingerprintsAreRemembered(t *testing.T) {
	var w wording
	print := func(w *wording, parts ...string) (text string) {
		w.fingerprint(&text, parts...)
		return text
	}
	for i := range 3 * mostFingerprints {
		parts := []string{"MSG004", string(rune('a' + i%26)), string(rune(i%(2*mostFingerprints) + 1)), ""}
		if got, want := print(&w, parts...), print(new(wording), parts...); got != want || len(got) != 16 {
			t.Fatalf("%q: %q, want %q", parts, got, want)
		}
		if len(w.fingerprints) > mostFingerprints {
			t.Fatalf("%d are remembered", len(w.fingerprints))
		}
	}
}

// Addresses are those of the connection, whichever was told of before.
func TestAddressesAreRemembered(t *testing.T) {
	var w wording
	random := rand.New(rand.NewPCG(5, 6))
	var conns []*trace.Conn
	for i := range 3 * len(w.ends) {
		c := &trace.Conn{Stream: i - 1}
		for end := range c.Ends {
			if random.IntN(4) > 0 {
				c.Ends[end] = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i), byte(end)}), uint16(i))
			}
		}
		conns = append(conns, c)
	}
	for range 10_000 {
		c, end := conns[random.IntN(len(conns))], random.IntN(2)
		w.begin(0)
		w.address(c, end)
		want := ""
		if c.Ends[end].IsValid() {
			want = c.Ends[end].String()
		}
		if got := string(w.text); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}
