// One connection as messages.

package rewrite

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"ivrcheck/trace"
)

// Place is the place of a message: a frame of a file.
type Place struct {
	File  string
	Frame int
}

// maxConversation limits the bytes of one connection that are held.
const maxConversation = 16 << 20

// chunk are bytes in the order of arrival.
type chunk struct {
	side  int
	start int64
	bytes []byte
	frame int // that carried them, counted through all files
	time  trace.Instant
	acked int64
}

// extent is the place of a message in the stream of its side.
type extent struct {
	side       int
	start, end int64
	at         Place
}

// numbered is a file with the number of frames before it.
type numbered struct {
	file   string
	before int
}

// control is a TCP segment without bytes.
type control struct {
	from     netip.AddrPort
	frame    int
	time     trace.Instant
	syn, fin bool
	rst      bool
}

type kind uint8

const (
	opening kind = iota // the handshake
	data
	hole    // bytes that are not in the capture
	orderly // FIN of both sides
	reset
	clock // a last acknowledgement at the time of the last packet of the capture
)

// message is a part of a conversation that can be omitted: bytes of a side, or a packet
// without bytes.
type message struct {
	kind       kind
	side       int
	start, end int64
	place      Place
	order      int // of its last chunk
}

// Conversation is a connection divided into messages: recognised ones, the bytes between
// them, missing bytes, the handshake, and the end.
type Conversation struct {
	conn      *trace.Conn
	chunks    []chunk
	messages  []message
	datagrams bool
	present   [2]bool
	controls  [2][]control
	files     []numbered
	last      trace.Instant
}

// Len returns the number of messages.
func (c *Conversation) Len() int { return len(c.messages) }

func (c *Conversation) add(m message) { c.messages = append(c.messages, m) }

// Guesses lists sets of messages that may suffice for some places: the messages there, also
// with the handshake and the end (which are not messages), and with the first messages.
func (c *Conversation) Guesses(places []Place) [][]int {
	var named, first []int
	begun := [2]bool{}
	for i, m := range c.messages {
		if m.kind == data && slices.Contains(places, m.place) {
			named = append(named, i)
		}
		if m.kind == data && m.place.Frame > 0 && !begun[m.side] {
			begun[m.side] = true
			first = append(first, i)
		}
	}
	of := func(kinds ...kind) (list []int) {
		for i, m := range c.messages {
			if slices.Contains(kinds, m.kind) {
				list = append(list, i)
			}
		}
		return list
	}
	if len(named) == 0 {
		return nil
	}
	return [][]int{
		slices.Clone(named),
		slices.Concat(named, of(opening, orderly, reset, clock)),
		slices.Concat(named, first),
		slices.Concat(named, first, of(opening, orderly, reset, clock)),
	}
}

// IsMessage reports whether a part is a message, not a handshake, a hole, an end, or bytes between
// messages.
func (c *Conversation) IsMessage(i int) bool {
	return c.messages[i].kind == data && c.messages[i].place.Frame > 0
}

// Messages returns the number of parts that are messages.
func (c *Conversation) Messages() (n int) {
	for i := range c.messages {
		if c.IsMessage(i) {
			n++
		}
	}
	return n
}

// original names a frame for a comment.
func (c *Conversation) original(number int) string {
	if number == 0 {
		return "no original frame: it completes the connection"
	}
	i := sort.Search(len(c.files), func(i int) bool { return c.files[i].before >= number }) - 1
	if len(c.files) < 2 || i < 0 {
		return fmt.Sprintf("original frame %d", number)
	}
	return fmt.Sprintf("original frame %d of %s", number-c.files[i].before, c.files[i].file)
}
