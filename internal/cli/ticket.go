package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rules"
)

func (p *program) ticketCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "ticket",
		Usage:     "write a folder to mail: a small capture without personal values, report and explanation",
		ArgsUsage: "PATH",
		Description: "Cuts out what a finding needs (see cut), replaces personal values (see scrub), and writes\n" +
			"the capture with the finding as a comment, its report as HTML and JSON, the\n" +
			"explanation of the rule and a README. Without a flag that selects a finding it is\n" +
			"the first error.",
		Flags: slices.Concat([]ucli.Flag{
			&ucli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the folder `DIR`, which must be empty or not there"},
			&ucli.StringFlag{Name: "key", Usage: "replace values alike in all runs with the secret in `FILE` (16 bytes or more); default: a new secret for each run"},
			&ucli.BoolFlag{Name: "addresses", Usage: "replace IP and MAC addresses too"},
		}, findingFlags(), reportFlags(), shownFlags(), inputFlags()),
		Action: p.ticket,
	}
}

func (p *program) ticket(c *ucli.Context) error {
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	return s.withOrigin(p.writeTicket(c, s.config))
}

// ticketRun writes the folder of one finding.
type ticketRun struct {
	*cutRun
	c      *ucli.Context
	folder *files.Folder
	// draft is a folder for files with personal values, which is removed at the end.
	draft string
}

func (p *program) writeTicket(c *ucli.Context, config *configFile) error {
	p.quiet = c.Bool("quiet")
	path := c.String("output")
	if path == "" {
		return usagef("-o DIR is missing: the folder to write")
	}
	base, err := p.newCaptureRun(c, config)
	if err != nil {
		return err
	}
	key, err := scrubKey(c)
	if err != nil {
		return err
	}
	run := &ticketRun{cutRun: &cutRun{captureRun: base}, c: c}
	if run.opt.Selection, err = base.set.Select(nil, nil); err != nil {
		return err
	}
	run.opt.AssumeComplete = c.Bool("assume-complete")
	if run.choice, err = run.newChoice(c); err != nil {
		return err
	}
	set, err := base.oneInput(c)
	if err != nil {
		return err
	}
	if run.folder, err = files.CreateFolder(path); err != nil {
		return usagef("-o %s: %w", path, withoutPath(err))
	}
	done := false
	defer func() {
		if !done {
			run.folder.Discard()
		}
	}()
	if run.draft, err = os.MkdirTemp("", "ivrcheck-"); err != nil {
		return err
	}
	defer os.RemoveAll(run.draft)
	if run.again, err = newRereadable(c.Context, set, run.capture, nil); err != nil {
		return err
	}
	defer run.again.close()
	if err := run.find(c.Context); err != nil {
		return err
	}
	if run.choice.found == nil {
		return run.nothing()
	}
	made, err := run.make(c.Context, key)
	if err != nil {
		return errors.Join(context.Cause(c.Context), err)
	}
	if run.status != 0 {
		return nil
	}
	done = true
	if err := run.folder.Commit(); err != nil {
		run.folder.Discard()
		return fmt.Errorf("cannot write %s: %w", path, withoutPath(err))
	}
	if run.inputFailed {
		run.status = exitInput
	}
	run.note("%s: %s", path, made)
	return nil
}

// make creates the content of the folder.
func (run *ticketRun) make(ctx context.Context, key []byte) (note string, err error) {
	f := run.choice.found
	run.output = filepath.Join(run.draft, "cut")
	loud := run.quiet
	run.quiet = true
	err = errNotMinimal
	if !strings.HasPrefix(f.Rule, "CAP") {
		err = run.write(ctx, true)
	}
	minimal := err == nil
	if !minimal && ctx.Err() == nil {
		err = run.write(ctx, false)
	}
	run.quiet = loud
	if err != nil {
		return "", err
	}
	name := "capture.pcapng"
	if run.isText() {
		name = "capture." + run.kind
	}
	scrubbed, err := run.scrubCut(ctx, key, name)
	if err != nil || run.status != 0 {
		return "", err
	}
	found, err := run.report(ctx, scrubbed, name)
	if err != nil {
		return "", err
	}
	if err := run.explainRule(ctx, f.Rule); err != nil {
		return "", err
	}
	size := "all messages of its connection"
	if minimal {
		size = "the fewest messages that show it"
	}
	return fmt.Sprintf("%s %s with %s", f.Rule, f.Name, size), os.WriteFile(run.folder.Path("README.txt"), []byte(run.readme(found, name, size)), 0o666)
}

var errNotMinimal = errors.New("a finding about a capture has no smallest part")

// scrubCut scrubs the part that was cut out. A log goes into the folder at once. A capture first gets its comments.
func (run *ticketRun) scrubCut(ctx context.Context, key []byte, name string) (path string, err error) {
	set := inputSet{{name: run.output, named: true}}
	base := *run.captureRun
	if base.capture.Input = ""; run.isText() {
		base.capture.Input = run.kind
	}
	base.again, base.filter = nil, &filter{}
	s, err := newScrubRun(&base, set, key, run.c.Bool("addresses"))
	if err != nil {
		return "", err
	}
	s.opt.AssumeComplete = run.opt.AssumeComplete
	path = filepath.Join(run.draft, "scrubbed")
	if run.isText() {
		path = run.folder.Path(name)
	}
	out, err := s.create(ctx, path)
	if err != nil {
		return "", err
	}
	if _, err := s.write(ctx, out); err != nil || run.status != 0 {
		out.Discard()
		return "", withoutDraft(err, run.draft)
	}
	return path, out.Commit()
}

// withoutDraft replaces the path of the draft in an error by a description.
func withoutDraft(err error, draft string) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.ReplaceAll(err.Error(), filepath.Join(draft, "cut"), "the part that was cut out"))
}

// report writes the reports of the part and its annotated copy. It returns the finding from the report.
func (run *ticketRun) report(ctx context.Context, path, name string) (*rules.Finding, error) {
	plain := filepath.Join(run.draft, "empty.yaml")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		return nil, err
	}
	args := []string{"ivrcheck", "check", "-q", "--fail-on", "never", "--allow-empty", "--config", plain, "--format", "text", "--oneline", "--progress", "never",
		"--min-severity", "info", "--inconclusive", "report", "--values", run.c.String("values"), "--baseline", "", "--write-baseline", "",
		"-o", "html=" + run.folder.Path("report.html"), "-o", "json=" + run.folder.Path("report.json")}
	if run.isText() {
		args = append(args, "--input", run.kind)
	} else {
		args = append(args, "-o", "pcapng="+run.folder.Path(name))
	}
	for _, flag := range []string{"transport", "max-message", "log-pattern", "jobs"} {
		if run.c.IsSet(flag) {
			args = append(args, "--"+flag, fmt.Sprint(run.c.Value(flag)))
		}
	}
	for _, port := range run.c.IntSlice("port") {
		args = append(args, "--port", strconv.Itoa(port))
	}
	for _, file := range run.c.StringSlice("rules") {
		args = append(args, "--rules", file)
	}
	if run.opt.AssumeComplete {
		args = append(args, "--assume-complete")
	}
	if _, err := run.inside(ctx, map[string]string{path: name}, append(args, path)...); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(run.folder.Path("report.json"))
	if err != nil {
		return nil, err
	}
	var all struct{ Findings []*readmeFinding }
	if err := json.Unmarshal(content, &all); err != nil {
		return nil, err
	}
	for _, f := range all.Findings {
		if f.Rule == run.choice.found.Rule && shape(f.Subject) == shape(run.choice.found.Subject) && f.Verdict == run.choice.found.Verdict.String() {
			return &rules.Finding{Rule: f.Rule, Name: f.Name, Message: f.Message, Hint: f.Hint, Frame: f.Frame, Line: f.Line, Offset: f.Offset}, nil
		}
	}
	return nil, fmt.Errorf("the part that was cut out does not show %s without personal values", run.choice.found.Rule)
}

// readmeFinding has the fields of a finding that the README shows.
type readmeFinding struct {
	Rule, Name, Subject, Verdict, Message, Hint string
	Frame, Line                                 int
	Offset                                      *int64
}

// inside runs another command. names maps paths of files to the names in reports.
func (run *ticketRun) inside(ctx context.Context, names map[string]string, args ...string) (stdout []byte, err error) {
	var out, said bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &said, names: names}
	app := p.app()
	if status := p.exit(ctx, app.RunContext(ctx, permute(app, args))); status != exitClean && status != exitFindings {
		return nil, fmt.Errorf("%s: status %d: %s", args[1], status, strings.TrimSpace(said.String()))
	}
	return out.Bytes(), nil
}

// explainRule writes the explanation of a rule.
func (run *ticketRun) explainRule(ctx context.Context, code string) error {
	args := []string{"ivrcheck", "explain", "--color", "never"}
	for _, file := range run.c.StringSlice("rules") {
		args = append(args, "--rules", file)
	}
	text, err := run.inside(ctx, nil, append(args, code)...)
	if err != nil {
		return err
	}
	return os.WriteFile(run.folder.Path("explanation.txt"), text, 0o666)
}

// readme describes the violation in five lines.
func (run *ticketRun) readme(f *rules.Finding, name, size string) string {
	original := run.choice.found
	rule := run.set.Rule(f.Rule)
	source := ""
	if rule != nil && rule.Source.Document != "" {
		source = "Source: " + rule.Source.Document + ", " + rule.Source.Section + ". "
	}
	open := "; open it in Wireshark with the filter frame.comment"
	if run.isText() {
		open = ""
	}
	message := f.Message
	if f.Hint != "" {
		message += " (" + f.Hint + ")"
	}
	values := "Personal values"
	if run.c.Bool("addresses") {
		values = "Personal values and addresses"
	}
	lines := []string{
		fmt.Sprintf("%s %s (%s, %s): %s", f.Rule, f.Name, original.Severity, original.Verdict, original.Title),
		fmt.Sprintf("%s: %s", place(f), message),
		fmt.Sprintf("%s has %s (%s of the original)%s.", name, size, place(original), open),
		source + "explanation.txt explains the rule; report.html and report.json are the report of " + name + ".",
		values + " were replaced by others of the same length. Written by ivrcheck " + version() + ".",
	}
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(report.Printable(strings.ReplaceAll(l, "\n", " ")) + "\n")
	}
	return b.String()
}

// place is the position of a finding in its file.
func place(f *rules.Finding) string {
	switch {
	case f.Frame > 0:
		return fmt.Sprint("frame ", f.Frame)
	case f.Line > 0:
		return fmt.Sprint("line ", f.Line)
	case f.Offset != nil:
		return fmt.Sprint("byte ", *f.Offset)
	}
	return "the capture"
}
