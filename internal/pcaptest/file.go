package pcaptest

import "encoding/binary"

// Format says how a pcap file is written; the zero value is what tcpdump
// writes on a PC.
type Format struct {
	BigEndian bool
	Nano      bool
	Snaplen   uint32 // 0: 262144
}

// Pcap gives the capture as a pcap file: little-endian, microseconds.
func (b *Builder) Pcap() []byte { return b.PcapAs(Format{}) }

// PcapAs gives the capture as a pcap file. A pcap file has one link type: all
// packets must be of the Builder's.
func (b *Builder) PcapAs(f Format) []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	if f.BigEndian {
		order = binary.BigEndian
	}
	magic, unit := uint32(0xa1b2c3d4), int64(1000)
	if f.Nano {
		magic, unit = 0xa1b23c4d, 1
	}
	if f.Snaplen == 0 {
		f.Snaplen = 262144
	}
	out := order.AppendUint32(nil, magic)
	out = order.AppendUint16(out, 2)
	out = order.AppendUint16(out, 4)
	out = append(out, 0, 0, 0, 0, 0, 0, 0, 0)
	out = order.AppendUint32(out, f.Snaplen)
	out = order.AppendUint32(out, uint32(b.Link))
	for _, p := range b.Packets {
		if p.Link != b.Link {
			panic("pcaptest: packets of several link types need pcapng")
		}
		out = order.AppendUint32(out, uint32(p.Time.Unix()))
		out = order.AppendUint32(out, uint32(int64(p.Time.Nanosecond())/unit))
		out = order.AppendUint32(out, uint32(len(p.Data)))
		out = order.AppendUint32(out, uint32(p.Length))
		out = append(out, p.Data...)
	}
	return out
}

// Pcapng gives the capture as a pcapng file, little-endian, nanoseconds, with
// an interface for each link type.
func (b *Builder) Pcapng() []byte {
	order := binary.LittleEndian
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
	section = append(section, 1, 0, 0, 0)
	section = order.AppendUint64(section, ^uint64(0)) // length not told
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
			body = append(body, 9, 0, 1, 0, 9, 0, 0, 0) // if_tsresol: 10^-9
			body = append(body, 0, 0, 0, 0)             // end of options
			out = block(out, 1, body)
		}
		t := uint64(p.Time.UnixNano())
		body := order.AppendUint32(nil, id)
		body = order.AppendUint32(body, uint32(t>>32))
		body = order.AppendUint32(body, uint32(t))
		body = order.AppendUint32(body, uint32(len(p.Data)))
		body = order.AppendUint32(body, uint32(p.Length))
		out = block(out, 6, append(body, p.Data...))
	}
	return out
}
