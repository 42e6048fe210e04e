package schema

// Which known name an unknown one was meant to be.

import (
	"strings"
	"unicode/utf8"
)

// Spelling says how a name was found.
type Spelling uint8

const (
	unknown Spelling = iota
	exact
	alias
	misspelt
)

// Misspelt tells that a name was found under a spelling that is neither its own nor an alias.
func (s Spelling) Misspelt() bool { return s == misspelt }

// matchParameter finds the parameter that a name means, in the order: itself,
// an alias, another case, letters that look alike, one letter. All but the
// first two must point to exactly one parameter.
func matchParameter(name string, params []*ParameterSpec) (*ParameterSpec, Spelling) {
	for _, p := range params {
		if p.Name == name {
			return p, exact
		}
	}
	for _, p := range params {
		for _, a := range p.Aliases {
			if a == name {
				return p, alias
			}
		}
	}
	for _, near := range nearness {
		var found *ParameterSpec
		for _, p := range params {
			hit := near(name, p.Name)
			for _, a := range p.Aliases {
				hit = hit || near(name, a)
			}
			if hit && found != nil {
				return nil, unknown
			}
			if hit {
				found = p
			}
		}
		if found != nil {
			return found, misspelt
		}
	}
	return nil, unknown
}

// matchMessage finds the message that a name means, by the same order.
func (c *Catalogue) matchMessage(name string) (*MessageSpec, Spelling) {
	if m := c.byName[name]; m != nil {
		return m, exact
	}
	for _, near := range nearness {
		var found *MessageSpec
		for _, m := range c.messages {
			if !near(name, m.Name) {
				continue
			}
			if found != nil {
				return nil, unknown
			}
			found = m
		}
		if found != nil {
			return found, misspelt
		}
	}
	return nil, unknown
}

// matchName tells whether name is known, or a misspelling of it.
func matchName(name, known string) Spelling {
	if name == known {
		return exact
	}
	for _, near := range nearness {
		if near(name, known) {
			return misspelt
		}
	}
	return unknown
}

var nearness = [...]func(name, known string) bool{strings.EqualFold, looksAlike, oneLetter}

// looksAlike tells whether two texts are the same to the eye: 0 and O, 1, l
// and I. The reference's PDF edition has such faults, and whoever types a
// name from it has them too.
func looksAlike(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if eye(a[i]) != eye(b[i]) {
			return false
		}
	}
	return true
}

func eye(c byte) byte {
	switch c {
	case '0', 'O', 'o':
		return 'o'
	case '1', 'l', 'I', 'i', 'L', '|':
		return 'l'
	}
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// oneLetter tells whether one letter was changed, lost or added, or two
// neighbours changed places. Names of three letters are too short to tell, and
// a digit is never a slip: PortNum2 is another name than PortNum.
func oneLetter(name, known string) bool {
	if len(name) < 4 || len(known) < 4 || len(name) > len(known)+1 || len(known) > len(name)+1 {
		return false
	}
	start := 0
	for start < len(name) && start < len(known) && name[start] == known[start] {
		start++
	}
	a, b := name[start:], known[start:]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a)+len(b) == 0:
		return false // the same
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	case len(a) > 1 || len(b) > 1:
		return false
	}
	return !digit(a) && !digit(b)
}

func digit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// A meaning is what a wrong name or value was meant to be, and the name of a
// hint at how it went wrong; empty if nobody knows.
type meaning struct{ hint, name string }

// meanings remembers what was worked out for wrong names and values: who makes
// a mistake makes it again.
type meanings map[mistake]meaning

type mistake struct {
	written string
	known   *string // the first of those it could be
}

// of gives the meaning of what was written, by find if it is not remembered.
func (m *meanings) of(written string, known []string, find func(string, []string) meaning) meaning {
	const most, longest = 256, 64
	if len(known) == 0 || len(written) > longest {
		return find(written, known)
	}
	if found, ok := (*m)[mistake{written, &known[0]}]; ok {
		return found
	}
	if *m == nil || len(*m) >= most {
		*m = meanings{}
	}
	found := find(written, known)
	(*m)[mistake{strings.Clone(written), &known[0]}] = found
	return found
}

// Nearest gives the name that is nearest to an unknown one, "" if none is near
// enough to be worth a hint.
func Nearest(name string, known []string) string { return nearest(name, known) }

// nearest gives the name that is nearest to an unknown one, "" if none is near
// enough to be worth a hint. Ties go to the first.
func nearest(name string, known []string) string {
	const longest = 64 // longer names were not meant to be any of ours
	if len(name) > longest || !utf8.ValidString(name) {
		return ""
	}
	best, least := "", len(name)/3+1
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k), least); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to change, add or leave out between a and b;
// from limit on the exact number does not matter.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
