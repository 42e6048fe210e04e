package catalogue

// Finds the known name that an unknown name was probably intended to be.

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Spelling describes how a name was found.
type Spelling uint8

const (
	NotFound Spelling = iota
	Exact
	Alias
	Misspelt
)

// MatchParameter finds the parameter for a name, in this order: the name itself, an alias, another case, similar
// letters, one different letter. All except the first two must match exactly one parameter.
func MatchParameter(name string, params []*Parameter) (*Parameter, Spelling) {
	for _, p := range params {
		if p.Name == name {
			return p, Exact
		}
	}
	for _, p := range params {
		for _, a := range p.Aliases {
			if a == name {
				return p, Alias
			}
		}
	}
	least, most := lengths(name)
	for _, near := range nearness {
		var found *Parameter
		for _, p := range params {
			matches := len(p.Name) >= least && len(p.Name) <= most && near(name, p.Name)
			for _, a := range p.Aliases {
				matches = matches || near(name, a)
			}
			if matches && found != nil {
				return nil, NotFound
			}
			if matches {
				found = p
			}
		}
		if found != nil {
			return found, Misspelt
		}
	}
	return nil, NotFound
}

// MatchMessage finds the message for a name, in the same order.
func (c *Catalogue) MatchMessage(name string) (*Message, Spelling) {
	if m := c.byName[name]; m != nil {
		return m, Exact
	}
	least, most := lengths(name)
	for _, near := range nearness {
		var found *Message
		for _, m := range c.messages {
			if len(m.Name) < least || len(m.Name) > most || !near(name, m.Name) {
				continue
			}
			if found != nil {
				return nil, NotFound
			}
			found = m
		}
		if found != nil {
			return found, Misspelt
		}
	}
	return nil, NotFound
}

// BareMessage finds the message for a name without the envelope, in any case unless the name is a common word. It
// returns nil if there is none.
func (c *Catalogue) BareMessage(name string) *Message {
	if m := c.byName[name]; m != nil {
		return m
	}
	for _, m := range c.messages {
		if !m.CommonWord && strings.EqualFold(m.Name, name) {
			return m
		}
	}
	return nil
}

// MessageOfSubtype finds the message with a subtype of that name, in any case, that may occur alone. It returns nil if
// there is none.
func (c *Catalogue) MessageOfSubtype(name string) *Message {
	for _, m := range c.messages {
		if m.AloneWith != "" && slices.ContainsFunc(m.Subtypes, func(s string) bool { return strings.EqualFold(s, name) }) {
			return m
		}
	}
	return nil
}

// MatchName returns how name matches a known name.
func MatchName(name, known string) Spelling {
	if name == known {
		return Exact
	}
	for _, near := range nearness {
		if near(name, known) {
			return Misspelt
		}
	}
	return NotFound
}

// lengths returns the range of lengths of names that a name may be a misspelling of. Those are ASCII. A character above
// ASCII may replace a letter with two or three bytes.
func lengths(name string) (least, most int) {
	least, most = len(name)-1, len(name)+1
	for i := range len(name) {
		if name[i] >= utf8.RuneSelf {
			return 0, most
		}
	}
	return least, most
}

var nearness = [...]func(name, known string) bool{strings.EqualFold, LooksAlike, oneLetter}

// LooksAlike reports whether two texts look alike: 0 and O, 1, l and I. The PDF edition of the reference has such
// errors, and so have names that were copied from it.
func LooksAlike(a, b string) bool {
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

// oneLetter reports whether one letter was changed, lost or added, or two neighbours were swapped. Names of three
// letters are too short to compare, and a digit is never a misspelling: PortNum2 is not PortNum.
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

// Nearest returns the name nearest to an unknown one, "" if none is near enough for a hint. Of several, it returns the
// first.
func Nearest(name string, known []string) string {
	const longest = 64 // longer names were not intended to be known names
	if len(name) > longest || !utf8.ValidString(name) {
		return ""
	}
	best, least := "", len(name)/3+1
	low := strings.ToLower(name)
	in := letters(low)
	for _, k := range known {
		// Each change adds at most one missing letter and removes at most one superfluous letter. So the sets of
		// letters alone exclude most names.
		of := letters(k)
		if in != ^uint32(0) && of != ^uint32(0) && (bits.OnesCount32(in&^of) >= least || bits.OnesCount32(of&^in) >= least) {
			continue
		}
		if d := distance(low, strings.ToLower(k), least); d < least {
			best, least = k, d
		}
	}
	return best
}

// Denies reports whether one of two texts negates the other: Available and Unavailable, FeatureSupported and
// FeatureNotSupported. Without the negation, distance would find them similar.
func Denies(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	for range 2 {
		for _, not := range []string{"un", "not", "non", "no", "dis", "in", "ab"} {
			for i := range a {
				if rest := a[i:]; strings.HasPrefix(rest, not) && distance(a[:i]+rest[len(not):], b, len(a)+len(b)) == distance(a, b, len(a)+len(b))-len(not) {
					return true
				}
			}
		}
		a, b = b, a
	}
	return false
}

// letters has a bit for each letter of s, in either case. It has all bits for a name that is not ASCII, which is then
// compared letter by letter.
func letters(s string) (set uint32) {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return ^uint32(0)
		}
		set |= 1 << (s[i] & 31) // the same for both cases
	}
	return set
}

// distance counts the letters to change, add or remove between a and b. It is not exact from limit on.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	var short [64]int
	row := short[:]
	if len(b) >= len(short) {
		row = make([]int, len(b)+1)
	}
	row = row[:len(b)+1]
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

// Near lists at most n names that an unknown name was probably intended to be, best first: the paths that end with it,
// or else the near names and those with a near end, then those that begin with it or contain it.
func Near(name string, known []string, n int) []string {
	type match struct {
		name  string
		worth int
	}
	const (
		end  = -1
		most = 64
		// A prefix of a name is a better match than a name with three changes.
		beginning = 5
		misspelt  = 2 // as a name with one change
	)
	limit := min((len(name)+1)/3, 3)
	var matches []match
	low := strings.ToLower(name)
	for _, k := range known {
		if len(name) > most || slices.ContainsFunc(matches, func(m match) bool { return m.name == k }) {
			continue
		}
		lowKnown := strings.ToLower(k)
		d := distance(low, lowKnown, limit+1)
		switch {
		case strings.HasSuffix(lowKnown, "."+low):
			matches = append(matches, match{k, end})
		case len(name) > beginning && d > 2 && strings.HasPrefix(lowKnown, low):
			matches = append(matches, match{k, beginning})
		case d <= limit && utf8.ValidString(name):
			matches = append(matches, match{k, 2 * d})
		case MatchName(low, tail(lowKnown, strings.Count(low, "."))) == Misspelt:
			matches = append(matches, match{k, misspelt})
		case len(name) > 2 && strings.HasPrefix(lowKnown, low):
			matches = append(matches, match{k, most})
		case len(name) > 2 && strings.Contains(lowKnown, low):
			matches = append(matches, match{k, most + 1})
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(a.worth, b.worth) })
	var out []string
	for _, m := range matches[:min(n, len(matches))] {
		if best := matches[0].worth; m.worth == best || m.worth >= most && (best >= most || best == end) {
			out = append(out, m.name)
		}
	}
	return out
}

// tail returns the end of a path with that number of dots.
func tail(path string, dots int) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] != '.' {
			continue
		}
		if dots--; dots < 0 {
			return path[i+1:]
		}
	}
	return path
}
