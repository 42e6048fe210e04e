package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

var messageFormats = formats[func(*flushWriter, Options) MessageWriter]{
	{"ndjson", func(w *flushWriter, _ Options) MessageWriter { return messageLines{w} }},
	{"text", newMessageTable},
	{"xml", func(w *flushWriter, opt Options) MessageWriter { return xmlBodies{w, opt.Terminal} }},
	{"gli", func(w *flushWriter, _ Options) MessageWriter { return gliFrames{w} }},
}

// NewMessages opens a list of messages in a format on w.
func NewMessages(format string, w io.Writer, opt Options) (MessageWriter, error) {
	open, err := messageFormats.find(format)
	if err != nil {
		return nil, err
	}
	return open(newFlushWriter(w), opt), nil
}

// MessageFormats lists the formats of NewMessages.
func MessageFormats() []string { return messageFormats.names() }

type messageLines struct{ out *flushWriter }

func (l messageLines) Message(m *Message) error {
	g := *m
	g.File = InputName(g.File)
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

// xmlBodies is the format xml: the XML of each message, byte for byte, followed by a newline. On a terminal, control
// characters are escaped (PrintableLines).
type xmlBodies struct {
	out      *flushWriter
	terminal bool
}

func (x xmlBodies) Message(m *Message) error {
	if m.Type != TypeMessage {
		return nil
	}
	body := m.Body
	if x.terminal {
		body = []byte(PrintableLines(strings.ReplaceAll(string(body), "\r\n", "\n")))
	}
	_, err := x.out.Write(append(body[:len(body):len(body)], '\n'))
	return err
}

func (x xmlBodies) Close() error { return x.out.close() }

// gliFrames is the format gli: the frames, byte for byte.
type gliFrames struct{ out *flushWriter }

func (g gliFrames) Message(m *Message) error {
	if m.Raw == nil && m.Line > 0 {
		return fmt.Errorf("%s:%d: a log has no GLI frames to write, use --format xml", InputName(m.File), m.Line)
	}
	_, err := g.out.Write(m.Raw)
	return err
}

func (g gliFrames) Close() error { return g.out.close() }
