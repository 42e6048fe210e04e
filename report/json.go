package report

import (
	"io"

	"ivrcheck/rules"
)

// jsonReport is one JSON document. It is streamed, a finding a line, so that
// nothing is held in memory and a report of an interrupted run parses too.
type jsonReport struct {
	out *outlet
	any bool   // a finding was written
	buf []byte // of the last finding, to be used again
}

func newJSON(w io.Writer, _ Options) Report { return &jsonReport{out: newOutlet(w)} }

// opening is written with the first finding or at the end, so that a run that
// fails before it begins leaves the output empty.
const opening = `{"schema":"` + Schema + `","findings":[`

func (j *jsonReport) Finding(f *rules.Finding) error {
	lead := ",\n"
	if !j.any {
		lead = opening + "\n"
		j.any = true
	}
	j.buf = appendFinding(append(j.buf[:0], lead...), f)
	_, err := j.out.Write(j.buf)
	return err
}

// InputError writes nothing: the document has its place for it in the
// summary's inputs.
func (j *jsonReport) InputError(*InputError) error { return nil }

func (j *jsonReport) Close(s *Summary) error {
	b, err := marshal(s.closing(""))
	if err != nil {
		return err
	}
	lead := opening
	if j.any {
		lead = "\n"
	}
	// The outlet keeps its first error, so close returns one of Write too.
	j.out.Write([]byte(lead + `],"summary":` + string(b) + "}\n"))
	return j.out.close()
}
