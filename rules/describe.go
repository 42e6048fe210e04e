package rules

// What a rule's parts say, in words: for those who read about the rule, and
// for the findings of a rule that has no sentence of its own.

import (
	"fmt"
	"strings"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/rulefile"
)

// describe renders a constraint's parts for readers of the rule.
func describe(y *rulefile.Constraint, numbered bool, i int) []Parameter {
	prefix := ""
	if numbered {
		prefix = fmt.Sprintf("%d. ", i+1)
	}
	out := []Parameter{{prefix + "template", y.Template.Value}}
	add := func(name, v string) {
		if v != "" {
			out = append(out, Parameter{prefix + name, v})
		}
	}
	var keys []string
	for _, paths := range y.Key {
		keys = append(keys, strings.Join(paths.Values(), " or "))
	}
	add("key", strings.Join(keys, ", "))
	add("when", sentence(y.When))
	add("then", sentence(y.Then))
	add("among", sentence(y.Among))
	add("after", sentence(y.Scope.After))
	add("until", sentence(y.Scope.Until))
	add("correlate", strings.Join(y.Correlate.Values(), ", "))
	add("match", y.Match.Value)
	add("within", y.Within.Value)
	add("predicate", y.Predicate.Value)
	add("open", y.Open.Value)
	add("at-end", y.AtEnd.Value)
	return out
}

// sentence renders a matcher in words.
func sentence(m rulefile.Matcher) string {
	var either []string
	for _, a := range m {
		var all []string
		add := func(lead string, items rulefile.Texts) {
			if len(items) > 0 {
				all = append(all, lead+strings.Join(items.Values(), " or "))
			}
		}
		add("", a.Message)
		add("any message of group ", a.Group)
		add("frame ", a.Frame)
		if len(a.Message) == 0 && len(a.Group) == 0 && len(a.Frame) == 0 {
			all = append(all, "any message")
		}
		if from := a.From.Value; from != "" && from != "both" {
			all = append(all, "from "+from)
		}
		add("with ", a.Has)
		add("without ", a.Lacks)
		for _, item := range a.Where {
			all = append(all, fmt.Sprintf("%s = %s", item.Path.Value, strings.Join(item.Values.Values(), " or ")))
		}
		either = append(either, strings.Join(all, " "))
	}
	return strings.Join(either, "; or ")
}

// say gives a rule without a message the sentences of its template. A rule
// with several constraints says what both kinds have in common.
func say(r *program.Rule, y *rulefile.Rule, parts []rulefile.Constraint) {
	if y.Message.Value != "" {
		return
	}
	k := &parts[0]
	message, missing := "", ""
	if len(parts) > 1 {
		message, missing = "{now} breaks "+r.Name, "what "+r.Name+" demands did not come after {now}"
	} else if t, err := declare.Parse(k.Template.Value); err == nil {
		message, missing = t.Message, t.Missing
	}
	within := ""
	if k.Within.Value != "" {
		within = " within " + k.Within.Value
	}
	// Braces of the file's own values are none of ours.
	plain := strings.NewReplacer("{", "(", "}", ")")
	fill := strings.NewReplacer("{when}", plain.Replace(sentence(k.When)), "{then}", plain.Replace(sentence(k.Then)), "{within}", within)
	r.Message, r.Missing = fill.Replace(message), fill.Replace(missing)
}
