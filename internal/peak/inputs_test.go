package peak

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"

	"ivrcheck/internal/pcaptest"
)

// mebibyte is the length of the longest document.
const mebibyte = 1 << 20

// document is a kind of hostile document. Its length is size or a little less.
type document struct {
	name string
	make func(n, size int) string // n is the number of the document
}

const (
	doctypeLine = `<?xml version="1.0"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`
	openTag     = doctypeLine + `<GctiMsg><CallId>c1</CallId>`
)

// filled puts as many parts as fit between a head and a tail.
func filled(size int, head, tail string, part func(i int) string) string {
	var b strings.Builder
	b.Grow(size)
	b.WriteString(head)
	for i := 0; ; i++ {
		p := part(i)
		if b.Len()+len(p)+len(tail) > size {
			break
		}
		b.WriteString(p)
	}
	b.WriteString(tail)
	return b.String()
}

func same(text string) func(int) string { return func(int) string { return text } }

// nested is a tree of 200 levels.
var nested = strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200)

func attributes(distinct bool) func(i int) string {
	return func(i int) string {
		var b strings.Builder
		b.WriteString("<a")
		for k := range 250 {
			if distinct {
				fmt.Fprintf(&b, ` a%x=""`, i*250+k)
			} else {
				fmt.Fprintf(&b, ` %c%c=""`, 'a'+k/26, 'a'+k%26)
			}
		}
		b.WriteString("/>")
		return b.String()
	}
}

// inside makes documents of one kind of content: sound ones, and ones that libxml2 must
// read to the end before it rejects them.
func inside(name string, part func(i int) string) []document {
	return []document{
		{name, func(_, size int) string { return filled(size, openTag+"<Cancel>", "</Cancel></GctiMsg>", part) }},
		{name + ", not well-formed", func(n, size int) string {
			return filled(size, openTag+fmt.Sprintf("<!-- %d -->", n)+"<Cancel>", "</Cancel x></GctiMsg>", part)
		}},
		{name + ", for libxml2", func(n, size int) string {
			return filled(size, openTag+"<?pi?><Cancel xmlns:a='u'>", "</Cancel></GctiMsg>", part)
		}},
	}
}

var hostileDocuments = func() (all []document) {
	for _, d := range [][]document{
		inside("nodes", same("<a/>")),
		inside("distinct nodes", func(i int) string { return fmt.Sprintf("<a%x/>", i) }),
		inside("attributes", attributes(false)),
		inside("distinct attributes", attributes(true)),
		inside("deep", same(nested)),
		inside("comments", same("a<!---->")),
		inside("CDATA", same("<![CDATA[]]>a")),
		inside("references", same("&amp;")),
		inside("text", same("0123456789abcdef")),
		inside("high characters", same("\u00fc\u20ac")),
		inside("instructions", same("<?a?>")),
		inside("values", same(`<Node Name="a" Type="Str" Val="b"/>`)),
		inside("mixed", same("a<b/>")),
		inside("known", same("<CallId/>")),
		inside("namespaces", same("<a xmlns='b'/>")),
		inside("entities", same("&a;")),
	} {
		all = append(all, d...)
	}
	return append(all,
		document{"Latin-1", func(_, size int) string {
			return filled(size, `<?xml version="1.0" encoding="ISO-8859-1"?><GctiMsg><CallId>c1</CallId><Cancel>`, "</Cancel></GctiMsg>", same("\xe9"))
		}},
		document{"Latin-1 nodes", func(_, size int) string {
			return filled(size, `<?xml version="1.0" encoding="ISO-8859-1"?><GctiMsg><CallId>c1</CallId><Cancel>`, "</Cancel></GctiMsg>", same("\xe9<a/>"))
		}},
		document{"subset", func(_, size int) string {
			return filled(size, `<?xml version="1.0"?><!DOCTYPE GctiMsg [`, "]><GctiMsg><CallId>c1</CallId><Cancel/></GctiMsg>", same("<!ENTITY a 'b'>"))
		}},
		document{"messages", func(_, size int) string {
			return filled(size, openTag, "</GctiMsg>", same("<Cancel/>"))
		}},
		document{"misspelt", func(_, size int) string {
			return filled(size, openTag+"<NewCall>", "</NewCall></GctiMsg>", func(i int) string { return "<CalledNun>1</CalledNun><PortNun>2</PortNun>" })
		}},
		document{"lists", func(_, size int) string {
			return filled(size, openTag+`<NewCall><CalledNum>1</CalledNum><UDataEx>`, "</UDataEx></NewCall></GctiMsg>",
				func(i int) string { return fmt.Sprintf(`<Node Name="k%d" Type="Str" Val="v"/>`, i) })
		}},
	)
}()

// hostile is an input. It is tried in long runs, and in every run if short is set.
type hostile struct {
	name  string
	write func(w io.Writer)
	short bool
	args  []string // of check
}

// logOf writes n documents of a kind as a log.
func logOf(n, size int, d document, line func(xml string) string) func(io.Writer) {
	return func(w io.Writer) {
		for i := range n {
			io.WriteString(w, line(d.make(i, size-64)))
		}
	}
}

func plainLine(xml string) string { return "2024-03-01 09:00:00.000 sent " + xml + "\n" }
func jsonLine(xml string) string {
	return `{"time":"2024-03-01T09:00:00Z","msg":"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`, `\`, `\\`).Replace(xml) + "\"}\n"
}
func twiceEscaped(xml string) string {
	r := strings.NewReplacer("<", `\u003c`, ">", `\u003e`, `"`, `\"`, "&", `\u0026`)
	once := r.Replace(xml)
	return `{"time":"2024-03-01T09:00:00Z","msg":"{\"log\":\"` + strings.ReplaceAll(strings.ReplaceAll(once, `\`, `\\`), `"`, `\"`) + "\\\"}\"}\n"
}
func htmlLine(xml string) string {
	r := strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;", `"`, "&quot;")
	return "sent " + r.Replace(r.Replace(xml)) + "\n"
}

func wide(text string) string {
	var b bytes.Buffer
	b.WriteString("\xff\xfe")
	for _, c := range utf16.Encode([]rune(text)) {
		b.WriteByte(byte(c))
		b.WriteByte(byte(c >> 8))
	}
	return b.String()
}

// compressed writes in gzip or zstd.
func gzipped(write func(io.Writer)) func(io.Writer) {
	return func(w io.Writer) {
		z := gzip.NewWriter(w)
		write(z)
		z.Close()
	}
}

func zstandard(write func(io.Writer)) func(io.Writer) {
	return func(w io.Writer) {
		z, err := zstd.NewWriter(w, zstd.WithWindowSize(32<<20), zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			panic(err)
		}
		write(z)
		z.Close()
	}
}

// packetWriter writes a pcap file as the packets are made.
type packetWriter struct {
	*pcaptest.Builder
	w io.Writer
}

func packetsTo(w io.Writer) *packetWriter {
	b := pcaptest.New()
	w.Write(b.Pcap())
	return &packetWriter{b, w}
}

// flush writes the packets made so far.
func (p *packetWriter) flush() {
	p.w.Write(p.Pcap()[24:])
	p.Packets = p.Packets[:0]
}

// peers is added to the numbers of peers.
var peers int

func peer(i int) string {
	i += peers
	return fmt.Sprintf("10.%d.%d.%d:%d", i>>16&255, i>>8&255, i&255, 20000+i%7)
}

const theServer = "10.255.0.1:7009"

const loginXML = doctypeLine + `<GctiMsg><CallId>0</CallId><LoginReq Version="4.0" ClientName="IVR1" ReportStatus="true"/></GctiMsg>`

func callXML(id string) string {
	return doctypeLine + `<GctiMsg><CallId>` + id + `</CallId><NewCall><CalledNum>8001</CalledNum><PortNum>12</PortNum></NewCall></GctiMsg>`
}

// over writes documents in GLI frames, or without a header if they are too long, over
// some connections, each with a part of a message in the end if open is set.
func over(connections, each, size int, d document, open bool) func(io.Writer) {
	return func(w io.Writer) {
		p := packetsTo(w)
		p.MSS = 16 << 10
		var cs []*pcaptest.Conn
		for i := range connections {
			c := p.Connect(peer(i), theServer)
			c.IVR(loginXML)
			cs = append(cs, c)
		}
		p.flush()
		for n := range each {
			for i, c := range cs {
				text := d.make(n*connections+i, min(size, 65000))
				c.IVR(text)
				p.flush()
			}
		}
		if open {
			for i, c := range cs {
				frame := pcaptest.XML(d.make(i, min(size, 65000)))
				c.Send(pcaptest.Client, frame[:len(frame)-10])
				p.flush()
			}
		}
		for _, c := range cs {
			c.Ack(pcaptest.Server)
		}
		p.flush()
	}
}

// conversation writes bodies over one connection.
func conversation(n int, body func(i int) string) func(io.Writer) {
	return func(w io.Writer) {
		p := packetsTo(w)
		p.MSS = 60000
		c := p.Connect(peer(1), theServer)
		c.IVR(loginXML)
		for i := range n {
			c.IVR(body(i))
			if i%64 == 0 {
				p.flush()
			}
		}
		p.flush()
	}
}

// manyConnections writes connections that all stay open.
func manyConnections(n int, one func(c *pcaptest.Conn, i int)) func(io.Writer) {
	return func(w io.Writer) {
		p := packetsTo(w)
		p.MSS = 60000
		for i := range n {
			one(p.Connect(peer(i), theServer), i)
			p.flush()
		}
	}
}

// together writes captures into one, with peers of their own.
func together(parts ...func(io.Writer)) func(io.Writer) {
	return func(w io.Writer) {
		defer func() { peers = 0 }()
		for _, write := range parts {
			write(w)
			peers += 100_000
			w = withoutHeader{w}
		}
	}
}

// withoutHeader leaves out what is as long as the header of a pcap file.
type withoutHeader struct{ io.Writer }

func (w withoutHeader) Write(p []byte) (int, error) {
	if len(p) == 24 {
		return len(p), nil
	}
	if inner, ok := w.Writer.(withoutHeader); ok {
		return inner.Writer.Write(p)
	}
	return w.Writer.Write(p)
}

// severalWriters writes lines of a document each, with the names of n writers.
func severalWriters(n, size int) func(io.Writer) {
	return func(w io.Writer) {
		for i := range n {
			fmt.Fprintf(w, "svc%04d  | <GctiMsg><CallId>1</CallId><LogMsg>%s</LogMsg></GctiMsg>\n", i, strings.Repeat("x", size-100))
		}
	}
}

func fragments(n int) func(io.Writer) {
	return func(w io.Writer) {
		p := packetsTo(w)
		p.Step = 1000
		for i := range n {
			ip := []byte{0x45, 0, 0, 0, byte(i >> 8), byte(i), 0x3f, 0xff - byte(i%2), 64, 6, 0, 0, 10, byte(i >> 16), 1, 1, 10, 0, 0, 2}
			ip = append(ip, make([]byte, 8)...)
			binary.BigEndian.PutUint16(ip[2:], uint16(len(ip)))
			p.Add(append([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0}, ip...))
			if i%1000 == 0 {
				p.flush()
			}
		}
		p.flush()
	}
}

func interfaces(n int) func(io.Writer) {
	return func(w io.Writer) {
		o := bufio.NewWriter(w)
		defer o.Flush()
		block := func(typ uint32, body []byte) {
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
			le := binary.LittleEndian
			b := le.AppendUint32(le.AppendUint32(nil, typ), uint32(len(body)+12))
			o.Write(le.AppendUint32(append(b, body...), uint32(len(body)+12)))
		}
		block(0x0a0d0d0a, []byte{0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255})
		for range n {
			block(1, append([]byte{1, 0, 0, 0, 0, 0, 4, 0, 2, 0, 100, 0}, make([]byte, 104)...))
		}
	}
}

// tagged writes packets with ever new stacks of VLAN tags.
func tagged(n int) func(io.Writer) {
	return func(w io.Writer) {
		p := packetsTo(w)
		for i := range n {
			p.VLAN = []uint16{uint16(i >> 12 & 0xfff), uint16(i & 0xfff)}
			c := p.Midway(peer(1), theServer)
			c.IVR(loginXML)
			p.flush()
		}
	}
}

var hostileInputs = func() (all []hostile) {
	short := []string{"connections with holes", "log: mixed, not well-formed", "log: attributes", "writers"}
	add := func(name string, write func(io.Writer), args ...string) {
		all = append(all, hostile{name, write, slices.Contains(short, name), args})
	}
	for _, d := range hostileDocuments {
		add("log: "+d.name, logOf(20, mebibyte, d, plainLine))
		add("GLI: "+d.name, over(24, 4, mebibyte, d, true))
	}
	nodes := hostileDocuments[0]
	attrs := hostileDocuments[6]
	attrs3 := hostileDocuments[8]
	for _, d := range []document{nodes, hostileDocuments[1], attrs, attrs3} {
		add("JSON: "+d.name, logOf(12, mebibyte, d, jsonLine))
		add("JSON in JSON: "+d.name, logOf(12, mebibyte, d, twiceEscaped))
		add("HTML: "+d.name, logOf(12, mebibyte, d, htmlLine))
		add("UTF-16: "+d.name, logOf(12, mebibyte, d, func(x string) string { return wide(x + "\n") }))
		add("gzip: "+d.name, gzipped(logOf(12, mebibyte, d, plainLine)))
		add("zstd: "+d.name, zstandard(logOf(24, mebibyte, d, plainLine)))
	}
	call := func(id string) func(c *pcaptest.Conn, i int) {
		return func(c *pcaptest.Conn, i int) {
			c.IVR(loginXML)
			c.IVR(callXML(fmt.Sprintf("%s%d", id, i)))
		}
	}
	add("calls", conversation(300_000, func(i int) string { return callXML(fmt.Sprintf("%010d", i)) }))
	longCalls := conversation(3000, func(i int) string { return callXML(fmt.Sprintf("%010d", i) + strings.Repeat("x", 30000)) })
	add("calls with long ids", longCalls)
	add("writers", severalWriters(150, mebibyte))
	add("calls in zstd", zstandard(conversation(300_000, func(i int) string { return callXML(fmt.Sprintf("%010d", i)) })))
	add("requests", conversation(200_000, func(i int) string {
		return fmt.Sprintf(doctypeLine+`<GctiMsg><CallId>c</CallId><AgentLogin><PortNum>%d</PortNum><ReqId>%d</ReqId></AgentLogin></GctiMsg>`, i, i)
	}))
	add("connections", manyConnections(70_000, func(c *pcaptest.Conn, i int) { c.IVR(loginXML) }))
	add("connections with calls", manyConnections(20_000, call("c")))
	holes := manyConnections(5000, func(c *pcaptest.Conn, i int) {
		c.IVR(loginXML)
		c.Lose(pcaptest.Client, 10)
		for range 40 {
			c.Send(pcaptest.Client, []byte("x"))
			c.Lose(pcaptest.Client, 1)
		}
	})
	add("connections with holes", holes)
	parts := manyConnections(4000, func(c *pcaptest.Conn, i int) {
		c.IVR(loginXML)
		frame := pcaptest.XML(callXML(strings.Repeat("x", 6000)))
		c.Send(pcaptest.Client, frame[:5000])
		c.Send(pcaptest.Server, frame[:5000])
	})
	add("connections with parts", parts)
	add("undecided connections", manyConnections(9000, func(c *pcaptest.Conn, i int) {
		c.Send(pcaptest.Client, append(pcaptest.XML(callXML("1"))[:8], bytes.Repeat([]byte(" "), 3000)...))
	}))
	add("history", manyConnections(3000, func(c *pcaptest.Conn, i int) {
		for range 4 {
			c.IVR(callXML(strings.Repeat("x", 16000)))
			c.Server(callXML(strings.Repeat("x", 16000)))
		}
	}))
	lost := manyConnections(40, func(c *pcaptest.Conn, i int) {
		c.IVR(loginXML)
		c.Lose(pcaptest.Client, 1)
		c.Send(pcaptest.Client, bytes.Repeat([]byte("x"), 600_000))
	})
	add("bytes out of order", lost)
	last := over(24, 4, mebibyte, hostileDocuments[1], true)
	everything := together(fragments(100_000), lost, holes, parts, longCalls, manyConnections(20_000, call("c")), last)
	add("everything", everything)
	add("everything by position", everything, "--sort", "position")
	add("SYN", manyConnections(200_000, func(c *pcaptest.Conn, i int) {}))
	add("fragments", fragments(400_000))
	add("interfaces", interfaces(65_000))
	add("VLANs", tagged(30_000))
	add("names", conversation(150_000, func(i int) string { return fmt.Sprintf("<GctiMsg><CallId>c</CallId><M%d/></GctiMsg>", i) }))
	add("parameters", conversation(150_000, func(i int) string { return fmt.Sprintf("<GctiMsg><CallId>c</CallId><Cancel A%d='1'/></GctiMsg>", i) }))
	add("findings", conversation(400_000, func(i int) string { return fmt.Sprintf("<GctiMsg><Cancl a='%d'/></GctiMsg>", i) }))
	add("findings by position", conversation(300_000, func(i int) string { return fmt.Sprintf("<GctiMsg><Cancl a='%d'/></GctiMsg>", i) }), "--sort", "position")
	add("long findings", conversation(20_000, func(i int) string {
		return fmt.Sprintf("<GctiMsg><CallId>c%d</CallId><Cancel %s%d='x'/></GctiMsg>", i, strings.Repeat("B", 900), i)
	}))
	add("not well-formed", conversation(300_000, func(i int) string { return fmt.Sprintf("<GctiMsg><CallId>%d</CallId><Cancel></GctiMsg>", i) }))
	return all
}()
