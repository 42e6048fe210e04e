package program

import "ivrcheck/trace"

// Senders is a set of directions.
type Senders uint8

const (
	IVR Senders = 1 << iota
	Server
	Nobody Senders = 0
	Both           = IVR | Server
)

// SendersOf returns the sender of a direction, or Both if the direction is unknown.
func SendersOf(d trace.Direction) Senders {
	switch d {
	case trace.FromIVR:
		return IVR
	case trace.FromServer:
		return Server
	}
	return Both
}

// ParseSenders reads the key from. It returns Nobody for any other text.
func ParseSenders(from string) Senders {
	switch from {
	case "ivr":
		return IVR
	case "server":
		return Server
	case "", "both":
		return Both
	}
	return Nobody
}
