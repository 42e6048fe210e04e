package monitor

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// at makes an event that carries the bytes up to end of its side's stream and
// acknowledges the other side's up to acked.
func at(name string, side int, end, acked int64) *dispatch.Event {
	return event(name, trace.Unit{Kind: trace.Document, Side: side, StreamEnd: end, Acked: acked})
}

func event(name string, u trace.Unit) *dispatch.Event {
	ev := new(dispatch.Event)
	ev.Reset(&u)
	ev.Record.Name = name
	return ev
}

func missing(side int, start, end int64) *dispatch.Event {
	return event("gap", trace.Unit{Kind: trace.Gap, Side: side, StreamStart: start, StreamEnd: end, Acked: -1})
}

func order(events []*dispatch.Event) string {
	var c causal
	var got []string
	release := func(ev *dispatch.Event) { got = append(got, ev.Name()) }
	for _, ev := range events {
		c.push(ev, release)
	}
	c.flush(release)
	return strings.Join(got, " ")
}

func TestCausalOrder(t *testing.T) {
	for _, tc := range []struct {
		name   string
		events []*dispatch.Event
		want   string
	}{
		{"in order it stays", []*dispatch.Event{at("req", 0, 10, 0), at("resp", 1, 5, 10)}, "req resp"},
		{"an answer that the capture has before its request", []*dispatch.Event{at("resp", 1, 5, 10), at("req", 0, 10, 0)}, "req resp"},
		{"a chain", []*dispatch.Event{at("b", 1, 5, 10), at("a", 0, 10, 0), at("d", 1, 9, 20), at("c", 0, 20, 5)}, "a b c d"},
		{"an acknowledgement in the middle of a message does not wait for it", []*dispatch.Event{at("x", 0, 10, 3), at("y", 1, 8, 0)}, "x y"},
		{"a gap is missing in each of its bytes", []*dispatch.Event{at("x", 0, 10, 3), missing(1, 0, 8)}, "gap x"},
		{"what acknowledges nothing known waits for nothing", []*dispatch.Event{at("x", 0, 10, -1), at("y", 1, 8, -1)}, "x y"},
		{"what never comes is given up at the end", []*dispatch.Event{at("x", 0, 10, 99), at("y", 0, 20, 99)}, "x y"},
		{"two that wait for each other come as they came", []*dispatch.Event{at("x", 0, 10, 8), at("y", 1, 8, 10)}, "x y"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := order(tc.events); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// However a capture mixes the two directions of a dialogue in which each
// message acknowledges all that came before it, the order is the dialogue's.
func TestCausalOrderUndoesAnyMix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "messages")
		var sides [2][]*dispatch.Event
		var ends [2]int64
		var want []string
		for i := range n {
			side := rapid.IntRange(0, 1).Draw(t, "side")
			ends[side] += int64(rapid.IntRange(1, 9).Draw(t, "size"))
			name := fmt.Sprint(i)
			want = append(want, name)
			sides[side] = append(sides[side], at(name, side, ends[side], ends[1-side]))
		}
		var mixed []*dispatch.Event
		for len(sides[0])+len(sides[1]) > 0 {
			side := rapid.IntRange(0, 1).Draw(t, "next")
			if len(sides[side]) == 0 {
				side = 1 - side
			}
			mixed = append(mixed, sides[side][0])
			sides[side] = sides[side][1:]
		}
		got := strings.Fields(order(mixed))
		// Neighbours of one side that acknowledge the same are in order by
		// themselves; what matters is that nothing precedes what it
		// acknowledges.
		position := make(map[string]int)
		for i, name := range got {
			position[name] = i
		}
		if len(got) != n {
			t.Fatalf("%d events in, %d out", n, len(got))
		}
		byName := make(map[string]*dispatch.Event)
		for _, ev := range mixed {
			byName[ev.Name()] = ev
		}
		for _, a := range want {
			for _, b := range want {
				x, y := byName[a], byName[b]
				if x.Unit().Side != y.Unit().Side && y.Unit().Acked >= x.Unit().StreamEnd && position[a] > position[b] {
					t.Fatalf("%s comes after %s, which acknowledges it: %v", a, b, got)
				}
			}
		}
	})
}
