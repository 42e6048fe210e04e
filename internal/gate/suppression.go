package gate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"ivrcheck/rules"
)

// Suppression accepts findings for a reason, until a day.
type Suppression struct {
	// Rule is a code or a prefix of codes; Subject, if set, the finding's subject or
	// one that contains it.
	Rule, Subject string
	// Where restricts it; an empty field matches all.
	Where Where
	// Reason is never empty.
	Reason string
	// Expires is the last day on which it applies, zero if it never expires.
	Expires time.Time
	// Place is "file:line".
	Place string
}

// Where is the part of the input to which a suppression applies.
type Where struct {
	// File is a glob (** included) for the file name as on the command line, or its
	// last elements.
	File string
	// CallID, Port, Src and Dst must equal those of the finding.
	CallID, Port, Src, Dst string
}

func (s *Suppression) matches(f *rules.Finding) bool {
	if !strings.HasPrefix(f.Rule, s.Rule) {
		return false
	}
	if s.Subject != "" && f.Subject != s.Subject && !strings.HasPrefix(f.Subject, s.Subject+".") {
		return false
	}
	w := &s.Where
	return (w.File == "" || fileMatches(w.File, f.File)) && same(w.CallID, f.CallID) && same(w.Port, f.Port) &&
		same(w.Src, f.Src) && same(w.Dst, f.Dst)
}

func same(want, is string) bool { return want == "" || want == is }

// fileMatches reports whether a glob matches the path or the last elements of
// it, so that "legacy/*.pcap" matches wherever the folder is.
func fileMatches(glob, path string) bool {
	for {
		if ok, _ := doublestar.Match(glob, path); ok {
			return true
		}
		i := strings.IndexByte(path, '/')
		if i < 0 {
			return false
		}
		path = path[i+1:]
	}
}

// expired reports whether the last day has passed in the time zone of now.
func (s *Suppression) expired(now time.Time) bool {
	if s.Expires.IsZero() {
		return false
	}
	y, m, d := s.Expires.Date()
	return !now.Before(time.Date(y, m, d+1, 0, 0, 0, 0, now.Location()))
}

func (s *Suppression) subject() string {
	if s.Subject != "" {
		return s.Rule + " of " + s.Subject
	}
	return s.Rule
}

func findings(n int64) string {
	if n == 1 {
		return "1 finding"
	}
	return strconv.FormatInt(n, 10) + " findings"
}

// singular returns the ending of the verb.
func singular(n int64) string {
	if n == 1 {
		return "s"
	}
	return ""
}

// Validate checks a suppression as written.
func (s *Suppression) Validate() error {
	switch {
	case s.Rule == "":
		return fmt.Errorf("a suppression needs a rule: a code or a prefix of codes")
	case strings.TrimSpace(s.Reason) == "":
		return fmt.Errorf("a suppression needs a reason, for whoever meets it later")
	case !doublestar.ValidatePattern(s.Where.File):
		return fmt.Errorf("where.file is no glob: %q", s.Where.File)
	}
	return nil
}
