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
	// Rule is a code or a prefix of codes; Subject, if set, a part of the
	// protocol that holds the finding's subject.
	Rule, Subject string
	// Where narrows it down; empty fields hold for all.
	Where Where
	// Reason says why; it is never empty.
	Reason string
	// Expires is the last day on which it holds, zero if it always does.
	Expires time.Time
	// Place is where it stands: "file:line".
	Place string
}

// Where says in what part of the input a suppression holds.
type Where struct {
	// File is a glob (** included) over the file name as given on the
	// command line, or over its last elements.
	File string
	// CallID, Port, Src and Dst are equal to the finding's.
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

// fileMatches tells whether the glob takes the path or an end of it, so that
// "legacy/*.pcap" holds wherever the folder lies.
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

// over tells whether the last day has passed, in the place where it is asked.
func (s *Suppression) over(now time.Time) bool {
	if s.Expires.IsZero() {
		return false
	}
	y, m, d := s.Expires.Date()
	return !now.Before(time.Date(y, m, d+1, 0, 0, 0, 0, now.Location()))
}

func (s *Suppression) what() string {
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

// singular is the ending of the verb.
func singular(n int64) string {
	if n == 1 {
		return "s"
	}
	return ""
}

// Validate says what is wrong with a suppression as it was written.
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
