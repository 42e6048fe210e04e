package main

import "testing"

// A few thousand damaged files with every run of the tests; many more are run
// by hand.
func TestMutations(t *testing.T) {
	n := uint64(2000)
	if testing.Short() {
		n = 200
	}
	if err := run(n, 0, 1, "", []string{"../../testdata/captures"}); err != nil {
		t.Fatal(err)
	}
}

// What the runner is for it must find.
func TestMutationsAreChecked(t *testing.T) {
	c, err := newChecking()
	if err != nil {
		t.Fatal(err)
	}
	c.checker = nil // any message panics
	bases, err := load([]string{"../../testdata/captures"})
	if err != nil {
		t.Fatal(err)
	}
	failed := false
	for _, b := range bases[:5] {
		_, err := c.check(b)
		failed = failed || err != nil
	}
	if !failed {
		t.Error("a panic was not seen")
	}
}
