package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// codeClimateReport is the format of GitLab Code Quality: an array of issues.
//
// Source: GitLab documentation, Code Quality, "Code Quality report format". The keys
// are description, check_name, fingerprint, severity and location; a fingerprint
// must be unique in a report.
type codeClimateReport struct {
	out  *flushWriter
	base string
	any  bool
	// seen counts the findings of each fingerprint. Beyond maxFingerprints, further fingerprints get the number of all
	// findings instead.
	seen map[string]int
	all  int
}

const maxFingerprints = 1 << 16

func newCodeClimate(w io.Writer, opt Options) Report {
	return &codeClimateReport{out: newFlushWriter(w), base: opt.Base, seen: make(map[string]int)}
}

func (c *codeClimateReport) Finding(f *rules.Finding) error {
	text := withHint(f)
	if f.Frame > 0 {
		text = position(f.Frame, 0, nil) + ": " + text
	}
	if f.Verdict == rules.Inconclusive {
		text = f.Verdict.String() + ": " + text
	}
	return c.issue(text, f.Rule, c.unique(f.Fingerprint), codeClimateSeverity(f), f.File, cmp.Or(f.Spot.Line, int(max(f.Place(), 1))))
}

func (c *codeClimateReport) InputError(e *InputError) error {
	sum := sha256.Sum256([]byte(e.File + "\x00" + e.Error))
	return c.issue(e.String(), "input-error", c.unique(hex.EncodeToString(sum[:8])), "critical", e.File, 1)
}

// unique appends an ordinal to a fingerprint that occurred before.
func (c *codeClimateReport) unique(fingerprint string) string {
	c.all++
	n, known := c.seen[fingerprint]
	if !known && len(c.seen) >= maxFingerprints {
		return fingerprint + "-of-" + strconv.Itoa(c.all)
	}
	c.seen[strings.Clone(fingerprint)] = n + 1 // the finding's memory is reused
	if n > 0 {
		fingerprint += "-" + strconv.Itoa(n+1)
	}
	return fingerprint
}

func codeClimateSeverity(f *rules.Finding) string {
	switch {
	case f.Verdict == rules.Inconclusive:
		return "info"
	case f.Severity == rules.Error:
		return "major"
	case f.Severity == rules.Warning:
		return "minor"
	}
	return "info"
}

func (c *codeClimateReport) issue(description, check, fingerprint, severity, file string, line int) error {
	o := jsonObject{buf: []byte(",\n{"), printable: true}
	if !c.any {
		o.buf = []byte("[\n{")
		c.any = true
	}
	o.text("type", "issue")
	o.text("check_name", check)
	o.text("description", description)
	optList(&o, "categories", []string{"Bug Risk"}, appendString)
	o.text("severity", severity)
	o.text("fingerprint", fingerprint)
	o.object("location", func() {
		o.text("path", relativePath(file, c.base))
		o.object("lines", func() { o.optNumber("begin", line) })
	})
	_, err := c.out.Write(append(o.buf, '}'))
	return err
}

func (c *codeClimateReport) Close(sum *Summary) error {
	if !sum.Complete {
		if err := c.issue(Stopped, "interrupted", c.unique("interrupted"), "critical", "ivrcheck", 1); err != nil {
			return err
		}
	}
	end := "\n]\n"
	if !c.any {
		end = "[]\n"
	}
	c.out.Write([]byte(end)) // close also returns an error of Write
	return c.out.close()
}
