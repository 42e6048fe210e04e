package rules

import (
	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// What messages come to for the constraints, worked out by the projectors so that the
// judge, who has to take them one after the other, need not.

// act is what an event is to one constraint once its sender is known, or is known to
// be unknown: what a hit comes to, worked out before, for messages that are alike to
// the rules are so over and over.
type act struct {
	constraint *program.Constraint
	// key is the index of the key in the event's, -1 for the connection as such.
	key    int
	symbol declare.Symbol
	// scoped tells that the constraint has a scope, own that it has one instance for the
	// connection and no scope.
	scoped, own bool
	// after and until tell that the event may open, or end, the constraint's scope.
	after, until bool
	// blind tells that it is not known what the event is about.
	blind bool
	// starts tells that a new instance makes something of it, idle that it is no more
	// than what comes next, never that therefore no instance is made for it, and once
	// that it stands for the key if it is the first.
	starts, idle, never, once bool
	pair                      string
}

// acts are those of an event, in the order of the constraints.
type acts struct {
	all []act
	// rest are those that matter when all is decided of which there is one instance.
	rest []act
	// own are the constraints that have one instance for the connection.
	own indexSet
	// starting counts, by key, those that make something of a new one.
	starting []int
}

// bySender are the acts of an event of the IVR, of the server, and of nobody knows
// whom, which is both: those of some senders stand at the index one below.
type bySender [program.Both]acts

func (b *bySender) of(d trace.Direction) *acts { return &b[program.SendersOf(d)-1] }

// actsOf works out the acts of an event with hits and so many keys.
func actsOf(hits []hit, keys int) *bySender {
	all := new(bySender)
	for d := range all {
		all[d].fill(hits, keys, program.Senders(d+1))
	}
	return all
}

// fill makes the acts those of an event of a sender.
func (as *acts) fill(hits []hit, keys int, from program.Senders) {
	as.all, as.rest = as.all[:0], as.rest[:0]
	clear(as.own)
	as.starting = append(as.starting[:0], make([]int, keys)...)
	for i := range hits {
		a := makeAct(&hits[i], from)
		if a.starts && a.key >= 0 {
			as.starting[a.key]++
		}
		if !hits[i].keyed && !a.blind { // whatever it is about, it decides nothing
			a.symbol = 0
		}
		if a.symbol == 0 && !(a.scoped && (a.after || a.until)) {
			continue
		}
		as.all = append(as.all, a)
		if a.own {
			as.own.add(a.constraint.Index)
		} else {
			as.rest = append(as.rest, a)
		}
	}
}

func makeAct(h *hit, from program.Senders) act {
	k := h.constraint
	a := act{constraint: k, key: h.key, symbol: h.symbol(from), pair: h.pair}
	a.describe()
	a.after, a.until = h.after&from != 0, h.maybe.until&from != 0
	a.blind = !h.keyed && a.symbol != 0 && (a.symbol&declare.Then != 0 || k.Declare.Adjacent)
	return a
}

// describe works out what follows from the symbol.
func (a *act) describe() {
	c := a.constraint.Declare
	a.scoped = a.constraint.Scope >= 0
	a.own = !a.scoped && a.key < 0
	a.starts = c.Starts(a.symbol)
	next := a.symbol == declare.Among
	a.idle = next && !c.Unary && !c.LooksBack
	a.never, a.once = a.idle && !c.Adjacent, next && c.Unary
}

// greeting is the act of an event that is no more than one of its key.
func (g greeted) act() act {
	a := act{constraint: g.constraint, key: g.key, symbol: declare.Among}
	a.describe()
	return a
}

// symbol says what the event is to the constraint. Where the sender is not known,
// or a value is none of those that there are, nobody is blamed for it: it
// activates nothing, comes first for nobody, and what is demanded is there.
func (h *hit) symbol(from program.Senders) (symbol declare.Symbol) {
	t := h.constraint.Declare
	must := func(s program.Senders) bool { return s&from == from }
	may := func(s program.Senders) bool { return s&from != 0 }
	if must(h.when) {
		symbol |= declare.When
	}
	if must(h.then) || may(h.maybe.then) && !t.Forbids {
		symbol |= declare.Then
	}
	if must(h.among) || may(h.maybe.among) && !t.First() {
		symbol |= declare.Among
	}
	return symbol
}
