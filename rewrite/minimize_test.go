package rewrite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// The result shows what all show, and nothing of it can be left out.
func TestMinimizeIsOneMinimal(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		n := 1 + random.IntN(60)
		// One of some sets must be whole; they are not monotonic: a thing may spoil a set
		// unless another one is there.
		var needed [][]int
		for range 1 + random.IntN(3) {
			set := random.Perm(n)[:1+random.IntN(min(n, 5))]
			needed = append(needed, set)
		}
		spoils, unless := random.IntN(n), random.IntN(n)
		holds := func(set []int) bool {
			if slices.Contains(set, spoils) && !slices.Contains(set, unless) {
				return false
			}
			return slices.ContainsFunc(needed, func(need []int) bool {
				return !slices.ContainsFunc(need, func(i int) bool { return !slices.Contains(set, i) })
			})
		}
		var guesses [][]int
		for range random.IntN(3) {
			guesses = append(guesses, append(slices.Clone(needed[0]), random.Perm(n)[:random.IntN(n)]...))
		}
		tests := 0
		set, ok, err := Minimize(n, guesses, func(set []int) (bool, error) {
			tests++
			if !slices.IsSorted(set) {
				t.Fatalf("%v is not in order", set)
			}
			return holds(set), nil
		})
		if !ok || err != nil || !holds(set) {
			t.Fatalf("%v, %v, %v of %v", set, ok, err, needed)
		}
		for i := range set {
			if rest := slices.Delete(slices.Clone(set), i, i+1); holds(rest) {
				t.Errorf("%d can be left out of %v", set[i], set)
			}
		}
		if tests > 40+n*8 {
			t.Errorf("%d tests of %d things", tests, n)
		}
	}
}

func TestMinimizeGivesUp(t *testing.T) {
	if set, ok, err := Minimize(5, nil, func([]int) (bool, error) { return false, nil }); ok || err != nil {
		t.Errorf("got %v, %v, %v", set, ok, err)
	}
	broken := errors.New("broken")
	tests := 0
	if _, ok, err := Minimize(5, [][]int{{1}}, func([]int) (bool, error) {
		if tests++; tests > 2 {
			return false, broken
		}
		return tests > 1, nil
	}); ok || err != broken {
		t.Errorf("got %v, %v", ok, err)
	}
}

// Two of many things are found with few tests.
func TestMinimizeIsFast(t *testing.T) {
	for _, n := range []int{100, 10_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			tests := 0
			set, ok, err := Minimize(n, nil, func(set []int) (bool, error) {
				tests++
				_, a := slices.BinarySearch(set, n/3)
				_, b := slices.BinarySearch(set, n/2)
				return a && b, nil
			})
			if !ok || err != nil || !slices.Equal(set, []int{n / 3, n / 2}) {
				t.Errorf("got %d things, %v, %v", len(set), ok, err)
			}
			if tests > 80 {
				t.Errorf("%d tests", tests)
			}
		})
	}
}
