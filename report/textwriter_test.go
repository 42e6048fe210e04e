package report

import (
	"reflect"
	"strings"
	"testing"

	"ivrcheck/internal/cputime"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"one two three", []string{"one two", "three"}},
		{"exactly 10", []string{"exactly 10"}},
		{"abcdefghijklmnopqrstuvwxyz", []string{"abcdefghij", "klmnopqrst", "uvwxyz"}},
		{"a abcdefghijkl m", []string{"a", "abcdefghij", "kl m"}},
		{"\ud55c\uad6d\uc5b4\ud55c\uad6d\uc5b4", []string{"\ud55c\uad6d\uc5b4\ud55c\uad6d", "\uc5b4"}},
		{"\x1b[31mcolour\x1b[0m ten", []string{"\x1b[31mcolour\x1b[0m ten"}},
	} {
		if got := Wrap(c.text, 10); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWrapIsLinear(t *testing.T) {
	limit := cputime.Limit(t, "a word of 4 MB")
	if n := len(Wrap(strings.Repeat("x", 4<<20), 40)); n != 4<<20/40+1 {
		t.Errorf("%d lines", n)
	}
	limit()
}
