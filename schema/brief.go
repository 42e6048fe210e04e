package schema

import (
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/mask"
)

const (
	maxBriefValues = 4  // besides the call id
	maxBriefBytes  = 60 // of one value
)

// Brief returns the most relevant values of a message: first those of fixed meaning (states, results, ports, the value
// that correlates a request and its answer), then the call id if callID is set, then others in the order of the
// catalogue. It includes personal values only with showValues.
func (m *Message) Brief(showValues, callID bool) string {
	if m == nil {
		return ""
	}
	words, others := m.briefValues(showValues)
	limit := maxBriefValues
	if callID {
		words = words[:min(len(words), limit-1)]
		if m.CallID != "" {
			words = append(words, m.catalogue.Envelope.CallID+"="+shortened(m.shownCallID(showValues)))
		}
		limit++
	}
	words = append(words, others...)
	return strings.Join(words[:min(len(words), limit)], " ")
}

// Subtype returns the subtype in the message, "" if there is none or several.
func (m *Message) Subtype() (name string) {
	if m == nil || m.Spec == nil || len(m.Spec.Subtypes) == 0 {
		return ""
	}
	for _, subtype := range m.Spec.Subtypes {
		if _, ok := m.Find(subtype); ok {
			if name != "" {
				return ""
			}
			name = subtype
		}
	}
	return name
}

// briefValues lists the known values of a message as NAME=VALUE: those of fixed meaning, and the others.
func (m *Message) briefValues(showValues bool) (fixed, others []string) {
	if m.Spec == nil {
		return nil, nil
	}
	var add func([]*catalogue.Parameter)
	add = func(params []*catalogue.Parameter) {
		for _, par := range params {
			if i, ok := m.Find(par.Path); ok && m.Value(i) != "" && (showValues || m.MayShow(i)) {
				word := par.Name + "=" + shortened(m.Value(i))
				if len(par.Values) > 0 || par.Role != "" || par.Path == m.Spec.Correlation || m.Spec.IsSubtype(par.Path) {
					fixed = append(fixed, word)
				} else {
					others = append(others, word)
				}
			}
			add(par.Parameters)
		}
	}
	add(m.Spec.Parameters)
	return fixed, others
}

func shortened(v string) string {
	if len(v) > maxBriefBytes {
		return strings.ToValidUTF8(v[:maxBriefBytes], "") + "..."
	}
	return v
}

// shownCallID returns the call id of a message, masked if it may contain more.
func (m *Message) shownCallID(showValues bool) string {
	switch {
	case showValues:
		return m.CallID
	case m.HasMixedIDs():
		return mask.Masked
	}
	return mask.ID(m.CallID)
}
