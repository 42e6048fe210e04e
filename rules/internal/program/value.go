package program

import (
	"slices"
	"strings"
)

// Value is what a message holds under a path that rules compare.
type Value struct {
	// Text is the value. Where list is set, it is all those of a path that stands
	// for several, each with a NUL behind it, which XML does not have.
	Text string
	Slot int32
	List bool
	OK   bool
	// Private tells that it may be personal, wrong that it is none of those that
	// the parameter may have, cut that text is only the beginning.
	Private, Wrong, Cut bool
}

// Single is the value of a path that stands for one.
func (v *Value) Single() string {
	if v.List {
		return ""
	}
	return v.Text
}

// each gives the values one by one, none if nothing is there.
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

// OneOf tells whether the value, or one of several, is among those given.
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

func (v Value) Shown(showValues bool) string {
	if v.Private && !showValues {
		return Mask
	}
	return v.Single()
}

// Mask stands for a value that may be personal.
const Mask = "***"

// AnyValue is the path of every value in a message; rules may test it, and
// nothing else is done with it.
const AnyValue = "*"

// several tells whether a path stands for more than one value.
func IsList(path string) bool { return strings.HasSuffix(path, "*") }
