package rulefile

import "testing"

// A message needs all parameters and conditions of an alternative, one of several values, and
// one of several alternatives.
func TestMatcherText(t *testing.T) {
	texts := func(values ...string) (out Texts) {
		for _, v := range values {
			out = append(out, Text{Value: v})
		}
		return out
	}
	condition := func(path string, values ...string) Condition {
		return Condition{Path: Text{Value: path}, Values: texts(values...)}
	}
	m := Matcher{
		{Message: texts("A", "B"), Has: texts("x", "y"), Where: []Condition{condition("x", "1", "2"), condition("y", "3")}},
		{From: Text{Value: "ivr"}, Lacks: texts("x"), Except: []Condition{condition("z", "4")}},
		{Message: texts("C"), Where: []Condition{condition("x", "1")}},
	}
	want := "A or B with x and y, x = 1 or 2, y = 3; or any message from ivr without x, z other than 4; or C x = 1"
	if got := m.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
