package scrub

// The first pass: the packets of connections that carry the protocol, and the personal values.

import (
	"ivrcheck/capture"
	"ivrcheck/capture/tcp"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// candidate is a frame with a payload of a flow that has not carried the protocol so far.
type candidate struct {
	frame  int
	seq    uint32
	frames []int
}

// flowState is the connection of a flow, and the frames that wait for it.
type flowState struct {
	conn    *trace.Conn // nil if it carries no protocol
	waiting []candidate
}

const (
	// maxCandidates is the number of frames that wait at most.
	maxCandidates = 1 << 18
)

// collector returns the Watcher of the first pass. It marks the frames of connections that carry the protocol.
func (s *scrubber) collector() *capture.Watcher {
	flows := map[tcp.Flow]*flowState{}
	get := func(f tcp.Flow) *flowState {
		if flows[f] == nil {
			flows[f] = &flowState{}
		}
		return flows[f]
	}
	waiting := 0
	mark := func(frame int, frames []int) {
		s.marks.set(frame)
		for _, f := range frames {
			s.marks.set(f)
		}
	}
	return &capture.Watcher{
		Record:   func(*capture.Record) error { return nil },
		Fragment: func([]byte, int) {},
		Payload: func(p *capture.Payload) {
			if len(p.Payload) == 0 && p.Cut == 0 {
				return
			}
			f := get(p.Flow)
			if f.conn != nil {
				mark(p.Frame, p.Frames)
				return
			}
			if waiting++; waiting > maxCandidates {
				waiting = 1
				for flow, f := range flows {
					if f.waiting = nil; f.conn == nil {
						delete(flows, flow)
					}
				}
				f = get(p.Flow)
			}
			f.waiting = append(f.waiting, candidate{p.Frame, p.Seq, append([]int(nil), p.Frames...)})
		},
		Bytes: func(b capture.Bytes) {
			for side := range 2 {
				f := get(tcp.FlowOf(b.Conn.Ends[side], b.Conn.Ends[1-side]))
				f.conn = b.Conn
				waiting -= len(f.waiting)
				for _, c := range f.waiting {
					mark(c.frame, c.frames)
				}
				f.waiting = nil
			}
		},
		Passed:  func(*trace.Conn, int, int64) {},
		Content: func([]byte) {},
		Unit: func(u *trace.Unit) {
			if u.Kind != trace.End {
				return
			}
			for side := range 2 {
				if f := flows[tcp.FlowOf(u.Conn.Ends[side], u.Conn.Ends[1-side])]; f != nil && f.conn == u.Conn {
					f.conn = nil
				}
			}
		},
	}
}

// collect collects the personal values of a document with parts.
func (s *scrubber) collect(u *trace.Unit, parts schema.Parts) {
	if !u.Partial {
		s.result.Messages++
	}
	s.replacer.collect(u, parts, isLogged(u))
	if isLogged(u) {
		s.collectLogWords(u, parts)
	} else {
		s.parts.add(u.Body, parts)
	}
}
