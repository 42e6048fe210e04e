package report

import (
	"io"

	"ivrcheck/rules"
)

// jsonReport is a single JSON document, streamed, with one finding per line. The report of an interrupted run parses,
// too.
type jsonReport struct {
	out *flushWriter
	any bool   // at least one finding was written
	buf []byte // of the last finding, reused
}

func newJSON(w io.Writer, _ Options) Report { return &jsonReport{out: newFlushWriter(w)} }

// jsonStart is written with the first finding or at the end, so that a run that fails at once produces no output.
const jsonStart = `{"schema":"` + Schema + `","findings":[`

func (j *jsonReport) Finding(f *rules.Finding) error {
	lead := ",\n"
	if !j.any {
		lead = jsonStart + "\n"
		j.any = true
	}
	j.buf = appendFinding(append(j.buf[:0], lead...), f)
	_, err := j.out.Write(j.buf)
	return err
}

// InputError writes nothing: the summary contains the error.
func (j *jsonReport) InputError(*InputError) error { return nil }

// Flush implements Flusher.
func (j *jsonReport) Flush() error { return j.out.flush() }

func (j *jsonReport) Close(s *Summary) error {
	b, err := marshal(s.forJSON(""))
	if err != nil {
		return err
	}
	lead := jsonStart
	if j.any {
		lead = "\n"
	}
	// close also returns an error of Write.
	j.out.Write([]byte(lead + `],"summary":` + string(b) + "}\n"))
	return j.out.close()
}
