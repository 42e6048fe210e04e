// IEEE 802.11 and its capture headers.

package packet

// readWireless reads the header of an 802.11 data frame. A trailing frame check
// sequence does not matter: IP has its own length.
func readWireless(d *Decoder, b []byte) (Layer, []byte) { return wirelessFrame(b, false) }

// Bits of the two bytes of frame control.
const (
	typeMask, typeData = 0x0c, 0x08
	subtypeQoS         = 0x80
	subtypeNoData      = 0x40

	toDS, fromDS  = 0x01, 0x02
	moreFragments = 0x04
	protected     = 0x40
	order         = 0x80
)

// wirelessFrame is readWireless; padded means that the header is padded to a
// multiple of four bytes.
func wirelessFrame(b []byte, padded bool) (Layer, []byte) {
	if len(b) < 24 || b[0]&typeMask != typeData || b[0]&subtypeNoData != 0 {
		return nothing, nil
	}
	header, aggregated := 24, false
	if b[1]&(toDS|fromDS) == toDS|fromDS {
		header += 6
	}
	if b[0]&subtypeQoS != 0 {
		if len(b) < header+2 {
			return nothing, nil
		}
		aggregated = b[header]&0x80 != 0
		header += 2
		if b[1]&order != 0 {
			header += 4
		}
	}
	if padded {
		header = (header + 3) &^ 3
	}
	switch {
	case len(b) < header:
		return nothing, nil
	case b[1]&protected != 0:
		return Layer{Encrypted, encryptedWireless}, nil
	case b[1]&moreFragments != 0, b[22]&0x0f != 0:
		return nothing, nil // a fragment
	case aggregated:
		// The first of several packets: addresses and a length precede each.
		return after(header+14, llc, b)
	}
	return llc, b[header:]
}

// radiotap reads the radiotap header: its length and, from the flags, whether
// the header after it is padded.
func radiotap(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 8 || len(b) < int(le.Uint16(b[2:])) || le.Uint16(b[2:]) < 8 {
		return nothing, nil
	}
	header, fields := int(le.Uint16(b[2:])), 8
	const timer, flags, extended = 1 << 0, 1 << 1, 1 << 31
	present := le.Uint32(b[4:])
	for word := present; word&extended != 0 && fields+4 <= header; fields += 4 {
		word = le.Uint32(b[fields:])
	}
	if present&timer != 0 {
		fields = (fields+7)&^7 + 8
	}
	const dataPad = 0x20
	padded := present&flags != 0 && fields < header && b[fields]&dataPad != 0
	return wirelessFrame(b[header:], padded)
}

// avs reads the header of the AVS project, which contains its length.
func avs(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 8 {
		return nothing, nil
	}
	return after(int(be.Uint32(b[4:])&0xffff), wireless, b)
}

// prism reads the header of Prism or of AVS.
func prism(d *Decoder, b []byte) (Layer, []byte) {
	if len(b) >= 4 && be.Uint32(b)>>12 == 0x80211 {
		return avs(d, b)
	}
	return after(144, wireless, b)
}

// perPacketInformation reads the PPI header, which names the link type of the
// packet.
func perPacketInformation(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 8 || le.Uint32(b[4:]) == 192 {
		return nothing, nil
	}
	header := int(le.Uint16(b[2:]))
	if header < 8 {
		return nothing, nil
	}
	link := Layer{Link, uint64(le.Uint32(b[4:]))}
	// Field type 2 is 802.11: its flags, after the timer, show padding.
	const common, dataPad = 2, 0x20
	if link == wireless && len(b) >= header && header >= 24 && le.Uint16(b[8:]) == common && b[20]&dataPad != 0 {
		return wirelessFrame(b[header:], true)
	}
	return after(header, link, b)
}
