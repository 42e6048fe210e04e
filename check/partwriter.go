package check

import (
	"bufio"
	"io"
	"os"

	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rules"
)

// PartWriter writes a partial report. A temporary file buffers the findings, because the first
// line is known last.
type PartWriter struct {
	spool *os.File
	lines *bufio.Writer
	buf   []byte
	count int64
}

// NewPartWriter creates the temporary file, which Close removes.
func NewPartWriter() (*PartWriter, error) {
	spool, err := files.Scratch()
	if err != nil {
		return nil, err
	}
	return &PartWriter{spool: spool, lines: bufio.NewWriterSize(spool, 64<<10)}, nil
}

// Finding is for Options.Finding.
func (w *PartWriter) Finding(f *rules.Finding) error {
	f.Quote()
	w.buf = report.AppendPartial(w.buf[:0], f)
	f.Release()
	w.count++
	_, err := w.lines.Write(w.buf)
	return err
}

// Write writes the complete report of a run with Options.Shards. start identifies the part; the
// rest is taken from the result.
func (w *PartWriter) Write(to io.Writer, start report.Partial, result *Result) error {
	if err := w.lines.Flush(); err != nil {
		return err
	}
	start.Inputs, start.Messages, start.Empty = result.inputs(), result.Messages, result.Empty
	first, err := start.Line()
	if err != nil {
		return err
	}
	last, err := (&report.PartialEnd{Findings: w.count, Tallies: result.Tallies.Counts()}).Line()
	if err != nil {
		return err
	}
	if _, err := to.Write(first); err != nil {
		return err
	}
	if _, err := w.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{w.spool}, make([]byte, 64<<10)); err != nil {
		return err
	}
	_, err = to.Write(last)
	return err
}

// Close removes the temporary file.
func (w *PartWriter) Close() error { return w.spool.Close() }
