// Connections on a port that the user named: GLI, unless they are TLS.

package capture

import (
	"ivrcheck/capture/gli"
	"ivrcheck/trace"
)

// named decides whether a connection on a named port is GLI. It is, unless all
// that was sent is TLS; final says that no more can be waited for.
func (s *stream) named(final bool) error {
	final = final || s.undecided.size > maxUndecided
	switch a, b := s.lookTLS(0), s.lookTLS(1); {
	case a == gli.No || b == gli.No:
		return s.recognised()
	case a == gli.Yes && b == gli.Yes, final && (a == gli.Yes || b == gli.Yes):
		return s.encrypted()
	case final:
		return s.recognised()
	}
	return nil
}

// lookTLS tells whether the bytes of one direction are TLS; of none,
// gli.NeedMore.
func (s *stream) lookTLS(side int) gli.Answer {
	u := &s.undecided.side[side]
	b := u.bytes[u.from:]
	switch {
	case u.tls != gli.NeedMore || len(b) == 0:
	case !u.mid:
		u.tls = gli.RecogniseTLS(b)
	case s.undecided.look(side, false):
		u.tls = gli.No
	case len(b) >= u.tlsLen:
		u.tls, u.tlsLen = gli.RecogniseTLSMidway(b), 2*len(b)
	}
	return u.tls
}

// encrypted says, once, that the connection cannot be read, and lets go of it.
func (s *stream) encrypted() error {
	s.p.stats.Encrypted++
	start := &trace.Unit{
		Kind: trace.Start, Conn: s.connection(), Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Pos: s.position(s.conn.First), Faults: []trace.Fault{{Code: "CAP008", Subject: "TLS"}},
	}
	for _, e := range s.undecided.events {
		if e.kind == arrived {
			start.Side, start.Pos = e.side, s.position(e.data.Place)
			break
		}
	}
	s.drop()
	if err := s.p.emit(start); err != nil {
		return err
	}
	return s.p.emit(&trace.Unit{
		Kind: trace.End, Conn: start.Conn, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: start.Pos,
	})
}
