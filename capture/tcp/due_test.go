package tcp

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"

	"ivrcheck/trace"
)

// The short way of the segments that are due must change nothing: whatever
// happens on a few connections, and between the same ends again, each segment
// has the same effect as on the slow path.
func TestFastPathAgreesWithSlowPath(t *testing.T) {
	trials := 2000
	if testing.Short() {
		trials = 300
	}
	segments, short := 0, 0
	for trial := range trials {
		random := rand.New(rand.NewPCG(uint64(trial), 7))
		one, other := record(), record()
		other.table.slow = true
		for _, r := range []*recorder{one, other} {
			// Few are enough to be given up now and then.
			r.table.maxKnown, r.table.maxLive, r.table.maxKept = 6, 4, 3
		}
		noise := random.IntN(30) // of 100
		type end struct{ seq uint32 }
		conns := make([][2]end, 4+random.IntN(6))
		now := time.Unix(1700000000, 0)
		for frame := 1; frame < 150; frame++ {
			n := random.IntN(len(conns))
			side := random.IntN(2)
			me, you := &conns[n][side], &conns[n][1-side]
			client := netip.AddrPortFrom(alice.Addr(), uint16(1000+n))
			s := Segment{
				Flow: FlowOf(client, bob), Seq: me.seq, Ack: you.seq, Flags: ACK,
				Packet: trace.Packet{Frame: frame, Time: trace.InstantOf(now)}, Payload: []byte("abcdefgh")[:random.IntN(3)*random.IntN(5)],
			}
			for random.IntN(100) < noise {
				switch random.IntN(11) {
				case 0:
					s.Flags |= FIN
				case 1:
					s.Flags = RST
				case 2:
					s.Flags |= SYN
				case 3:
					s.Flags = SYN
					s.Seq = random.Uint32()
					me.seq, s.Payload = s.Seq+1, nil
				case 4:
					s.Seq += uint32(random.IntN(12)) - 6
				case 5:
					s.Ack += uint32(random.IntN(12)) - 6
				case 6:
					s.Cut = 1 + random.IntN(3)
				case 7:
					s.Tag = 1
				case 8:
					s.Flags = 0
				case 9:
					s.Flags = RST | ACK
					s.Seq += uint32(random.IntN(12))
					s.Payload = nil
				case 10:
					s.Seq += 1 << 25
				}
			}
			if side == 1 {
				s.Flow = FlowOf(bob, client)
			}
			if random.IntN(20) > 0 { // else it comes again, or is lost
				me.seq = s.Seq + uint32(s.length())
			}
			now = now.Add(time.Duration(random.IntN(200)) * time.Millisecond)
			segments++
			k, swapped := keyOf(&s)
			if c := one.table.conns[k]; c != nil && c.live != nil && c.live.calm {
				if _, due := c.live.due(c.side(swapped), &s); due {
					short++
				}
			}
			ignore := random.IntN(300) == 0
			for _, r := range []*recorder{one, other} {
				r.ignore = ignore
				if err := r.table.Segment(&s); err != nil {
					t.Fatal(err)
				}
				if random := rand.New(rand.NewPCG(uint64(trial), uint64(frame))); random.IntN(20) == 0 {
					if c := r.table.conns[k]; c != nil && c.live != nil {
						if err := r.table.Keep(c); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			if a, b := state(one.table), state(other.table); a != b || !slices.Equal(one.lines, other.lines) {
				t.Fatalf("trial %d, frame %d, %+v:\nshort %s\nlong  %s\nshort %q\nlong  %q", trial, frame, s, a, b, one.lines, other.lines)
			}
		}
		for _, r := range []*recorder{one, other} {
			if err := r.table.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(one.lines, other.lines) {
			t.Fatalf("trial %d:\nshort %q\nlong  %q", trial, one.lines, other.lines)
		}
	}
	if short < segments/4 {
		t.Errorf("only %d of %d segments went the short way", short, segments)
	}
}

// state says what a Table knows.
func state(t *Table) string {
	out := fmt.Sprintf("%d streams, %d given up, %d held;", t.streams, t.givenUp, t.heldTotal)
	for e := t.known.Front(); e != nil; e = e.Next() {
		c := e.Value.(*Conn)
		out += fmt.Sprintf(" %d %v %v", c.Stream, c.done, c.seq)
		if l := c.live; l != nil {
			for i := range l.half {
				h := &l.half[i]
				out += fmt.Sprintf(" %d/%d/%d/%d/%v", h.next, h.acked, h.fin, h.ackedPacket.Frame, h.last.Frame)
			}
			out += fmt.Sprint(" ", l.last.Frame)
		}
	}
	for e := t.kept.Front(); e != nil; e = e.Next() {
		out += fmt.Sprint(" kept ", e.Value.(*live).conn.Stream)
	}
	return out
}
