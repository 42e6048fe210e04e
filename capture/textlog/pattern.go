// The user's description of the lines of a log.

package textlog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ivrcheck/trace"
)

// Pattern describes the text before a message. It is a regular expression with some of
// the groups time, direction, connection and thread.
type Pattern struct {
	re     *regexp.Regexp
	groups map[string]int // index by name
}

// groups are the names of groups that a Pattern may have.
var groups = []string{"time", "direction", "connection", "thread"}

// ParsePattern parses a Pattern. The syntax is RE2's, as in package regexp.
func ParsePattern(text string) (*Pattern, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("%w; the syntax is RE2, see https://github.com/google/re2/wiki/Syntax", err)
	}
	p := &Pattern{re: re, groups: map[string]int{}}
	for i, name := range re.SubexpNames() {
		switch {
		case name == "":
			continue
		case !slices.Contains(groups, name):
			return nil, fmt.Errorf("group %q is not known; use %s", name, strings.Join(groups, ", "))
		case p.groups[name] != 0:
			return nil, fmt.Errorf("group %q is there twice; name one of them only", name)
		}
		p.groups[name] = i
	}
	if len(p.groups) == 0 {
		return nil, fmt.Errorf("no group has a name; use (?P<name>...) with %s", strings.Join(groups, ", "))
	}
	return p, nil
}

// Words for the direction, in lower case, as the IVR's driver sees it: it sends to
// the server and receives from it.
var sends = []string{">", "->", "-->", ">>", ">>>", "=>", "==>", "send", "sent", "sending", "snd", "out", "outbound", "outgoing",
	"tx", "write", "wrote", "req", "request", "to", "client", "ivr", "ivr>server"}

var receives = []string{"<", "<-", "<--", "<<", "<<<", "<=", "<==", "receive", "received", "receiving", "recv", "rcv", "rcvd", "in",
	"inbound", "incoming", "rx", "read", "rsp", "resp", "response", "from", "server", "server>ivr"}

var directions = func() map[string]trace.Direction {
	m := map[string]trace.Direction{}
	for _, w := range sends {
		m[w] = trace.FromIVR
	}
	for _, w := range receives {
		m[w] = trace.FromServer
	}
	return m
}()

// match is the result of a Pattern for a line.
type match struct {
	matched   bool
	stamp     trace.Stamp
	direction trace.Direction
	name      string
}

// find looks for the pattern in a line; a nil Pattern finds nothing.
func (p *Pattern) find(line []byte) (f match) {
	if p == nil {
		return f
	}
	at := p.re.FindSubmatchIndex(line)
	if at == nil {
		return f
	}
	f.matched = true
	text := func(name string) string {
		group := p.groups[name]
		if group == 0 || at[2*group] < 0 {
			return ""
		}
		return strings.TrimSpace(string(line[at[2*group]:at[2*group+1]]))
	}
	if t := text("time"); t != "" {
		var ok bool
		if f.stamp, ok = findStamp([]byte(t), true); !ok {
			f.stamp = trace.Stamp{Text: t}
		}
	}
	f.direction = directions[strings.ToLower(text("direction"))]
	if f.name = text("connection"); f.name == "" {
		f.name = text("thread")
	}
	return f
}
