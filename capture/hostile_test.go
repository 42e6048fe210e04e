package capture

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"ivrcheck/capture/container"
	"ivrcheck/capture/tcp"
	"ivrcheck/capture/transport"
	"ivrcheck/capture/window"
	"ivrcheck/internal/cputime"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// feeder returns segments to the reading of a capture as if they came out of
// packets, and watches the memory.
type feeder struct {
	t     *testing.T
	p     *packets
	now   time.Time
	frame int
	units int
	base  uint64 // bytes of heap in use at the start
	most  uint64 // and at most from then on
}

func feed(t *testing.T) *feeder {
	f := &feeder{t: t, now: time.Unix(1700000000, 0)}
	f.weigh()
	f.base, f.most = f.most, 0
	f.p = newPackets(&Options{Names: names}, &sink{emit: func(*trace.Unit) error { f.units++; return nil }})
	f.p.stats = &Stats{}
	return f
}

func (f *feeder) segment(src, dst netip.AddrPort, seq, ack uint32, flags tcp.Flags, payload []byte) {
	f.frame++
	f.now = f.now.Add(10 * time.Microsecond)
	if err := f.p.table.Segment(&tcp.Segment{
		Flow: tcp.FlowOf(src, dst), Seq: seq, Ack: ack, Flags: flags, Payload: payload, Packet: trace.Packet{Frame: f.frame, Time: trace.InstantOf(f.now)},
	}); err != nil {
		f.t.Fatal(err)
	}
	if f.frame%(1<<17) == 0 {
		f.weigh()
	}
}

func (f *feeder) weigh() {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	f.most = max(f.most, m.HeapAlloc-min(f.base, m.HeapAlloc))
}

// flush ends the capture and holds it to its bounds.
func (f *feeder) flush(limit uint64) {
	f.t.Helper()
	f.weigh()
	if err := f.p.table.Flush(); err != nil {
		f.t.Fatal(err)
	}
	if f.most > limit<<20 {
		f.t.Errorf("%d MiB were in use, %d are allowed", f.most>>20, limit)
	}
	if f.p.held != 0 || f.p.idle.Len() != 0 {
		f.t.Errorf("%d bytes of %d connections are kept after the end", f.p.held, f.p.idle.Len())
	}
}

func caller(i int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(i >> 24), byte(i >> 16), byte(i >> 8)}), uint16(1024+i%256))
}

var callee = netip.MustParseAddrPort("10.255.0.1:7009")

// Many connections must not need more memory than few, whatever they are left
// with: nothing but a SYN, a message, a part of one, a hole, or numbers of
// another connection.
func TestConnectionsLeftOpenAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	login := pcaptest.XML(`<GctiMsg><CallId>0</CallId><LoginReq Version="4.0" ClientName="I" ReportStatus="true"/></GctiMsg>`)
	half := pcaptest.XML("<GctiMsg>" + strings.Repeat(" ", 60000))[:50000]
	junk := bytes.Repeat([]byte("\x00\x03\x10\x00\x02\x00<a>"), 120)
	million := 200_000 // it has been run with 1,000,000, too: the same memory
	for _, test := range []struct {
		name string
		n    int
		one  func(f *feeder, c netip.AddrPort)
	}{
		{"SYN", million, func(f *feeder, c netip.AddrPort) { f.segment(c, callee, 1, 0, tcp.SYN, nil) }},
		{"message", million / 2, func(f *feeder, c netip.AddrPort) {
			f.segment(c, callee, 1, 0, tcp.SYN, nil)
			f.segment(c, callee, 2, 1, tcp.ACK, login)
		}},
		{"a message that stays open", million / 50, func(f *feeder, c netip.AddrPort) {
			f.segment(c, callee, 1, 0, tcp.SYN, nil)
			f.segment(c, callee, 2, 1, tcp.ACK, half)
		}},
		{"a message that comes byte by byte", million / 500, func(f *feeder, c netip.AddrPort) {
			f.segment(c, callee, 1, 0, tcp.SYN, nil)
			for i, b := range half[:500] {
				f.segment(c, callee, 2+uint32(i), 1, tcp.ACK, []byte{b})
			}
		}},
		{"hole", million / 50, func(f *feeder, c netip.AddrPort) {
			f.segment(c, callee, 1, 0, tcp.SYN, nil)
			f.segment(c, callee, 2, 1, tcp.ACK, login)
			f.segment(c, callee, 3+uint32(len(login)), 1, tcp.ACK, half)
		}},
		{"many holes", million / 500, func(f *feeder, c netip.AddrPort) {
			f.segment(c, callee, 1, 0, tcp.SYN, nil)
			for i := range uint32(500) {
				f.segment(c, callee, 4+2*i, 1, tcp.ACK, []byte("x"))
			}
		}},
		{"astray", million / 50, func(f *feeder, c netip.AddrPort) {
			f.segment(c, callee, 1, 0, tcp.SYN, nil)
			f.segment(c, callee, 2, 1, tcp.ACK, login)
			f.segment(c, callee, 1<<30, 1, tcp.ACK, half)
		}},
		{"not decided", million / 50, func(f *feeder, c netip.AddrPort) { f.segment(c, callee, 1, 1, tcp.ACK, junk) }},
		{"history", million / 50, func(f *feeder, c netip.AddrPort) {
			f.segment(c, callee, 1, 0, tcp.SYN, nil)
			f.segment(c, callee, 2, 1, tcp.ACK, bytes.Repeat(login, 300))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := feed(t)
			began := cputime.Used(t)
			for i := range test.n {
				test.one(f, caller(i))
			}
			f.flush(64)
			t.Logf("%d connections, %d MiB at most, %v", test.n, f.most>>20, (cputime.Used(t) - began).Round(time.Millisecond))
		})
	}
}

// A connection that was evicted continues as one whose start was not seen.
func TestEvictedConnectionContinues(t *testing.T) {
	f := feed(t)
	var listed []string
	f.p.sink.emit = func(u *trace.Unit) error {
		if u.Conn.Stream == 0 && u.Kind != trace.End {
			listed = append(listed, line(u))
		}
		return nil
	}
	message := pcaptest.XML("<GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>")
	f.segment(caller(0), callee, 1, 0, tcp.SYN, nil)
	f.segment(caller(0), callee, 2, 1, tcp.ACK, message)
	for i := range 5000 {
		f.segment(caller(i+1), callee, 1, 0, tcp.SYN, nil)
		f.segment(caller(i+1), callee, 2, 1, tcp.ACK, message)
	}
	if f.p.table.GivenUp() == 0 {
		t.Fatal("nothing was given up")
	}
	before := len(listed)
	f.segment(caller(0), callee, 2+uint32(len(message)), 1, tcp.ACK, message)
	if len(listed) != before+2 {
		t.Errorf("got %q after %d units", listed[before:], before)
	}
	f.flush(64)
}

// Any bytes and any order of segments take a time that grows with the input
// alone.
func TestHostileBytesTakeLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	login := pcaptest.XML("<GctiMsg><CallId>0</CallId><LoginReq/></GctiMsg>")
	const size = 1 << 20
	repeat := func(s string) []byte { return bytes.Repeat([]byte(s), size/len(s)) }
	long := func(s string) []byte { // in frames as long as can be, each wrongly closed
		frame := append([]byte("\x00\x03\xff\xfa\x02\x00<?xml?><GctiMsg>"), bytes.Repeat([]byte(s), 66000/len(s))...)
		return bytes.Repeat(frame, size/len(frame))
	}
	for name, b := range map[string][]byte{
		"zeros":                     repeat("\x00"),
		"near headers":              repeat("\x00\x03\xff\xff\x02\x00<a"),
		"headers of documents":      repeat("\x00\x03\xff\xff\x02\x00<?xml "),
		"headers and comments":      repeat("\x00\x03\xff\xff\x02\x00<!DOCTYPE <!-- "),
		"headers that chain":        repeat("\x00\x03\x00\x09\x02\x00<a>    \x00\x09"),
		"keep-alives too long":      repeat("\x00\x00\x00\x03\x02\x00"),
		"keep-alives much longer":   repeat("\x00\x00\xff\xf0\x02\x00"),
		"unknown types":             repeat("\x00\x09\xff\xf0\x02\x00"),
		"unknown types, closed":     repeat("\x00\x09\x00\x09\x02\x00<a></a>"),
		"white space":               repeat("\x00\x03\xff\xff\x02\x00                  "),
		"zeros in a body":           long("\x00"),
		"end tags in a body":        long("</GctiMsg>x"),
		"end tags not closed":       long("</GctiMsg "),
		"headers in a body":         long("\x00\x03\xff\xff\x02\x00<"),
		"zero and end tag":          long("</GctiMsg>\x00\x00\x00"),
		"comments":                  long("<!-- "),
		"white space in an end tag": long("</GctiMsg" + strings.Repeat(" ", 60000)),
		"white space behind it":     long("</GctiMsg>" + strings.Repeat(" ", 60000)),
		"XML without headers":       repeat("<GctiMsg></GctiMsg>"),
		"lead":                      long("\x00\x03\xff\xff\x02"),
	} {
		for _, pieces := range []int{1, 7, 1460, 60000} {
			for _, start := range []string{"seen", "not seen", "hole"} {
				b := b
				if pieces < 10 {
					b = b[:size/16]
				}
				f := feed(t)
				c := caller(1)
				limit := cputime.Limit(t, fmt.Sprintf("%s in pieces of %d, start %s, %d bytes,", name, pieces, start, len(b)))
				seq := uint32(2)
				if start != "not seen" {
					f.segment(c, callee, 1, 0, tcp.SYN, nil)
					f.segment(c, callee, seq, 1, tcp.ACK, login)
					seq += uint32(len(login))
				}
				if start == "hole" {
					seq += 10
					f.segment(callee, c, 1, seq, tcp.ACK, nil)
				}
				for rest := b; len(rest) > 0; {
					n := min(pieces, len(rest))
					f.segment(c, callee, seq, 1, tcp.ACK, rest[:n])
					seq, rest = seq+uint32(n), rest[n:]
				}
				f.flush(32)
				limit()
			}
		}
	}
}

func TestHostileOrdersTakeLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	const n = 200_000
	random := rand.New(rand.NewPCG(7, 7))
	for name, seq := range map[string]func(i uint32) (seq uint32, length int){
		"every other byte":         func(i uint32) (uint32, int) { return 100 + 2*i, 1 },
		"backwards":                func(i uint32) (uint32, int) { return 1<<20 - 2*(i%(1<<19)), 1 },
		"backwards in runs":        func(i uint32) (uint32, int) { return 100 + i/1000*4000 + 2*(1000-i%1000), 1 },
		"one over many":            func(i uint32) (uint32, int) { return 100 + 2*(i%1000), 1 + int(i%1000/999)*2000 },
		"overlaps":                 func(i uint32) (uint32, int) { return 100 + i%3000, 1000 },
		"at random":                func(uint32) (uint32, int) { return 100 + random.Uint32N(1<<20), 1 + random.IntN(40) },
		"at random in a wide area": func(uint32) (uint32, int) { return 100 + random.Uint32N(1<<24), 100 },
		"far away in turn":         func(i uint32) (uint32, int) { return i % 2 << 30, 100 },
	} {
		f := feed(t)
		c := caller(1)
		payload := bytes.Repeat([]byte("x"), 4096)
		limit := cputime.Limit(t, name)
		f.segment(c, callee, 1, 0, tcp.SYN, nil)
		f.segment(c, callee, 2, 1, tcp.ACK, pcaptest.XML("<GctiMsg><CallId>0</CallId><LoginReq/></GctiMsg>"))
		for i := range uint32(n) {
			s, length := seq(i)
			f.segment(c, callee, s, 1, tcp.ACK, payload[:length])
		}
		f.flush(32)
		limit()
	}
}

// spoiler does something before it gives a packet, counted from the second on.
type spoiler struct {
	container.Reader
	frame  int
	before map[int]func()
}

func (s *spoiler) Next(p *container.Packet) error {
	s.frame++
	if spoil := s.before[s.frame]; spoil != nil {
		spoil()
	}
	return s.Reader.Next(p)
}

// A mistake of ours that panics is reported with its frame, costs the packet,
// the rest of the connection or the rest of the file, and all else is read.
func TestPanicIsReported(t *testing.T) {
	send := func(c *pcaptest.Conn, name string) (frame int) {
		return c.Send(pcaptest.Client, pcaptest.XML(doc(name)))
	}
	b := pcaptest.New()
	one := b.Connect("10.0.0.1:1024", server)
	one.IVR(doc("One"))
	b.VLAN = []uint16{5} // takes the slow path, where the decoder is missing
	undecoded := b.UDP("10.0.0.9:53", "10.0.0.8:53", []byte("dns"))
	b.VLAN = nil
	cannotEmit := send(one, "Two")
	send(one, "Three")
	two := b.Connect("10.0.0.2:1024", server)
	two.IVR(doc("Four"))
	five := send(two, "Five")
	late := send(two, "Six")
	b.Swap(five, late) // so that one waits for the other
	three := b.Connect("10.0.0.3:1024", server)
	send(three, "Seven")
	three.Lose(pcaptest.Client, 5)
	held := send(three, "Eight") // to the end
	unreadable := send(three, "Nine")

	var got []string
	p := newPackets(&Options{Names: names}, &sink{emit: func(u *trace.Unit) error {
		text := fmt.Sprint(u.Kind, " ", u.Pos.Frame)
		for _, x := range u.Faults {
			broken, _, _ := strings.Cut(x.Args[0].Value, " (internal error: ")
			text += " " + x.Code + " " + broken
		}
		got = append(got, text)
		return nil
	}})
	streams := map[string]*stream{}
	p.table = tcp.NewTable(func(c *tcp.Conn) tcp.Handler {
		s := p.open(c).(*stream)
		streams[c.Ends()[0].Addr().String()] = s
		return s
	})
	working := p.decoder
	broken := gliProtocol.NewFramer(transport.Config{Emit: func(u *trace.Unit) error {
		if u.Kind == trace.Document {
			panic("cannot emit")
		}
		return nil
	}})
	p.began = func(time.Time) {
		p.source = &spoiler{Reader: p.source, frame: 1, before: map[int]func(){
			undecoded:  func() { p.decoder = nil },
			cannotEmit: func() { p.decoder = working; streams["10.0.0.1"].framers[0] = broken },
			late:       func() { streams["10.0.0.2"].framers[0] = broken },
			held:       func() { streams["10.0.0.3"].framers[0] = broken },
			unreadable: func() { panic("unreadable") },
		}}
	}
	stats := Stats{Kind: kindPcap}
	err := p.read(t.Context(), "x.pcap", &opened{unpacked: &unpacked{content: window.New(bytes.NewReader(b.Pcap())), stop: func() {}}, kind: kindPcap}, &stats)
	if want := fmt.Sprintf("x.pcap: after packet %d: the file cannot be understood (internal error: unreadable;", unreadable-1); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got error %v, want %s", err, want)
	}
	if stats.Packets != unreadable-1 || stats.GLIStreams != 3 {
		t.Errorf("got %+v", stats)
	}
	if err := p.table.Flush(); err != nil {
		t.Error(err)
	}
	want := []string{
		"0 1", "1 4",
		fmt.Sprintf("5 %d CAP001 the packet cannot be decoded", undecoded),
		fmt.Sprintf("5 %d CAP001 the rest of TCP stream 0 cannot be read", cannotEmit),
		fmt.Sprintf("4 %d", cannotEmit),
		"0 9", "1 12",
		fmt.Sprintf("5 %d CAP001 the rest of TCP stream 1 cannot be read", late),
		fmt.Sprintf("4 %d", late),
		"0 16", "1 19",
		fmt.Sprintf("5 %d CAP001 the rest of TCP stream 2 cannot be read", held),
		fmt.Sprintf("4 %d", held),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
