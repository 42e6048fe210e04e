package xmltree

import (
	"math/rand/v2"
	"testing"
)

// Eight bytes at a time, what is plain and what is a name end where they do one by one.
func TestEnds(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	const some = "\"'<&]#$%\r\n\t\x00\x1f \x7f\x80\xff!;=\\^>?abcXYZ0129@[`{_-.:/"
	for range 200_000 {
		b := make([]byte, r.IntN(60))
		for i := range b {
			if b[i] = 'a' + byte(r.IntN(20)); r.IntN(12) == 0 {
				b[i] = some[r.IntN(len(some))]
			}
		}
		at := r.IntN(len(b) + 1)
		for _, test := range []struct {
			kind uint8
			end  func() int
		}{
			{plainText, func() int { return EndOfText(b, at) }},
			{plainValue, func() int { return EndOfValue(b, at) }},
			{nameMore, func() int { return endOfName(b, at) }},
		} {
			want := at
			for want < len(b) && class[b[want]]&test.kind != 0 {
				want++
			}
			if got := test.end(); got != want {
				t.Fatalf("what is of kind %d in %q from %d on ends at %d, want %d", test.kind, b, at, got, want)
			}
		}
	}
}

// Every name has one number, and no other text has one.
func TestNames(t *testing.T) {
	texts := []string{"a", "b", "ab", "abc", "abcd", "abcde", "abcdefgh", "abcdefghi", "abcdefghabcdefgh", "abcdefghXabcdefgh", "abcdefghYabcdefgh", "a", ""}
	n := NewNames(texts)
	if n.Len() != 11 {
		t.Fatalf("%d names", n.Len())
	}
	for i, text := range texts[:11] {
		if id := n.Of(text); id != NameID(i+1) || n.Text(id) != text {
			t.Errorf("%s has number %d", text, id)
		}
	}
	for _, text := range []string{"", "A", "c", "aab", "abcdefghZabcdefgh", "abcdefghabcdefghabcdefgh", "abcdabcd"} {
		if id := n.Of(text); id != 0 {
			t.Errorf("%s has number %d", text, id)
		}
	}
}
