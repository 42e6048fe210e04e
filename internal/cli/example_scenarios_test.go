package cli

import (
	"slices"
	"strings"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// exampleScenarios makes captures of the examples of sequence rules without another
// scenario: the first violated one as CODE-bad, the first satisfied one as
// CODE-good. So examples are tested from packets to a report.
func exampleScenarios() []scenario {
	set, err := rules.Builtin()
	if err != nil {
		panic(err)
	}
	own := map[string]bool{}
	for _, s := range append(scenarios, codeScenarios...) {
		own[s.name] = true
	}
	var out []scenario
	for _, r := range set.Rules() {
		for _, kind := range []struct{ verdict, suffix, finds string }{
			{"violated", "-bad.pcap", r.ID}, {"satisfied", "-good.pcap", ""},
		} {
			name := strings.ToLower(r.ID) + kind.suffix
			for _, e := range r.Examples {
				if r.Template != "" && !own[name] && e.Verdict == kind.verdict && e.Trace != "" {
					out = append(out, scenario{name, kind.finds, traced(e.Trace)})
					break
				}
			}
		}
	}
	return out
}

// traced makes a capture of the trace of an example.
func traced(text string) func() []byte {
	return capture1(func(_ *pcaptest.Builder, c *pcaptest.Conn) {
		for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
			words := strings.Fields(line)
			side := map[string]int{">": pcaptest.Client, "<": pcaptest.Server}[words[0]]
			if i := slices.Index(trace.TypeNames[:], words[1]); i >= 0 {
				c.Data(side, pcaptest.Frame(byte(i), nil))
				continue
			}
			callID := "0"
			var params []schema.Param
			for _, w := range words[2:] {
				path, value, _ := strings.Cut(w, "=")
				if path == "CallId" {
					callID = value
				} else {
					params = append(params, schema.Param{Path: path, Value: value})
				}
			}
			body, err := schema.Builtin().Write(words[1], callID, params)
			if err != nil {
				panic(err)
			}
			c.Data(side, pcaptest.XML(string(body)))
		}
		c.Close()
	})
}
