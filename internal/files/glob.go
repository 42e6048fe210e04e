package files

import (
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// IsPattern reports whether a path that does not exist may be meant as a glob.
func IsPattern(path string) bool { return strings.ContainsAny(path, "*?[{") }

// pattern is a glob: a folder, and a pattern for the names below it.
type pattern struct {
	base, rest string
	// parts are the elements of rest up to the first **; any reports that there is a **.
	parts []string
	any   bool
	// whole reports that braces contain a slash, so that the parts cannot be
	// matched one by one.
	whole bool
}

func parsePattern(text string) (*pattern, error) {
	text = filepath.ToSlash(filepath.Clean(text))
	if !doublestar.ValidatePattern(text) {
		return nil, doublestar.ErrBadPattern
	}
	p := &pattern{}
	p.base, p.rest = doublestar.SplitPattern(text)
	if strings.HasSuffix("/"+p.rest, "/**") {
		p.rest += "/*" // files below a folder, not a file of its name
	}
	p.parts = strings.Split(p.rest, "/")
	for i, part := range p.parts {
		if strings.Contains(part, "**") {
			p.parts, p.any = p.parts[:i], true
			break
		}
		if strings.Count(part, "{") != strings.Count(part, "}") {
			p.whole = true
		}
	}
	return p, nil
}

// matches reports whether a file matches; rel is its path below the base.
func (p *pattern) matches(rel string) bool {
	ok, _ := doublestar.Match(p.rest, rel)
	return ok
}

// descends reports whether a file below a folder may match.
func (p *pattern) descends(rel string) bool {
	if p.whole {
		return true
	}
	names := strings.Split(rel, "/")
	if len(names) >= len(p.parts) {
		if !p.any {
			return false
		}
		names = names[:len(p.parts)]
	}
	for i, name := range names {
		if ok, _ := doublestar.Match(p.parts[i], name); !ok {
			return false
		}
	}
	return true
}
