package pcaptest

import "encoding/binary"

// Format is a format of a pcap file. The zero value is the format of tcpdump on a PC.
type Format struct {
	BigEndian bool
	Nano      bool
	// Modified is Kuznetzov's format, with longer record headers.
	Modified bool
	// AIX is the format of tcpdump on AIX: version 2.2, big-endian, nanoseconds, the
	// number of the interface type.
	AIX     bool
	Snaplen uint32 // 0: 262144
}

// Pcap returns the capture as a pcap file: little-endian, microseconds.
func (b *Builder) Pcap() []byte { return b.PcapAs(Format{}) }

// PcapAs returns the capture as a pcap file. All packets must have the Builder's link type, because a pcap file has
// only one.
func (b *Builder) PcapAs(f Format) []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	if f.BigEndian {
		order = binary.BigEndian
	}
	magic, unit := uint32(0xa1b2c3d4), int64(1000)
	if f.Nano {
		magic, unit = 0xa1b23c4d, 1
	}
	if f.Modified {
		magic = 0xa1b2cd34
	}
	minor, link := uint16(4), uint32(b.Link)
	if f.AIX {
		order, unit, minor = binary.BigEndian, 1, 2
		link = map[Link]uint32{Ethernet: 6, 6: 9, 10: 15, Null: 24}[b.Link]
	}
	if f.Snaplen == 0 {
		f.Snaplen = 262144
	}
	out := order.AppendUint32(nil, magic)
	out = order.AppendUint16(out, 2)
	out = order.AppendUint16(out, minor)
	out = append(out, 0, 0, 0, 0, 0, 0, 0, 0)
	out = order.AppendUint32(out, f.Snaplen)
	out = order.AppendUint32(out, link)
	for _, p := range b.Packets {
		if p.Link != b.Link {
			panic("pcaptest: packets of several link types need pcapng")
		}
		out = order.AppendUint32(out, uint32(p.Time.Unix()))
		out = order.AppendUint32(out, uint32(int64(p.Time.Nanosecond())/unit))
		out = order.AppendUint32(out, uint32(len(p.Data)))
		out = order.AppendUint32(out, uint32(p.Length))
		if f.Modified {
			out = append(out, 0, 0, 0, 1, 8, 0, 0, 0) // interface, protocol, type
		}
		out = append(out, p.Data...)
	}
	return out
}

// Blocks of pcapng that contain packets.
const (
	Legacy   = 2
	Simple   = 3 // without a time, of the first interface
	Enhanced = 6
)

// NgFormat is a format of a section of a pcapng file. The zero value means little-endian, enhanced blocks, nanoseconds.
type NgFormat struct {
	BigEndian bool
	Block     uint32 // 0: Enhanced
	// Resolution is if_tsresol, a power of ten; 0: 9.
	Resolution byte
	// Offset is if_tsoffset in seconds.
	Offset int64
}

// Pcapng returns the capture as a pcapng file: little-endian, nanoseconds, an
// interface for each link type.
func (b *Builder) Pcapng() []byte { return b.PcapngAs(NgFormat{}) }

// PcapngAs returns the capture as a pcapng file of one section. Sections may be
// concatenated.
func (b *Builder) PcapngAs(f NgFormat) []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	if f.BigEndian {
		order = binary.BigEndian
	}
	if f.Block == 0 {
		f.Block = Enhanced
	}
	if f.Resolution == 0 {
		f.Resolution = 9
	}
	block := func(out []byte, typ uint32, body []byte) []byte {
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		length := uint32(len(body) + 12)
		out = order.AppendUint32(out, typ)
		out = order.AppendUint32(out, length)
		out = append(out, body...)
		return order.AppendUint32(out, length)
	}
	section := order.AppendUint32(nil, 0x1a2b3c4d)
	section = order.AppendUint16(section, 1)
	section = order.AppendUint16(section, 0)
	section = order.AppendUint64(section, ^uint64(0)) // unknown length
	out := block(nil, 0x0a0d0d0a, section)

	interfaces := map[Link]uint32{}
	for _, p := range b.Packets {
		id, known := interfaces[p.Link]
		if !known {
			id = uint32(len(interfaces))
			interfaces[p.Link] = id
			body := order.AppendUint16(nil, uint16(p.Link))
			body = append(body, 0, 0)
			body = order.AppendUint32(body, 262144)
			body = order.AppendUint16(body, 9) // if_tsresol
			body = order.AppendUint16(body, 1)
			body = append(body, f.Resolution, 0, 0, 0)
			if f.Offset != 0 {
				body = order.AppendUint16(body, 14) // if_tsoffset
				body = order.AppendUint16(body, 8)
				body = order.AppendUint64(body, uint64(f.Offset))
			}
			body = append(body, 0, 0, 0, 0) // end of options
			out = block(out, 1, body)
		}
		t := uint64(p.Time.UnixNano() - f.Offset*1e9)
		for range 9 - f.Resolution {
			t /= 10
		}
		var body []byte
		switch f.Block {
		case Enhanced:
			body = order.AppendUint32(nil, id)
		case Legacy:
			body = order.AppendUint16(nil, uint16(id))
			body = order.AppendUint16(body, 0) // drops
		case Simple:
			if id > 0 || p.Length != len(p.Data) {
				panic("pcaptest: a simple block contains a complete packet of the first interface")
			}
		}
		if f.Block != Simple {
			body = order.AppendUint32(body, uint32(t>>32))
			body = order.AppendUint32(body, uint32(t))
			body = order.AppendUint32(body, uint32(len(p.Data)))
		}
		body = order.AppendUint32(body, uint32(p.Length))
		out = block(out, f.Block, append(body, p.Data...))
	}
	return out
}
