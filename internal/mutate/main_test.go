package main

import "testing"

// Each run of the tests checks some damaged files; run the command to check more.
func TestMutations(t *testing.T) {
	n := uint64(2000)
	if testing.Short() {
		n = 200
	}
	if err := run(n, 0, 1, "", []string{"../../testdata/captures"}); err != nil {
		t.Fatal(err)
	}
}

// A panic is reported.
func TestMutationsAreChecked(t *testing.T) {
	c, err := newChecker()
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
		t.Error("the panic was not reported")
	}
}
