package schema

// Versions of the protocol, as a login states one, and the parameters that
// older ones do not have.

import (
	"strconv"
	"strings"

	"ivrcheck/trace"
)

// A Version is the version of the protocol (of its DTD): numbers with dots
// between them, compared number by number. 3 is 3.0.
type Version []int

// ParseVersion reads a version; ok is false for anything else.
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

// Below tells whether v is older than other.
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

// version adds what is a fault if the login of the connection is older than
// the parameter, which one message alone does not show.
func (k *Checker) version(i int32, p *ParameterSpec, subject string) {
	if p.Since == "" {
		return
	}
	k.about(i, p, subject, trace.Fault{Code: "MSG018", Since: p.Since, Basis: p.Source.Basis,
		Args: []trace.Arg{{Name: "since", Value: p.Since}}})
}

// divide takes the faults that depend on the login's version from the others
// and gives them to the message.
func (k *Checker) divide(m *Message) {
	kept := k.faults[:0]
	for _, f := range k.faults {
		if f.Since == "" {
			kept = append(kept, f)
		} else {
			m.Versioned = append(m.Versioned, f)
		}
	}
	k.faults = kept
}
