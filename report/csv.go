package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// csvReport is a table for spreadsheets: a header, then a row for each finding
// (RFC 4180, lines end with a line feed). The columns have the names of the JSON keys.
type csvReport struct {
	out  *flushWriter
	row  bytes.Buffer
	head bool
}

var csvColumns = []string{
	"rule", "severity", "verdict", "file", "position", "message", "hint", "count", "name", "subject", "expected", "actual",
	"time", "stream", "src", "dst", "direction", "call_id", "request_id", "port", "evidence", "related", "fingerprint",
}

func newCSV(w io.Writer, _ Options) Report { return &csvReport{out: newFlushWriter(w)} }

func (c *csvReport) Finding(f *rules.Finding) error {
	stream, actual := "", ""
	if f.Stream != nil {
		stream = strconv.Itoa(*f.Stream)
	}
	if f.Actual != nil {
		actual = *f.Actual
	}
	return c.write(
		f.Rule, f.Severity.String(), f.Verdict.String(), InputName(f.File), f.Position(), f.Message, f.Hint, strconv.FormatInt(max(f.Count, 1), 10), f.Name,
		f.Subject, strings.Join(f.Expected, "|"), actual, f.Time, stream, f.Src, f.Dst, f.Direction, f.CallID, f.RequestID, f.Port, f.Evidence,
		strings.Join(relatedPlaces(f), " "), f.Fingerprint,
	)
}

// write writes a row, after the header.
func (c *csvReport) write(cells ...string) error {
	c.row.Reset()
	w := csv.NewWriter(&c.row)
	if !c.head {
		c.head = true
		_ = w.Write(csvColumns) // a buffer takes everything
	}
	for i, cell := range cells {
		cells[i] = spreadsheetText(Printable(cell))
	}
	if cells != nil {
		_ = w.Write(cells)
	}
	w.Flush()
	_, err := c.out.Write(c.row.Bytes())
	return err
}

// spreadsheetText quotes text that a spreadsheet would run as a formula.
func spreadsheetText(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (c *csvReport) InputError(*InputError) error { return nil }

func (c *csvReport) Close(*Summary) error {
	if !c.head {
		_ = c.write() // close also returns an error of Write
	}
	return c.out.close()
}
