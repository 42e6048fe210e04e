// Packets in texts that tshark writes: -T json, -T ek and -T pdml, also with -x, and -V -x.

package container

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/window"
	"ivrcheck/trace"
)

// Export is a kind of text that tshark writes; 0 is not one.
type Export uint8

const (
	ExportJSON Export = iota + 1 // -T json and -T ek
	ExportPDML
	ExportText // -V -x
)

var textFrame = regexp.MustCompile(`^Frame \d+: \d+ bytes on wire`)

// FindExport returns the kind of the text that an input begins with.
func FindExport(in *window.Window) Export {
	head, _ := in.Peek(12)
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	const enough = 4096
	has := func(all ...string) bool {
		b, _ := in.Peek(enough)
		for _, text := range all {
			if !bytes.Contains(b, []byte(text)) {
				return false
			}
		}
		return true
	}
	switch {
	case bytes.HasPrefix(head, []byte("[\n")), bytes.HasPrefix(head, []byte("[\r\n")), bytes.HasPrefix(head, []byte("[{")), bytes.HasPrefix(head, []byte(`{"index"`)), bytes.HasPrefix(head, []byte(`{"timestam`)):
		// -e selects values for a table. Package textlog reads the bytes in it, unless the values suffice to build
		// packets.
		if has(`"layers"`) && (has(`"frame"`, `"frame.`) || has(`"frame"`, `"frame_`) || has(`"frame_raw"`) ||
			has(`"frame.`, `.src"`, `.dst"`, `"tcp.srcport"`, `"tcp.dstport"`, `"tcp.seq`, `"tcp.flags"`)) {
			return ExportJSON
		}
	case bytes.HasPrefix(head, []byte("<pdml")):
		return ExportPDML
	case bytes.HasPrefix(head, []byte("<?xml")):
		if b, _ := in.Peek(64); bytes.Contains(b, []byte("<pdml")) || bytes.Contains(b, []byte("<?xml-style")) && has("<pdml") {
			return ExportPDML
		}
	case bytes.HasPrefix(head, []byte("Frame ")):
		if b, _ := in.Peek(64); textFrame.Match(b) {
			return ExportText
		}
	}
	return 0
}

// exportFrame collects the values of a frame.
type exportFrame struct {
	begun       bool
	number      int
	time, encap string
	// raw are its bytes. wholeRaw means that another dump has begun.
	raw      []byte
	wholeRaw bool
	// Header fields, for a frame without raw bytes. seqRaw and ackRaw: the numbers
	// are absolute.
	src, dst         netip.Addr
	ports, udp       bool
	srcPort, dstPort uint16
	seq, ack         uint32
	seqRaw, ackRaw   bool
	flags            uint16
	payload          []byte
}

// export reads the packets of an exported text.
type export struct {
	in    *bufio.Reader
	kind  Export
	frame exportFrame
	key   string
	data  []byte
	ended bool
}

// NewExport returns a Reader of a text written by tshark.
func NewExport(in *window.Window, kind Export) Reader {
	return &export{in: bufio.NewReaderSize(in, 1<<16), kind: kind}
}

// Resume implements Reader: an exported text never has a DamageError.
func (e *export) Resume() bool { return false }

// Next implements Reader.
func (e *export) Next(p *Packet) error {
	for {
		done, err := e.step()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err != nil {
			if e.ended {
				return io.EOF
			}
			e.ended, done = true, true
		}
		if done {
			f := e.frame
			e.frame = exportFrame{begun: true}
			if f.begun && f.packet(p) {
				return nil
			}
		}
	}
}

// step reads a piece of the text. done means that a frame is complete because another one begins.
func (e *export) step() (done bool, err error) {
	switch e.kind {
	case ExportJSON:
		return e.stepJSON()
	case ExportPDML:
		return e.stepPDML()
	}
	return e.stepText()
}

// maxField is the length to which values are cut.
const maxField = maxRecord

// until reads up to a byte, which it omits. If escapes is set, a byte after a backslash
// does not end the value.
func (e *export) until(end byte, escapes bool) ([]byte, error) {
	e.data = e.data[:0]
	for {
		c, err := e.in.ReadByte()
		if err != nil {
			return e.data, err
		}
		if c == end {
			return e.data, nil
		}
		if escapes && c == '\\' {
			if c, err = e.in.ReadByte(); err != nil {
				return e.data, err
			}
		}
		if len(e.data) < maxField {
			e.data = append(e.data, c)
		}
	}
}

// stepJSON reads up to the next string. A key is followed by a colon.
func (e *export) stepJSON() (done bool, err error) {
	for {
		c, err := e.in.ReadByte()
		if err != nil {
			return false, err
		}
		if c == '"' {
			break
		}
		if isDigit(c) && e.key != "" { // a value without quotes
			_ = e.in.UnreadByte()
			b, err := e.number()
			e.frame.set(e.key, string(b))
			e.key = ""
			if err != nil {
				return false, err
			}
		}
	}
	b, err := e.until('"', true)
	if err != nil {
		return false, err
	}
	for {
		c, err := e.in.ReadByte()
		switch {
		case err != nil:
			return false, err
		case c == ' ' || c == '\n' || c == '\r' || c == '\t':
			continue
		case c == ':':
			e.key = string(b[:min(len(b), 64)])
			done = e.key == "_index" && e.frame.begun
			e.frame.begun = e.frame.begun || e.key == "_index" || e.key == "layers"
			return done, nil
		}
		_ = e.in.UnreadByte()
		break
	}
	if e.key != "" {
		e.frame.set(e.key, string(b))
		e.key = ""
	}
	return false, nil
}

func (e *export) number() ([]byte, error) {
	e.data = e.data[:0]
	for {
		c, err := e.in.ReadByte()
		if err != nil {
			return e.data, err
		}
		if !isDigit(c) && c != '.' {
			return e.data, e.in.UnreadByte()
		}
		if len(e.data) < 64 {
			e.data = append(e.data, c)
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// stepPDML reads the next tag.
func (e *export) stepPDML() (done bool, err error) {
	if _, err := e.skip('<'); err != nil {
		return false, err
	}
	b, err := e.until('>', false)
	if err != nil {
		return false, err
	}
	switch {
	case bytes.HasPrefix(b, []byte("packet")):
		done = e.frame.begun
		e.frame.begun = true
		return done, nil
	case bytes.HasPrefix(b, []byte("field ")):
		tag := string(b)
		name, value := attribute(tag, "name"), attribute(tag, "show")
		if name == "tcp.payload" || name == "udp.payload" || name == "timestamp" || name == "data.data" {
			value = attribute(tag, "value")
		}
		e.frame.set(name, value)
	}
	return false, nil
}

func (e *export) skip(end byte) (byte, error) {
	for {
		c, err := e.in.ReadByte()
		if err != nil || c == end {
			return c, err
		}
	}
}

// attribute returns the value of an attribute of a tag.
func attribute(tag, name string) string {
	_, rest, ok := strings.Cut(tag, " "+name+`="`)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// stepText reads the next line.
func (e *export) stepText() (done bool, err error) {
	b, err := e.until('\n', false)
	line := bytes.TrimRight(b, "\r")
	f := &e.frame
	text := bytes.TrimSpace(line)
	switch {
	case textFrame.Match(line):
		done = f.begun
		f.begun = true
	case bytes.HasPrefix(text, []byte("Epoch Time: ")), bytes.HasPrefix(text, []byte("Epoch Arrival Time: ")):
		_, value, _ := strings.Cut(string(text), "Time: ")
		f.time, _, _ = strings.Cut(value, " ")
	case bytes.HasPrefix(text, []byte("Frame Number: ")):
		f.set("frame.number", string(text[len("Frame Number: "):]))
	case bytes.HasPrefix(text, []byte("Encapsulation type: ")):
		if i := bytes.LastIndexByte(text, '('); i >= 0 {
			f.encap = strings.Trim(string(text[i:]), "()")
		}
	default:
		f.dumpLine(line)
	}
	return done, err
}

// dumpLine adds a line of a dump: an offset, two blanks, bytes.
func (f *exportFrame) dumpLine(line []byte) {
	i := bytes.Index(line, []byte("  "))
	if i < 4 || i > 8 || f.wholeRaw {
		return
	}
	offset, err := strconv.ParseUint(string(line[:i]), 16, 32)
	if err != nil {
		return
	}
	if int(offset) != len(f.raw) {
		f.wholeRaw = len(f.raw) > 0 // another dump, of reassembled bytes
		return
	}
	for n := 0; n < 16; n++ {
		at := i + 2 + 3*n
		if at+2 > len(line) {
			return
		}
		c, err := hex.DecodeString(string(line[at : at+2]))
		if err != nil || at+2 < len(line) && line[at+2] != ' ' {
			return
		}
		if len(f.raw) < maxRecord {
			f.raw = append(f.raw, c...)
		}
	}
}

// set stores the value of a field.
func (f *exportFrame) set(key, value string) {
	port := func() uint16 {
		n, _ := strconv.ParseUint(value, 10, 16)
		return uint16(n)
	}
	number := func() uint32 {
		n, _ := strconv.ParseUint(value, 10, 32)
		return uint32(n)
	}
	switch key {
	case "frame.number", "frame_frame_number", "num":
		n, err := strconv.Atoi(value)
		if err == nil && n > 0 {
			f.number = n
		}
	case "frame.time_epoch", "frame_frame_time_epoch":
		f.time = value
	case "timestamp":
		if f.time == "" {
			f.time = value
		}
	case "frame.encap_type", "frame_frame_encap_type":
		f.encap = value
	case "frame_raw":
		f.raw = bytesOf(value)
	case "ip.src", "ipv6.src", "ip_ip_src", "ipv6_ipv6_src":
		f.src, _ = netip.ParseAddr(value)
	case "ip.dst", "ipv6.dst", "ip_ip_dst", "ipv6_ipv6_dst":
		f.dst, _ = netip.ParseAddr(value)
	case "tcp.srcport", "tcp_tcp_srcport":
		f.srcPort, f.ports, f.udp = port(), true, false
	case "tcp.dstport", "tcp_tcp_dstport":
		f.dstPort = port()
	case "udp.srcport", "udp_udp_srcport":
		f.srcPort, f.ports, f.udp = port(), true, true
	case "udp.dstport", "udp_udp_dstport":
		f.dstPort = port()
	case "tcp.seq", "tcp_tcp_seq":
		if !f.seqRaw {
			f.seq = number()
		}
	case "tcp.ack", "tcp_tcp_ack":
		if !f.ackRaw {
			f.ack = number()
		}
	case "tcp.seq_raw", "tcp_tcp_seq_raw":
		f.seq, f.seqRaw = number(), true
	case "tcp.ack_raw", "tcp_tcp_ack_raw":
		f.ack, f.ackRaw = number(), true
	case "tcp.flags", "tcp_tcp_flags":
		n, _ := strconv.ParseUint(value, 0, 16)
		f.flags = uint16(n)
	case "tcp.payload", "tcp_tcp_payload", "udp.payload", "udp_udp_payload":
		f.payload = bytesOf(value)
	}
}

// bytesOf decodes bytes in hex, with or without colons between them.
func bytesOf(value string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(value, ":", ""))
	if err != nil {
		return nil
	}
	return b
}

// links maps Wireshark's encapsulation numbers to link types.
var links = map[string]layers.LinkType{
	"1": layers.LinkTypeEthernet, "7": layers.LinkTypeRaw, "15": layers.LinkTypeNull, "25": layers.LinkTypeLinuxSLL, "210": 276,
}

// packet builds a packet from the raw bytes of the frame, or from its header fields and payload.
func (f *exportFrame) packet(p *Packet) bool {
	*p = Packet{Link: LinkNone, Number: f.number, Time: f.instant()}
	link, known := links[f.encap]
	if f.encap == "" {
		link, known = layers.LinkTypeEthernet, true
	}
	switch {
	case len(f.raw) > 0 && known:
		p.Data, p.Link = f.raw, link
	case f.ports && f.src.IsValid() && f.dst.IsValid() && f.src.Is4() == f.dst.Is4():
		p.Data, p.Link = f.headers(), layers.LinkTypeRaw
	}
	p.Wire = len(p.Data)
	return f.number > 0 || len(p.Data) > 0
}

// headers returns an IP packet with the addresses, ports, numbers and the payload of f.
func (f *exportFrame) headers() []byte {
	payload := f.payload[:min(len(f.payload), 1<<16-128)]
	var segment []byte
	protocol := byte(6)
	if f.udp {
		protocol = 17
		segment = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, f.srcPort), f.dstPort)
		segment = binary.BigEndian.AppendUint16(segment, uint16(8+len(payload)))
		segment = append(segment, 0, 0)
	} else {
		segment = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, f.srcPort), f.dstPort)
		segment = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(segment, f.seq), f.ack)
		segment = append(segment, 5<<4, byte(f.flags), 0xff, 0xff, 0, 0, 0, 0)
	}
	segment = append(segment, payload...)
	src, dst := f.src.Unmap(), f.dst.Unmap()
	if !src.Is4() {
		out := []byte{0x60, 0, 0, 0}
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(segment))), protocol, 64)
		return append(append(append(out, src.AsSlice()...), dst.AsSlice()...), segment...)
	}
	out := binary.BigEndian.AppendUint16([]byte{0x45, 0}, uint16(20+len(segment)))
	out = append(out, 0, 0, 0x40, 0, 64, protocol, 0, 0)
	return append(append(append(out, src.AsSlice()...), dst.AsSlice()...), segment...)
}

// instant returns the time of the frame: seconds since 1970 with a fraction, milliseconds, or
// RFC 3339.
func (f *exportFrame) instant() trace.Instant {
	if t, err := time.Parse(time.RFC3339Nano, f.time); err == nil {
		return trace.InstantOf(t)
	}
	seconds, fraction, dotted := strings.Cut(f.time, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	switch {
	case err != nil || n <= 0:
		return trace.Instant{}
	case !dotted && len(seconds) == 13:
		return trace.InstantOf(time.UnixMilli(n))
	}
	nanos, _ := strconv.ParseInt(fmt.Sprintf("%.9s", fraction+"000000000"), 10, 64)
	return trace.InstantOf(time.Unix(n, nanos))
}
