package records

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// The strings of JSON become the text that encoding/json reads, with the place of each byte, on one line or on
// several, however much is read at once, although their memory is used again.
func TestTextsOfJSON(t *testing.T) {
	rounds := 160
	if testing.Short() {
		rounds = 40
	}
	r := rand.New(rand.NewPCG(3, 9))
	pieces := []string{"<a>", "b", "\n", "\t", `"quoted"`, `\`, "\u00e4", "\U0001f600", "</a>", " ", "x=1", strings.Repeat("long ", 60), "\u0001"}
	escaped := 0
	for round := range rounds {
		var in bytes.Buffer
		var want []string
		for i := range 1 + r.IntN(20) {
			texts := []string{fmt.Sprintf("<m%d>", i), fmt.Sprintf("<n%d>", i)}
			for k := range texts {
				for range r.IntN(12) {
					texts[k] += pieces[r.IntN(len(pieces))]
				}
			}
			object := []any{"time", fmt.Sprintf("2024-03-01T09:00:%02dZ", i%60), "level", "info", "n", i, "stream", "stdout", "a\tb", true}
			for _, text := range texts[:1+r.IntN(2)] {
				key := "message"
				if len(object) > 10 {
					key = "other"
				}
				object = append(object, key, text)
				want = append(want, strings.TrimSuffix(text, "\n")+"\n")
			}
			if r.IntN(2) == 0 {
				object = append(object, "last", []int{1, 2})
			}
			between := ""
			if r.IntN(3) == 0 {
				between = "\n  "
			}
			in.WriteString("{" + between)
			for k := 0; k < len(object); k += 2 {
				key, _ := json.Marshal(object[k])
				value, _ := json.Marshal(object[k+1])
				if r.IntN(2) == 0 {
					value = bytes.ReplaceAll(bytes.ReplaceAll(value, []byte(`\u003c`), []byte("<")), []byte(`\u003e`), []byte(">"))
				}
				escaped += bytes.Count(value, []byte(`\`))
				if k > 0 {
					in.WriteString("," + between + []string{"", "", "\n"}[r.IntN(3)])
				}
				in.Write(append(append(key, ':'), value...))
			}
			in.WriteString(between + "}\n")
		}
		var reader io.Reader = strings.NewReader(in.String())
		if round%4 == 0 {
			reader = iotest.OneByteReader(reader) // what was read before is moved and overwritten
		}
		got := read(t, reader)
		if all := strings.Join(want, ""); got.text != all {
			t.Fatalf("%s\ngot  %q\nwant %q", in.String(), got.text, all)
		}
		for i := range len(got.text) {
			s, place := got.at(i)
			if c := in.String()[min(place, int64(in.Len()-1))]; !s.Fixed && c != got.text[i] {
				t.Fatalf("%s\nbyte %d of the text is %q, and the file has %q at %d", in.String(), i, got.text[i], c, place)
			}
		}
	}
	if escaped < 10*rounds {
		t.Errorf("%d escapes", escaped)
	}
}

// Copies that do not count do not count against the bound of what waits, either: an array of any length has its times.
func TestCopiesInLongArray(t *testing.T) {
	message := "<x>" + strings.Repeat("long ", 50) + "</x>"
	n := 2 * maxJSON / 4 / len(message)
	in := strings.Repeat(fmt.Sprintf(`{"a":{"message":%q,"b":{"original":%q}},"@timestamp":"T"},`, message, message)+"\n", n)
	got := read(t, strings.NewReader("[\n"+in+`{"message":"<y>"}`+"]\n"))
	if want := strings.Repeat(message+"\n", n) + "<y>\n"; got.text != want {
		t.Errorf("%d bytes, want %d", len(got.text), len(want))
	}
	for _, s := range got.segments[:n] {
		if s.Record == nil || len(s.Record.Times) == 0 {
			t.Fatalf("a message at %d has no time", s.Place)
		}
	}
}

// A text that waits does not keep the memory of the lines after which it waits.
func TestWaitingTextsOwnTheirMemory(t *testing.T) {
	s := New(t.Context(), strings.NewReader(""), "GctiMsg")
	for i, line := range []string{"[\n", `"<a",{"time":"T","message":"<b"},` + "\n", `"<c",{"time":"T","message":"<d"},` + "\n", `"<e",` + "\n"} {
		text := lineText([]byte(line), 0, i, 0, false)
		s.json.feed(&text)
	}
	texts := s.json.stack[0].texts
	if len(texts) != 3 {
		t.Fatalf("%d texts wait", len(texts))
	}
	for i, text := range texts[:2] {
		if text.viewed || cap(text.text.Bytes) > 16 {
			t.Errorf("text %d: %q, memory of %d bytes", i, text.text.Bytes, cap(text.text.Bytes))
		}
	}
}
