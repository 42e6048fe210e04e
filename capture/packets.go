// Packet captures: packet by packet from the container to the connections.

package capture

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"

	"ivrcheck/capture/container"
	"ivrcheck/capture/packet"
	"ivrcheck/capture/tcp"
	"ivrcheck/capture/window"
	"ivrcheck/trace"
)

func newPackets(opt *Options, out *sink) *packets {
	p := &packets{ports: opt.Ports, protocols: opt.transports(), began: opt.Began, sink: out, decoder: packet.NewDecoder(), vlans: [][]uint16{nil}}
	p.table = tcp.NewTable(p.open)
	return p
}

// read reads one file. The connections stay open for the next.
func (p *packets) read(ctx context.Context, name string, in *window.Window, stats *Stats) error {
	p.file, p.stats = name, stats
	p.damage, p.first = nil, nil
	p.places.add(name, p.frame)
	defer func(streams, givenUp int) {
		stats.Streams, stats.GivenUp = p.table.Streams()-streams, p.table.GivenUp()-givenUp
	}(p.table.Streams(), p.table.GivenUp())
	failure := p.openContainer(in)
	for {
		for failure == nil {
			var err error
			if failure, err = p.run(ctx); err != nil {
				return err
			}
		}
		d := (*container.DamageError)(nil)
		if !errors.As(failure, &d) || in.Failed() != nil {
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
	return p.end(failure, in.Failed())
}

// end ends a file. failure ended its reading, io.EOF if nothing is wrong; broken
// is the error of the input, if that is the reason.
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
	if err := p.report("end"); err != nil {
		return err
	}
	if p.first == nil {
		return nil
	}
	return &InputError{File: p.file, Place: p.firstAfter, Err: errors.New(p.first.What), Damaged: true}
}

const notUnderstood = "the file cannot be understood"

// openContainer reads the header of the file.
func (p *packets) openContainer(in *window.Window) (err error) {
	defer recovered(notUnderstood, &err)
	if p.stats.Kind == kindPcapng {
		p.source, err = container.NewPcapng(in)
	} else {
		p.source, err = container.NewPcap(in)
	}
	return err
}

// next reads the next packet.
func (p *packets) next() (err error) {
	defer recovered(notUnderstood, &err)
	return p.source.Next(&p.packet)
}

// run reads packet after packet. failure ended the reading of the container. If
// both results are nil, a packet could not be processed, and run can go on. One
// guard serves many packets: a guard for each is measurable.
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

// take hands the packet's segment, if it has one, to its connection.
func (p *packets) take(in *container.Packet) error {
	p.stage = beyond
	if p.damage != nil {
		if err := p.report("resumed"); err != nil {
			return err
		}
	}
	p.frame++
	if in.Link == container.LinkNone {
		return nil
	}
	p.stats.Packets++
	if p.began != nil {
		p.began(in.Time.Time())
		p.began = nil
	}
	p.segment.Packet = trace.Packet{Frame: p.frame, Time: in.Time}
	p.stage = inPacket
	outcome := p.decoder.Decode(in.Link, in.Data, in.Wire, &p.segment)
	p.stage = beyond
	switch {
	case outcome == packet.Segment:
		p.segment.Tag = 0
		if tags := p.decoder.VLANs(); len(tags) > 0 {
			p.segment.Tag = p.tag(tags)
		}
		if frames := p.decoder.Frames(); len(frames) > 0 {
			p.places.fragmented(p.frame, frames)
		}
		p.stats.Segments++
		return p.table.Segment(&p.segment)
	case outcome == packet.UnknownLink && p.stats.Unsupported == "":
		p.stats.Unsupported = in.Link.String()
	}
	return nil
}

// maxVLANs is how many different stacks of VLAN tags are kept.
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

// found notes a damage. One that follows another without a packet between is
// part of it.
func (p *packets) found(d *container.DamageError) {
	if p.damage != nil {
		return
	}
	if p.damage = d; p.first == nil {
		p.first, p.firstAfter = d, packetName(p.number())
	}
}

// report reports the damage found last, if any, with its consequence: resumed or
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
