package cli

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// Where the rules evict instances, which findings are undecided depends on a hash of the values. That is no other
// report.
func TestScrubAtMemoryBound(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes 24,000 calls to reach the bound")
	}
	const open, unasked = 20_000, 4_000
	b := pcaptest.New()
	c := b.Connect("10.0.0.1:40000", "10.1.0.1:7009")
	for i := range open {
		call := fmt.Sprintf("open%dcall", i)
		c.IVR(newCall(call), doc(call, fmt.Sprintf(`<UDataGet RequestId="%d" Keys="a"/>`, i)))
	}
	for i := range unasked {
		call := fmt.Sprintf("later%dcall", i)
		c.IVR(doc(call, `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>4711</CalledNum><ANI>`+call+`</ANI></NewCall>`))
		c.Server(doc(call, `<UDataResp RequestId="1" Result="Success"><UDataEx/></UDataResp>`))
		c.IVR(doc(call, `<EndCall EndCause="Normal"/>`))
	}
	path := saved(t, b.Pcap())
	list := func(path string) map[string]int {
		all := map[string]int{}
		for line := range strings.Lines(runProgram(t, "check", "--config=", "--format", "ndjson", path).stdout) {
			if code, _, ok := strings.Cut(strings.TrimPrefix(line, `{"type":"finding","rule":"`), `"`); ok && len(code) == 6 {
				if strings.Contains(line, trace.KeyEvicted.String()) {
					code += " evicted"
				}
				all[code]++
			}
		}
		return all
	}
	key := saved(t, []byte("a key for the memory bound"))
	status, said, result := scrubFile(t, path, "--key", key)
	if status != 0 {
		t.Fatalf("status %d: %s", status, said)
	}
	if before, after := list(path), list(saved(t, result)); maps.Equal(before, after) {
		t.Errorf("the test shows nothing, since the reports are equal: %v", before)
	}
}

func TestSameFindings(t *testing.T) {
	for _, tc := range []struct {
		name string
		a, b digest
		want bool
	}{
		{"equal", digest{2, 77, 0}, digest{2, 77, 0}, true},
		{"another number", digest{2, 77, 0}, digest{3, 77, 0}, false},
		{"other findings", digest{2, 77, 0}, digest{2, 78, 0}, false},
		{"equal, one evicted", digest{2, 77, 1}, digest{2, 77, 1}, true},
		{"one evicted in one only", digest{2, 77, 0}, digest{1, 66, 1}, true},
		{"others evicted in each", digest{5, 77, 1}, digest{4, 66, 2}, true},
		{"more missing than evicted", digest{5, 77, 1}, digest{1, 66, 2}, false},
	} {
		if got := tc.a.sameAs(tc.b); got != tc.want || got != tc.b.sameAs(tc.a) {
			t.Errorf("%s: %t", tc.name, got)
		}
	}
}
