// Delta debugging.

package rewrite

import "slices"

// Minimize returns a part of n things, in order, that shows the same as all of them, and of
// which none can be omitted. It starts with the first of the guesses that shows it; a guess
// lists things. shows is called with a set of things; its error ends the search. ok is false
// if not even all things show it.
//
// Source: Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002.
func Minimize(n int, guesses [][]int, shows func(set []int) (bool, error)) (set []int, ok bool, err error) {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	for _, guess := range guesses {
		slices.Sort(guess)
		guess = slices.Compact(guess)
		if ok, err = shows(guess); err != nil {
			return nil, false, err
		} else if ok {
			set = guess
			break
		}
	}
	if !ok {
		if ok, err = shows(all); !ok || err != nil {
			return nil, false, err
		}
		set = all
	}
	for size := len(set) / 2; size > 0; {
		smaller := false
		// Start at the end: later things depend on earlier ones.
		for end := len(set); end > 0; end -= size {
			rest := slices.Concat(set[:max(end-size, 0)], set[end:])
			ok, err := shows(rest)
			if err != nil {
				return nil, false, err
			}
			if ok {
				set, smaller = rest, true
			}
		}
		// Repeat the last round until nothing can be omitted.
		if size > 1 {
			size = min(size/2, max(len(set)/2, 1))
		} else if !smaller {
			break
		}
	}
	return set, true, nil
}
