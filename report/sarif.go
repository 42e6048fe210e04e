package report

import (
	"cmp"
	"io"
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// SARIF 2.1.0 (OASIS), for code scanning and editors. The document is streamed: first the rules, which are known at the
// start, then the results. Libraries for SARIF keep the whole document in memory, so its objects are defined here.
const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// fingerprintKey names the algorithm of the fingerprint.
	fingerprintKey = "ivrcheck/v1"
)

type sarifReport struct {
	out    *flushWriter
	opt    Options
	index  map[string]int // of the rules
	any    bool           // at least one result was written
	errors []*InputError
}

func newSARIF(w io.Writer, opt Options) Report {
	index := make(map[string]int, len(opt.Rules))
	for i, r := range opt.Rules {
		index[r.ID] = i
	}
	return &sarifReport{out: newFlushWriter(w), opt: opt, index: index}
}

// head is written with the first result or at the end.
func (s *sarifReport) head() []byte {
	o := jsonObject{buf: []byte(`{"$schema":"` + sarifSchema + `","version":"` + sarifVersion + `","runs":[{`)}
	o.object("tool", func() {
		o.object("driver", func() {
			o.text("name", "ivrcheck")
			o.optText("version", s.opt.Version)
			o.optObjects("rules", len(s.opt.Rules), func(i int) { o.sarifRule(s.opt.Rules[i]) })
			if len(s.opt.Rules) == 0 { // the key is required
				o.key("rules")
				o.buf = append(o.buf, "[]"...)
			}
		})
	})
	o.text("columnKind", "unicodeCodePoints") // a place counts characters
	return append(o.buf, `,"results":[`...)
}

func (o *jsonObject) sarifRule(r *rules.Rule) {
	text := strings.TrimSpace(r.Text)
	help := []string{cmp.Or(text, r.Title)}
	if ref := reference(r.Source); ref != "" {
		help = append(help, "Source: "+ref+" ("+cmp.Or(r.Source.Basis, "documented")+").")
	}
	help = append(help, "ivrcheck explain "+r.ID+" shows more, with examples.")
	o.text("id", r.ID)
	o.text("name", r.Name)
	o.object("shortDescription", func() { o.text("text", r.Title) })
	if first, _, _ := strings.Cut(text, "\n"); first != "" {
		o.object("fullDescription", func() { o.text("text", first) })
	}
	o.object("help", func() { o.text("text", strings.Join(help, "\n\n")) })
	o.object("defaultConfiguration", func() { o.text("level", sarifSeverity(r.Severity)) })
	o.object("properties", func() {
		optList(o, "tags", []string{letters(r.ID)}, appendString)
		o.optText("template", kind(r))
	})
}

func sarifSeverity(s rules.Severity) string {
	if s == rules.Info {
		return "note"
	}
	return s.String()
}

func (s *sarifReport) Finding(f *rules.Finding) error {
	var o jsonObject
	if s.any {
		o.buf = []byte(",\n{")
	} else {
		o.buf = append(s.head(), "\n{"...)
		s.any = true
	}
	o.text("ruleId", f.Rule)
	if i, ok := s.index[f.Rule]; ok {
		optPointer(&o, "ruleIndex", &i)
	}
	if f.Verdict == rules.Inconclusive { // the level must be none
		o.text("kind", "open")
		o.text("level", "none")
	} else {
		o.text("kind", "fail")
		o.text("level", sarifSeverity(f.Severity))
	}
	o.object("message", func() { o.text("text", sarifMessage(f)) })
	o.optNumber("occurrenceCount", int(f.Count))
	o.optObjects("locations", 1, func(int) {
		o.sarifPlace(s.opt.Base, f.File, cmp.Or(f.Spot, rules.Spot{Line: f.Line}), f.Offset, f.Evidence)
		o.sarifLogical(f)
	})
	o.optObjects("relatedLocations", len(f.Related), func(i int) {
		other := &f.Related[i]
		note := position(other.Frame, other.Line, other.Offset)
		if other.Note != "" {
			note = strings.TrimPrefix(note+": "+other.Note, ": ")
		}
		o.optNumber("id", i+1)
		o.sarifPlace(s.opt.Base, cmp.Or(other.File, f.File), rules.Spot{Line: other.Line}, other.Offset, "")
		o.object("message", func() { o.text("text", cmp.Or(note, "related")) })
	})
	o.object("partialFingerprints", func() { o.text(fingerprintKey, f.Fingerprint) })
	if f.Suppressed != "" {
		o.optObjects("suppressions", 1, func(int) {
			o.text("kind", "external")
			o.text("justification", f.Suppressed)
		})
	}
	o.key("properties")
	_, err := s.out.Write(append(appendFinding(o.buf, f), '}'))
	return err
}

func (o *jsonObject) sarifPlace(base, file string, at rules.Spot, offset *int64, snippet string) {
	o.object("physicalLocation", func() {
		o.object("artifactLocation", func() { o.text("uri", relativeURI(file, base)) })
		// Code scanning rejects results without a line. Captures have no lines.
		o.object("region", func() {
			o.optNumber("startLine", max(at.Line, 1))
			o.optNumber("startColumn", at.Column)
			if at.Line <= 0 {
				optPointer(o, "byteOffset", offset)
			}
			if snippet != "" {
				o.object("snippet", func() { o.text("text", snippet) })
			}
		})
	})
}

func (o *jsonObject) sarifLogical(f *rules.Finding) {
	var names [][3]string // name, full name, kind
	if f.Frame > 0 {
		names = append(names, [3]string{position(f.Frame, 0, nil), "", "member"})
	}
	if f.Subject != "" {
		names = append(names, [3]string{f.Subject, f.Subject, "element"})
	}
	o.optObjects("logicalLocations", len(names), func(i int) {
		o.text("name", names[i][0])
		o.optText("fullyQualifiedName", names[i][1])
		o.text("kind", names[i][2])
	})
}

// sarifMessage begins with the frame, since SARIF has no frames.
func sarifMessage(f *rules.Finding) string {
	text := withHint(f)
	if f.Frame > 0 {
		text = position(f.Frame, 0, nil) + ": " + text
	}
	return text
}

// relativeURI returns a path as a URI relative to the directory base, because code scanning accepts no other.
func relativeURI(file, base string) string {
	// String escapes a colon in the first segment, which would otherwise end a scheme.
	return (&url.URL{Path: relativePath(file, base)}).String()
}

// relativePath returns the path of an input relative to the directory base, with slashes.
func relativePath(file, base string) string {
	file = InputName(file)
	if filepath.IsAbs(file) {
		if below, err := filepath.Rel(base, file); err == nil {
			file = below
		}
	}
	return strings.TrimLeft(path.Clean(filepath.ToSlash(file)), "/")
}

func (s *sarifReport) InputError(e *InputError) error {
	s.errors = append(s.errors, e)
	return nil
}

// Flush implements Flusher.
func (s *sarifReport) Flush() error { return s.out.flush() }

func (s *sarifReport) Close(sum *Summary) error {
	summary, err := marshal(sum.forJSON(""))
	if err != nil {
		return err
	}
	o := jsonObject{buf: []byte("\n")}
	if !s.any {
		o.buf = s.head()
	}
	o.buf = append(o.buf, `],"invocations":[{`...)
	o.key("executionSuccessful")
	o.buf = strconv.AppendBool(o.buf, sum.Complete && len(s.errors) == 0)
	optPointer(&o, "exitCode", &sum.Exit)
	o.optObjects("toolExecutionNotifications", len(s.errors), func(i int) {
		e := s.errors[i]
		o.text("level", "error")
		o.object("message", func() { o.text("text", e.String()) })
		if e.File != "" {
			o.optObjects("locations", 1, func(int) { o.sarifPlace(s.opt.Base, e.File, rules.Spot{}, nil, "") })
		}
	})
	o.object("properties", func() {
		o.key("summary")
		o.buf = append(o.buf, summary...)
	})
	s.out.Write(append(o.buf, "}]}]}\n"...)) // close also returns an error of Write
	return s.out.close()
}
