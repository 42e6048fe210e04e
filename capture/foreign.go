// Files that are neither captures nor logs: formats that are not read, and binary
// files.

package capture

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
)

const (
	convert    = "convert it with editcap -F pcapng"
	leaveOut   = "leave it out, or read it with --input log"
	isNoLog    = " is neither a capture nor a log"
	cannotRead = " cannot be read"
)

// foreign are the unsupported formats that are recognised by their first bytes.
var foreign = []struct{ magic, name, why, do string }{
	{"snoop\x00\x00\x00", "a snoop capture", cannotRead, convert},
	{"iptrace 1.0", "an iptrace capture", cannotRead, convert},
	{"iptrace 2.0", "an iptrace capture", cannotRead, convert},
	{"\x1c\x00\x01\xac", "a pcap capture in IXIA's format", cannotRead, convert},
	{"\xac\x01\x00\x1c", "a pcap capture in IXIA's format", cannotRead, convert},
	{"XCP\x00", "a NetXRay or Sniffer capture", cannotRead, convert},
	{"TRSNIFF data", "a Sniffer capture", cannotRead, convert},
	{"GMBU", "a Network Monitor (NetMon) capture", cannotRead, convert},
	{"RTSS", "a Network Monitor (NetMon) capture", cannotRead, convert},
	{"LPKSHHRH", "a systemd journal", cannotRead, "export it with journalctl -o short --file"},
	{"ElfFile\x00", "a Windows event log", cannotRead, "export it as text with wevtutil qe"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", cannotRead, "unpack it first, with 7z x"},
	{"Rar!\x1a\x07", "a RAR archive", cannotRead, "unpack it first, with unrar x"},
	{"MSCF\x00\x00\x00\x00", "a cabinet archive", cannotRead, "unpack it first, with cabextract"},
	{"070701", "a cpio archive", cannotRead, "unpack it first, with cpio -i"},
	{"!<arch>\n", "an ar archive", cannotRead, "unpack it first, with ar x"},
	{"\x7fELF", "a program (ELF)", isNoLog, leaveOut},
	{"%PDF-", "a PDF document", isNoLog, leaveOut},
	{"\x89PNG\r\n\x1a\n", "a picture", isNoLog, leaveOut},
	{"\xff\xd8\xff", "a picture", isNoLog, leaveOut},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document", isNoLog, leaveOut},
	{"SQLite format 3", "a database (SQLite)", isNoLog, leaveOut},
}

// foreignFormat returns the error of an unsupported format, or nil if head, the
// beginning of a file, has none of them.
func foreignFormat(head []byte) error {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return &ForeignError{f.name, f.why, f.do}
		}
	}
	switch {
	case isTar(head):
		return &ForeignError{"a tar archive", cannotRead, "unpack it first, with tar -xf"}
	case isERF(head):
		return &ForeignError{"an ERF capture", cannotRead, convert}
	case isETL(head):
		return &ForeignError{"a Windows event trace (ETL)", cannotRead, "convert it with etl2pcapng"}
	}
	return nil
}

// isTar reports whether head begins a tar archive: its first header has the right
// checksum.
func isTar(head []byte) bool {
	const header, at, end = 512, 148, 156
	if len(head) < header || head[0] == 0 {
		return false
	}
	sum := int64(8 * ' ')
	for i, c := range head[:header] {
		if i < at || i >= end {
			sum += int64(c)
		}
	}
	written, err := strconv.ParseInt(strings.Trim(string(head[at:end]), " \x00"), 8, 64)
	return err == nil && written == sum
}

// isERF reports whether head begins a chain of ERF records (Endace): at least two, or
// a single one that is the whole file.
func isERF(head []byte) bool {
	const header, kinds, year = 16, 50, 365 * 24 * 60 * 60
	var first int64
	records := 0
	for b := head; len(b) >= header; records++ {
		seconds, kind, length := int64(binary.LittleEndian.Uint32(b[4:])), b[8]&0x7f, int(binary.BigEndian.Uint16(b[10:]))
		if records == 0 {
			first = seconds
		}
		if seconds < 10*year || seconds < first-year || seconds > first+year || kind == 0 || kind > kinds || length < header {
			return false
		}
		if length > len(b) {
			return records > 1
		}
		b = b[length:]
		if len(b) == 0 {
			return true
		}
	}
	return records > 1
}

// isETL reports whether head begins a Windows event trace: a buffer header with its
// size, then the event that describes the system.
func isETL(head []byte) bool {
	const bufferHeader = 72
	if len(head) < bufferHeader+8 {
		return false
	}
	size := binary.LittleEndian.Uint32(head)
	if size < 1024 || size%1024 != 0 || size > 16<<20 {
		return false
	}
	// Version, kind of header (system, 32 or 64 bits), flags.
	marker := head[bufferHeader+2 : bufferHeader+4]
	return (marker[0] == 1 || marker[0] == 2) && marker[1] == 0xc0 ||
		bytes.Contains(head[:min(len(head), 4096)], []byte(".\x00e\x00t\x00l\x00"))
}

// sampleSize is the number of bytes that are examined to distinguish text from binary data.
const sampleSize = 64 << 10

// isBinary reports whether a sample is binary data. NUL bytes do not count: logs that
// are truncated while they are written have runs of them, and UTF-16 has many. Single
// control characters are separators in some logs; binary data has many different ones.
func isBinary(sample []byte) bool {
	if bytes.HasPrefix(sample, []byte("\xff\xfe")) || bytes.HasPrefix(sample, []byte("\xfe\xff")) {
		return false
	}
	var seen [32]bool
	total, controls, kinds := 0, 0, 0
	var nul [2]int // at even and at odd offsets
	for i, c := range sample[:min(len(sample), sampleSize)] {
		switch {
		case c == 0:
			nul[i&1]++
			continue
		case c >= ' ', c == '\t', c == '\n', c == '\r', c == '\f', c == '\v', c == '\b', c == '\a', c == 0x1b:
		default:
			controls++
			if !seen[c] {
				seen[c] = true
				kinds++
			}
		}
		total++
	}
	if most := max(nul[0], nul[1]); 3*most > total && 20*min(nul[0], nul[1]) < most && 4*most > 3*total {
		return false // UTF-16 of mostly ASCII
	}
	const least = 8 // least number of different control characters
	return kinds >= least && 20*controls > total
}

// textOrForeign returns the error of an input that is not a log, nil for a log.
func textOrForeign(head []byte, opt *Options) error {
	if opt.NotLog != nil {
		if name := opt.NotLog(head); name != "" {
			return &ForeignError{name, isNoLog, leaveOut}
		}
	}
	if isBinary(head) {
		return &ForeignError{"a binary file of no known kind", isNoLog, leaveOut}
	}
	return nil
}
