package report

import (
	"cmp"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"ivrcheck/rules"
)

// SARIF 2.1.0 (OASIS), for code scanning and editors. The document is streamed:
// the rules, which are known before, then the results. The libraries for SARIF hold
// the whole document, so its objects are defined here.
const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// fingerprintKey names the algorithm of the fingerprint.
	fingerprintKey = "ivrcheck/v1"
)

type (
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string         `json:"id"`
		Name    string         `json:"name"`
		Short   sarifText      `json:"shortDescription"`
		Full    *sarifText     `json:"fullDescription,omitempty"`
		Help    sarifText      `json:"help"`
		Default sarifLevel     `json:"defaultConfiguration"`
		Bag     map[string]any `json:"properties"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    *int               `json:"ruleIndex,omitempty"`
		Kind         string             `json:"kind"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Bag          *rules.Finding     `json:"properties"`
	}
	sarifLocation struct {
		ID       int            `json:"id,omitempty"`
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine  int        `json:"startLine,omitempty"`
		ByteOffset *int64     `json:"byteOffset,omitempty"`
		Snippet    *sarifText `json:"snippet,omitempty"`
	}
	sarifLogical struct {
		Name     string `json:"name"`
		FullName string `json:"fullyQualifiedName,omitempty"`
		Kind     string `json:"kind"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		ExitCode      int                 `json:"exitCode"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
		Bag           map[string]any      `json:"properties"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
)

type sarifReport struct {
	out   *flushWriter
	opt   Options
	index map[string]int
	any   bool
	notes []sarifNotification
}

func newSARIF(w io.Writer, opt Options) Report {
	index := make(map[string]int, len(opt.Rules))
	for i, r := range opt.Rules {
		index[r.ID] = i
	}
	return &sarifReport{out: newFlushWriter(w), opt: opt, index: index}
}

// head is written with the first result or at the end.
func (s *sarifReport) head() ([]byte, error) {
	driver := sarifDriver{Name: "ivrcheck", Version: s.opt.Version, Rules: make([]sarifRule, 0, len(s.opt.Rules))}
	for _, r := range s.opt.Rules {
		driver.Rules = append(driver.Rules, sarifRuleOf(r))
	}
	tool, err := marshal(sarifTool{driver})
	if err != nil {
		return nil, err
	}
	return []byte(`{"$schema":"` + sarifSchema + `","version":"` + sarifVersion + `","runs":[{"tool":` + string(tool) +
		`,"columnKind":"utf16CodeUnits","results":[`), nil
}

func sarifRuleOf(r *rules.Rule) sarifRule {
	text := strings.TrimSpace(r.Text)
	first, _, _ := strings.Cut(text, "\n")
	out := sarifRule{
		ID: r.ID, Name: r.Name, Short: sarifText{Text: cmp.Or(strings.ReplaceAll(r.Name, "-", " "), r.ID)},
		Default: sarifLevel{sarifSeverity(r.Severity)}, Bag: map[string]any{"tags": []string{letters(r.ID)}},
	}
	if first != "" {
		out.Full = &sarifText{Text: first}
	}
	help := []string{cmp.Or(text, out.Short.Text)}
	if ref := reference(r.Source); ref != "" {
		help = append(help, "Source: "+ref+" ("+cmp.Or(r.Source.Basis, "documented")+").")
	}
	help = append(help, "ivrcheck explain "+r.ID+" tells more, with examples.")
	out.Help = sarifText{Text: strings.Join(help, "\n\n")}
	if kind := kind(r); kind != "" {
		out.Bag["template"] = kind
	}
	return out
}

func sarifSeverity(s rules.Severity) string {
	if s == rules.Info {
		return "note"
	}
	return s.String()
}

func (s *sarifReport) Finding(f *rules.Finding) error {
	r := sarifResult{
		RuleID: f.Rule, Kind: "fail", Level: sarifSeverity(f.Severity), Message: sarifText{Text: sarifMessage(f)},
		Fingerprints: map[string]string{fingerprintKey: f.Fingerprint},
	}
	if i, ok := s.index[f.Rule]; ok {
		r.RuleIndex = &i
	}
	if f.Verdict == rules.Inconclusive {
		// "Insufficient information to decide"; the level has to be none then.
		r.Kind, r.Level = "open", "none"
	}
	if f.Suppressed != "" {
		r.Suppressions = []sarifSuppression{{Kind: "external", Justification: f.Suppressed}}
	}
	at := sarifLocation{Physical: sarifPlace(f.File, f.Line, f.Offset)}
	if f.Evidence != "" && at.Physical.Region != nil {
		at.Physical.Region.Snippet = &sarifText{Text: f.Evidence}
	}
	if f.Frame > 0 {
		at.Logical = append(at.Logical, sarifLogical{Name: position(f.Frame, 0, nil), Kind: "member"})
	}
	if f.Subject != "" {
		at.Logical = append(at.Logical, sarifLogical{Name: f.Subject, FullName: f.Subject, Kind: "element"})
	}
	r.Locations = []sarifLocation{at}
	for i := range f.Related {
		other := &f.Related[i]
		note := position(other.Frame, other.Line, other.Offset)
		if other.Note != "" {
			note = strings.TrimPrefix(note+": "+other.Note, ": ")
		}
		r.Related = append(r.Related, sarifLocation{
			ID: i + 1, Physical: sarifPlace(cmp.Or(other.File, f.File), other.Line, other.Offset), Message: &sarifText{Text: cmp.Or(note, "related")},
		})
	}
	bag := *f
	bag.Type = "finding"
	r.Bag = &bag
	b, err := marshal(&r)
	if err != nil {
		return err
	}
	lead := []byte(",\n")
	if !s.any {
		if lead, err = s.head(); err != nil {
			return err
		}
		lead, s.any = append(lead, '\n'), true
	}
	_, err = s.out.Write(append(lead, b...))
	return err
}

// sarifMessage begins with the frame, since SARIF has no frames.
func sarifMessage(f *rules.Finding) string {
	text := withHint(f)
	if f.Frame > 0 {
		text = position(f.Frame, 0, nil) + ": " + text
	}
	return text
}

// sarifPlace is a file, with the line or byte if there is one.
func sarifPlace(file string, line int, offset *int64) sarifPhysical {
	p := sarifPhysical{Artifact: sarifArtifact{fileURI(file)}}
	switch {
	case line > 0:
		p.Region = &sarifRegion{StartLine: line}
	case offset != nil:
		p.Region = &sarifRegion{ByteOffset: offset}
	}
	return p
}

// fileURI gives a path as a URI, relative if the path is.
func fileURI(path string) string {
	switch {
	case path == "-":
		return "stdin:"
	case filepath.IsAbs(path):
		return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
	}
	// String escapes a colon in the first segment, which would end a scheme.
	return (&url.URL{Path: filepath.ToSlash(path)}).String()
}

func (s *sarifReport) InputError(e *InputError) error {
	note := sarifNotification{Level: "error", Message: sarifText{Text: e.String()}}
	if e.File != "" {
		note.Locations = []sarifLocation{{Physical: sarifPhysical{Artifact: sarifArtifact{fileURI(e.File)}}}}
	}
	s.notes = append(s.notes, note)
	return nil
}

func (s *sarifReport) Close(sum *Summary) error {
	lead := []byte("\n")
	if !s.any {
		var err error
		if lead, err = s.head(); err != nil {
			return err
		}
	}
	bag := map[string]any{"summary": sum.forJSON("")}
	end, err := marshal([]sarifInvocation{{
		Successful: sum.Complete && len(s.notes) == 0, ExitCode: sum.Exit, Notifications: s.notes, Bag: bag,
	}})
	if err != nil {
		return err
	}
	// close returns an error of Write, too.
	s.out.Write(append(lead, `],"invocations":`+string(end)+"}]}\n"...))
	return s.out.close()
}
