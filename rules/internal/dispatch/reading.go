package dispatch

import (
	"slices"
	"sync"
	"sync/atomic"

	"ivrcheck/internal/cachectl"
	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
)

// Reading is how an event concerns one constraint.
type Reading struct {
	Constraint *program.Constraint
	// Key is the index of the key in Event.Keys, -1 if the constraint has no key; pair that of the values of
	// correlate that are no part of the key, -1 for none.
	Key, pair int
	Step
}

// Starts reports whether the event may start an instance.
func (r *Reading) Starts() bool { return r.Constraint.Declare.Starts(r.Symbol) }

// Step describes how an event concerns a constraint.
type Step struct {
	Symbol declare.Symbol
	// Opens and Closes: the event may open, or close, the constraint's scope. Clears: nothing
	// before the event counts for its key.
	Opens, Closes, Clears bool
	// BlursAll: the event makes what is undecided inconclusive, whatever its key.
	BlursAll bool
	// Unsure: the sender is not known, so that the event may not be what Symbol says.
	// Doubted: for the same reason Symbol leaves out what the event may be.
	Unsure, Doubted bool
}

// signature is all of an event on which its readings depend: the conditions that it satisfies, the keys that
// it has, as bits, and its senders.
type signature struct {
	passed, meant, keys uint64
	from                program.Senders
}

var control = cachectl.New("rules/readings")

// mostVariants bounds the signatures that are remembered of a plan.
const mostVariants = 32

// variants remembers the readings of a plan's events by their signatures. Several monitors use it.
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
