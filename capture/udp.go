// Messages in UDP datagrams.

package capture

import (
	"container/list"
	"net/netip"
	"slices"

	"ivrcheck/capture/tcp"
	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/plain"
	"ivrcheck/trace"
)

const (
	// maxNumbered limits the number of address pairs that are numbered as by Wireshark.
	maxNumbered = 1 << 15
	// maxExchanges limits the number of open exchanges with messages.
	maxExchanges = 1024
)

// datagrams reads datagrams that contain whole documents. Each pair of endpoints makes
// a connection, whose start and end are not seen.
type datagrams struct {
	plain *plain.Protocol
	// numbers are Wireshark's udp.stream, by both orders of the endpoints.
	numbers map[tcp.Flow]int
	open    map[int]*list.Element
	order   list.List // of *exchange, longest silent first
}

// exchange is the traffic between two endpoints.
type exchange struct {
	conn    *trace.Conn
	framers [2]transport.Framer
	offsets [2]int64
}

// datagram processes the payload of the current packet.
func (p *packets) datagram() error {
	d, s := &p.datagrams, &p.segment
	number, known := d.numbers[s.Flow]
	src, dst := s.Flow.Ends()
	if !known {
		if number = len(d.numbers) / 2; number >= maxNumbered {
			return nil
		}
		d.numbers[s.Flow], d.numbers[tcp.FlowOf(dst, src)] = number, number
		if src == dst {
			return nil
		}
	}
	if p.tap != nil {
		p.tapped(number, true)
	}
	if s.Cut > 0 || !p.onPort(src.Port(), dst.Port()) || !d.plain.Whole(s.Payload) {
		return nil
	}
	at := d.open[number]
	if at == nil {
		x := &exchange{conn: &trace.Conn{Stream: number, Ends: [2]netip.AddrPort{src, dst}, VLAN: p.vlans[s.Tag], Client: -1}}
		x.conn.SetShard("")
		if d.order.Len() == maxExchanges {
			if err := p.endExchange(d.order.Front()); err != nil {
				return err
			}
		}
		at = d.order.PushBack(x)
		d.open[number] = at
		p.stats.Streams++
		p.stats.GLIStreams++
		if err := p.emit(p.exchangeUnit(x, trace.Start)); err != nil {
			return err
		}
	}
	d.order.MoveToBack(at)
	x := at.Value.(*exchange)
	side := 0
	if src != x.conn.Ends[0] {
		side = 1
	}
	if x.framers[side] == nil {
		x.framers[side] = d.plain.NewFramer(transport.Config{File: p.file, Conn: x.conn, Side: side, Emit: p.emit, Memory: &p.memory})
	}
	c := trace.Chunk{Bytes: s.Payload, Offset: x.offsets[side], Arrival: trace.Arrival{Packet: s.Packet, Carrier: s.Frame, Acked: -1}}
	if p.tap != nil && p.tap.Stream == number {
		p.tap.Bytes(x, func() *trace.Conn { return x.conn }, side, &c)
	}
	x.offsets[side] += int64(len(s.Payload))
	if p.watcher != nil {
		p.watcher.Bytes(Bytes{Conn: x.conn, Side: side, Datagram: true, Chunk: &c})
	}
	if err := x.framers[side].Data(&c); err != nil {
		return err
	}
	return x.framers[side].GiveUp()
}

// onPort reports whether one of the ports is among those that the user named, if any.
func (p *packets) onPort(ports ...uint16) bool {
	return len(p.ports) == 0 || slices.ContainsFunc(ports, func(port uint16) bool { return slices.Contains(p.ports, port) })
}

// exchangeUnit returns the unit of the start or the end of an exchange.
func (p *packets) exchangeUnit(x *exchange, k trace.Kind) *trace.Unit {
	return &trace.Unit{Kind: k, Conn: x.conn, Side: -1, Pos: p.position(p.segment.Packet), StreamStart: -1, StreamEnd: -1, Acked: -1}
}

func (p *packets) endExchange(at *list.Element) error {
	x := p.datagrams.order.Remove(at).(*exchange)
	delete(p.datagrams.open, x.conn.Stream)
	return p.emit(p.exchangeUnit(x, trace.End))
}

// endExchanges ends all exchanges.
func (p *packets) endExchanges() error {
	for p.datagrams.order.Len() > 0 {
		if err := p.endExchange(p.datagrams.order.Front()); err != nil {
			return err
		}
	}
	return nil
}
