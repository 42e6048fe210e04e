package report

import (
	"fmt"
	"slices"
	"testing"

	"ivrcheck/trace"
)

// given lists the events that a window has given out.
type given struct {
	window
	events []int64
}

func (g *given) put(event int64, call string) {
	s := step(int(event), StepMessage, trace.FromIVR, "NewCall", "", call)
	if p := g.add(s); p != nil {
		g.events = append(g.events, p.Event)
	}
}

func (g *given) finding(event int64) bool {
	at, fresh := g.around(event)
	for _, p := range fresh {
		g.events = append(g.events, p.Event)
	}
	return at != nil
}

func (g *given) want(t *testing.T, events ...int64) {
	t.Helper()
	slices.Sort(g.events)
	if !slices.Equal(g.events, events) {
		t.Errorf("given out %v, want %v", g.events, events)
	}
}

func TestStepsAroundFindingAreGivenOnce(t *testing.T) {
	var g given
	for e := int64(1); e <= 10; e++ {
		g.put(e, "")
	}
	g.finding(10) // decided at once: three before it, and three still to come
	g.want(t, 7, 8, 9, 10)
	for e := int64(11); e <= 20; e++ {
		g.put(e, "")
	}
	g.want(t, 7, 8, 9, 10, 11, 12, 13)
	g.finding(9) // decided late
	g.finding(9)
	g.want(t, 6, 7, 8, 9, 10, 11, 12, 13)
}

func TestStepsOfCallAreGiven(t *testing.T) {
	var g given
	for e := int64(1); e <= 100; e++ {
		g.put(e, fmt.Sprint("call ", e%10))
	}
	g.finding(55)
	g.want(t, 5, 15, 25, 35, 45, 52, 53, 54, 55, 56, 57, 58, 65, 75, 85, 95)
	g.put(101, "call 5") // one more after it was still due
	g.put(102, "call 5")
	g.want(t, 5, 15, 25, 35, 45, 52, 53, 54, 55, 56, 57, 58, 65, 75, 85, 95, 101)
}

func TestWindowIsBounded(t *testing.T) {
	var g given
	const n = 5 * windowSize
	for e := int64(1); e <= n; e++ {
		g.put(e, fmt.Sprint(e)) // a call each
	}
	if len(g.chains) > windowSize+1 {
		t.Errorf("%d calls are remembered", len(g.chains))
	}
	if g.finding(n - windowSize) {
		t.Error("a step that has left the window is still there")
	}
	if !g.finding(n - windowSize + 1) {
		t.Error("the oldest step in the window is not there")
	}
	for _, event := range []int64{0, -1, n + 1} {
		if g.finding(event) {
			t.Errorf("there is a step %d", event)
		}
	}
}

func TestWindowStartsNewInput(t *testing.T) {
	var g given
	for e := int64(1); e <= 5; e++ {
		g.put(e, "c1")
	}
	first := g.get(5)
	g.put(1, "c1")
	if g.get(5) != nil || g.get(1).prev != [2]int64{} {
		t.Error("steps of another input are neighbours")
	}
	if second := g.get(1); second.conn == first.conn || second.index != 0 {
		t.Errorf("connection %d of the first input and %d of the second", first.conn, second.conn)
	}
}
