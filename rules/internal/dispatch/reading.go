package dispatch

import (
	"slices"
	"sync"
	"sync/atomic"

	"ivrcheck/internal/cachectl"
	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
)

// Reading describes how an event concerns one constraint.
type Reading struct {
	Constraint *program.Constraint
	// Key is the index of the key in Event.Keys, -1 if the constraint has no key. pair is the index of the correlate
	// values that are not part of the key, -1 for none.
	Key, pair int
	Step
}

// Starts reports whether the event may start an instance.
func (r *Reading) Starts() bool { return r.Constraint.Declare.Starts(r.Symbol) }

// Step describes how an event concerns a constraint.
type Step struct {
	Symbol declare.Symbol
	// Opens and Closes: the event may open, or close, the constraint's scope. Clears: earlier events of its key no
	// longer count.
	Opens, Closes, Clears bool
	// BlursAll: the event makes undecided activations of all keys inconclusive.
	BlursAll bool
	// Unsure: the sender is unknown, so the event may not be what Symbol says. Doubted: for the same reason Symbol
	// omits a possible role.
	Unsure, Doubted bool
}

// signature is the part of an event on which its readings depend: the satisfied conditions, the keys that it has, as
// bits, and its senders.
type signature struct {
	passed, meant, keys uint64
	from                program.Senders
}

var control = cachectl.New("rules/readings")

// mostVariants is the maximum number of signatures that a plan remembers.
const mostVariants = 32

// variants remembers the readings of a plan's events by signature. Several monitors share it.
type variants struct {
	known atomic.Pointer[[]variant]
	lock  sync.Mutex // held to add to it
}

type variant struct {
	signature
	readings []Reading
}

// lookup returns the readings of a signature.
func (v *variants) lookup(s *signature) (readings []Reading, ok bool) {
	known := v.known.Load()
	if known == nil {
		return nil, false
	}
	for i := range *known {
		if one := &(*known)[i]; one.signature == *s {
			return one.readings, true
		}
	}
	return nil, false
}

// learn remembers the readings of a signature.
func (v *variants) learn(s *signature, readings []Reading) {
	v.lock.Lock()
	defer v.lock.Unlock()
	var all []variant
	if known := v.known.Load(); known != nil {
		all = slices.Clone(*known)
	}
	if len(all) < mostVariants {
		all = append(all, variant{*s, slices.Clone(readings)})
		v.known.Store(&all)
	}
}
