package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// What a Message is.
const (
	TypeMessage = "message" // an XML document
	TypeFrame   = "frame"   // a GLI frame without XML: keep-alive, error ack
	TypeGap     = "gap"     // bytes that were lost
)

// Message is one line of `ivrcheck messages`. Keys are those of findings
// where they mean the same; what does not apply is left out.
type Message struct {
	Type      string   `json:"type"` // TypeMessage, TypeFrame or TypeGap
	File      string   `json:"file"`
	Frame     int      `json:"frame,omitempty"`
	Frames    []int    `json:"frames,omitempty"`
	Line      int      `json:"line,omitempty"`
	Offset    *int64   `json:"offset,omitempty"` // in logs and raw streams only
	Time      string   `json:"time,omitempty"`
	Stream    *int     `json:"stream,omitempty"`
	VLAN      []uint16 `json:"vlan,omitempty"`
	Src       string   `json:"src,omitempty"`
	Dst       string   `json:"dst,omitempty"`
	Direction string   `json:"direction,omitempty"`
	GLI       *GLI     `json:"gli,omitempty"`
	Name      string   `json:"name,omitempty"`
	CallID    string   `json:"call_id,omitempty"`
	RequestID string   `json:"request_id,omitempty"`
	// Bytes is the length of the XML body, or what a gap lacks; nil for a
	// frame without XML.
	Bytes *int64 `json:"bytes,omitempty"`
	// XML is the body as text. If nil, the writer makes it of the Body of a
	// message: as it is if it is UTF-8, else as ISO-8859-1, which is what
	// messages of the protocol declare.
	XML *string `json:"xml,omitempty"`

	// Body is the XML as on the wire, Raw the whole GLI frame; both belong
	// to the caller. Raw is nil where there was no frame (a log).
	Body []byte `json:"-"`
	Raw  []byte `json:"-"`
	// Brief is what else tells a reader what the message says, such as
	// "Status=OK"; only text shows it.
	Brief string `json:"-"`
}

// GLI is the header of a frame.
type GLI struct {
	Type        int `json:"type"`
	Length      int `json:"length"`
	Version     int `json:"version"`
	Application int `json:"application"`
}

// MessageWriter writes messages in one format; what Report says about errors
// and about the writer holds for it too.
type MessageWriter interface {
	Message(*Message) error
	Close() error // once and last
}

// messageFormats is the registry of NewMessages.
var messageFormats = []struct {
	name string
	open func(*outlet, Options) MessageWriter
}{
	{"ndjson", func(o *outlet, _ Options) MessageWriter { return messageLines{o} }},
	{"text", newMessageTable},
	{"xml", func(o *outlet, _ Options) MessageWriter { return bodies{o} }},
	{"gli", func(o *outlet, _ Options) MessageWriter { return frames{o} }},
}

// NewMessages opens a list of messages of the format on w.
func NewMessages(format string, w io.Writer, opt Options) (MessageWriter, error) {
	for _, f := range messageFormats {
		if f.name == format {
			return f.open(newOutlet(w), opt), nil
		}
	}
	return nil, unknownFormat(format, MessageFormats())
}

// MessageFormats lists the formats that NewMessages knows.
func MessageFormats() []string {
	names := make([]string, len(messageFormats))
	for i, f := range messageFormats {
		names[i] = f.name
	}
	return names
}

// messageLines is NDJSON, an object a line.
type messageLines struct{ out *outlet }

func (l messageLines) Message(m *Message) error {
	g := *m
	if g.XML == nil && g.Type == TypeMessage && g.Body != nil {
		text := xmlText(g.Body)
		g.XML = &text
	}
	b, err := marshalLine(&g)
	if err != nil {
		return err
	}
	_, err = l.out.Write(b)
	return err
}

func (l messageLines) Close() error { return l.out.close() }

// xmlText gives a body as text without loss.
func xmlText(body []byte) string {
	if utf8.Valid(body) {
		return string(body)
	}
	var b strings.Builder
	for _, c := range body {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// bodies is the format xml: the XML of each message, byte for byte, each
// followed by a newline.
type bodies struct{ out *outlet }

func (b bodies) Message(m *Message) error {
	if m.Type != TypeMessage {
		return nil
	}
	_, err := b.out.Write(append(m.Body[:len(m.Body):len(m.Body)], '\n'))
	return err
}

func (b bodies) Close() error { return b.out.close() }

// frames is the format gli: the frames, byte for byte, one behind the other.
// What is lost stays lost.
type frames struct{ out *outlet }

func (f frames) Message(m *Message) error {
	if m.Raw == nil && m.Line > 0 {
		return fmt.Errorf("%s:%d: a log holds no GLI frames to write, use --format xml", m.File, m.Line)
	}
	_, err := f.out.Write(m.Raw)
	return err
}

func (f frames) Close() error { return f.out.close() }
