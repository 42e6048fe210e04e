package program

import (
	"slices"
	"strings"

	"ivrcheck/schema"
)

// Value is the value of a message at a path that rules compare.
type Value struct {
	// Text is the value. If List is set, it contains all values of a path with several, each followed by a NUL, which
	// XML cannot contain.
	Text string
	Slot int32
	List bool
	OK   bool // the message has a value
	// Private: it may be personal. Wrong: the parameter does not allow it. Cut: Text is truncated.
	Private, Wrong, Cut bool
	// Meant is the value that a wrong one was probably intended to be, "" for none.
	Meant string
}

// Single returns the value at a path with a single value, "" for a list.
func (v *Value) Single() string {
	if v.List {
		return ""
	}
	return v.Text
}

// each yields the values.
func (v *Value) each(yield func(string) bool) {
	if !v.List {
		if v.OK {
			yield(v.Text)
		}
		return
	}
	for text := v.Text; text != ""; {
		var one string
		if one, text, _ = strings.Cut(text, "\x00"); !yield(one) {
			return
		}
	}
}

// is reports whether the value, or one of a list, is among values. If meant is set, a wrong value counts as the
// intended one.
func (v *Value) is(values []string, meant bool) bool {
	if meant && v.Wrong {
		return v.Meant != "" && slices.Contains(values, v.Meant)
	}
	return v.OneOf(values)
}

// OneOf reports whether the value, or one of a list, is among values.
func (v *Value) OneOf(values []string) bool {
	if !v.List {
		return slices.Contains(values, v.Text)
	}
	for one := range v.each {
		if slices.Contains(values, one) {
			return true
		}
	}
	return false
}

// Shown returns the value for a finding: masked if it may be personal.
func (v Value) Shown(showValues bool) string {
	switch {
	case showValues:
		return v.Single()
	case v.Private:
		return Mask
	}
	return schema.ShownText(v.Single())
}

// Mask replaces personal values.
const Mask = "***"

// CallPort is the path of the port of a message's call. It follows only from the order of messages.
const CallPort = "Call.Port"

// AnyValue is the path of all values of a message. Rules can only test it.
const AnyValue = "*"

// IsList reports whether a path can have several values.
func IsList(path string) bool { return strings.HasSuffix(path, "*") }
