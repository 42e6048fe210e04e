package rules

import (
	"fmt"
	"testing"

	"ivrcheck/trace"
)

// A call that nobody opened is a violation even behind very many that are
// forgotten, and nothing is said of one that is among them.
func TestOrphanBehindManyCalls(t *testing.T) {
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	newCall := newMint(t, set, "> NewCall CallId=1 CallControlMode=Network Version=4.0 CalledNum=4711")
	endCall := newMint(t, set, "> EndCall CallId=1 EndCause=Normal")
	verdicts := map[Verdict]int{}
	judge := set.NewJudge(Options{}, set.NewTallies(), func(f *Finding) {
		if f.Rule == "SEQ021" {
			verdicts[f.Verdict]++
		}
	})
	c := &trace.Conn{StartSeen: true}
	var ev Event
	frame := 0
	take := func(m *mint, call string) {
		frame++
		m.strike(&ev, c, frame, map[string]string{"CallId": call})
		judge.Take(&ev)
	}
	take(newMint(t, set, "< FlowControl CallId=1 Status=off"), "1") // the input has both sides
	for i := range many() / 10 {
		take(newCall, fmt.Sprint("call-", i))
		take(endCall, fmt.Sprint("call-", i))
	}
	const orphans = 100
	for i := range orphans {
		take(endCall, fmt.Sprint("orphan-", i))
	}
	if verdicts[Violated] < orphans*95/100 || verdicts[Violated]+verdicts[Inconclusive] != orphans {
		t.Errorf("of %d orphans the verdicts are %v", orphans, verdicts)
	}
	clear(verdicts)
	take(endCall, "call-1") // ended long ago: whether that is forgotten or not, it was opened
	if verdicts[Violated] > 0 {
		t.Errorf("a call that is forgotten is called unknown: %v", verdicts)
	}
}
