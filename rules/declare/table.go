// What Step does to instances that hold no more than one activation: there are few
// states of that kind, so that it is worked out once for each, by Step itself.

package declare

import "sync"

// Effect is what an event came to for an instance; 0 is what only Step can tell.
type Effect uint8

const (
	// Known is set in all others.
	Known Effect = 1 << iota
	// Tells: one activation is satisfied for sure, that of the event or the one that
	// waited, which is freed then.
	Tells
	// Frees: what waited waits no more.
	Frees
	// Keeps: the event waits from now on, and Keep has to be called with its activation.
	Keeps
	// Waits: something waits afterwards.
	Waits
	// Empty: the instance is settled afterwards.
	Empty
)

// brief is what an event does in a state.
type brief struct {
	effect Effect
	// dates tells that what waits afterwards does so since the event.
	dates bool
	marks marks
	seen  int8
}

// Table holds what Step does, by symbol and state.
type Table [1 << 3][1 << 9]brief

// state numbers what there is to a half beside activations and ordinals, -1 if that is
// too much to be in a table.
func (h *half[A]) state() int {
	if h.more != nil || h.seen < forGood || h.seen > 2 {
		return -1
	}
	return int(h.marks)<<2 | int(h.seen-forGood)
}

// tables are those of all constraints.
var tables = func() (all [NotChainSuccession + 1][2]func() *Table) {
	for t := range all {
		for oneToOne := range all[t] {
			all[t][oneToOne] = sync.OnceValue(func() *Table { return newTable(Constraint{Template(t), oneToOne > 0}) })
		}
	}
	return all
}()

// Table gives the constraint's table. It is for all who ask.
func (c Constraint) Table() *Table { return tables[c.Template][oneIf(c.OneToOne)]() }

func newTable(c Constraint) *Table {
	t := new(Table)
	if len(arms[c.Template]) > 1 {
		return t // two states in one
	}
	todo := []half[int]{{}, Revived[int](c).half}
	done := map[int]bool{}
	for len(todo) > 0 {
		from := todo[0]
		if todo = todo[1:]; done[from.state()] {
			continue
		}
		done[from.state()] = true
		for s := range t {
			b, after := askStep(c, from, Symbol(s))
			if t[s][from.state()] = b; b.effect != 0 {
				todo = append(todo, after)
			}
		}
	}
	return t
}

// askStep finds out what an event does to a half; the effect is 0 if that is more than a
// brief can say.
func askStep(c Constraint, h half[int], s Symbol) (b brief, after half[int]) {
	const waited, event = 1, 2 // activations and ordinals
	in := Instance[int]{half: half[int]{marks: h.marks, seen: h.seen}}
	before := entry[int]{}
	if in.is(waiting) {
		before = entry[int]{waited, waited}
		in.oldest = before
	}
	var told []Outcome[int]
	if s != 0 {
		Step(c, &in, &Event[int]{Symbol: s, Ordinal: event, Activation: event}, func(o Outcome[int]) { told = append(told, o) })
	}
	after = half[int]{marks: in.marks, seen: in.seen}
	b = brief{effect: Known, marks: in.marks, seen: int8(in.seen)}
	if in.state() < 0 || in.is(preceded) || len(told) > 1 {
		return brief{}, after
	}
	freed := h.is(waiting) && in.oldest != before
	for _, o := range told {
		if o.Verdict != Satisfied || !o.Sure || o.Forgotten || (o.Activation == waited) != freed {
			return brief{}, after
		}
		b.effect |= Tells
	}
	if freed {
		if len(told) == 0 {
			return brief{}, after
		}
		b.effect |= Frees
	}
	if in.is(waiting) {
		b.effect |= Waits
		if b.dates = in.oldest.ordinal == event; b.dates && in.oldest.activation == event {
			b.effect |= Keeps
		}
	}
	if in.Settled() {
		b.effect |= Empty
	}
	return b, after
}

// Brief reads an event without a pair, as Step does, if the table can tell what that
// comes to; else it leaves the instance as it is and gives 0. freed is the activation
// that waits no more.
func Brief[A any](t *Table, in *Instance[A], s Symbol, ordinal int64) (e Effect, freed A) {
	state := in.state()
	if state < 0 || in.second != nil {
		return 0, freed
	}
	b := &t[s][state]
	if b.effect == 0 {
		return 0, freed
	}
	if b.effect&Frees != 0 {
		freed, in.oldest = in.oldest.activation, entry[A]{}
	}
	if b.dates {
		in.oldest.ordinal = ordinal
	}
	in.marks, in.seen = b.marks, int32(b.seen)
	return b.effect, freed
}

// Keep gives the activation that began to wait with the last Brief.
func (in *Instance[A]) Keep(a A) { in.oldest.activation = a }
