// Packet captures: packet by packet from the container to the connections.

package capture

import (
	"bufio"
	"container/list"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"ivrcheck/capture/tcp"
	"ivrcheck/trace"
)

// maxRecord is the longest packet that a pcap file may hold. The largest that
// are known, of segmentation offload, have half a MiB.
const maxRecord = 4 << 20

// source gives packets one after the other; data is valid until the next.
type source interface {
	ZeroCopyReadPacketData() (data []byte, ci gopacket.CaptureInfo, err error)
}

// packets is the reading of one packet capture.
type packets struct {
	file  string
	ports []uint16
	began func(time.Time)
	stats *Stats
	emit  func(*trace.Unit) error

	source  source
	link    layers.LinkType // of all packets, if the source has one
	mixed   bool            // it has one for each packet
	decoder *decoder
	table   *tcp.Table
	segment tcp.Segment

	// vlans are the stacks of tags met so far; a connection's Tag is an
	// index into them.
	vlans [][]uint16
	// held counts the bytes of connections that wait for more, waiting are
	// those connections, the one that has been silent longest first.
	held    int
	waiting list.List
	// frame counts as Wireshark does: packets, and what else of a pcapng
	// file it numbers.
	frame int
	last  tcp.Place
}

func newPackets(name string, opt Options, stats *Stats, emit func(*trace.Unit) error) *packets {
	p := &packets{file: name, ports: opt.Ports, began: opt.Began, stats: stats, emit: emit, decoder: newDecoder(), vlans: [][]uint16{nil}}
	p.table = tcp.NewTable(p.open)
	return p
}

// readPackets reads a pcap or pcapng file.
func readPackets(ctx context.Context, name string, in *bufio.Reader, opt Options, stats *Stats, emit func(*trace.Unit) error) error {
	p := newPackets(name, opt, stats, emit)
	var err error
	damage := p.container(in)
	for n := 0; err == nil && damage == nil; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var data []byte
		var ci gopacket.CaptureInfo
		data, ci, damage = p.next()
		if damage == nil {
			err = p.packet(data, ci)
		}
	}
	if err != nil {
		return err
	}
	if errors.Is(damage, io.EOF) {
		return p.table.Flush()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return p.damaged(damage)
}

// container reads the header of the container.
func (p *packets) container(in *bufio.Reader) (err error) {
	defer caught(&err)
	if p.stats.Kind == kindPcapng {
		p.mixed = true
		p.source, err = newNgReader(in)
		return err
	}
	r, err := pcapgo.NewReader(in)
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	// pcapgo takes records up to the snapshot length that the file declares,
	// but at least 256 KiB.
	if snaplen := r.Snaplen(); snaplen == 0 || snaplen > maxRecord {
		r.SetSnaplen(maxRecord)
	}
	p.source, p.link = r, r.LinkType()
	return nil
}

// next gives the next packet. Its error is io.EOF only at the end of a whole
// record.
func (p *packets) next() (data []byte, ci gopacket.CaptureInfo, err error) {
	defer caught(&err)
	data, ci, err = p.source.ZeroCopyReadPacketData()
	if err == io.EOF && ci.CaptureLength > 0 {
		err = io.ErrUnexpectedEOF // cut between a record's header and its data
	}
	return data, ci, err
}

// caught turns a panic of a decoder into an error: input may be hostile.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("record cannot be understood: %v", r)
	}
}

// packet takes one packet.
func (p *packets) packet(data []byte, ci gopacket.CaptureInfo) error {
	p.frame++
	link := p.link
	if p.mixed {
		link, _ = ci.AncillaryData[0].(layers.LinkType)
	}
	if link == linkNone {
		return nil
	}
	p.stats.Packets++
	if p.stats.Packets == 1 && p.began != nil {
		p.began(ci.Timestamp)
	}
	parser := p.decoder.parser(link, data)
	if parser == nil {
		if p.stats.Unsupported == "" {
			p.stats.Unsupported = link.String()
		}
		return nil
	}
	p.last = tcp.Place{Frame: p.frame, Time: ci.Timestamp}
	s := &p.segment
	if ok, err := p.decode(parser, data, ci.Length, s); err != nil || !ok {
		return err
	}
	s.Frame, s.Time, s.Tag = p.frame, ci.Timestamp, p.tag(p.decoder.vlan.tags)
	err := p.table.Segment(s)
	p.stats.Streams, p.stats.GivenUp = p.table.Streams(), p.table.GivenUp()
	return err
}

// decode takes the layers off a packet; ok is false if it holds no TCP. Should
// a decoder panic, the packet is reported and passed over.
func (p *packets) decode(parser *gopacket.DecodingLayerParser, data []byte, wire int, s *tcp.Segment) (ok bool, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			ok, err = false, p.broken(p.last, fmt.Sprintf("the packet cannot be decoded (internal error: %v; please report it with the input)", broken))
		}
	}()
	return p.decoder.packet(parser, data, wire, s), nil
}

// broken reports a packet over which the reading broke; it goes on.
func (p *packets) broken(at tcp.Place, what string) error {
	return p.emit(&trace.Unit{
		Kind: trace.Note, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Pos: trace.Position{File: p.file, Frame: at.Frame, Time: stamp(at.Time)},
		Faults: []trace.Fault{{Code: "CAP001", Args: []trace.Arg{
			{Name: "what", Value: what},
			{Name: "at", Value: strconv.Itoa(at.Frame)},
		}}},
	})
}

// tag gives the index of a stack of VLAN tags.
func (p *packets) tag(tags []uint16) int32 {
	for i, known := range p.vlans {
		if slices.Equal(known, tags) {
			return int32(i)
		}
	}
	if len(p.vlans) == maxVLANs {
		return 0
	}
	p.vlans = append(p.vlans, slices.Clone(tags))
	return int32(len(p.vlans) - 1)
}

// maxVLANs is how many different stacks of tags are kept.
const maxVLANs = 4096

// damaged ends a capture that cannot be read to its end.
func (p *packets) damaged(damage error) error {
	if err := p.table.Flush(); err != nil {
		return err
	}
	what := "a record cannot be read: " + damage.Error()
	if errors.Is(damage, io.ErrUnexpectedEOF) {
		what = "the file ends inside a record"
	}
	err := p.emit(&trace.Unit{
		Kind: trace.Note, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Pos: trace.Position{File: p.file, Frame: p.frame, Time: stamp(p.last.Time)},
		Faults: []trace.Fault{{Code: "CAP001", Args: []trace.Arg{
			{Name: "what", Value: what},
			{Name: "at", Value: strconv.Itoa(p.frame)},
		}}},
	})
	if err != nil {
		return err
	}
	place := ""
	if p.frame > 0 {
		place = "packet " + strconv.Itoa(p.frame)
	}
	return &InputError{File: p.file, Place: place, Err: errors.New(what), Damaged: true}
}

func stamp(t time.Time) trace.Stamp { return trace.Stamp{Time: t} }
