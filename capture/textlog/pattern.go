// The user's description of the lines of a log.

package textlog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ivrcheck/trace"
)

// Pattern describes the text before a message: a regular expression with some of
// the groups time, direction, connection and thread.
type Pattern struct {
	re *regexp.Regexp
	// The index of each group, 0 if there is none.
	time, direction, connection, thread int
}

// groups are the names of groups that a Pattern may have.
var groups = []string{"time", "direction", "connection", "thread"}

// ParsePattern reads a Pattern. The syntax is RE2's, as of package regexp.
func ParsePattern(text string) (*Pattern, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("%w; the syntax is RE2, see https://github.com/google/re2/wiki/Syntax", err)
	}
	p := &Pattern{re: re}
	index := map[string]*int{"time": &p.time, "direction": &p.direction, "connection": &p.connection, "thread": &p.thread}
	named := false
	for i, name := range re.SubexpNames() {
		if name == "" {
			continue
		}
		at := index[name]
		switch {
		case !slices.Contains(groups, name):
			return nil, fmt.Errorf("group %q is not known; use %s", name, strings.Join(groups, ", "))
		case *at != 0:
			return nil, fmt.Errorf("group %q is there twice; name one of them only", name)
		}
		*at, named = i, true
	}
	if !named {
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

// match is what a Pattern finds in a line.
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
	text := func(group int) string {
		if group == 0 || at[2*group] < 0 {
			return ""
		}
		return strings.TrimSpace(string(line[at[2*group]:at[2*group+1]]))
	}
	if t := text(p.time); t != "" {
		var ok bool
		if f.stamp, ok = findStamp([]byte(t), true); !ok {
			f.stamp = trace.Stamp{Text: t}
		}
	}
	f.direction = directions[strings.ToLower(text(p.direction))]
	if f.name = text(p.connection); f.name == "" {
		f.name = text(p.thread)
	}
	return f
}
