package encoded

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

const magic = "\xd4\xc3\xb2\xa1\x02\x00"

func wanted(b []byte) bool { return bytes.HasPrefix(b, []byte(magic)) }

// sample returns bytes that begin with magic. Two lines of 16 bytes or more are equal.
func sample(size int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(size)))
	b := []byte(magic)
	for len(b) < size {
		b = append(b, byte(random.IntN(256)))
	}
	if size > 200 {
		clear(b[64:160])
	}
	return b[:size]
}

// lines breaks a text into lines of a width.
func lines(text string, width int) string {
	var b strings.Builder
	for ; len(text) > width; text = text[width:] {
		b.WriteString(text[:width] + "\n")
	}
	return b.String() + text + "\n"
}

// dumped writes a dump with offsets in a format, groups of some bytes, and a format for the characters, which may be empty.
func dumped(b []byte, offset string, width, group int, characters string, star bool) string {
	var out strings.Builder
	starred := false
	for at := 0; at < len(b); at += width {
		line := b[at:min(len(b), at+width)]
		if star && at > 0 && len(line) == width && bytes.Equal(line, b[at-width:at]) {
			if !starred {
				out.WriteString("*\n")
			}
			starred = true
			continue
		}
		starred = false
		fmt.Fprintf(&out, offset, at)
		for i := range width {
			switch {
			case i < len(line) && i%group == 0:
				fmt.Fprintf(&out, " %02x", line[i])
			case i < len(line):
				fmt.Fprintf(&out, "%02x", line[i])
			case i%group == 0:
				out.WriteString("   ")
			default:
				out.WriteString("  ")
			}
		}
		if characters != "" {
			text := bytes.Map(func(r rune) rune {
				if r < ' ' || r > '~' {
					return '.'
				}
				return r
			}, bytes.ToValidUTF8(line, []byte(".")))
			fmt.Fprintf(&out, characters, text)
		}
		out.WriteString("\n")
	}
	return out.String() + strings.TrimRight(fmt.Sprintf(offset, len(b)), ":") + "\n"
}

func TestDecodes(t *testing.T) {
	for _, size := range []int{24, 25, 32, 40, 48, 57, 1000, 1016, 5000} {
		b := sample(size)
		for name, text := range map[string]string{
			"base64":         lines(base64.StdEncoding.EncodeToString(b), 76),
			"base64 -w0":     base64.StdEncoding.EncodeToString(b),
			"uuencode -m":    "begin-base64 644 run.pcap\n" + lines(base64.StdEncoding.EncodeToString(b), 60) + "====\n",
			"in a terminal":  "\nroot@ivr:~# base64 run.pcap\n" + lines(base64.StdEncoding.EncodeToString(b), 76),
			"xxd -p":         lines(hex.EncodeToString(b), 60),
			"hexdump -C":     hex.Dump(b) + fmt.Sprintf("%08x\n", len(b)),
			"xxd":            dumped(b, "%08x:", 16, 2, "  %s", false),
			"xxd -a":         dumped(b, "%08x:", 16, 2, "  %s", true),
			"xxd -c 32 -g 4": dumped(b, "%08x:", 32, 4, "  %s", false),
			"xxd -g 1 -u":    strings.ToUpper(dumped(b, "%08x:", 16, 1, "", false)),
			"od -t x1":       dumped(b, "%07o", 16, 1, "", true),
			"od -A d -t x1":  dumped(b, "%07d", 16, 1, "", false),
			"od -A x -t x1z": dumped(b, "%06x", 16, 1, "  >%s<", true),
		} {
			for _, breaks := range []string{"\n", "\r\n"} {
				text := strings.ReplaceAll(text, "\n", breaks)
				e, start := Find([]byte(text), wanted)
				if e == nil {
					t.Errorf("%s of %d bytes: not found", name, size)
					continue
				}
				for _, r := range []io.Reader{strings.NewReader(text[start:]), iotest.OneByteReader(strings.NewReader(text[start:]))} {
					in := bufio.NewReader(r)
					got, err := io.ReadAll(e.Open(in))
					if err != nil || !bytes.Equal(got, b) {
						t.Errorf("%s of %d bytes: error %v, %d bytes", name, size, err, len(got))
					}
					if rest, _ := io.ReadAll(in); len(rest) > 0 {
						t.Errorf("%s of %d bytes: %q is left", name, size, rest)
					}
				}
			}
		}
	}
}

// What follows the encoded text is not decoded, even if it is made of the same letters.
func TestStopsAtTheEnd(t *testing.T) {
	b := sample(1000)
	for name, c := range map[string]struct{ text, rest string }{
		"base64":  {lines(base64.StdEncoding.EncodeToString(b), 76), "done\n"},
		"hex":     {lines(hex.EncodeToString(b), 60), "feed\n"},
		"hexdump": {hex.Dump(b), "$ exit\n"},
	} {
		text := c.text + c.rest
		e, start := Find([]byte(text), wanted)
		if e == nil || e.Name != name || e.undo != Undoing(name) {
			t.Fatalf("%s: found %v", name, e)
		}
		in := bufio.NewReader(strings.NewReader(text[start:]))
		got, err := io.ReadAll(e.Open(in))
		rest, _ := io.ReadAll(in)
		if err != nil || !bytes.Equal(got, b) || string(rest) != c.rest {
			t.Errorf("%s: error %v, %d bytes, then %q", name, err, len(got), rest)
		}
	}
}

// A dump without one of its lines is damaged, and is not read as if it were whole.
func TestMissingLines(t *testing.T) {
	all := strings.SplitAfter(hex.Dump(sample(1000)), "\n")
	for _, missing := range []int{1, 2, 30} {
		text := strings.Join(append(all[:missing:missing], all[missing+1:]...), "")
		e, _ := Find([]byte(text), wanted)
		got, err := io.ReadAll(e.Open(bufio.NewReader(strings.NewReader(text))))
		if want := fmt.Sprintf("line %d: the offset is %08x after %d bytes", missing+1, (missing+1)*16, missing*16); err == nil || err.Error() != want || len(got) != 16*missing {
			t.Errorf("without line %d: error %v, %d bytes, want %s", missing+1, err, len(got), want)
		}
	}
	text := "00000000  d4 c3 b2 a1 02 00 04 00  00 00 00 00 00 00 00 00\n*\nffffffff0\n"
	if got, err := io.ReadAll(openDump(bufio.NewReader(strings.NewReader(text)))); err == nil || len(got) != 16 {
		t.Errorf("an asterisk for 64 GB: error %v, %d bytes", err, len(got))
	}
	text = "00000000  d4 c3 b2 a1 02 00 04 00  00 00 00 00 00 00 00 00\n"
	for i := range 100 {
		text += fmt.Sprintf("*\n%08x  00\n", (i+1)<<20+i)
	}
	if got, err := io.ReadAll(openDump(bufio.NewReader(strings.NewReader(text)))); err == nil || len(got) > maxRepeated+100 {
		t.Errorf("asterisks for 100 MB: error %v, %d bytes", err, len(got))
	}
}

func TestFindsNothing(t *testing.T) {
	b := sample(100)
	for _, text := range []string{
		"", "1MOyoQ", "2024-03-01 09:00:00 <GctiMsg>\n", hex.EncodeToString([]byte("<GctiMsg><CallId>1</CallId></GctiMsg>")),
		"<LoginResp/>\n" + lines(hex.EncodeToString(b), 60),
		"one\ntwo\nthree\nfour\n" + lines(hex.EncodeToString(b), 60),
		strings.Repeat("x", 300) + "\n" + lines(hex.EncodeToString(b), 60),
	} {
		if e, _ := Find([]byte(text), wanted); e != nil {
			t.Errorf("%.40q: found %s", text, e.Name)
		}
	}
}

// No text crashes a decoder or makes it return much more than the text has, but for asterisks.
func FuzzDecode(f *testing.F) {
	b := sample(300)
	f.Add(lines(base64.StdEncoding.EncodeToString(b), 76))
	f.Add(hex.Dump(b))
	f.Add(dumped(b, "%07o", 16, 1, "", true))
	f.Add("begin\nd4c3b2a10200\n")
	f.Fuzz(func(t *testing.T, text string) {
		Find([]byte(text), wanted)
		for _, e := range encodings {
			got, _ := io.Copy(io.Discard, e.open(bufio.NewReader(strings.NewReader(text))))
			if most := int64(len(text) + maxRepeated*min(1, strings.Count(text, "*"))); got > most {
				t.Errorf("%s: %d bytes of %d", e.Name, got, len(text))
			}
		}
	})
}
