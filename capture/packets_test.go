package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ivrcheck/capture/window"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

const (
	client = "10.0.0.5:49152"
	server = "10.0.0.1:7009"
)

// doc returns a document that names itself.
func doc(name string) string {
	return `<?xml version="1.0"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg><CallId>1</CallId><` + name + `/></GctiMsg>`
}

// name returns the name that doc gave.
func name(body []byte) string {
	s := strings.TrimSuffix(string(body), "/></GctiMsg>")
	return s[strings.LastIndexByte(s, '<')+1:]
}

var (
	kinds    = map[trace.Kind]string{trace.Start: "start", trace.Frame: "frame", trace.Gap: "gap", trace.End: "end", trace.Note: "note"}
	closings = map[trace.Closing]string{trace.CloseOrderly: "orderly", trace.CloseReset: "reset", trace.CloseUnseen: "unseen"}
)

// line describes a unit on one line.
func line(u *trace.Unit) string {
	s := "-"
	if u.Conn != nil {
		s = strconv.Itoa(u.Conn.Stream)
		if u.Side >= 0 {
			s += string(rune('a' + u.Side))
		}
	}
	switch u.Kind {
	case trace.Document:
		s += " " + name(u.Body)
	case trace.End:
		s += " end " + closings[u.Closing]
	case trace.Gap:
		s += fmt.Sprintf(" gap %d", u.Lost)
	default:
		s += " " + kinds[u.Kind]
	}
	s += fmt.Sprintf(" #%d", u.Pos.Frame)
	if len(u.Pos.Frames) > 0 {
		s += fmt.Sprint(u.Pos.Frames)
	}
	for _, f := range u.Faults {
		s += " " + f.Code
	}
	return s
}

// read returns the units of an input, one a line.
func read(t *testing.T, in io.Reader, opt Options) (lines []string, stats Stats, err error) {
	t.Helper()
	ended := map[*trace.Conn]bool{}
	stats, err = Read(context.Background(), "test", in, opt, func(u *trace.Unit) error {
		lines = append(lines, line(u))
		if u.Pos.File != "test" {
			t.Errorf("%s: file is %q", line(u), u.Pos.File)
		}
		if u.Conn != nil {
			before, known := ended[u.Conn]
			if known == (u.Kind == trace.Start) || before {
				t.Errorf("%s: out of place in its connection", line(u))
			}
			ended[u.Conn] = u.Kind == trace.End
		}
		return nil
	})
	for conn, whole := range ended {
		if !whole {
			t.Errorf("stream %d has no end", conn.Stream)
		}
	}
	return lines, stats, err
}

// expect reads a capture that is to be read whole.
func expect(t *testing.T, data []byte, opt Options, want string) {
	t.Helper()
	lines, _, err := read(t, bytes.NewReader(data), opt)
	if err != nil {
		t.Error(err)
	}
	same(t, lines, want)
}

func same(t *testing.T, lines []string, want string) {
	t.Helper()
	wanted := strings.Split(want, "; ")
	if want == "" {
		wanted = nil
	}
	if !slices.Equal(lines, wanted) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(wanted, "\n\t"))
	}
}

// dialogue is a whole connection of 13 frames: 1-3 handshake, 4 and 6
// documents of the client, 8 of the server, 10 and 12 FIN, all acknowledged.
func dialogue(b *pcaptest.Builder, from, to string) *pcaptest.Conn {
	c := b.Connect(from, to)
	c.IVR(doc("LoginReq"), doc("NewCall"))
	c.Server(doc("LoginResp"))
	c.Close()
	return c
}

const dialogueLines = "0 start #1; 0a LoginReq #4; 0a NewCall #6; 0b LoginResp #8; 0 end orderly #12"

func TestLinks(t *testing.T) {
	v6 := [2]string{"[2001:db8::5]:49152", "[2001:db8::1]:7009"}
	v4 := [2]string{client, server}
	for _, test := range []struct {
		name  string
		setup func(*pcaptest.Builder)
		ends  [2]string
		vlan  []uint16
	}{
		{"Ethernet", func(b *pcaptest.Builder) {}, v4, nil},
		{"Ethernet IPv6", func(b *pcaptest.Builder) {}, v6, nil},
		{"IPv6 with a hop-by-hop header", func(b *pcaptest.Builder) { b.HopByHop = true }, v6, nil},
		{"VLAN", func(b *pcaptest.Builder) { b.VLAN = []uint16{100} }, v4, []uint16{100}},
		{"QinQ", func(b *pcaptest.Builder) { b.VLAN = []uint16{100, 200} }, v4, []uint16{100, 200}},
		{"SLL", func(b *pcaptest.Builder) { b.Link = pcaptest.SLL }, v4, nil},
		{"SLL2", func(b *pcaptest.Builder) { b.Link = pcaptest.SLL2 }, v6, nil},
		{"null", func(b *pcaptest.Builder) { b.Link = pcaptest.Null }, v4, nil},
		{"null IPv6", func(b *pcaptest.Builder) { b.Link = pcaptest.Null }, v6, nil},
		{"loop", func(b *pcaptest.Builder) { b.Link = pcaptest.Loop }, v4, nil},
		{"raw 101", func(b *pcaptest.Builder) { b.Link = pcaptest.Raw }, v4, nil},
		{"raw 101 IPv6", func(b *pcaptest.Builder) { b.Link = pcaptest.Raw }, v6, nil},
		{"raw 12", func(b *pcaptest.Builder) { b.Link = pcaptest.RawDLT }, v4, nil},
		{"raw 14", func(b *pcaptest.Builder) { b.Link = pcaptest.RawBSD }, v6, nil},
		{"raw 228", func(b *pcaptest.Builder) { b.Link = pcaptest.IPv4 }, v4, nil},
		{"raw 229", func(b *pcaptest.Builder) { b.Link = pcaptest.IPv6 }, v6, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := pcaptest.New()
			test.setup(b)
			dialogue(b, test.ends[0], test.ends[1])
			for _, data := range [][]byte{b.Pcap(), b.Pcapng()} {
				expect(t, data, Options{Names: names}, dialogueLines)
				_, err := Read(context.Background(), "test", bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
					if u.Conn.Ends[0].String() != test.ends[0] || u.Conn.Ends[1].String() != test.ends[1] {
						t.Errorf("ends are %v", u.Conn.Ends)
					}
					if !slices.Equal(u.Conn.VLAN, test.vlan) || !u.Conn.StartSeen || u.Conn.Client != 0 {
						t.Errorf("connection is %+v", u.Conn)
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestContainers(t *testing.T) {
	b := pcaptest.New()
	dialogue(b, client, server)
	for name, data := range map[string][]byte{
		"pcap":                   b.Pcap(),
		"pcap big-endian":        b.PcapAs(pcaptest.Format{BigEndian: true}),
		"pcap nanoseconds":       b.PcapAs(pcaptest.Format{Nano: true}),
		"pcap big-endian, nanos": b.PcapAs(pcaptest.Format{BigEndian: true, Nano: true}),
		"pcap, small snaplen":    b.PcapAs(pcaptest.Format{Snaplen: 64}),
		"pcap modified":          b.PcapAs(pcaptest.Format{Modified: true}),
		"pcap big-endian, mod.":  b.PcapAs(pcaptest.Format{Modified: true, BigEndian: true}),
		"pcap of AIX":            b.PcapAs(pcaptest.Format{AIX: true}),
		"pcapng":                 b.Pcapng(),
		"pcapng big-endian":      b.PcapngAs(pcaptest.NgFormat{BigEndian: true}),
		"pcapng legacy":          b.PcapngAs(pcaptest.NgFormat{Block: pcaptest.Legacy}),
		"pcapng legacy, big":     b.PcapngAs(pcaptest.NgFormat{Block: pcaptest.Legacy, BigEndian: true}),
		"pcapng milliseconds":    b.PcapngAs(pcaptest.NgFormat{Resolution: 3}),
		"pcapng with an offset":  b.PcapngAs(pcaptest.NgFormat{Offset: 1000000000, Resolution: 6}),
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, data, Options{Names: names}, dialogueLines)
			stats, err := Read(context.Background(), "test", bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
				want := time.Date(2024, time.March, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(u.Pos.Frame-1) * time.Millisecond)
				if !u.Pos.Time.Time.Equal(want) || u.Pos.Time.Time.Location() != time.UTC {
					t.Errorf("%s: time is %s", line(u), u.Pos.Time)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			want := Stats{Kind: strings.Split(name, " ")[0], Bytes: int64(len(data)), Packets: 13, Segments: 13, Streams: 1, GLIStreams: 1}
			want.Kind = strings.TrimSuffix(want.Kind, ",")
			if stats.Seen = nil; stats != want {
				t.Errorf("got %+v, want %+v", stats, want)
			}
		})
	}
}

func TestSeveralLinkTypesInOneFile(t *testing.T) {
	b := pcaptest.New()
	c := b.Connect(client, server)
	c.IVR(doc("One"))
	b.Link = pcaptest.SLL2
	c.IVR(doc("Two"))
	b.Link = 220
	b.Add([]byte("a USB packet"))
	b.Link = pcaptest.Raw
	c.IVR(doc("Three"))
	data := b.Pcapng()
	expect(t, data, Options{Names: names}, "0 start #1; 0a One #4; 0a Two #6; 0a Three #9; - note #8 CAP014; 0 end unseen #10")
	_, stats, _ := read(t, bytes.NewReader(data), Options{Names: names})
	if LayerList(stats.Seen.Layers) != "link type 220 (USB) in 1 packet" || stats.Packets != 10 {
		t.Errorf("got %+v", stats)
	}
}

func TestConnections(t *testing.T) {
	for _, test := range []struct {
		name  string
		build func(b *pcaptest.Builder)
		opt   Options
		want  string
	}{
		{"other packets count as frames, other connections as streams", func(b *pcaptest.Builder) {
			b.UDP("10.0.0.9:53", "10.0.0.8:53", []byte("dns"))
			web := b.Connect("10.0.0.5:1", "10.0.0.1:80")
			web.Data(pcaptest.Client, []byte("GET / HTTP/1.0\r\n\r\n"))
			dialogue(b, client, server)
		}, Options{Names: names}, "1 start #7; 1a LoginReq #10; 1a NewCall #12; 1b LoginResp #14; 1 end orderly #18"},
		{"a message over several segments", func(b *pcaptest.Builder) {
			b.MSS = 50
			b.Connect(client, server).IVR(doc("Long"))
		}, Options{Names: names}, "0 start #1; 0a Long #6[4 5 6]; 0 end unseen #7"},
		{"several messages in one segment, and the ends of others", func(b *pcaptest.Builder) {
			c := b.Connect(client, server)
			all := slices.Concat(pcaptest.XML(doc("One")), pcaptest.Frame(pcaptest.KeepAliveRequest, nil), pcaptest.XML(doc("Two")), pcaptest.XML(doc("Three")))
			c.Data(pcaptest.Client, all[:200])
			c.Data(pcaptest.Client, all[200:])
		}, Options{Names: names}, "0 start #1; 0a One #4; 0a frame #4; 0a Two #6[4 6]; 0a Three #6; 0 end unseen #7"},
		{"a hole that is filled late", func(b *pcaptest.Builder) {
			b.MSS = 50
			b.Connect(client, server).IVR(doc("Long"))
			b.Move(4, 6)
		}, Options{Names: names}, "0 start #1; 0a Long #6[4 5 6]; 0 end unseen #7"},
		{"a retransmission that differs", func(b *pcaptest.Builder) {
			c := b.Connect(client, server)
			c.IVR(doc("One"))
			c.Segment(pcaptest.Client, pcaptest.Segment{Seq: c.Seq[0] - 4, Flags: pcaptest.ACK, Payload: []byte("Msh>")})
			c.IVR(doc("Two"))
		}, Options{Names: names}, "0 start #1; 0a One #4; 0a note #6 CAP003; 0a Two #7; 0 end unseen #8"},
		{"start not seen", func(b *pcaptest.Builder) {
			c := b.Midway(client, server)
			c.IVR(doc("One"), doc("Two"))
			c.Server(doc("Three"))
		}, Options{Names: names}, "0 start #1 CAP005; 0a One #1; 0a Two #3; 0b Three #5; 0 end unseen #6"},
		{"only the named port", func(b *pcaptest.Builder) {
			c := b.Midway(client, server)
			c.IVR(doc("One"))
			b.Connect("10.0.0.5:7", "10.0.0.1:7010").IVR(doc("Two"))
		}, Options{Names: names, Ports: []uint16{7009}}, "0 start #1 CAP005; 0a One #1; 0 end unseen #2"},
		{"reset", func(b *pcaptest.Builder) {
			c := b.Connect(client, server)
			c.IVR(doc("One"))
			c.Reset(pcaptest.Server)
			c.IVR(doc("Two"))
		}, Options{Names: names}, "0 start #1; 0a One #4; 0 end reset #6"},
		{"ports used again", func(b *pcaptest.Builder) {
			b.Connect(client, server).IVR(doc("One"))
			b.Connect(client, server).IVR(doc("Two"))
		}, Options{Names: names}, "0 start #1; 0a One #4; 0 end unseen #5; 1 start #6; 1a Two #9; 1 end unseen #10"},
		{"two connections at once", func(b *pcaptest.Builder) {
			c, d := b.Connect(client, server), b.Connect("10.0.0.6:49152", server)
			d.IVR(doc("One"))
			c.IVR(doc("Two"))
			d.IVR(doc("Three"))
		}, Options{Names: names}, "1 start #4; 1a One #7; 0 start #1; 0a Two #9; 1a Three #11; 0 end unseen #10; 1 end unseen #12"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := pcaptest.New()
			test.build(b)
			expect(t, b.Pcap(), test.opt, test.want)
		})
	}
}

func TestGaps(t *testing.T) {
	length := len(pcaptest.XML(doc("Lost")))
	b := pcaptest.New()
	c := b.Connect(client, server)
	c.IVR(doc("One"), doc("Lost"), doc("Two"))
	c.Close()
	b.Drop(6)
	lines, _, err := read(t, bytes.NewReader(b.Pcap()), Options{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("0a gap %d #7 CAP002", length)
	if !slices.Contains(lines, want) {
		t.Errorf("no %q in\n\t%s", want, strings.Join(lines, "\n\t"))
	}
	if !slices.Contains(lines, "0a Two #7") {
		t.Errorf("the message after the gap is lost:\n\t%s", strings.Join(lines, "\n\t"))
	}

	b = pcaptest.New()
	c = b.Connect(client, server)
	c.IVR(doc("One"), doc("Cut"), doc("Two"))
	b.Cut(6, 100)
	lines, _, err = read(t, bytes.NewReader(b.Pcap()), Options{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	want = fmt.Sprintf("0a gap %d #6 CAP004", b.Packets[5].Length-len(b.Packets[5].Data))
	if !slices.Contains(lines, want) || !slices.Contains(lines, "0a Two #8") {
		t.Errorf("no %q, or no Two, in\n\t%s", want, strings.Join(lines, "\n\t"))
	}
}

// What the snapshot length cut is known from the IP header: a trailer of
// Ethernet does not count, extension headers of IPv6 do.
func TestSnaplenCut(t *testing.T) {
	for _, ends := range [][2]string{{client, server}, {"[2001:db8::5]:49152", "[2001:db8::1]:7009"}} {
		b := pcaptest.New()
		b.HopByHop = true
		c := b.Connect(ends[0], ends[1])
		c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveRequest, nil))
		p := &b.Packets[3]
		p.Data = append(p.Data, 0) // one byte of a trailer of 20
		p.Length = len(p.Data) + 19
		c.IVR(doc("One"))
		expect(t, b.Pcap(), Options{Names: names}, "0 start #1; 0a frame #4; 0a One #6; 0 end unseen #7")
	}

	b := pcaptest.New()
	b.HopByHop = true
	c := b.Connect("[2001:db8::5]:49152", "[2001:db8::1]:7009")
	c.IVR(doc("Cut"), doc("Two"))
	b.Cut(4, 150)
	lines, _, err := read(t, bytes.NewReader(b.Pcap()), Options{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("0a gap %d #4 CAP004", b.Packets[3].Length-150)
	if !slices.Contains(lines, want) || !slices.Contains(lines, "0a Two #6") {
		t.Errorf("no %q, or no Two, in\n\t%s", want, strings.Join(lines, "\n\t"))
	}
}

// What is no GLI must not be kept.
func TestOtherProtocolsKeepNothing(t *testing.T) {
	b := pcaptest.New()
	for i := range 100 {
		c := b.Connect(fmt.Sprintf("10.0.0.5:%d", 1000+i), "10.0.0.1:80")
		c.Data(pcaptest.Client, []byte("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"))
		c.Data(pcaptest.Server, []byte("HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("hello ", 10000)))
		c.Data(pcaptest.Client, []byte("GET /again HTTP/1.1\r\n\r\n"))
	}
	m := b.Midway("10.0.0.5:999", "10.0.0.1:80")
	for range 10 {
		m.Data(pcaptest.Server, bytes.Repeat([]byte("x"), 100000))
	}
	var stats Stats
	stats.Kind = kindPcap
	var most int
	p := newPackets(&Options{Names: names}, &sink{emit: func(u *trace.Unit) error { return errors.New(line(u)) }})
	p.stats = &stats
	if err := p.openContainer(kindPcap, window.New(bytes.NewReader(b.Pcap()))); err != nil {
		t.Fatal(err)
	}
	for {
		if err := p.next(); err != nil {
			break
		}
		if err := p.take(&p.packet); err != nil {
			t.Fatal(err)
		}
		most = max(most, p.held)
	}
	if stats.Packets != len(b.Packets) || p.held != 0 || most > maxUndecided+1500+eventCost {
		t.Errorf("%d packets; %d bytes are kept, at most %d were", stats.Packets, p.held, most)
	}
}

func TestClient(t *testing.T) {
	for _, test := range []struct {
		name  string
		build func(b *pcaptest.Builder)
		ports []uint16
		want  int
	}{
		{"the sender of the SYN", func(b *pcaptest.Builder) { b.Connect(client, server).Server(doc("One")) }, nil, 0},
		{"not known", func(b *pcaptest.Builder) { b.Midway(client, server).IVR(doc("One"), doc("Two")) }, nil, -1},
		{"the receiver of the answer to the SYN", func(b *pcaptest.Builder) {
			b.Connect(client, server).IVR(doc("One"))
			b.Drop(1)
		}, nil, 1},
		{"the end without the named port", func(b *pcaptest.Builder) { b.Midway(client, server).Server(doc("One")) }, []uint16{7009}, 1},
		{"both ports named", func(b *pcaptest.Builder) { b.Midway(client, server).IVR(doc("One")) }, []uint16{7009, 49152}, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := pcaptest.New()
			test.build(b)
			seen := false
			_, err := Read(context.Background(), "test", bytes.NewReader(b.Pcap()), Options{Names: names, Ports: test.ports}, func(u *trace.Unit) error {
				seen = true
				if u.Conn.Client != test.want {
					t.Errorf("%s: client is %d, want %d", line(u), u.Conn.Client, test.want)
				}
				return nil
			})
			if err != nil || !seen {
				t.Errorf("nothing seen: %v", err)
			}
		})
	}
}

func TestDamage(t *testing.T) {
	b := pcaptest.New()
	b.Connect(client, server).IVR(doc("One"))
	whole := "0 start #1; 0a One #4; 0 end unseen #5"
	for kind, data := range map[string][]byte{"pcap": b.Pcap(), "pcapng": b.Pcapng()} {
		record := map[string]int{"pcap": 16, "pcapng": 28}[kind]
		for _, test := range []struct {
			name string
			data []byte
			what string
		}{
			{"cut inside a packet", data[:len(data)-1], "the file ends inside a record"},
			{"cut behind a packet's header", data[:len(data)-len(b.Packets[4].Data)-map[string]int{"pcap": 0, "pcapng": 4 + pad(len(b.Packets[4].Data))}[kind]], "the file ends inside a record"},
			{"cut inside a packet's header", data[:len(data)-len(b.Packets[4].Data)-record/2], "the file ends inside a record"},
		} {
			t.Run(kind+" "+test.name, func(t *testing.T) {
				lines, stats, err := read(t, bytes.NewReader(test.data), Options{Names: names})
				same(t, lines, "0 start #1; 0a One #4; - note #4 CAP001; 0 end unseen #4")
				var input *InputError
				if !errors.As(err, &input) || !input.Damaged || input.Place != "packet 4" || input.Err.Error() != test.what {
					t.Errorf("error is %#v", err)
				}
				if stats.Packets != 4 {
					t.Errorf("%d packets", stats.Packets)
				}
			})
		}
		t.Run(kind+" whole", func(t *testing.T) { expect(t, data, Options{Names: names}, whole) })
	}
}

func pad(n int) int { return (4 - n%4) % 4 }
