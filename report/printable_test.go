package report

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{`C:\captures\a.pcap "x"`, `C:\captures\a.pcap "x"`},
		{"\ud55c\uad6d caf\u00e9", "\ud55c\uad6d caf\u00e9"},
		{"a\nb\tc\x1b[0m\x00", `a\nb\tc\x1b[0m\x00`},
		{"\u202e\u009b\u2028\u200b\ufeff", `\u202e\u009b\u2028\u200b\ufeff`},
		{"\xff\xc3", `\xff\xc3`},
		{"'\"\ufffd\n", "'\"\ufffd" + `\n`},
	} {
		if got := Printable(c.in); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestJSONEscapesUnsafeCharacters(t *testing.T) {
	b, err := marshal(steering + "\x1b<&>\ud55c\ufffd")
	if err != nil {
		t.Fatal(err)
	}
	want := `"\u007f\u0080\u0085\u009b\u009f\u061c\u200e\u200f\u2028\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u001b<&>` + "\ud55c\ufffd" + `"`
	if string(b) != want {
		t.Errorf("got %s\nwant %s", b, want)
	}
}

func TestLogfmt(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", `""`},
		{"4711", "4711"},
		{"[2001:db8::1]:9090", "[2001:db8::1]:9090"},
		{"server>ivr", "server>ivr"},
		{"a b", `"a b"`},
		{`a"b`, `"a\"b"`},
		{`a\b`, `"a\\b"`},
		{"a=b", `"a=b"`},
		{"\xff", `"\xff"`},
		{"a\nb\u202e\xff", `"a\nb\u202e\xff"`},
	} {
		if got := logfmt(c.in); got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
}

func FuzzTextIsHarmless(f *testing.F) {
	f.Add(hostile, 30)
	f.Fuzz(func(t *testing.T, s string, width int) {
		harmless(t, "printable", []byte(Printable(s)), false)
		quoted := logfmt(s)
		harmless(t, "logfmt", []byte(quoted), false)
		if strings.HasPrefix(quoted, `"`) {
			if back, err := strconv.Unquote(quoted); err != nil || back != s {
				t.Errorf("%q became %s", s, quoted)
			}
		} else if quoted != s {
			t.Errorf("%q became %s", s, quoted)
		}
		b, err := marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		harmless(t, "json", b, false)
		lines := Wrap(Printable(s), width%200)
		for _, l := range lines {
			if !utf8.ValidString(l) || columns(l) > max(width%200, 10) {
				t.Errorf("width %d: %q", width, l)
			}
		}
		if got, want := strings.Join(lines, ""), Printable(s); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("wrapping lost text: %q of %q", got, want)
		}
	})
}
