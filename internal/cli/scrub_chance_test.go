package cli

import (
	"errors"
	"fmt"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/rewrite/scrub"
)

// No pseudonym is by chance a word that reports show, or a value that stays visible: with none of
// many keys a capture is refused in which that would be likely.
func TestScrubAvoidsChanceEquality(t *testing.T) {
	b := pcaptest.New()
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	c.IVR(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`))
	c.Server(callWith(`<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`))
	for _, name := range []string{"x", "y", "of", "a"} { // libxml2 has words of its own of one and two letters
		c.IVR(aNewCall("", "<ANI>&</"+name+">"))
	}
	c.Close()
	inputs := []string{saved(t, b.Pcap()), "../../testdata/captures/seq015-bad.pcap"}
	// 02 became the port 01 of seq015-bad with four of these keys, and x or y became a with others.
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 130, 161, 193, 209} {
		key := saved(t, fmt.Appendf(nil, "key-number-%08d", n))
		for _, input := range inputs {
			if status, said, _ := scrubFile(t, input, "--key", key); status != 0 {
				t.Errorf("%s, key %d: status %d: %s", input, n, status, said)
			}
		}
	}
}

// Random keys are tried again if a key makes another report, a given key is not, and no other
// error is either.
func TestScrubTriesKeys(t *testing.T) {
	chance, found, other := differs("by chance"), &scrub.FoundError{}, errors.New("other")
	for _, tc := range []struct {
		name   string
		key    []byte
		errors []error
		tries  int
		want   error
	}{
		{"no error", nil, []error{nil}, 1, nil},
		{"once by chance", nil, []error{chance, nil}, 2, nil},
		{"an original by chance", nil, []error{found, chance, nil}, 3, nil},
		{"not by chance", nil, []error{chance, chance, chance, chance, nil}, maxKeys, chance},
		{"another error", nil, []error{other, nil}, 1, other},
		{"a key", []byte("k"), []error{chance, nil}, 1, chance},
	} {
		tries, keys := 0, map[string]bool{}
		err := withKeys(tc.key, func(key []byte) error {
			keys[string(key)] = true
			tries++
			return tc.errors[tries-1]
		})
		if tries != tc.tries || len(keys) != tries || !errors.Is(err, tc.want) {
			t.Errorf("%s: %d tries with %d keys: %v", tc.name, tries, len(keys), err)
		}
		if tc.key != nil && !keys[string(tc.key)] {
			t.Errorf("%s: another key", tc.name)
		}
	}
}
