package cli

import (
	"slices"
	"strings"

	"ivrcheck/schema"
)

// briefs is how many values a brief shows, briefValue how many bytes of one.
const (
	briefs     = 4
	briefValue = 60
)

// brief gives the few values by which a reader tells what a message says:
// those of fixed meaning first (states, results, ports, what pairs a request
// with its answer), then others as the catalogue lists them. Personal values
// are among them only if show says so.
func brief(m *schema.Message, show bool) string {
	telling, other := values(m, show)
	words := append(telling, other...)
	return strings.Join(words[:min(len(words), briefs)], " ")
}

// briefOfCall is a brief with the call id, which stands before the values that
// tell little, so that these are cut first where there is no room.
func briefOfCall(m *schema.Message, show bool) string {
	telling, other := values(m, show)
	words := telling[:min(len(telling), briefs-1)]
	if m != nil && m.CallID != "" {
		words = append(words, "CallId="+clipped(m.CallID))
	}
	words = append(words, other...)
	return strings.Join(words[:min(len(words), briefs+1)], " ")
}

// values lists the values of a message that the catalogue knows, as NAME=VALUE,
// those of fixed meaning apart from the others.
func values(m *schema.Message, show bool) (telling, other []string) {
	if m == nil || m.Spec == nil {
		return nil, nil
	}
	var add func([]*schema.ParameterSpec)
	add = func(params []*schema.ParameterSpec) {
		for _, par := range params {
			if v, ok := m.Lookup(par.Path); ok && v != "" && (show || !par.Private) {
				word := par.Name + "=" + clipped(v)
				if len(par.Values) > 0 || par.Role != "" || par.Path == m.Spec.Correlation || slices.Contains(m.Spec.Subtypes, par.Path) {
					telling = append(telling, word)
				} else {
					other = append(other, word)
				}
			}
			add(par.Parameters)
		}
	}
	add(m.Spec.Parameters)
	return telling, other
}

// clipped cuts a value that is longer than a brief shows.
func clipped(v string) string {
	if len(v) > briefValue {
		return strings.ToValidUTF8(v[:briefValue], "") + "..."
	}
	return v
}
