package schema

// A second opinion: xmllint validates thousands of messages, good and broken,
// with the schema that is generated from the catalogue, and its verdict is
// compared with the Checker's. Each kind of difference is in a table with its
// reason; all others are bugs, and so is a difference that is no longer met.
// The document type is asked about the good ones.

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ivrcheck/schema/catalogue"
	"ivrcheck/trace"
)

// A sample is a document, what was done to it, and both verdicts.
type sample struct {
	spec     *MessageSpec
	mutation string
	body     []byte
	faults   []trace.Fault // the Checker's
	xmllint  []string      // the lines of xmllint
}

// has reports whether xmllint says something, somewhere.
func (s *sample) has(text string) bool {
	return slices.ContainsFunc(s.xmllint, func(l string) bool { return strings.Contains(l, text) })
}

// parameter is what the catalogue knows of the parameter a fault is about.
func (s *sample) parameter(f *trace.Fault) *ParameterSpec {
	path, _ := strings.CutPrefix(f.Subject, s.spec.Name+".")
	return s.spec.Parameter(path)
}

// isDemanded reports whether a grammar can demand a parameter: one with a second
// spelling, or in one of two forms, it can only allow.
func isDemanded(p *ParameterSpec) bool {
	return p.Required && len(p.Aliases) == 0 && p.Form != catalogue.FormEither && p.Form != catalogue.FormUnknown
}

// A difference is a kind of document on which both disagree, rightly. f is the
// fault that only the Checker finds, nil if only xmllint finds any.
type difference struct {
	name, reason string
	explains     func(s *sample, f *trace.Fault) bool
}

// The faults that only the Checker finds, each explained by one of these.
var onlyOurs = []difference{
	{"one of two", "XML Schema 1.0 cannot demand that one of two attributes, or an attribute or an element, is there: second spellings and parameters of unknown form are optional in it",
		func(s *sample, f *trace.Fault) bool {
			p := s.parameter(f)
			return f.Code == "MSG003" && p != nil && !isDemanded(p)
		}},
	{"second spelling", "the schema accepts both spellings; that one is not the documented one is worth an info and no error",
		func(_ *sample, f *trace.Fault) bool { return f.Code == "MSG017" }},
	{"both spellings", "XML Schema 1.0 cannot say that two attributes exclude each other",
		func(s *sample, f *trace.Fault) bool {
			p := s.parameter(f)
			return f.Code == "MSG016" && p != nil && len(p.Aliases) > 0
		}},
	{"ReqId by subtype", "XML Schema 1.0 cannot forbid an attribute because of a child",
		func(_ *sample, f *trace.Fault) bool { return f.Code == "MSG008" }},
	{"a Node without Val", "Val may lack where Nodes stand inside, and XML Schema 1.0 cannot demand it elsewhere only",
		func(_ *sample, f *trace.Fault) bool {
			return f.Code == "MSG013" && slices.Contains(f.Args, trace.Arg{Name: "lacking", Value: "Val"})
		}},
	{"a key twice", "it is worth an info, and a schema knows only errors",
		func(_ *sample, f *trace.Fault) bool { return f.Code == "MSG014" }},
	{"separator of keys", "that a comma was meant to separate is a guess about a text that is not wrong in itself",
		func(_ *sample, f *trace.Fault) bool { return f.Code == "MSG015" }},
	{"format in an element of unknown form", "such an element may hold a structure, which is not judged, so the schema cannot give it a simple type",
		func(s *sample, f *trace.Fault) bool {
			p := s.parameter(f)
			return f.Code == "MSG012" && p != nil && p.Form == catalogue.FormUnknown
		}},
	{"open message", "a wildcard beside elements that are known would be ambiguous in XML Schema 1.0, so it takes any element and any attribute there, also misspelt ones",
		func(s *sample, f *trace.Fault) bool {
			return s.spec.Open && strings.HasPrefix(f.Subject, s.spec.Name+".")
		}},
	{"document type", "a schema does not look at the document type declaration",
		func(_ *sample, f *trace.Fault) bool { return f.Code == "XML004" }},
}

// The documents that only xmllint rejects.
var onlyXmllint = []difference{
	{"stray text", "no rule speaks of text beside elements: both implementations step over it",
		func(s *sample, _ *trace.Fault) bool { return s.mutation == "stray text" }},
	{"repeated element of unknown form", "whether a parameter that nobody has seen may be repeated is not known, but xs:all has each element once",
		func(s *sample, _ *trace.Fault) bool {
			return s.mutation == "repeat an element" && s.has("element is not expected")
		}},
	{"misspelt name that is known from memory", "nothing is ever reported about such a message, not even its spelling",
		func(s *sample, _ *trace.Fault) bool {
			return s.spec.Unverified && s.mutation == "misspell the message" && s.has("element is not expected")
		}},
}

// samples are good and mutated documents of all messages.
func samples(rounds int) []*sample {
	c := Builtin()
	k := NewChecker(c, Options{})
	r := rand.New(rand.NewPCG(3, 8))
	var all []*sample
	for _, spec := range c.Messages() {
		for _, m := range mutations {
			done := 0
			for try := 0; try < 4*rounds && done < rounds; try++ {
				g := &generator{c: c, r: r, spec: spec}
				root := g.document()
				if !m.apply(g, root) {
					continue
				}
				done++
				body := g.text(root)
				_, faults := k.Check(&trace.Unit{Body: body})
				all = append(all, &sample{spec: spec, mutation: m.name, body: body, faults: slices.Clone(faults)})
			}
		}
	}
	return all
}

func TestXmllintAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	all := samples(4)
	var files [][]byte
	for _, s := range all {
		files = append(files, s.body)
	}
	for i, said := range xmllint(t, "--schema", "catalogue/gctimsg.xsd", files) {
		all[i].xmllint = said
	}
	met, good, bad := map[string]int{}, 0, 0
	explained := func(s *sample, f *trace.Fault, by []difference) bool {
		i := slices.IndexFunc(by, func(d difference) bool { return d.explains(s, f) })
		if i >= 0 {
			met[by[i].name]++
		}
		return i >= 0
	}
	for _, s := range all {
		valid := len(s.xmllint) == 0
		switch {
		case valid && len(s.faults) == 0:
			good++
		case !valid && len(s.faults) > 0:
			bad++
		case !valid:
			if !explained(s, nil, onlyXmllint) {
				t.Errorf("%s: we find nothing, xmllint finds %q in\n%s", s.mutation, s.xmllint, s.body)
			}
		default:
			for i := range s.faults {
				if f := &s.faults[i]; !explained(s, f, onlyOurs) {
					t.Errorf("%s: xmllint finds nothing, we find %s %s %s in\n%s", s.mutation, f.Code, f.Subject, f.Hint, s.body)
				}
			}
		}
	}
	for _, d := range slices.Concat(onlyOurs, onlyXmllint) {
		if met[d.name] == 0 {
			t.Errorf("the difference %q is not met any more", d.name)
		}
	}
	if good < 500 || bad < 2000 {
		t.Errorf("only %d good and %d bad documents on which both agree", good, bad)
	}
	t.Logf("%d documents: both find %d good and %d bad; differences %v", len(all), good, bad, met)
}

// onlyDTD are the good documents that the DTD does not take.
var onlyDTD = []difference{
	{"undeclared name", "where anything may stand (messages known by name, open ones, parameters of unknown form) a DTD still wants each name declared",
		func(s *sample, _ *trace.Fault) bool {
			return !slices.ContainsFunc(s.xmllint, func(l string) bool { return !strings.Contains(l, "validity error : No declaration for ") })
		}},
	{"white space in an empty element", "EMPTY is without white space, too, and what would allow it would allow any text",
		func(s *sample, _ *trace.Fault) bool { return s.mutation == "white space" && s.has("declared EMPTY") }},
	{"stray text", "as with the schema",
		func(s *sample, _ *trace.Fault) bool { return s.mutation == "stray text" }},
	{"misspelt name that is known from memory", "as with the schema",
		func(s *sample, _ *trace.Fault) bool {
			return s.spec.Unverified && s.mutation == "misspell the message"
		}},
}

func TestXmllintTakesGoodMessagesByDTD(t *testing.T) {
	var good []*sample
	var files [][]byte
	for _, s := range samples(2) {
		if len(s.faults) == 0 {
			good = append(good, s)
			files = append(files, s.body)
		}
	}
	met := map[string]int{}
	for i, said := range xmllint(t, "--dtdvalid", "catalogue/IServer.dtd", files) {
		s := good[i]
		s.xmllint = slices.DeleteFunc(said, func(l string) bool { return !strings.Contains(l, "error") })
		at := slices.IndexFunc(onlyDTD, func(d difference) bool { return d.explains(s, nil) })
		if at < 0 {
			t.Errorf("%s: the DTD does not take it: %q in\n%s", s.mutation, said, s.body)
			continue
		}
		met[onlyDTD[at].name]++
	}
	for _, d := range onlyDTD {
		if met[d.name] == 0 {
			t.Errorf("the difference %q is not met any more", d.name)
		}
	}
	if len(good) < 500 {
		t.Errorf("only %d good documents", len(good))
	}
	t.Logf("%d good documents; differences %v", len(good), met)
}
