// Collects the content of an input without messages, for the hint of CAP012.

package capture

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ivrcheck/capture/packet"
	"ivrcheck/trace"
)

// Limits of the collection and of its lists.
const (
	maxSeen   = 1 << 10
	listLimit = 8
)

// count counts an occurrence of k. New keys beyond maxSeen are ignored.
func count[K comparable](of map[K]int, k K) {
	if _, known := of[k]; known || len(of) < maxSeen {
		of[k]++
	}
}

// Add adds the content of another input of the same capture.
func (s *Seen) Add(other *Seen) {
	for k, n := range other.Layers {
		s.Layers[k] += n
	}
	for _, of := range [][2]map[uint16]int{{s.Ports, other.Ports}, {s.Excluded, other.Excluded}, {s.Encrypted, other.Encrypted}} {
		for k, n := range of[1] {
			of[0][k] += n
		}
	}
	s.Roots = append(s.Roots, other.Roots...)
	s.Encoding = cmp.Or(s.Encoding, other.Encoding)
}

// PortList lists ports, most connections first.
func PortList(ports map[uint16]int) string {
	keys := slices.Sorted(maps.Keys(ports))
	slices.SortStableFunc(keys, func(a, b uint16) int { return ports[b] - ports[a] })
	return listed(keys, func(port uint16) string { return strconv.Itoa(int(port)) })
}

// LayerList lists layers with their numbers of packets.
func LayerList(layers map[packet.Layer]int) string {
	return listed(sortedLayers(layers), func(l packet.Layer) string { return fmt.Sprintf("%s in %s", l, packetCount(layers[l])) })
}

func packetCount(n int) string {
	if n == 1 {
		return "1 packet"
	}
	return strconv.Itoa(n) + " packets"
}

func sortedLayers(layers map[packet.Layer]int) []packet.Layer {
	return slices.SortedFunc(maps.Keys(layers), func(a, b packet.Layer) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Number, b.Number))
	})
}

// List lists names.
func List(names []string) string {
	slices.Sort(names)
	return listed(slices.Compact(names), func(name string) string { return name })
}

func listed[T any](of []T, text func(T) string) string {
	var out []string
	for i, k := range of {
		if i == listLimit {
			out = append(out, fmt.Sprintf("and %d more", len(of)-i))
			break
		}
		out = append(out, text(k))
	}
	return strings.Join(out, ", ")
}

// unread counts a packet with a layer that is not read.
func (p *packets) unread() {
	if p.seen.Layers[p.decoder.Unread()]++; p.unreadFirst.Frame == 0 {
		p.unreadFirst = p.segment.Packet
	}
}

// reportUnread reports the unread layers of the file, once.
func (p *packets) reportUnread() error {
	if len(p.seen.Layers) == 0 {
		return nil
	}
	kinds, total := sortedLayers(p.seen.Layers), 0
	for _, n := range p.seen.Layers {
		total += n
	}
	u := &trace.Unit{Kind: trace.Note, Pos: p.position(p.unreadFirst), Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1}
	u.Faults = []trace.Fault{{
		Code: "CAP014", Args: trace.Args("packets", total, "layers", LayerList(p.seen.Layers)),
		HasActual: true, Actual: listed(kinds, packet.Layer.String),
	}}
	return p.emit(u)
}

// seenStream counts a connection that carries bytes.
func (s *stream) seenStream(of map[uint16]int) { count(of, s.serverPort()) }

// serverPort returns the port of the server; if that is unknown, the lower port.
func (s *stream) serverPort() uint16 {
	ends := s.tcp.Ends()
	if c := s.tcp.Client(); c >= 0 {
		return ends[1-c].Port()
	}
	return min(ends[0].Port(), ends[1].Port())
}

// maxText limits the part of a text that is examined if it has no messages.
const maxText = 256 << 10

// seenText describes a text without messages: an unsupported encoding, or the root
// elements of XML documents.
func seenText(text []byte) *Seen {
	seen := NewSeen()
	for name, start := range map[string][]string{
		"UTF-32": {"\xff\xfe\x00\x00", "\x00\x00\xfe\xff", "<\x00\x00\x00", "\x00\x00\x00<"},
		"EBCDIC": {"\x4c\x6f\xa7\x94\x93", "\x4c\x5a\xc4\xd6\xc3"}, // "<?xml", "<!DOC"
	} {
		for _, s := range start {
			if bytes.HasPrefix(text, []byte(s)) {
				seen.Encoding = name
				return seen
			}
		}
	}
	seen.Roots = roots(text)
	return seen
}

// roots returns the names of the outermost elements in a text.
func roots(text []byte) (names []string) {
	found := map[string]int{} // next occurrence of each string, so that no byte is searched twice for it
	next := func(what string, from int) int {
		at := found[what]
		if at >= 0 && at < from {
			if at = bytes.Index(text[from:], []byte(what)); at >= 0 {
				at += from
			}
			found[what] = at
		}
		return at
	}
	endTags := map[string]string{} // by name
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '<')
		if i < 0 {
			return names
		}
		at += i + 1
		n := at
		for n < len(text) && n-at <= maxName && isName(text[n], n == at) {
			n++
		}
		if n == at || n-at > maxName || n == len(text) || !bytes.ContainsRune([]byte(" \t\r\n/>"), rune(text[n])) {
			continue
		}
		endTag, known := endTags[string(text[at:n])]
		if !known {
			name := string(text[at:n])
			if names = append(names, name); len(names) > listLimit {
				return names
			}
			endTag = "</" + name + ">"
			endTags[name] = endTag
		}
		// Skip its contents.
		if tag := next(">", at); tag > at && text[tag-1] == '/' {
			at = tag + 1
		} else if end := next(endTag, at); end >= 0 {
			at = end + 1
		}
	}
}

// maxName is the longest name that is listed.
const maxName = 40

func isName(c byte, first bool) bool {
	switch {
	case c|0x20 >= 'a' && c|0x20 <= 'z', c == '_':
		return true
	}
	return !first && (c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':')
}

// beginning keeps the beginning of the data that is read.
type beginning struct {
	r    interface{ Read([]byte) (int, error) }
	text []byte
}

func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if room := maxText - len(b.text); room > 0 {
		b.text = append(b.text, p[:min(n, room)]...)
	}
	return n, err
}
