package trace

// Packet is one packet of a capture.
type Packet struct {
	// Frame is its number, as in Wireshark.
	Frame int
	Time  Instant
}

// Arrival describes how bytes reached their receiver.
type Arrival struct {
	// Packet is the packet that completed the bytes in order for the receiver.
	Packet
	// Carrier is the frame that carried the bytes. It differs from Frame if a hole
	// before the bytes had to be filled first.
	Carrier int
	// Acked is the offset in the other direction's stream that the carrying
	// segment acknowledged, -1 if unknown.
	Acked int64
}

// Chunk is a run of in-order bytes of one direction.
type Chunk struct {
	// Bytes are valid only during the call that passes them.
	Bytes []byte
	// Offset is the position of the first byte in the stream, counted from the
	// first byte after the SYN or, if no SYN was seen, from the first byte seen.
	Offset int64
	Arrival
}
