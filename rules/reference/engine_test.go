// Package reference is a second opinion about verdicts, for tests only: the definitions of the
// templates and of the built-in sequence rules, written from the contract and from the texts
// of the rules, without a look at how package rules decides. It is small and slow: it sees a
// whole conversation and looks back and forth in it. Random conversations are judged by both.
//
// Files, from the entry point down: conversations_test.go, builtin_test.go, random_test.go,
// template_test.go, engine_test.go.
package reference

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// message is one message of a conversation.
type message struct {
	name   string
	server bool // sent by the server
	at     int  // seconds
	params map[string]string
	// wrong has the values as written of parameters whose value is not in its list (MSG004);
	// params has the one that is meant there, if there is one.
	wrong map[string]string
	// lost: in its place bytes of its sender are missing. broken: in its place is a message of
	// its sender that is not well-formed, partial: one of which only a part was captured.
	lost, broken, partial bool
}

// conversation is what was captured of one connection.
type conversation struct {
	messages []message
	// startCut and endCut: the capture does not show the start or the end.
	startCut, endCut bool
}

// String writes it as the trace of an example; ~ stands for lost bytes.
func (c conversation) String() string {
	var out strings.Builder
	if c.startCut {
		out.WriteString("...\n")
	}
	for _, m := range c.messages {
		arrow := ">"
		if m.server {
			arrow = "<"
		}
		if m.lost {
			kind := ""
			if m.broken {
				kind = " not well-formed"
			} else if m.partial {
				kind = " partial"
			}
			fmt.Fprintf(&out, "~ %s%s\n", arrow, kind)
			continue
		}
		fmt.Fprintf(&out, "%ds %s %s", m.at, arrow, m.name)
		for _, path := range sortedKeys(m.params) {
			fmt.Fprintf(&out, " %s=%s", path, m.written(path))
		}
		out.WriteString("\n")
	}
	if c.endCut {
		out.WriteString("...\n")
	}
	return out.String()
}

// written is the value of a parameter as it is written.
func (m message) written(path string) string {
	if v, ok := m.wrong[path]; ok {
		return v
	}
	return m.params[path]
}

// exact is the value of a parameter that activates something: one that is not in its list is none.
func (m message) exact(path string) string {
	if _, wrong := m.wrong[path]; wrong {
		return ""
	}
	return m.params[path]
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// finding is a verdict at a message, by its place in the conversation. The start of a
// connection is place 0, too.
type finding struct {
	place   int
	verdict rules.Verdict
}

func (f finding) String() string { return fmt.Sprintf("%d %s", f.place, f.verdict) }

// engine judges conversations by a set of rules.
type engine struct {
	set       *rules.Set
	checker   *schema.Checker
	projector *rules.Projector
	// stands is, by rule and place, how many messages the findings of the last conversation stand for.
	stands map[string]map[int]int
}

func newEngine(set *rules.Set) *engine {
	return &engine{set, schema.NewChecker(set.Catalogue(), schema.Options{}), set.NewProjector(), nil}
}

// judge gives the findings of each sequence rule in order of place, and the rules that were activated.
func (e *engine) judge(t *testing.T, c conversation) (found map[string][]finding, active map[string]bool) {
	t.Helper()
	found, active = map[string][]finding{}, map[string]bool{}
	e.stands = map[string]map[int]int{}
	tallies := e.set.NewTallies()
	judge := e.set.NewJudge(rules.Options{}, tallies, func(f *rules.Finding) {
		place := max(f.Frame-1, 0)
		found[f.Rule] = append(found[f.Rule], finding{place, f.Verdict})
		if e.stands[f.Rule] == nil {
			e.stands[f.Rule] = map[int]int{}
		}
		e.stands[f.Rule][place] += max(int(f.Count), 1)
	})
	conn := &trace.Conn{StartSeen: !c.startCut}
	var ev rules.Event
	take := func(u *trace.Unit) {
		u.Conn, u.StreamStart, u.StreamEnd, u.Acked = conn, -1, -1, -1
		var m *schema.Message
		var faults []trace.Fault
		if u.Kind == trace.Document {
			m, faults = e.checker.Check(u)
		}
		e.projector.Project(&ev, u, m, faults)
		judge.Take(&ev)
	}
	take(&trace.Unit{Kind: trace.Start, Side: -1, Pos: trace.Position{Frame: 1}})
	for i, m := range c.messages {
		u := &trace.Unit{Kind: trace.Document, Pos: trace.Position{Frame: i + 1}}
		u.Pos.Time.Time = time.Unix(int64(1000+m.at), 0).UTC()
		if m.server {
			u.Side = 1
		}
		switch {
		case m.broken:
			u.Body = []byte("<GctiMsg><CallId>7</CallId><")
		case m.partial:
			u.Body, u.Partial = []byte("<GctiMsg><CallId>7</Call"), true
		case m.lost:
			u.Kind, u.Lost = trace.Gap, 10
		default:
			u.Body = e.write(t, m)
		}
		take(u)
	}
	end := &trace.Unit{Kind: trace.End, Side: -1, Closing: trace.CloseOrderly, Pos: trace.Position{Frame: len(c.messages) + 1}}
	if c.endCut {
		end.Closing = trace.CloseUnseen
	}
	take(end)
	judge.Close()
	for _, tally := range tallies.List(rules.Selection{}) {
		active[tally.Rule] = tally.Activations > 0
	}
	for _, list := range found {
		sortFindings(list)
	}
	return found, active
}

// write makes the document of a message.
func (e *engine) write(t *testing.T, m message) []byte {
	t.Helper()
	callID := "0"
	var params []schema.Param
	for _, path := range sortedKeys(m.params) {
		if path == "CallId" {
			callID = m.params[path]
		} else {
			params = append(params, schema.Param{Path: path, Value: m.written(path)})
		}
	}
	body, err := e.set.Catalogue().Write(m.name, callID, params)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func sortFindings(list []finding) {
	slices.SortFunc(list, func(a, b finding) int {
		if a.place != b.place {
			return a.place - b.place
		}
		return int(a.verdict) - int(b.verdict)
	})
}

// amount is how many there shall be: IVRCHECK_JUDGEMENTS or, without it, one number for the
// short form of a test and one for the long form.
func amount(short, long int) int {
	if n, err := strconv.Atoi(os.Getenv("IVRCHECK_JUDGEMENTS")); err == nil {
		return n
	}
	if testing.Short() {
		return short
	}
	return long
}

// seed is IVRCHECK_SEED or 1.
func seed() uint64 {
	if n, err := strconv.ParseUint(os.Getenv("IVRCHECK_SEED"), 10, 64); err == nil {
		return n
	}
	return 1
}
