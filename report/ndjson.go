package report

import (
	"io"

	"ivrcheck/rules"
)

// ndjsonReport is one JSON object per line, each with its type. The summary is last.
type ndjsonReport struct {
	out *flushWriter
	buf []byte // of the last finding, reused
}

func newNDJSON(w io.Writer, _ Options) Report { return &ndjsonReport{out: newFlushWriter(w)} }

func (n *ndjsonReport) Finding(f *rules.Finding) error {
	n.buf = append(appendFinding(n.buf[:0], f), '\n')
	_, err := n.out.Write(n.buf)
	return err
}

func (n *ndjsonReport) InputError(e *InputError) error {
	g := *e
	g.Type, g.File = "input-error", InputName(g.File)
	return n.line(&g)
}

// Flush implements Flusher.
func (n *ndjsonReport) Flush() error { return n.out.flush() }

func (n *ndjsonReport) Close(s *Summary) error {
	// close also returns an error of line.
	n.line(s.forJSON("summary"))
	return n.out.close()
}

func (n *ndjsonReport) line(v any) error {
	b, err := marshalLine(v)
	if err != nil {
		return err
	}
	_, err = n.out.Write(b)
	return err
}
