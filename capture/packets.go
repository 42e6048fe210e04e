// Packet captures: packet by packet from the container to the connections.

package capture

import (
	"container/list"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"

	"ivrcheck/capture/container"
	"ivrcheck/capture/packet"
	"ivrcheck/capture/tcp"
	"ivrcheck/capture/transport/plain"
	"ivrcheck/capture/window"
	"ivrcheck/trace"
)

func newPackets(opt *Options, out *sink) *packets {
	p := &packets{ports: opt.Ports, protocols: opt.transports(), began: opt.Began, sink: out, tap: opt.Tap, records: opt.records, watcher: opt.watcher, decoder: packet.NewDecoder(), vlans: [][]uint16{nil}, seen: NewSeen()}
	p.table = tcp.NewTable(p.open)
	p.datagrams = datagrams{plain: plain.New(opt.Names, opt.gli()), numbers: map[tcp.Flow]int{}, open: map[int]*list.Element{}}
	return p
}

// read reads one file. The connections stay open for the next.
func (p *packets) read(ctx context.Context, name string, in *opened, stats *Stats) error {
	p.file, p.stats = name, stats
	p.damage, p.first, p.joined = nil, nil, false
	p.seen, p.unreadFirst = NewSeen(), trace.Packet{}
	p.places.add(name, p.frame)
	p.before, p.packet.Number = p.frame, 0
	defer func(streams, givenUp int) {
		stats.Streams += p.table.Streams() - streams
		stats.GivenUp = p.table.GivenUp() - givenUp
		stats.Seen = p.seen
	}(p.table.Streams(), p.table.GivenUp())
	failure := p.openContainer(in.kind, in.content)
	for {
		for failure == nil {
			var err error
			if failure, err = p.run(ctx); err != nil {
				return err
			}
		}
		var err error
		if failure, err = p.following(ctx, in, failure); err != nil {
			return err
		}
		if failure == nil {
			continue
		}
		d := (*container.DamageError)(nil)
		if !errors.As(failure, &d) || in.content.Failed() != nil {
			break
		}
		p.found(d)
		if p.source == nil || !p.source.Resume() {
			break
		}
		failure = nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return p.end(failure, in.content.Failed())
}

// end ends a file. failure ended its reading, io.EOF if nothing is wrong; broken
// is the error of the input, if that caused the failure.
func (p *packets) end(failure, broken error) error {
	compression := (*compressionError)(nil)
	place := packetName(p.number())
	switch {
	case errors.As(broken, &compression):
		p.found(&container.DamageError{At: -1, What: compression.Error()})
	case broken != nil:
		return errors.Join(p.report("end"), &InputError{File: p.file, Place: place, Err: broken})
	case !errors.Is(failure, io.EOF) && !errors.As(failure, new(*container.DamageError)):
		return &InputError{File: p.file, Place: place, Err: failure}
	}
	if err := errors.Join(p.report("end"), p.reportUnread()); err != nil {
		return err
	}
	if p.first == nil {
		return nil
	}
	return &InputError{File: p.file, Place: p.firstAfter, Err: errors.New(p.first.What), Damaged: true}
}

const notUnderstood = "the file cannot be understood"

// openContainer reads the header of the file.
func (p *packets) openContainer(kind string, in *window.Window) (err error) {
	defer recovered(notUnderstood, &err)
	switch kind {
	case kindPcapng:
		p.source, err = container.NewPcapng(in)
	case kindLog:
		p.source = container.NewExport(in, container.FindExport(in))
	default:
		p.source, err = container.NewPcap(in)
	}
	if p.records != nil {
		p.records.begin(p.file, p.source)
	}
	return err
}

// next reads the next packet.
func (p *packets) next() (err error) {
	defer recovered(notUnderstood, &err)
	return p.source.Next(&p.packet)
}

// run reads packet after packet. failure ended the reading of the container. If
// both results are nil, a packet could not be processed, and run can continue. One
// deferred recover serves many packets: one for each packet costs measurable time.
func (p *packets) run(ctx context.Context) (failure, err error) {
	defer func() {
		broken := recover()
		switch {
		case broken == nil:
		case p.stage == inContainer:
			failure = internalError(notUnderstood, broken)
		case p.stage == inPacket:
			err = p.emit(p.broken(p.segment.Packet, internalError("the packet cannot be decoded", broken)))
		default:
			panic(broken)
		}
		p.stage = beyond
	}()
	for n := uint8(0); ; n++ { // wraps around
		if n == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p.stage = inContainer
		if failure = p.source.Next(&p.packet); failure != nil {
			return failure, nil
		}
		if err := p.take(&p.packet); err != nil {
			return nil, err
		}
	}
}

// take passes the packet's segment, if it has one, to its connection.
func (p *packets) take(in *container.Packet) error {
	p.stage = beyond
	if p.damage != nil {
		if err := p.report("resumed"); err != nil {
			return err
		}
	}
	p.frame = max(p.frame, p.before+in.Number-1) + 1
	if p.records != nil {
		if err := p.records.frame(p.number(), p.frame, in); err != nil || p.watcher == nil {
			p.stats.Packets++
			return err
		}
	}
	if in.Link == container.LinkNone {
		return nil
	}
	p.stats.Packets++
	if p.began != nil {
		p.began(in.Time.Time())
		p.began = nil
	}
	p.segment.Packet = trace.Packet{Frame: p.frame, Time: in.Time}
	if p.latest.Before(in.Time) {
		p.latest = in.Time
	}
	p.stage = inPacket
	outcome := p.decoder.Decode(in.Link, in.Data, in.Wire, &p.segment)
	p.stage = beyond
	if p.watcher != nil {
		p.payload(outcome)
	}
	switch outcome {
	case packet.Segment, packet.Datagram:
		p.segment.Tag = 0
		if tags := p.decoder.VLANs(); len(tags) > 0 {
			p.segment.Tag = p.tag(tags)
		}
		if frames := p.decoder.Frames(); len(frames) > 0 {
			p.places.fragmented(p.frame, frames)
		}
		if outcome == packet.Datagram {
			return p.datagram()
		}
		p.stats.Segments++
		err := p.table.Segment(&p.segment)
		if p.tap != nil {
			p.tapped(p.table.Last(), false)
		}
		return err
	case packet.Unread:
		p.unread()
	}
	return nil
}

// payload passes the payload of the current packet to the watcher.
func (p *packets) payload(outcome packet.Outcome) {
	w := p.watcher
	if data, from := p.decoder.Fragment(); data != nil {
		w.Fragment(data, from)
	}
	if outcome == packet.Segment || outcome == packet.Datagram {
		p.carried = Payload{Segment: p.segment, Datagram: outcome == packet.Datagram, Frames: p.decoder.Frames()}
		w.Payload(&p.carried)
	}
}

// maxVLANs limits the number of different stacks of VLAN tags.
const maxVLANs = 4096

// tag returns the index of a stack of VLAN tags.
func (p *packets) tag(tags []uint16) int32 {
	i := slices.IndexFunc(p.vlans, func(known []uint16) bool { return slices.Equal(known, tags) })
	switch {
	case i >= 0:
		return int32(i)
	case len(p.vlans) == maxVLANs:
		return 0
	}
	p.vlans = append(p.vlans, slices.Clone(tags))
	return int32(len(p.vlans) - 1)
}

// found records a damage. If no packet was read since the previous damage,
// both are one.
func (p *packets) found(d *container.DamageError) {
	if p.damage != nil {
		return
	}
	if p.damage = d; p.first == nil {
		p.first, p.firstAfter = d, packetName(p.number())
	}
}

// report reports the pending damage, if any, with its consequence: resumed or
// end.
func (p *packets) report(consequence string) error {
	d := p.damage
	if d == nil {
		return nil
	}
	p.damage = nil
	frame := p.number()
	at := p.position(trace.Packet{Frame: frame, Time: p.segment.Time})
	u := damageNote(at, d.Error(), "packet "+strconv.Itoa(frame), consequence)
	u.Faults[0].Args = append(u.Faults[0].Args, trace.Args("next", frame+1)...)
	return p.sink.unit(u)
}
