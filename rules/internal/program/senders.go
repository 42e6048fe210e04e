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

func SendersOf(d trace.Direction) Senders {
	switch d {
	case trace.FromIVR:
		return IVR
	case trace.FromServer:
		return Server
	}
	return Both
}

// ParseSenders reads who sends a message; what it does not know is nobody.
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
