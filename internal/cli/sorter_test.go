package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

// fill sets a value, and all in it, to something that is not zero.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(-*n) * 1000)
	case reflect.Uint8, reflect.Uint16:
		v.SetUint(uint64(*n%50 + 1))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2024, 3, 1, 9, 0, 0, *n, time.FixedZone("", 3600))))
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Type != reflect.TypeFor[*trace.Conn]() {
				fill(v.Field(i), n)
			}
		}
	default:
		panic(v.Kind())
	}
}

// Nothing of a finding is lost in a temporary file: neither of one with all fields, nor of one
// with none, nor pointers to zeros.
func TestFindingCodec(t *testing.T) {
	full, n := new(rules.Finding), 0
	fill(reflect.ValueOf(full).Elem(), &n)
	zeros := &rules.Finding{Offset: new(int64), Stream: new(int), Actual: new(string), Related: []rules.Related{{Offset: new(int64)}}}
	var file []byte
	var c findingCodec
	all := []*rules.Finding{full, new(rules.Finding), zeros, full}
	keys := []sortKey{{1, 2, 3}, {}, {-1, math.MaxInt64, 1}, {2, math.MinInt64, 0}}
	for i, f := range all {
		before := *f
		e := encoded{keys[i], c.encode(f)}
		file = append(e.appendHead(file), e.finding...)
		if diff := cmp.Diff(&before, f, cmpopts.IgnoreUnexported(rules.Finding{}), cmp.Comparer(time.Time.Equal)); diff != "" {
			t.Errorf("finding %d was changed (-before +after):\n%s", i, diff)
		}
	}
	for cut := range len(file) {
		short := bytes.NewReader(file[:cut])
		var e encoded
		for err := error(nil); err == nil; {
			if err = e.readFrom(short); err == nil {
				_, err = c.decode(e.finding)
				if _, damaged := c.decode(e.finding[:len(e.finding)-1]); damaged == nil {
					t.Fatal("a finding without its last byte was read")
				}
			}
			if errors.Is(err, errChanged) {
				t.Fatal(err)
			}
		}
	}
	whole := bytes.NewReader(file)
	var e encoded
	for i := range all {
		if err := e.readFrom(whole); err != nil {
			t.Fatal(err)
		}
		got, err := c.decode(e.finding)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(all[i], got, cmpopts.IgnoreUnexported(rules.Finding{}), cmp.Comparer(time.Time.Equal)); diff != "" || e.sortKey != keys[i] {
			t.Errorf("finding %d with key %v (-want +got):\n%s", i, e.sortKey, diff)
		}
	}
	if err := e.readFrom(whole); !errors.Is(err, io.EOF) {
		t.Errorf("error %v at the end", err)
	}
}

// Texts of more rules than a codec keeps are in the findings.
func TestFindingCodecOfManyRules(t *testing.T) {
	var c findingCodec
	var all [][]byte
	name := func(i int) string { return fmt.Sprint("X", i) }
	for i := range maxRuleTexts + 10 {
		all = append(all, slices.Clone(c.encode(&rules.Finding{Rule: name(i)})))
	}
	for i, b := range all {
		if f, err := c.decode(b); err != nil || f.Rule != name(i) {
			t.Fatalf("rule %d: got %+v, error %v", i, f, err)
		}
	}
	if len(c.rules) != maxRuleTexts {
		t.Errorf("the codec keeps the texts of %d rules", len(c.rules))
	}
}

// The order does not depend on how much is in memory, nor on how many files are merged.
func TestSorter(t *testing.T) {
	const n = 3000
	random := rand.New(rand.NewPCG(3, 4))
	var findings []*rules.Finding
	for i := range n {
		findings = append(findings, &rules.Finding{File: fmt.Sprint("f", random.IntN(3)), Frame: 1 + random.IntN(200), Message: fmt.Sprint(i)})
	}
	want := slices.Clone(findings)
	rank := map[string]int{"f2": 0, "f0": 1, "f1": 2}
	slices.SortStableFunc(want, func(a, b *rules.Finding) int {
		if a.File != b.File {
			return rank[a.File] - rank[b.File]
		}
		return a.Frame - b.Frame
	})
	for _, memory := range []int{1, 5000, 100_000, 1 << 30} {
		s := newSorter()
		s.memory = memory
		open := 0
		scratch := s.scratch
		s.scratch = func() (*os.File, error) { open++; return scratch() }
		for range 2 { // it can be used again
			for _, file := range []string{"f2", "f0", "f1"} {
				s.rank(file)
			}
			for _, f := range findings {
				if err := s.add(f); err != nil {
					t.Fatal(err)
				}
				if len(s.runs) > 4*fanIn {
					t.Fatalf("%d files are open", len(s.runs))
				}
			}
			var got []string
			if err := s.each(func(f *rules.Finding) error { got = append(got, f.Message); return nil }); err != nil {
				t.Fatal(err)
			}
			for i := range want {
				if len(got) != n || got[i] != want[i].Message {
					t.Fatalf("memory %d: finding %d of %d differs", memory, i, len(got))
				}
			}
		}
		if (open > 0) != (memory < 1<<30) {
			t.Errorf("memory %d: %d temporary files", memory, open)
		}
	}
}

// If there is no place for a temporary file, no finding is lost: with auto they come as they
// are decided, with position the run fails.
func TestSortWithoutTemporaryFile(t *testing.T) {
	for _, sort := range []string{"auto", "position"} {
		var out bytes.Buffer
		written, err := report.New("ndjson", &out, report.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o := &outputs{sort: sort, sorter: newSorter(), reports: []*openReport{{Report: written, format: "ndjson", name: "standard output"}}}
		o.sorter.memory = 1000
		o.sorter.scratch = func() (*os.File, error) { return nil, errors.New("no space") }
		o.startInput(false)
		for i := range 20 {
			if err = o.finding(&rules.Finding{Frame: 20 - i}); err != nil {
				break
			}
		}
		if failed := err != nil && len(o.failures()) == 1; failed != (sort == "position") {
			t.Errorf("%s: error %v, failures %v", sort, err, o.failures())
		}
		if sort == "auto" {
			s := &report.Summary{}
			o.close(s, func() int { return 0 })
			if n := bytes.Count(out.Bytes(), []byte(`"type":"finding"`)); n != 20 || s.Sorted {
				t.Errorf("%d findings, sorted %v", n, s.Sorted)
			}
		}
	}
}

// With auto a number of findings are sorted; if there are more, those that are held come
// first, and the others as they are decided.
func TestSortAuto(t *testing.T) {
	for _, more := range []int{0, 1, 2} {
		var out bytes.Buffer
		written, err := report.New("ndjson", &out, report.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o := &outputs{sort: "auto", sorter: newSorter(), reports: []*openReport{{Report: written, format: "ndjson", name: "standard output"}}}
		o.startInput(false)
		const most = 1000
		o.sorter.most = most
		n := most + more
		for i := range n {
			if err := o.finding(&rules.Finding{Frame: n - i}); err != nil {
				t.Fatal(err)
			}
		}
		s := &report.Summary{}
		o.close(s, func() int { return 0 })
		if s.Sorted != (more == 0) {
			t.Errorf("%d more: sorted is %v", more, s.Sorted)
		}
		lines := bytes.Split(out.Bytes(), []byte("\n"))
		for i := range n {
			frame := 1 + more + i
			if i >= most {
				frame = n - i
			}
			if !bytes.Contains(lines[i], fmt.Appendf(nil, `"frame":%d,`, frame)) {
				t.Fatalf("%d more: line %d is %.300s, want frame %d", more, i, lines[i], frame)
			}
		}
	}
}
