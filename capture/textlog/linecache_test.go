package textlog

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/unicode"

	"ivrcheck/trace"
)

// pick returns one of several, the first of them half of the time.
func pick(random *rand.Rand, of ...string) string {
	if random.IntN(2) == 0 {
		return of[0]
	}
	return of[random.IntN(len(of))]
}

// draw returns up to so many of several, in a row.
func draw(random *rand.Rand, most int, of []string) string {
	var b strings.Builder
	for range random.IntN(most + 1) {
		b.WriteString(of[random.IntN(len(of))])
	}
	return b.String()
}

// stampForms have an # for each digit of the seconds and what is smaller.
var stampForms = []string{
	"2024-03-01 09:00:##.###", "2024-03-01T09:00:##.###Z", "2024-03-01 09:00:##,### +0100", "2024-03-01 09:00:##:###", "2024-03-01 09:00:## UTC",
	"[2024-03-01 09:00:##.###]", "[09:00:##]", "09:00:##.#", "Mar  1 09:00:##", "Mar  1 09:00:## 2023", "1709283###", "[1709283###.##]", "01/Mar/2024:09:00:## +0100",
	"[2024-03-01 09:00:## +0200]", "20240301 0900##.###", "20240301 0900##", "2024-02-30 09:00:##.#", "09:00:00.000300020200", "09:00:00.00030002", "2024-03-01 09:0#",
	"1900-01-01 00:00:##.#########", "[INFO] 09:00:##", "x", "",
	"9:00:##", "[9:00:##.#]", "x 9:00:##", "3/1/24 9:00:##:###", "2024-3-1 9:00:##", "2024-03-01-09:00:##", "2024-03-01-09:0#",
}

// numbered puts a digit in the place of each #, and some in that of each ~.
func numbered(random *rand.Rand, form string) string {
	var b []byte
	for i, c := range []byte(form) {
		switch {
		case c == '#' && i > 0 && form[i-1] == ':':
			b = append(b, '0'+byte(random.IntN(7))) // minutes and seconds that are none are rare
		case c == '#':
			b = append(b, '0'+byte(random.IntN(10)))
		case c == '~':
			b = append(b, pick(random, "7", "46", "123", "0200", "20240301", "090000", "000300020200", "1709283609", "1709283609123")...)
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

var (
	headPieces = []string{
		" ", " ", " ", "[7031]", "10.0.0.5:49152 -> 10.0.0.1:7009", "10.0.0.1:7009 >> 10.0.0.5:49152", "10.0.0.1:7009 << 10.0.0.5:49152", "a", "-", "|", "|10.0.0.1:7009|",
		"|SEND   |123456|", "|CALLBACK_X|XML:", "|REQ_KEY=7|XML_DATA=(1)", "|GCTI_PORT:1|XML_DATA=(9)", "|LoginReq|XML_DATA=(900)", "09:00:09", "@1709283609", "2023-01-01 00:00:00",
		"{", `{"time":"2022-01-01T00:00:00Z","xml":"`, "INFO", ".5", ":30", " +0200", " UTC", " 2023 ", "&lt;", "&", `\u003cGctiMsg`, `\`, " 0200", "0003 0002 0200 ", "00 03 00 02 02 00 ", "<", "?", "G",
		"|REQ_KEY=~, XML_DATA=(~)", "|REQ_KEY=~, XML_DATA=(~)", "|REQ_KEY=~, XML_DATA=(~)", "k=~ ~,", "k=~|", "(~)", "~", "=~-03-01 09:00:00)", "=~:00:00)", "=~.5)", "a=~,10.0.0.5:49152 -> 10.0.0.1:7009)",
		"=10.0.0.~:80 -> 10.0.0.1:7009)", "=~)10.0.0.5:49152 -> 10.0.0.1:7009", "SEND|=~|", "ü", "\xff", "XML_DATA=()", "J=#, 09:00:00.1",
	}
	openings = []string{
		`<?xml version="1.0"?><GctiMsg>`, head + "<GctiMsg>", "<!DOCTYPE GctiMsg SYSTEM 'x'><GctiMsg>", "<GctiMsg>", `<?xml version=\"1.0\"?><GctiMsg>`, "<gctimsg>", "<?xml?>\n<GctiMsg>", "<GctiMsg a='b'>",
		"<GctiMsg", "<?xml?>", "<!DOCTYPE Foo><GctiMsg>", "<!DOCTYPE GctiMsg><Foo>", "&lt;GctiMsg&gt;", `\u003cGctiMsg\u003e`, "",
	}
	contentPieces = []string{
		"<CallId>1</CallId>", "<CallId>1</CallId>", "<CallId>1</CallId>", `<a b="c"/>`, `<a b=\"c\"/>`, "<G>Agent</G>", "<g>going</g>", "<!-- </GctiMsg> -->", "<!--", "<![CDATA[</GctiMsg>]]>", "<?x?>", "<?xml?>", "\n", "\nx", "\r\n  ",
		`\n`, `>\n<`, `\`, "!", "?", "g", "G", "/G", "/g", "<GctiMsg>", "</GctiMsg >", "</gctimsg>", "</GctiMsgs>", "</GctiMſg>", "</Foo>", "<Foo>", "0200", "&amp;", "&lt;GctiMsg&gt;", strings.Repeat("x", 600),
	}
	ends  = []string{"</GctiMsg>", "</GctiMsg >", "</gctimsg>", "</GctiMsg", "</Foo>", `\u003c/GctiMsg\u003e`, ""}
	tails = []string{"\n", "\r\n", "\n\n", "\r\n\r\n", "\n<a/>\n", " tail\n", `"}` + "\n", ` "time":"2022-01-01T00:00:07Z"}` + "\n", " ", ""}
)

// strange are logs in which a line looks like one before, but for its time, and is
// not.
var strange = []string{
	"09:00:00.5 0200 " + one + "\n09:00:00.6 0200 " + one + "\n09:00:00.00000002 0200 " + one + "\n",
	"09:00:00.5 x " + one + "\n09:00:00.6 x " + one + "\n09:00:00.000000020200 x " + one + "\n",
	declares("<?xml?>"),
	declares("&lt;?xml?&gt;"),
	declares(`\u003c?xml?\u003e`),
	"09:00:00.5 x " + one + "<?\n09:00:00.5 x" + one + "<?\n",
	numbers("a=(%s)", "7", "8", "000000020200", "9"),
	numbers("XML_DATA=(%s)                    <a/> b)", "77", "78", "7", "79"),
	numbers("a=%s-03-01 09:01)", "7", "8", "2024", "9"),
	numbers("a=%s:00:00)", "7", "8", "09", "9"),
	numbers("a=%s 090005)", "7", "8", "20240301", "9"),
	numbers("a=%s.0.0.5:80 -> 10.0.0.1:81)", "10", "11", "10"),
	numbers("a=%s|10.0.0.1:80|)", "7", "8"),
	numbers("XML_DATA=(%s)<a/> b)", "", "", "7", "8", ""),
	"09:00:00.5 x " + one + "\n09:00:00.6 x " + one + "\nweb | 09:00:00.7 x " + one + "\n09:00:00.8 x " + one + "\nweb | 09:00:00.9 x " + one + "\nweb | 09:00:01.0 x " + one + "\n",
	"09:00:00.5 x " + one + "\n09:00:00.6 x " + one + "\n{\"a\":\"09:00:00.7 x " + one + "\\n09:00:00.8 x " + one + "\\n\"}\n09:00:00.9 x " + one + "\n",
	"09:00:00.5 x `" + one + "\n09:00:00.6 x `" + one + "\n09:00:00.6 x `<GctiMsg>`\n" + one + "\n",
	numbers("&amp;%s < & x ", "1", "2", "3") + numbers("&lt;?xml?&gt;%s ", "1", "2", "3"),
	numbers("XML_DATA=(%s)", "1", "999", "46", "999999999999999999999", "7"),
}

// declares returns a log in which a declaration begins a document of its own or not.
func declares(declaration string) string {
	return "09:00:00.5 x " + declaration + head + "<GctiMsg></GctiMsg>\n09:00:00.5 x" + one + "\n09:00:00.6 x " + declaration + one + "\n"
}

// numbers returns a log whose lines differ by a number.
func numbers(form string, numbers ...string) string {
	text := ""
	for _, n := range numbers {
		text += "09:00:00.5 " + fmt.Sprintf(form, n) + one + "\n"
	}
	return text
}

// mutated returns a log, most of whose lines are of a few kinds.
func mutated(random *rand.Rand) []byte {
	few := make([]string, 3)
	for i := range few {
		few[i] = " " + draw(random, 5, headPieces) + pick(random, "", "|REQ_KEY=~, XML_DATA=(~)")
	}
	forms := []string{pick(random, stampForms...), pick(random, stampForms...)}
	begins := []string{pick(random, openings...), pick(random, openings...)}
	odd := max(0, random.IntN(6)-2) // how many pieces of a document may be strange
	var text []byte
	for range 30 {
		text = append(text, numbered(random, pick(random, forms...))...)
		text = append(text, numbered(random, few[random.IntN(len(few))])...)
		if random.IntN(8) > 0 {
			text = append(text, pick(random, begins...)+"<CallId>7</CallId>"+draw(random, odd, contentPieces)+pick(random, ends...)...)
		}
		text = append(text, pick(random, tails...)...)
	}
	for range random.IntN(3) {
		const bytes = "<>/!?gG\\\n\"' 0&\xff"
		text[random.IntN(len(text))] = bytes[random.IntN(len(bytes))]
	}
	return text
}

// The caches of lines and time stamps change nothing, whatever the lines say.
func TestCachesChangeNothing(t *testing.T) {
	trials := 2000
	if testing.Short() {
		trials = 400
	}
	random := rand.New(rand.NewPCG(1, 9))
	learned := 0
	read := func(text []byte, off bool, opt Options, split func(io.Reader) io.Reader) (out []string) {
		l := newReader(t.Context(), "log", split(bytes.NewReader(text)), opt, func(u *trace.Unit) error {
			if u.Conn == nil {
				out = append(out, show(u))
				return nil
			}
			out = append(out, fmt.Sprintf("%d %d:%d:%d %v %q %d %v %q %v %q %v %v", u.Kind, u.Pos.Line, u.Pos.Column, u.Pos.Offset, u.Pos.Time, u.Pos.Time.Text, u.Side, u.Direction, u.Conn.Name, u.Conn.Ends, u.Body, u.Partial, u.Faults))
			return nil
		})
		l.lines.off = off
		if err := l.read(); err != nil {
			t.Fatal(err)
		}
		if err := l.close(); err != nil {
			t.Fatal(err)
		}
		l.count(l.end())
		learned += len(l.lines.lines)
		return append(out, fmt.Sprint(l.place, l.line))
	}
	whole := func(r io.Reader) io.Reader { return r }
	for i := range trials + len(strange) {
		text := mutated(random)
		odd := random.IntN(10)
		if i < len(strange) {
			text, odd = []byte(strange[i]), 9
		}
		opt, split := Options{Names: names}, whole
		switch odd {
		case 0:
			wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(text)
			if err != nil {
				t.Fatal(err)
			}
			text = wide
		case 1:
			opt.MaxMessage = 1 + random.IntN(300)
		case 2:
			split = iotest.OneByteReader
		case 3:
			split = iotest.HalfReader
		}
		want := read(text, true, opt, whole)
		got := read(text, false, opt, split)
		if !slices.Equal(got, want) {
			for i := range want {
				if i >= len(got) || got[i] != want[i] {
					t.Fatalf("%q\ngot  %v\nwant %v", text, got[i:], want[i:])
				}
			}
			t.Fatalf("%q\ngot  %v more", text, got[len(want):])
		}
	}
	if learned < trials*3/2 {
		t.Errorf("only %d lines were cached", learned)
	}
}

// The cache switches itself off where no line is like another.
func TestLinesThatDiffer(t *testing.T) {
	for _, differ := range []bool{true, false} {
		var text bytes.Buffer
		for i := range 2 * cachedLines {
			n := i
			if !differ {
				n %= 3
			}
			fmt.Fprintf(&text, "09:00:00.%03d [%d] %s\n", i%1000, n, one)
		}
		documents := 0
		l := newReader(t.Context(), "log", &text, Options{Names: names}, func(u *trace.Unit) error {
			if u.Kind == trace.Document {
				documents++
			}
			return nil
		})
		if err := l.read(); err != nil {
			t.Fatal(err)
		}
		if err := l.close(); err != nil {
			t.Fatal(err)
		}
		if l.lines.off != differ || documents != 2*cachedLines {
			t.Errorf("differ: %v, off: %v, %d documents", differ, l.lines.off, documents)
		}
	}
}

// A time stamp is the same whatever was read before.
func TestStampsInARow(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	behind := []string{" x", " [7031]", "", " ", " +0100 x", " -x", " UTC x", " GMT", " PM x", " am x", "PM x", " AMx", " UTCx", " 2023 x", ".5 x", ":30 x", "5 x", "Z x", "x", " 0200", "] x", "]"}
	alike := 0
	for range 2000 {
		var r stampCache
		form := stampForms[random.IntN(len(stampForms))]
		for range 20 {
			text := []byte(numbered(random, pick(random, form, form, pick(random, stampForms...))) + pick(random, behind...))
			if len(text) == 0 {
				continue
			}
			if _, n := r.Lookup(text); n > 0 {
				alike++
			}
			want, wantN := stampAt(text, true, true)
			got, n := r.at(text)
			if n != wantN || got.Text != want.Text || !got.Time.Equal(want.Time) || got.String() != want.String() || got.Time.Format("-0700") != want.Time.Format("-0700") {
				t.Fatalf("%q: got %v (%d), want %v (%d)", text, got, n, want, wantN)
			}
		}
	}
	if alike < 3000 {
		t.Errorf("only %d were like the one before", alike)
	}
}
