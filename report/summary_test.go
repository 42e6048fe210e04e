package report

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"ivrcheck/rules"
)

func closing(t *testing.T, s *Summary, opt Options) []byte {
	t.Helper()
	var buf bytes.Buffer
	opt.OneLine = true
	if err := WriteSummary(&buf, s, opt); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestSummaryGoldens(t *testing.T) {
	clean := &Summary{
		Complete: true, Messages: 1, Rules: tallies()[3:6], Counts: []Count{{"calls", 3}, {"routing", 0}},
		Inputs: []Input{{File: "good.pcap", Kind: "pcap", Bytes: 999, Packets: 1, Streams: 1, GLIStreams: 1, Messages: 1}},
	}
	interrupted := summary()
	interrupted.Complete = false
	interrupted.Inconclusive = 5
	interrupted.Reasons = []Reason{{"bytes are missing", 4}, interrupted.Reasons[0]}
	many := &Summary{Complete: true, Messages: 40, Rules: tallies()}
	for i := range 40 {
		many.Inputs = append(many.Inputs, Input{File: fmt.Sprintf("run/%02d.pcap", i), Kind: "pcap", Messages: 1})
	}
	many.Inputs[17].Error = "the file ends inside record 17 at byte 4711"
	for i := range 60 {
		many.Rules = append(many.Rules, rules.Tally{Rule: fmt.Sprintf("ACME%03d", 2*i)})
	}
	var all []byte
	for _, c := range []struct {
		name string
		s    *Summary
		opt  Options
	}{
		{"full", summary(), Options{}}, {"full in 60 columns", summary(), Options{Width: 60}},
		{"coloured", summary(), Options{Color: true}}, {"clean", clean, Options{}},
		{"interrupted", interrupted, Options{}}, {"many inputs and rules", many, Options{}},
		{"nothing", &Summary{Complete: true, Inputs: []Input{{File: "notes.txt", Kind: "log", Bytes: 12}}}, Options{}},
		{"no input", &Summary{Complete: true}, Options{}},
		{"interrupted at once", &Summary{}, Options{}},
		{"continued from an earlier input", &Summary{Complete: true, Messages: 4, Inputs: []Input{{File: "run.pcap1", Kind: "pcap", Bytes: 977, Packets: 4, GLIStreams: 1, Messages: 4}}}, Options{}},
	} {
		all = fmt.Appendf(all, "--- %s\n%s", c.name, closing(t, c.s, c.opt))
	}
	golden(t, "summary", all)
}

func TestInputErrorsAreOneLine(t *testing.T) {
	for _, c := range []struct {
		e    *InputError
		want string
	}{
		{inputError(), "cut.pcap: the file ends inside a record (record 17 at byte 4711)"},
		{&InputError{File: "a\nb", Error: "no such file"}, `a\nb: no such file`},
	} {
		if got := c.e.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestCodeRanges(t *testing.T) {
	for _, c := range []struct{ in, want []string }{
		{nil, nil},
		{[]string{"SEQ001"}, []string{"SEQ001"}},
		{[]string{"SEQ001", "SEQ002", "SEQ003", "SEQ010"}, []string{"SEQ001-003", "SEQ010"}},
		{[]string{"CAP009", "CAP010", "GLI011"}, []string{"CAP009-010", "GLI011"}},
		{[]string{"A", "B", "A1", "A3"}, []string{"A", "B", "A1", "A3"}},
	} {
		if got := ranges(c.in); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.in, got, c.want)
		}
	}
}

func TestCountAndSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := count(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 kB", 1_500_000: "1.5 MB", 2e9: "2.0 GB"} {
		if got := size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
