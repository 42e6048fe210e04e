package rules

import (
	"fmt"
	"testing"

	"ivrcheck/trace"
)

// What was forgotten is known for every key, and what was not is hardly ever
// taken for it.
func TestForgotten(t *testing.T) {
	const keys, constraints = 200_000, 3
	f := forgotten{blocks: make([]block, forgottenBytes(memoryLimit)/len(block{})/8)}
	sum := func(i int) uint64 {
		id := subjectID{connection: int64(i % 7), group: i % 2, key: makeKey(fmt.Appendf(nil, "0a011b%02x-%08x", i%40, i))}
		return id.sum()
	}
	for i := range keys {
		for k := range constraints {
			f.add(sum(i), k)
		}
	}
	wrong := 0
	for i := range 2 * keys {
		for k := range 2 * constraints {
			is, has := i < keys && k < constraints, f.has(sum(i), k)
			if is && !has {
				t.Fatalf("key %d of constraint %d is not known to be forgotten", i, k)
			}
			if !is && has {
				wrong++
			}
		}
	}
	if most := 2 * keys * 2 * constraints / 100; wrong > most {
		t.Errorf("%d are taken for forgotten, expected at most %d", wrong, most)
	}
}

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
