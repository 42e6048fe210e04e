package catalogue

// Versions of the protocol, as in a login.

import (
	"strconv"
	"strings"
)

// A Version is the version of the protocol (of its DTD): numbers separated by dots, compared number by number. 3 is
// 3.0.
type Version []int

// ParseVersion reads a version. ok is false for any other text.
func ParseVersion(text string) (v Version, ok bool) {
	for _, part := range strings.Split(strings.TrimSpace(text), ".") {
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return nil, false
		}
		v = append(v, int(n))
	}
	return v, true
}

// Below reports whether v is older than other.
func (v Version) Below(other Version) bool {
	for i := range max(len(v), len(other)) {
		a, b := 0, 0
		if i < len(v) {
			a = v[i]
		}
		if i < len(other) {
			b = other[i]
		}
		if a != b {
			return a < b
		}
	}
	return false
}
