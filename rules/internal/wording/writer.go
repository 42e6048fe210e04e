package wording

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"unsafe"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// Writer makes findings. It is for one goroutine.
type Writer struct {
	program    *program.Program
	showValues bool
	evidence   Quote

	// The current finding, its texts one after the other, the start of the current text, and the fields of the texts
	// before it.
	out   *pooled
	text  []byte
	from  int
	parts []part
	hash  []byte
}

// part is the text of a field.
type part struct {
	field    *string
	from, to int
}

// New returns a writer for the findings of a program's rules. evidence may be nil.
func New(p *program.Program, showValues bool, evidence Quote) *Writer {
	return &Writer{program: p, showValues: showValues, evidence: evidence}
}

// ordinaryText is the length in bytes of the texts of most findings.
const ordinaryText = 256

// begin begins a finding with the fields that depend only on its event. conn is nil for an event without a connection.
func (w *Writer) begin(r *program.Rule, conn *trace.Conn, of *dispatch.Record) *pooled {
	out := pool.Get().(*pooled)
	if out.text == nil {
		out.text = make([]byte, 0, ordinaryText)
	}
	w.out, w.text, w.from, w.parts = out, out.text[:0], 0, w.parts[:0]
	out.own = out
	out.Type = "finding"
	out.Rule, out.Name, out.Title, out.Severity = r.ID, r.Name, r.Title, r.Severity
	pos := &of.Pos
	out.File, out.Frame, out.Line, out.At, out.Direction, out.Event = pos.File, pos.Frame, pos.Line, pos.Time, of.Direction.String(), of.Number
	switch {
	case len(pos.Frames) > 0:
		out.frames = append(out.frames, pos.Frames...)
	case pos.Frame > 0:
		out.frames = append(out.frames, pos.Frame)
	}
	out.Frames = out.frames
	w.text = pos.Time.AppendTo(w.text)
	w.end(&out.Time)
	w.copy(&out.CallID, of.Shown(of.CallID, w.showValues))
	w.copy(&out.RequestID, of.Shown(of.RequestID, w.showValues))
	w.copy(&out.Port, of.Shown(of.Port, w.showValues))
	if pos.Frame > 0 {
		w.text = strconv.AppendInt(append(w.text, "frame.number=="...), int64(pos.Frame), 10)
		w.end(&out.Filter)
	}
	if conn == nil {
		return out
	}
	if pos.Frame == 0 {
		out.offset = pos.Offset
		out.Offset = &out.offset
	}
	out.Conn, out.VLAN = conn, conn.VLAN
	if conn.Stream >= 0 {
		out.Stream = &conn.Stream
	}
	if of.Side >= 0 {
		w.address(&out.Src, conn, of.Side)
		w.address(&out.Dst, conn, 1-of.Side)
	}
	return out
}

// end assigns the text since the last end to a field.
func (w *Writer) end(field *string) {
	if len(w.text) > w.from {
		w.parts = append(w.parts, part{field, w.from, len(w.text)})
		w.from = len(w.text)
	}
}

// copy sets a field to a copy of a text.
func (w *Writer) copy(field *string, text string) {
	w.text = append(w.text, text...)
	w.end(field)
}

// address sets a field to the address of an end of a connection, if it is known.
func (w *Writer) address(field *string, c *trace.Conn, end int) {
	if a := c.Ends[end]; a.IsValid() {
		w.text = a.AppendTo(w.text)
		w.end(field)
	}
}

// quote sets the arguments of Finding.Quote: a place in a document that begins with head.
func (w *Writer) quote(head []byte, at trace.Span) {
	out := w.out
	const long = 4 << 10
	if len(head) > long && w.evidence != nil {
		// Waiting findings would take more memory than the limit allows.
		out.evidence = append(out.evidence, w.evidence(head, at)...)
		out.Evidence = unsafe.String(unsafe.SliceData(out.evidence), len(out.evidence))
		return
	}
	out.head = append(out.head, head...)
	out.at, out.quote = at, w.evidence
}

// doubt adds the reason for an inconclusive verdict.
func (w *Writer) doubt(d trace.Doubt) {
	w.text = d.AppendTo(append(w.text, "; undecided: "...))
	w.out.Why = d.Reason
}

// fingerprint sets the fingerprint, which is the same for the same fault in any capture.
func (w *Writer) fingerprint(name, actual string) {
	w.hash = append(append(append(w.hash[:0], w.out.Rule...), 0), w.out.Subject...)
	w.hash = append(append(append(append(w.hash, 0), name...), 0), actual...)
	sum := sha256.Sum256(w.hash)
	w.text = hex.AppendEncode(w.text, sum[:8])
	w.end(&w.out.Fingerprint)
}

// finish sets the fields to their texts and returns the finding.
func (w *Writer) finish() *Finding {
	out := w.out
	out.text = w.text
	all := unsafe.String(unsafe.SliceData(out.text), len(out.text))
	for _, p := range w.parts {
		*p.field = all[p.from:p.to]
	}
	clear(w.parts)
	w.out, w.text = nil, nil
	return &out.Finding
}

// label appends the name of a message and its values in the given slots.
func (w *Writer) label(b []byte, of *dispatch.Record, slots []int) []byte {
	b = append(b, of.Title()...)
	for _, slot := range slots {
		if v := of.Value(slot); v.Single() != "" {
			b = append(append(append(append(b, ' '), w.program.Paths[slot]...), '='), v.Shown(w.showValues)...)
		}
	}
	return b
}

func related(p *trace.Position, note string) Related {
	out := Related{Time: p.Time.String(), Note: note}
	out.setPlace(p)
	return out
}

// setPlace sets the position of the message.
func (r *Related) setPlace(p *trace.Position) {
	r.File, r.Frame, r.Line = p.File, p.Frame, p.Line
	if p.Frame == 0 && p.Line == 0 {
		offset := p.Offset
		r.Offset = &offset
	}
}
