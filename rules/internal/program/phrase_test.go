package program

import "testing"

func TestPhrases(t *testing.T) {
	paths := []string{"Agent.PortNum", "CallId"}
	said := map[string]string{"one": "1", "two": "2", "empty": "", "braces": "{one}"}
	fill := func(b []byte, p *Placeholder) ([]byte, bool) {
		if p.Path >= 0 {
			return append(append(b, '#'), paths[p.Path]...), true
		}
		text, known := said[p.Name]
		return append(b, text...), known
	}
	for text, want := range map[string]string{
		"":                          "",
		"nothing to fill":           "nothing to fill",
		"{one}":                     "1",
		"a {one}, b {two}.":         "a 1, b 2.",
		"{empty}{empty}x":           "x",
		"{one|byte} and {two|byte}": "1 byte and 2 bytes",
		"{empty|byte}":              " bytes",
		"on {Agent.PortNum}":        "on #Agent.PortNum",
		"{slip} on {CallId}":        "{slip} on #CallId",
		"{slip|byte} {one}":         "{slip|byte} 1",
		"{a {one} b} {two":          "{a 1 b} {two",
		"{one":                      "{one",
		"one}":                      "one}",
		"{}{one}":                   "{}1",
		"{{one}}":                   "{1}",
		"{braces}":                  "{one}",
	} {
		p := ParsePhrase(text, paths)
		for range 2 {
			if got := string(p.AppendTo([]byte("so: "), fill)); got != "so: "+want {
				t.Errorf("%q: got %q, want %q", text, got, want)
			}
		}
	}
}
