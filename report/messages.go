package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The types of a Message.
const (
	TypeMessage = "message" // an XML document
	TypeFrame   = "frame"   // a GLI frame without XML: keep-alive, error ack
	TypeGap     = "gap"     // bytes that were lost
)

// Message is one line of `ivrcheck messages`. Its keys are those of findings where
// they mean the same.
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
	// Bytes is the length of the XML body, or of a gap; nil for a frame without
	// XML.
	Bytes *int64 `json:"bytes,omitempty"`
	// XML is the body as text. If nil, the writer makes it of Body, which is UTF-8,
	// else ISO-8859-1, as messages of the protocol declare.
	XML *string `json:"xml,omitempty"`

	// Body is the XML as on the wire, Raw the whole GLI frame, nil in a log. Both
	// belong to the caller.
	Body []byte `json:"-"`
	Raw  []byte `json:"-"`
	// Brief has the values that matter, such as "Status=OK"; only text shows it.
	Brief string `json:"-"`
}

// GLI is the header of a frame.
type GLI struct {
	Type        int `json:"type"`
	Length      int `json:"length"`
	Version     int `json:"version"`
	Application int `json:"application"`
}

// MessageWriter writes messages in one format. Errors and the writer are as for
// Report.
type MessageWriter interface {
	Message(*Message) error
	Close() error // once and last
}

var messageFormats = formats[func(*flushWriter, Options) MessageWriter]{
	{"ndjson", func(w *flushWriter, _ Options) MessageWriter { return messageLines{w} }},
	{"text", newMessageTable},
	{"xml", func(w *flushWriter, _ Options) MessageWriter { return xmlBodies{w} }},
	{"gli", func(w *flushWriter, _ Options) MessageWriter { return gliFrames{w} }},
}

// NewMessages opens a list of messages of the format on w.
func NewMessages(format string, w io.Writer, opt Options) (MessageWriter, error) {
	open, err := messageFormats.find(format)
	if err != nil {
		return nil, err
	}
	return open(newFlushWriter(w), opt), nil
}

// MessageFormats lists the formats that NewMessages knows.
func MessageFormats() []string { return messageFormats.names() }

// messageLines is NDJSON, an object a line.
type messageLines struct{ out *flushWriter }

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

// xmlText gives a body as text, without loss.
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

// xmlBodies is the format xml: the XML of each message, byte for byte, each with
// a newline after it.
type xmlBodies struct{ out *flushWriter }

func (x xmlBodies) Message(m *Message) error {
	if m.Type != TypeMessage {
		return nil
	}
	_, err := x.out.Write(append(m.Body[:len(m.Body):len(m.Body)], '\n'))
	return err
}

func (x xmlBodies) Close() error { return x.out.close() }

// gliFrames is the format gli: the frames, byte for byte.
type gliFrames struct{ out *flushWriter }

func (g gliFrames) Message(m *Message) error {
	if m.Raw == nil && m.Line > 0 {
		return fmt.Errorf("%s:%d: a log holds no GLI frames to write, use --format xml", m.File, m.Line)
	}
	_, err := g.out.Write(m.Raw)
	return err
}

func (g gliFrames) Close() error { return g.out.close() }
