package capture

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"ivrcheck/internal/pcaptest"
)

// erf writes packets as ERF records.
func erf(b *pcaptest.Builder) (out []byte) {
	for _, p := range b.Packets {
		out = binary.LittleEndian.AppendUint64(out, uint64(p.Time.Unix())<<32)
		out = append(out, 2, 4)
		out = binary.BigEndian.AppendUint16(out, uint16(18+len(p.Data)))
		out = binary.BigEndian.AppendUint16(out, 0)
		out = binary.BigEndian.AppendUint16(out, uint16(len(p.Data)))
		out = append(append(out, 0, 0), p.Data...)
	}
	return out
}

func tarred(t *testing.T, format tar.Format, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	err := w.WriteHeader(&tar.Header{Name: "driver.log", Size: int64(len(data)), Mode: 0o644, Format: format})
	if err == nil {
		_, err = w.Write(data)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Files of other formats are named, with what to do, and no message is found in
// them, though there are some.
func TestForeignFormats(t *testing.T) {
	b := pcaptest.New()
	dialogue(b, client, server)
	log := []byte(strings.Repeat("09:00:01 "+doc("LoginReq")+"\n", 100))
	one := pcaptest.New()
	one.Connect(client, server)
	one.Packets = one.Packets[:1]
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	w, err := z.Create("driver.log")
	if err == nil {
		_, err = w.Write(log)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	old := tarred(t, tar.FormatUSTAR, log) // as it was before POSIX
	copy(old[257:265], make([]byte, 8))
	copy(old[148:156], "        ")
	sum := 0
	for _, c := range old[:512] {
		sum += int(c)
	}
	copy(old[148:], []byte{byte('0' + sum>>15&7), byte('0' + sum>>12&7), byte('0' + sum>>9&7), byte('0' + sum>>6&7), byte('0' + sum>>3&7), byte('0' + sum&7), 0, ' '})
	etl := binary.LittleEndian.AppendUint32(nil, 65536)
	etl = append(etl, make([]byte, 68)...)
	etl = append(etl, 2, 0, 2, 0xc0, 0x20, 1, 0, 0)
	etl = append(etl, log...)
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 5000)
	for i := range noise {
		noise[i] = byte(random.Int())
	}
	noise[0] = 0xf0
	segments := []byte{0xf0}
	for _, p := range b.Packets {
		segments = append(segments, p.Data...)
	}
	const editcap = "editcap -F pcapng"
	for _, test := range []struct {
		name      string
		data      []byte
		want, how string
	}{
		{"tar", tarred(t, tar.FormatPAX, log), "a tar archive", "tar -xf"},
		{"tar of GNU", tarred(t, tar.FormatGNU, log), "a tar archive", "tar -xf"},
		{"old tar", old, "a tar archive", "tar -xf"},
		{"zip", zipped.Bytes(), "compressed with zip", "unzip"},
		{"ERF", erf(b), "an ERF capture", editcap},
		{"ERF of one packet", erf(one), "an ERF capture", editcap},
		{"ERF, cut", erf(b)[:900], "an ERF capture", editcap},
		{"ETL", etl, "a Windows event trace (ETL)", "etl2pcapng"},
		{"iptrace", slices.Concat([]byte("iptrace 2.0\x00"), segments), "an iptrace capture", editcap},
		{"snoop", slices.Concat([]byte("snoop\x00\x00\x00\x00\x00\x00\x02"), segments), "a snoop capture", editcap},
		{"NetMon 1", slices.Concat([]byte("RTSS"), segments), "a Network Monitor (NetMon) capture", editcap},
		{"NetMon 2", slices.Concat([]byte("GMBU"), segments), "a Network Monitor (NetMon) capture", editcap},
		{"ELF", slices.Concat([]byte("\x7fELF\x02\x01\x01"), segments), "a program (ELF)", "leave it out"},
		{"bzip2", []byte("BZh91AY&SY" + doc("One")), "compressed with bzip2", "bunzip2"},
		{"xz", []byte("\xfd7zXZ\x00\x00\x04" + doc("One")), "compressed with xz", "unxz"},
		{"lz4", []byte("\x04\x22\x4d\x18\x64" + doc("One")), "compressed with lz4", "unlz4"},
		{"gzip in gzip", gzipped(t, gzipped(t, log)), "compressed twice (gzip in gzip)", "gunzip"},
		{"zstd in gzip", gzipped(t, zstandard(t, log)), "compressed twice (zstd in gzip)", "gunzip"},
		{"gzip in zstd", zstandard(t, gzipped(t, log)), "compressed twice (gzip in zstd)", "unzstd"},
		{"noise", noise, "a binary file of no known kind", "leave it out"},
		{"packets of no known format", segments, "a binary file of no known kind", "leave it out"},
	} {
		for _, data := range [][]byte{test.data, gzipped(t, test.data)} {
			if strings.Contains(test.want, "twice") && &data[0] != &test.data[0] {
				continue // three times
			}
			lines, _, err := read(t, bytes.NewReader(data), Options{Names: names})
			var input *InputError
			var foreign *ForeignError
			if !errors.As(err, &input) || input.Damaged || !errors.As(err, &foreign) || len(lines) > 0 {
				t.Errorf("%s: %v and %q", test.name, err, lines)
				continue
			}
			if foreign.Name != test.want || !strings.Contains(err.Error(), test.how) {
				t.Errorf("%s: got %q", test.name, err)
			}
			if got := Foreign(t.Context(), bytes.NewReader(data), Options{Names: names}); got == nil || got.Name != test.want {
				t.Errorf("%s: %v", test.name, got)
			}
		}
	}
}

// Text is read, whatever is in it.
func TestTextIsNotBinary(t *testing.T) {
	record := "2024-03-01 09:00:01 " + doc("LoginReq") + "\n"
	log := strings.Repeat(record, 20)
	wide := func(text string, order binary.AppendByteOrder) (out []byte) {
		for _, c := range utf16.Encode([]rune(text)) {
			out = order.AppendUint16(out, c)
		}
		return out
	}
	frames := slices.Concat(pcaptest.XML(doc("LoginReq")), pcaptest.Frame(pcaptest.KeepAliveRequest, nil), pcaptest.XML(doc("NewCall")))
	for name, data := range map[string][]byte{
		"text":                           []byte(log),
		"NUL before it":                  slices.Concat(make([]byte, 100_000), []byte(log)),
		"much NUL before it":             slices.Concat(make([]byte, 1<<20), []byte(log)),
		"NUL in it":                      slices.Concat([]byte(log), make([]byte, 70_001), []byte(log)),
		"NUL after it":                   slices.Concat([]byte(log), make([]byte, 4096)),
		"a NUL after each record":        []byte(strings.ReplaceAll(log, "\n", "\x00\n")),
		"Latin-1":                        []byte(strings.ReplaceAll(log, "2024", "Gr\xfc\xdfe \xe9\xe8\xe0")),
		"Cyrillic in KOI8":               []byte(strings.ReplaceAll(log, "2024", "\xf0\xd2\xc9\xd7\xc5\xd4")),
		"colours":                        []byte(strings.ReplaceAll(log, "2024", "\x1b[31m2024\x1b[0m")),
		"fields between SOH":             []byte(strings.ReplaceAll(log, " ", "\x01")),
		"STX and ETX":                    []byte("\x02" + strings.ReplaceAll(log, "\n", "\x03\r\n\x02")),
		"UTF-16":                         slices.Concat([]byte{0xff, 0xfe}, wide(log, binary.LittleEndian)),
		"UTF-16 without mark":            wide(log, binary.LittleEndian),
		"UTF-16, big-endian":             wide(log, binary.BigEndian),
		"UTF-16 and Cyrillic":            slices.Concat([]byte{0xff, 0xfe}, wide(strings.ReplaceAll(log, "2024", "Привет мир"), binary.LittleEndian)),
		"ASCII, then UTF-16":             slices.Concat([]byte(log), wide(log, binary.LittleEndian)),
		"a GLI stream without its start": frames[3:],
		"GLI after a line":               slices.Concat([]byte("connected\n"), frames, frames),
		"a line that begins with BZ":     []byte("BZ " + log),
		"a line that begins with MZ":     []byte("MZ " + log),
	} {
		_, stats, err := read(t, bytes.NewReader(data), Options{Names: names})
		if stats.Kind != "log" || errors.As(err, new(*ForeignError)) {
			t.Errorf("%s: kind %q, %v", name, stats.Kind, err)
		}
	}
	// --input log reads a file of unknown binary data as a log.
	noise := append([]byte{0xf0}, bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18}, 100)...)
	if _, _, err := read(t, bytes.NewReader(append(noise, log...)), Options{Names: names, Input: "log"}); err != nil {
		t.Errorf("--input log: %v", err)
	}
}
