package pseudonym

import (
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// A pseudonym has the length and the shape of the value, and different values of a shape stay
// different: a sample of each shape, and all of the short ones.
func TestPseudonymsKeepShape(t *testing.T) {
	g := New([]byte("0123456789abcdef"), nil, nil)
	for _, values := range [][]string{
		every("%d", 10), every("%02d", 100), every("%04d", 10000), letters26("%c"), letters26("%c%[1]c1"),
		{"Müller", "Mäller", "Möller"}, {"Иван", "Олег"}, {"山田太郎", "山田花子"}, {"O'Brien & Co.", "O'Neill & Co."}, {"", " ", "-"}, {"000", "0000"},
		{strings.Repeat("long text 123 ", 500)},
	} {
		seen := map[string]string{}
		for _, v := range values {
			p := string(g.Of([]byte(v), false))
			if len(p) != len(v) || shapeOf(p) != shapeOf(v) {
				t.Errorf("%q became %q", v, p)
			}
			if other, twice := seen[p]; twice {
				t.Errorf("%q and %q both became %q", v, other, p)
			}
			seen[p] = v
			if again := New([]byte("0123456789abcdef"), nil, nil).Of([]byte(v), false); string(again) != p && len(values) < 30 {
				t.Errorf("%q became %q and %q", v, p, again)
			}
			if utf8.RuneCountInString(v) > 3 && strings.Trim(v, "0") != "" && p == v && len(values) < 100 {
				t.Errorf("%q stayed", v)
			}
		}
	}
	if a, b := g.Of([]byte("5551234567"), false), New([]byte("another key 1234"), nil, nil).Of([]byte("5551234567"), false); string(a) == string(b) {
		t.Error("the key changes nothing")
	}
}

func every(format string, n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf(format, i))
	}
	return all
}

func letters26(format string) (all []string) {
	for c := 'a'; c <= 'z'; c++ {
		all = append(all, fmt.Sprintf(format, c))
	}
	return all
}

func shapeOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		if c := classOf(r, false); c != nil {
			b.WriteByte(c.name)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Escaped in any way, a value becomes the same one, as long as before, and XML stays
// well-formed.
func TestReferencesKeepTheirLength(t *testing.T) {
	g := New([]byte("0123456789abcdef"), nil, nil)
	random := rand.New(rand.NewPCG(1, 2))
	decode := func(text string) string {
		var v struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte("<a>"+text+"</a>"), &v); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return v.Text
	}
	for range 2000 {
		var plain, escaped strings.Builder
		for range 1 + random.IntN(12) {
			r := []rune("azAZ09 -'<&\"äÖß")[random.IntN(15)]
			plain.WriteRune(r)
			formats := []string{"&#x%x;", "&#x%04x;", "&#%04d;"}
			switch {
			case strings.ContainsRune("<&\"'", r):
				escaped.WriteString(map[rune]string{'<': "&lt;", '&': "&amp;", '"': "&quot;", '\'': "&apos;"}[r])
			case random.IntN(2) == 0:
				escaped.WriteString(fmt.Sprintf(formats[random.IntN(3)], r))
			default:
				escaped.WriteRune(r)
			}
		}
		b := []byte(escaped.String())
		g.Value(b, false, true)
		if got, want := strings.TrimSpace(decode(string(b))), string(g.Of([]byte(strings.TrimSpace(plain.String())), false)); got != want || len(b) != escaped.Len() {
			t.Fatalf("%s (%s) became %s (%s), want %s", escaped.String(), plain.String(), b, got, want)
		}
	}
}

// No pseudonym contains an original, however many there are.
func TestPseudonymsAvoidOriginals(t *testing.T) {
	originals := NewOriginals("LoggedIn Ready")
	for i := range 100_000 {
		originals.Add(fmt.Appendf(nil, "%06d", i*7%1_000_000))
	}
	g := New([]byte("0123456789abcdef"), originals, nil)
	for i := range 2000 {
		if p := g.Of(fmt.Appendf(nil, "1%09d", i*7919), false); originals.In(p) {
			t.Errorf("%s contains an original", p)
		}
	}
	if originals.Add([]byte("LoggedIn")); originals.In([]byte("LoggedIn")) {
		t.Error("a public word counts as an original")
	}
}

// Originals are found wherever they are, in every encoding, and nothing else is.
func TestOriginalsAreFound(t *testing.T) {
	o := NewOriginals("")
	for _, v := range []string{"Secret1", "5551234567", "John \"X\" Smith", strings.Repeat("long", 40)} {
		o.Add([]byte(v))
	}
	for _, tc := range []struct {
		text string
		at   int
	}{
		{"Secret1", 0}, {"xSecret1x", 1}, {"xxx5551234567", 3}, {"Secret", -1}, {"555123456", -1}, {"", -1},
		{"a John &quot;X&#34; Smith", 2}, {"&#83;ecret1", 0}, {"x" + strings.Repeat("long", 40), 1},
		{"S\x00e\x00c\x00r\x00e\x00t\x001\x00", 0}, {"\x00\x00S\x00e\x00c\x00r\x00e\x00t\x001", 1}, {"ab\x00S\x00e\x00c\x00r\x00e\x00t\x00", -1},
	} {
		at, _ := o.FindAnywhere([]byte(tc.text))
		if (at >= 0) != (tc.at >= 0) {
			t.Errorf("%q: at %d, want %d", tc.text, at, tc.at)
		}
	}
	for text, found := range map[string]bool{"&amp;Secret1": false, "Secret1&#49;": false, "Secret1 &#83;ecret1": true, "Secret&#49;Secret1": true} {
		if at, _ := o.FindEncoded([]byte(text), -1); (at >= 0) != found {
			t.Errorf("%q: found with a reference at %d, want %v", text, at, found)
		}
	}
}

// A word is replaced as a whole or stays.
func TestWords(t *testing.T) {
	g := New([]byte("0123456789abcdef"), nil, nil)
	keep := func(word []byte) bool { return string(word) == "Agent" }
	b := []byte("<Agent x=\"John\"> “Agent” Agents &amp; Agent\xc3")
	g.Words(b, false, keep)
	for _, want := range []string{"<Agent ", "“Agent”", "&amp;"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s: %s is lost", b, want)
		}
	}
	for _, gone := range []string{"John", "Agents"} {
		if strings.Contains(string(b), gone) {
			t.Errorf("%s: %s is left", b, gone)
		}
	}
}

func isOdd(text string) bool { return strings.ContainsRune("13579", rune(text[len(text)-1])) }

// No visible or reserved value becomes a pseudonym as long as there are others, and different
// values stay different.
func TestPseudonymsAvoidShownValues(t *testing.T) {
	for n := range 50 {
		originals := NewOriginals("")
		for i := range 50 {
			originals.Show(fmt.Appendf(nil, "%02d", 2*i+1))
		}
		g := New(fmt.Appendf(nil, "key %012d", n), originals, func(text []byte) bool { return strings.Contains("aeiou", string(text)) })
		seen := map[string]string{}
		for _, v := range append(letters26("%c"), every("%02d", 100)...) {
			p := string(g.Of([]byte(v), false))
			if v != "00" && (isOdd(p) || strings.Contains("aeiou", p)) {
				t.Errorf("key %d: %s became %s", n, v, p)
			}
			if strings.Contains("aeiou", v) || isOdd(v) {
				continue
			}
			if other, twice := seen[p]; twice {
				t.Errorf("key %d: %s and %s both became %s", n, v, other, p)
			}
			seen[p] = v
		}
	}
	// Where all are taken there is one all the same.
	originals := NewOriginals("")
	for i := range 10 {
		originals.Show(fmt.Appendf(nil, "%d", i))
	}
	if p := New([]byte("0123456789abcdef"), originals, nil).Of([]byte("7"), false); len(p) != 1 || p[0] == '0' {
		t.Errorf("7 became %q", p)
	}
}

// A segment is replaced once more the first times, then as before; another context is another segment.
func TestRemembered(t *testing.T) {
	g := New([]byte("a key of many bytes"), nil, nil)
	calls := 0
	for n, tc := range []struct {
		text    string
		context uint64
		calls   int
	}{{"abc1", 0, 1}, {"abc1", 0, 2}, {"abc1", 0, 2}, {"abc2", 0, 3}, {"abc1", 1, 4}, {"abc1", 1, 5}, {"abc1", 1, 5}, {"abc1", 0, 5}} {
		b := []byte(tc.text)
		g.Remembered(b, tc.context, func() {
			calls++
			b[0] = 'x' + byte(tc.context)
		})
		want := string(rune('x'+tc.context)) + tc.text[1:]
		if string(b) != want || calls != tc.calls && !caching.Off {
			t.Errorf("%d: %s after %d calls, want %s after %d", n, b, calls, want, tc.calls)
		}
	}
}
