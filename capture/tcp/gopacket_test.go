package tcp

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/reassembly"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// gopacket's reassembly must come to the same bytes, where it is right: on
// connections seen from their start to their end, of which nothing is lost and
// no copy differs. Some bytes that come twice it hands on twice.
func TestStreamsAgreeWithGopacket(t *testing.T) {
	for seed := range uint64(3) {
		b, sent := pcaptest.Traffic{Seed: seed, Connections: 40, Messages: 10, Duplicated: 0.05, Reordered: 0.05}.Make()
		theirs := &streams{bytes: map[netip.AddrPort][]byte{}}
		assembler := reassembly.NewAssembler(reassembly.NewStreamPool(theirs))
		ours := map[netip.AddrPort][]byte{}
		table := NewTable(func(c *Conn) Handler { return &keeper{ends: c.Ends(), bytes: ours} })
		for i, p := range b.Packets {
			packet := gopacket.NewPacket(p.Data, layers.LayerTypeEthernet, gopacket.Default)
			segment := packet.TransportLayer().(*layers.TCP)
			assembler.AssembleWithContext(packet.NetworkLayer().NetworkFlow(), segment, at(p.Time))
			ip := packet.NetworkLayer().(*layers.IPv4)
			s := Segment{Seq: segment.Seq, Ack: segment.Ack, Payload: segment.Payload, Packet: trace.Packet{Frame: i + 1, Time: trace.InstantOf(p.Time)}}
			s.Flow = FlowOf(address(ip.SrcIP, segment.SrcPort), address(ip.DstIP, segment.DstPort))
			for flag, set := range map[Flags]bool{FIN: segment.FIN, SYN: segment.SYN, RST: segment.RST, PSH: segment.PSH, ACK: segment.ACK} {
				if set {
					s.Flags |= flag
				}
			}
			if err := table.Segment(&s); err != nil {
				t.Fatal(err)
			}
		}
		assembler.FlushAll()
		if err := table.Flush(); err != nil {
			t.Fatal(err)
		}
		length := map[netip.AddrPort]int{}
		for _, one := range sent {
			from := netip.AddrPortFrom(one.Client.Addr(), uint16(one.Side))
			length[from] += len(one.Frame)
		}
		compared := 0
		for from, n := range length {
			if len(theirs.bytes[from]) != n {
				continue // it has handed on some bytes twice
			}
			compared++
			if !bytes.Equal(ours[from], theirs.bytes[from]) {
				t.Errorf("seed %d: %v: we have %d bytes, which are not the %d of gopacket", seed, from, len(ours[from]), n)
			}
		}
		if compared < len(length)*9/10 {
			t.Errorf("seed %d: gopacket is right on %d directions of %d only", seed, compared, len(length))
		}
	}
}

func address(ip []byte, port layers.TCPPort) netip.AddrPort {
	addr, _ := netip.AddrFromSlice(ip)
	return netip.AddrPortFrom(addr.Unmap(), uint16(port))
}

// sender names a direction by the client's address, with another port for what
// the server sends.
func sender(src, dst netip.AddrPort) netip.AddrPort {
	if src.Port() == 7009 {
		return netip.AddrPortFrom(dst.Addr(), 1)
	}
	return netip.AddrPortFrom(src.Addr(), 0)
}

// keeper keeps the bytes of our own reassembly.
type keeper struct {
	nothing
	ends  [2]netip.AddrPort
	bytes map[netip.AddrPort][]byte
}

func (k *keeper) Data(side int, d *trace.Chunk) error {
	from := sender(k.ends[side], k.ends[1-side])
	k.bytes[from] = append(k.bytes[from], d.Bytes...)
	return nil
}

// at is the context in which gopacket gets a segment.
type at time.Time

func (a at) GetCaptureInfo() gopacket.CaptureInfo {
	return gopacket.CaptureInfo{Timestamp: time.Time(a)}
}

// streams keeps the bytes of gopacket's.
type streams struct{ bytes map[netip.AddrPort][]byte }

func (s *streams) New(network, transport gopacket.Flow, _ *layers.TCP, _ reassembly.AssemblerContext) reassembly.Stream {
	src, dst := transport.Endpoints()
	port := func(e gopacket.Endpoint) layers.TCPPort {
		return layers.TCPPort(uint16(e.Raw()[0])<<8 | uint16(e.Raw()[1]))
	}
	return &stream{streams: s, ends: [2]netip.AddrPort{address(network.Src().Raw(), port(src)), address(network.Dst().Raw(), port(dst))}}
}

type stream struct {
	*streams
	ends [2]netip.AddrPort
}

func (s *stream) Accept(_ *layers.TCP, _ gopacket.CaptureInfo, _ reassembly.TCPFlowDirection, _ reassembly.Sequence, start *bool, _ reassembly.AssemblerContext) bool {
	return true
}

func (s *stream) ReassembledSG(sg reassembly.ScatterGather, _ reassembly.AssemblerContext) {
	direction, _, _, _ := sg.Info()
	from := sender(s.ends[0], s.ends[1])
	if direction == reassembly.TCPDirServerToClient {
		from = sender(s.ends[1], s.ends[0])
	}
	n, _ := sg.Lengths()
	s.bytes[from] = append(s.bytes[from], sg.Fetch(n)...)
}

func (s *stream) ReassemblyComplete(reassembly.AssemblerContext) bool { return true }
