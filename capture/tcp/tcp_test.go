package tcp

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"ivrcheck/trace"
)

var (
	alice = netip.MustParseAddrPort("10.0.0.5:49152")
	bob   = netip.MustParseAddrPort("10.0.0.1:7009")
)

// recorder writes down what a Table says: "stream side: event".
type recorder struct {
	table  *Table
	lines  []string
	ignore bool // ignore each connection at its first bytes
	fail   error
}

func record() *recorder {
	r := &recorder{}
	r.table = NewTable(func(c *Conn) Handler { return &recordedConn{r, c} })
	return r
}

type recordedConn struct {
	*recorder
	conn *Conn
}

func (e *recordedConn) say(side int, format string, args ...any) error {
	e.lines = append(e.lines, fmt.Sprintf("%d%c ", e.conn.Stream, 'a'+side)+fmt.Sprintf(format, args...))
	return e.fail
}

func (e *recordedConn) Data(side int, d *trace.Chunk) error {
	if e.ignore {
		e.table.Ignore(e.conn)
	}
	where := fmt.Sprintf("#%d", d.Frame)
	if d.Carrier != d.Frame {
		where += fmt.Sprintf("(%d)", d.Carrier)
	}
	return e.say(side, "%d %q %s ack %d", d.Offset, d.Bytes, where, d.Acked)
}

func (e *recordedConn) Gap(side int, g Gap) error {
	what := "gap"
	if g.Snaplen {
		what = "cut"
	}
	return e.say(side, "%d %s %d #%d", g.Offset, what, g.Lost, g.Frame)
}

func (e *recordedConn) Conflict(side int, c Conflict) error {
	return e.say(side, "%d conflict %d #%d", c.Offset, c.Bytes, c.Frame)
}

var closings = map[trace.Closing]string{
	trace.CloseOrderly: "orderly", trace.CloseReset: "reset", trace.CloseUnseen: "unseen",
}

func (e *recordedConn) End(side int, how trace.Closing) error {
	return e.say(side, "end %s", closings[how])
}

func (e *recordedConn) Close(how trace.Closing, at trace.Packet) error {
	e.lines = append(e.lines, fmt.Sprintf("%d close %s #%d client %d", e.conn.Stream, closings[how], at.Frame, e.conn.Client()))
	return e.fail
}

// seg is a segment in short: a(seq, ack, flags, payload).
type seg struct {
	side  int
	seq   uint32
	ack   uint32
	flags Flags
	text  string
	cut   int
	after time.Duration // since the one before, besides 1 ms
}

func a(seq, ack uint32, flags Flags, text string) seg {
	return seg{side: 0, seq: seq, ack: ack, flags: flags, text: text}
}

func b(seq, ack uint32, flags Flags, text string) seg {
	return seg{side: 1, seq: seq, ack: ack, flags: flags, text: text}
}

func (s seg) cutBy(n int) seg           { s.cut = n; return s }
func (s seg) later(d time.Duration) seg { s.after = d; return s }
func (s seg) times(n int) []seg         { return slices.Repeat([]seg{s}, n) }
func handshake() []seg {
	return []seg{a(99, 0, SYN, ""), b(499, 100, SYN|ACK, ""), a(100, 500, ACK, "")}
}
func (r *recorder) feed(segs ...seg) error { return r.feedFrom(1, segs) }

func (r *recorder) feedFrom(frame int, segs []seg) error {
	now := time.Unix(1700000000, 0).UTC()
	for i, s := range segs {
		now = now.Add(time.Millisecond + s.after)
		payload := []byte(s.text)
		t := Segment{Flow: FlowOf(alice, bob), Seq: s.seq, Ack: s.ack, Flags: s.flags, Payload: payload, Cut: s.cut,
			Packet: trace.Packet{Frame: frame + i, Time: trace.InstantOf(now)}}
		if s.side == 1 {
			t.Flow = FlowOf(bob, alice)
		}
		if err := r.table.Segment(&t); err != nil {
			return err
		}
		for i := range payload {
			payload[i] = '!' // views are valid during the call only
		}
	}
	return nil
}

func join(parts ...any) (out []seg) {
	for _, p := range parts {
		switch p := p.(type) {
		case seg:
			out = append(out, p)
		case []seg:
			out = append(out, p...)
		}
	}
	return out
}

func TestReassembly(t *testing.T) {
	open := handshake()
	for _, test := range []struct {
		name string
		in   []seg
		want string
	}{
		{"in order", join(open, a(100, 500, ACK, "one"), b(500, 103, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0b 0 "two" #5 ack 3; 0a end unseen; 0b end unseen; 0 close unseen #5 client 0`},
		{"retransmission", join(open, a(100, 500, ACK, "one"), a(100, 500, ACK, "one"), a(103, 500, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0a 3 "two" #6 ack 0`},
		{"retransmission with more behind it", join(open, a(100, 500, ACK, "one"), a(100, 500, ACK, "onetwo")),
			`0a 0 "one" #4 ack 0; 0a 3 "two" #5 ack 0`},
		{"reordering", join(open, a(103, 500, ACK, "two"), a(106, 500, ACK, "six"), a(100, 500, ACK, "one")),
			`0a 0 "one" #6 ack 0; 0a 3 "two" #6(4) ack 0; 0a 6 "six" #6(5) ack 0`},
		{"two holes filled backwards", join(open, a(106, 500, ACK, "six"), a(103, 500, ACK, "two"), a(100, 500, ACK, "one")),
			`0a 0 "one" #6 ack 0; 0a 3 "two" #6(5) ack 0; 0a 6 "six" #6(4) ack 0`},
		{"the held copy comes twice", join(open, a(103, 500, ACK, "two"), a(103, 500, ACK, "two"), a(100, 500, ACK, "one")),
			`0a 0 "one" #6 ack 0; 0a 3 "two" #6(4) ack 0`},
		{"partial overlap with what is held, on both sides", join(open, a(103, 500, ACK, "def"), a(100, 500, ACK, "abcdefghi")),
			`0a 0 "abc" #5 ack 0; 0a 3 "def" #5(4) ack 0; 0a 6 "ghi" #5 ack 0`},
		{"one segment over two that are held", join(open, a(102, 500, ACK, "c"), a(104, 500, ACK, "e"), a(100, 500, ACK, "abcdef")),
			`0a 0 "ab" #6 ack 0; 0a 2 "c" #6(4) ack 0; 0a 3 "d" #6 ack 0; 0a 4 "e" #6(5) ack 0; 0a 5 "f" #6 ack 0`},
		{"conflict with what was delivered", join(open, a(100, 500, ACK, "one"), a(101, 500, ACK, "NEtwo")),
			`0a 0 "one" #4 ack 0; 0a 3 "two" #5 ack 0; 0a 1 conflict 2 #5`},
		{"conflict with what is held", join(open, a(103, 500, ACK, "two"), a(103, 500, ACK, "tWo"), a(100, 500, ACK, "one")),
			`0a 4 conflict 1 #5; 0a 0 "one" #6 ack 0; 0a 3 "two" #6(4) ack 0`},
		{"sequence wrap", []seg{a(0xfffffffb, 0, SYN, ""), b(499, 0xfffffffc, SYN|ACK, ""), a(0xfffffffc, 500, ACK, "abcdef"),
			a(2, 500, ACK, "ghi"), b(500, 5, ACK, "")},
			`0a 0 "abcdef" #3 ack 0; 0a 6 "ghi" #4 ack 0`},
		{"reordering over the wrap", []seg{a(0xfffffffb, 0, SYN, ""), b(499, 0xfffffffc, SYN|ACK, ""),
			a(2, 500, ACK, "ghi"), a(0xfffffffc, 500, ACK, "abcdef")},
			`0a 0 "abcdef" #4 ack 0; 0a 6 "ghi" #4(3) ack 0`},
		{"keep-alive probes", join(open, a(100, 500, ACK, "one"), a(102, 500, ACK, ""), a(102, 500, ACK, "\x00"), a(103, 500, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0a 3 "two" #7 ack 0`},
		{"data with the SYN", []seg{a(99, 0, SYN, "hi"), b(499, 102, SYN|ACK, ""), a(102, 500, ACK, "!")},
			`0a 0 "hi" #1 ack -1; 0a 2 "!" #3 ack 0`},
		{"SYN retransmitted", join(a(99, 0, SYN, ""), open, a(100, 500, ACK, "one")),
			`0a 0 "one" #5 ack 0`},
		{"orderly close", join(open, a(100, 500, ACK|FIN, "one"), b(500, 104, ACK|FIN, ""), a(104, 501, ACK, ""), a(104, 501, ACK, "late")),
			`0a 0 "one" #4 ack 0; 0a end orderly; 0b end orderly; 0 close orderly #5 client 0`},
		{"half-close", join(open, a(100, 500, ACK|FIN, ""), b(500, 101, ACK, "still"), b(505, 101, ACK|FIN, "")),
			`0a end orderly; 0b 0 "still" #5 ack 0; 0b end orderly; 0 close orderly #6 client 0`},
		{"FIN before the data it ends", join(open, a(103, 500, ACK|FIN, ""), a(100, 500, ACK, "one"), b(500, 104, ACK|FIN, "")),
			`0a 0 "one" #5 ack 0; 0a end orderly; 0b end orderly; 0 close orderly #6 client 0`},
		{"reset", join(open, a(100, 500, ACK, "one"), b(500, 103, RST|ACK, ""), a(103, 500, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0a end reset; 0b end reset; 0 close reset #5 client 0`},
		{"reset after both FIN", join(open, a(100, 500, ACK|FIN, ""), b(500, 101, ACK|FIN, ""), a(101, 501, RST, "")),
			`0a end orderly; 0b end orderly; 0 close orderly #5 client 0`},
		{"reset with held data", join(open, a(103, 500, ACK, "two"), b(500, 100, RST|ACK, "")),
			`0a 0 gap 3 #4; 0a 3 "two" #4 ack 0; 0a end reset`},
		{"a reset before the window", join(open, a(100, 500, ACK, "one"), b(500, 103, ACK, "two"), a(103, 503, ACK, ""), b(501, 0, RST, ""), b(503, 103, ACK, "three")),
			`0a 0 "one" #4 ack 0; 0b 0 "two" #5 ack 3; 0b 3 "three" #8 ack 3; 0a end unseen; 0b end unseen; 0 close unseen #8 client 0`},
		{"a reset in the window that neither side believes", join(open, b(700, 100, RST|ACK, ""), b(500, 100, ACK, "one"), a(100, 503, ACK, "two"), b(503, 103, ACK, "three")),
			`0b 0 "one" #5 ack 0; 0a 0 "two" #6 ack 3; 0b 3 "three" #7 ack 3; 0a end unseen; 0b end unseen; 0 close unseen #7 client 0`},
		{"a reset at the next byte that neither side believes", join(open, a(100, 500, ACK, "one"), b(500, 103, RST|ACK, ""), a(103, 500, ACK, "two"), b(500, 106, ACK, "three")),
			`0a 0 "one" #4 ack 0; 0a 3 "two" #6 ack 0; 0b 0 "three" #7 ack 6; 0a end unseen; 0b end unseen; 0 close unseen #7 client 0`},
		{"an acknowledgement is not enough", join(open, a(100, 500, ACK, "one"), b(500, 103, RST|ACK, ""), a(103, 500, ACK, "two"), b(500, 106, ACK, "")),
			`0a 0 "one" #4 ack 0; 0a end reset; 0b end reset; 0 close reset #5 client 0`},
		{"the reset is repeated", join(open, a(100, 500, ACK, "one"), b(500, 103, RST|ACK, ""), a(103, 500, ACK, "two"), b(500, 106, RST|ACK, ""), a(106, 500, ACK, "x")),
			`0a 0 "one" #4 ack 0; 0a end reset; 0b end reset; 0 close reset #5 client 0`},
		{"both sides close in order after a reset that was forged", join(open, b(500, 100, RST, ""), a(100, 500, ACK|FIN, "one"), b(500, 104, ACK|FIN, "")),
			`0a 0 "one" #5 ack 0; 0a end orderly; 0b end orderly; 0 close orderly #6 client 0`},
		{"a reset right after the SYN that neither side believes", join(open[:2], b(500, 100, RST, ""), a(100, 500, ACK, "one"), b(500, 103, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0b 0 "two" #5 ack 3; 0a end unseen; 0b end unseen; 0 close unseen #5 client 0`},
		{"a reset right after the SYN", join(open[:2], b(500, 100, RST, ""), a(100, 500, ACK, "one")),
			`0a end reset; 0b end reset; 0 close reset #3 client 0`},
		{"both go on out of order", join(open, b(500, 100, RST, ""), a(103, 500, ACK, "two"), a(100, 500, ACK, "one"), b(500, 106, ACK, "x")),
			`0a 0 "one" #6 ack 0; 0a 3 "two" #6(5) ack 0; 0b 0 "x" #7 ack 6; 0a end unseen; 0b end unseen; 0 close unseen #7 client 0`},
		{"both go on too late", join(open, b(500, 100, RST, ""), a(100, 500, ACK, "one").times(gracePackets), b(500, 103, ACK, "x")),
			`0a end reset; 0b end reset; 0 close reset #4 client 0`},
		{"both go on after more than the time", join(open, b(500, 100, RST, ""), a(100, 500, ACK, "one").later(2*time.Minute), b(500, 103, ACK, "x")),
			`0a end reset; 0b end reset; 0 close reset #4 client 0`},
		{"the ports are used again after a reset, the handshake lost", join(open, b(500, 100, RST, ""), a(80000000, 90000000, ACK, "new")),
			`0a end reset; 0b end reset; 0 close reset #4 client 0; 0a 0 "new" #5 ack 0`},
		{"both sides open", []seg{a(99, 0, SYN, ""), b(499, 0, SYN, ""), a(99, 500, SYN|ACK, ""), b(499, 100, SYN|ACK, ""), a(100, 500, ACK, "one"), b(500, 103, ACK, "two")},
			`0a 0 "one" #5 ack 0; 0b 0 "two" #6 ack 3; 0a end unseen; 0b end unseen; 0 close unseen #6 client -1`},
		{"a reset far from the window", join(open, b(900000000, 100, RST|ACK, ""), a(100, 500, ACK, "one")),
			`0a 0 "one" #5 ack 0`},
		{"gap at the end of input", join(open, a(100, 500, ACK, "one"), a(106, 500, ACK, "six")),
			`0a 0 "one" #4 ack 0; 0a 3 gap 3 #5; 0a 6 "six" #5 ack 0`},
		{"gap that the peer acknowledged, after the grace", join(open, a(103, 500, ACK, "two"), b(500, 106, ACK, ""), b(500, 106, ACK, "").times(gracePackets-1),
			b(500, 106, ACK, ""), b(500, 106, ACK, "x")),
			`0a 0 gap 3 #4; 0a 3 "two" #4 ack 0; 0b 0 "x" #38 ack 6`},
		{"a gap that is acknowledged may still be filled in the grace", join(open, a(103, 500, ACK, "two"), b(500, 106, ACK, "").times(10), a(100, 500, ACK, "one")),
			`0a 0 "one" #15 ack 0; 0a 3 "two" #15(4) ack 0`},
		{"grace by capture time", join(open, a(103, 500, ACK, "two"), b(500, 106, ACK, ""), b(500, 106, ACK, "x").later(2*time.Second)),
			`0b 0 "x" #6 ack 6; 0a 0 gap 3 #4; 0a 3 "two" #4 ack 0`},
		{"an acknowledgement of bytes that were never captured", join(open, b(500, 110, ACK, "x")),
			`0b 0 "x" #4 ack 10; 0a 0 gap 10 #4; 0a end unseen`},
		{"acknowledged only in part", join(open, a(110, 500, ACK, "x"), b(500, 105, ACK, ""), b(500, 105, ACK, "").later(2*time.Second), a(105, 500, ACK, "later")),
			`0a 0 gap 5 #5; 0a 5 "later" #7 ack 0; 0a 10 "x" #7(4) ack 0`},
		{"a lost FIN is no lost byte", join(open, a(100, 500, ACK, "one"), b(500, 104, ACK|FIN, ""), b(501, 104, ACK, "").later(5*time.Second)),
			`0a 0 "one" #4 ack 0; 0b end orderly; 0a end unseen; 0 close unseen #6 client 0`},
		{"what lies behind a gap was not in order before what lies before it", join(open, a(110, 500, ACK, "x"), a(100, 500, ACK, "later")),
			`0a 0 "later" #5 ack 0; 0a 5 gap 5 #4; 0a 10 "x" #5(4) ack 0`},
		{"bytes beyond the FIN", join(open, a(100, 500, ACK|FIN, "one"), a(100, 500, ACK, "onetwo"), b(500, 100, ACK, "x")),
			`0a 0 "one" #4 ack 0; 0a end orderly; 0b 0 "x" #6 ack 0`},
		{"held bytes beyond the FIN", join(open, a(103, 500, ACK|FIN, ""), a(101, 500, ACK, "netwo"), a(100, 500, ACK, "o")),
			`0a 0 "o" #6 ack 0; 0a 1 "ne" #6(5) ack 0; 0a end orderly; 0b end unseen`},
		{"bytes beyond the FIN, captured before it", join(open, a(102, 500, ACK, "etwo"), a(103, 500, ACK|FIN, ""), a(100, 500, ACK, "on"), b(500, 100, ACK, "x")),
			`0a 0 "on" #6 ack 0; 0a 2 "e" #6(4) ack 0; 0a end orderly; 0b 0 "x" #7 ack 0`},
		{"a FIN that was acknowledged is no lost byte", join(open, b(500, 104, ACK, ""), a(103, 500, ACK|FIN, "")),
			`0a 0 gap 3 #4; 0a end orderly; 0b end unseen`},
		{"hole that nobody acknowledges, by time", join(open, a(103, 500, ACK, "two"), a(106, 500, ACK, "six").later(2*time.Minute), b(500, 100, ACK, "x")),
			`0a 0 gap 3 #4; 0a 3 "two" #4 ack 0; 0a 6 "six" #5 ack 0; 0b 0 "x" #6 ack 0`},
		{"cut by the snapshot length", join(open, a(100, 500, ACK, "one").cutBy(4), a(107, 500, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0a 3 cut 4 #4; 0a 7 "two" #5 ack 0`},
		{"cut and held", join(open, a(103, 500, ACK, "two").cutBy(4), a(110, 500, ACK, "x"), a(100, 500, ACK, "one")),
			`0a 0 "one" #6 ack 0; 0a 3 "two" #6(4) ack 0; 0a 6 cut 4 #4; 0a 10 "x" #6(5) ack 0`},
		{"start not seen", []seg{a(1000, 7000, ACK, "mid"), b(7000, 1003, ACK, "dle")},
			`0a 0 "mid" #1 ack 0; 0b 0 "dle" #2 ack 3; 0a end unseen; 0b end unseen; 0 close unseen #2 client -1`},
		{"start not seen, first packets out of order", []seg{b(7000, 1000, ACK, ""), a(1003, 7000, ACK, "two"), a(1000, 7000, ACK, "one")},
			`0b 0 "one" #3 ack 0; 0b 3 "two" #3(2) ack 0`},
		{"start not seen, the acknowledgement captured before the data", []seg{b(7000, 1003, ACK, ""), a(1000, 7000, ACK, "one"), a(1003, 7000, ACK, "two")},
			`0b 0 "one" #2 ack 0; 0b 3 "two" #3 ack 0`},
		{"start not seen, keep-alive probe first", []seg{a(999, 7000, ACK, ""), b(7000, 1000, ACK, ""), a(1000, 7000, ACK, "one"), b(7000, 1003, ACK, "x")},
			`0a 0 "one" #3 ack 0; 0b 0 "x" #4 ack 3`},
		{"start not seen, then bytes that were never captured", []seg{b(7000, 1000, ACK, ""), a(1010, 7000, ACK, "x")},
			`0a end unseen; 0b 0 gap 10 #2; 0b 10 "x" #2 ack 0`},
		{"only one direction captured", join(a(99, 0, SYN, ""), a(100, 500, ACK, "one"), a(103, 510, ACK, "two")),
			`0a 0 "one" #2 ack 0; 0a 3 "two" #3 ack 10; 0a end unseen; 0b 0 gap 10 #3`},
		{"only the answer to the SYN captured", []seg{b(499, 100, SYN|ACK, ""), a(100, 500, ACK, "one")},
			`0b 0 "one" #2 ack 0; 0a end unseen; 0b end unseen; 0 close unseen #2 client 1`},
		{"all of one side in front of the other, its FIN too", []seg{b(499, 100, SYN|ACK, ""), b(500, 103, ACK, "two"), b(503, 104, ACK|FIN, ""),
			a(99, 0, SYN, ""), a(100, 500, ACK, "one"), a(103, 503, ACK|FIN, ""), a(104, 504, ACK, "")},
			`0a 0 "two" #2 ack 3; 0a end orderly; 0b 0 "one" #5 ack 0; 0b end orderly; 0 close orderly #6 client 1`},
		{"ports used again, by another number", join(open, a(100, 500, ACK, "one"), a(4999, 0, SYN, ""), b(9999, 5000, SYN|ACK, ""), a(5000, 10000, ACK, "new")),
			`0a 0 "one" #4 ack 0; 0a end unseen; 0b end unseen; 0 close unseen #4 client 0; 1a 0 "new" #7 ack 0`},
		{"ports used again after a reset, by the same number", join(open, b(500, 100, RST, ""), open, a(100, 500, ACK, "new")),
			`0a end reset; 0b end reset; 0 close reset #4 client 0; 0a 0 "new" #8 ack 0`},
		{"one segment far away is not believed", join(open, a(800000000, 500, ACK, "wild"), a(100, 500, ACK, "one")),
			`0a 0 "one" #5 ack 0`},
		{"a stream that goes on far away is another one", join(open, a(100, 500, ACK, "one"), a(800000000, 500, ACK, "w").times(7), a(800000001, 500, ACK, "x")),
			`0a 0 "one" #4 ack 0; 0a end unseen; 0b end unseen; 0 close unseen #4 client 0; 0a 0 "w" #5 ack 0; 0a 1 "x" #12 ack 0`},
		{"ports used again, all of the handshake lost", join(open, a(100, 500, ACK, "one"), a(800000000, 90000000, ACK, "new"), b(90000000, 800000003, ACK, "ok"), a(800000003, 90000002, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0a end unseen; 0b end unseen; 0 close unseen #4 client 0; 0a 0 "new" #5 ack 0; 0b 0 "ok" #6 ack 3; 0a 3 "two" #7 ack 2`},
		{"ports used again after a FIN, all of the handshake lost", join(open, a(100, 500, ACK|FIN, "one"), b(500, 104, ACK|FIN, ""), a(900000, 90000000, ACK, "new"), b(90000000, 900003, ACK, "ok")),
			`0a 0 "one" #4 ack 0; 0a end orderly; 0b end orderly; 0 close orderly #5 client 0; 0a 0 "new" #6 ack 0; 0b 0 "ok" #7 ack 3; 0a end unseen; 0b end unseen; 0 close unseen #7 client -1`},
		{"the server's data captured before its SYN", []seg{a(99, 0, SYN, ""), b(503, 103, ACK, "two"), b(499, 100, SYN|ACK, ""), a(100, 500, ACK, "one"), b(500, 103, ACK, "one")},
			`0a 0 "one" #4 ack 0; 0b 0 "one" #5 ack 3; 0b 3 "two" #5(2) ack 3`},
		{"the server's data captured before its SYN, in order", []seg{a(99, 0, SYN, ""), b(500, 100, ACK, "two"), b(499, 100, SYN|ACK, "")},
			`0b 0 "two" #3(2) ack 0; 0a end unseen`},
		{"the server's SYN lost", []seg{a(99, 0, SYN, ""), b(503, 100, ACK, "two"), b(500, 100, ACK, "one"), a(100, 506, ACK, "x").later(2 * time.Second)},
			`0a 0 "x" #4 ack -1; 0b 0 "one" #3 ack 0; 0b 3 "two" #3(2) ack 0`},
		{"the end of the input while the server's SYN is waited for", []seg{a(99, 0, SYN, ""), b(503, 100, ACK|FIN, "two"), b(500, 100, ACK, "one")},
			`0a end unseen; 0b 0 "one" #3 ack 0; 0b 3 "two" #3(2) ack 0; 0b end orderly; 0 close unseen #3 client 0`},
		{"data that a reset has overtaken", join(open, a(100, 500, ACK, "one"), b(500, 106, RST|ACK, ""), a(103, 500, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0a 3 "two" #6 ack 0; 0a end reset; 0b end reset; 0 close reset #5 client 0`},
		{"data that a reset has overtaken, its own side's", join(open, b(500, 100, ACK, "one"), b(506, 100, RST|ACK, ""), b(503, 100, ACK, "two")),
			`0b 0 "one" #4 ack 0; 0b 3 "two" #6 ack 0; 0a end reset; 0b end reset; 0 close reset #5 client 0`},
		{"a reset ends the waiting for what it has overtaken", join(open, b(503, 100, RST|ACK, ""), b(500, 100, ACK, "").times(gracePackets), b(500, 100, ACK, "one")),
			`0a end reset; 0b end reset; 0 close reset #4 client 0`},
		{"a keep-alive probe for a byte that was lost", join(open, a(100, 500, ACK, "one"), b(500, 106, ACK, ""), a(105, 500, ACK, "\x00").later(time.Minute), b(500, 106, ACK, ""), a(106, 500, ACK, "x")),
			`0a 0 "one" #4 ack 0; 0a 3 gap 3 #5; 0a 6 "x" #8 ack 0`},
		{"a keep-alive probe for a byte that is held", join(open, a(103, 500, ACK, "two"), a(105, 500, ACK, "\x00"), a(100, 500, ACK, "one")),
			`0a 0 "one" #6 ack 0; 0a 3 "two" #6(4) ack 0; 0a end unseen`},
		{"zero-window probes carry the byte that is due", join(open, a(100, 500, ACK, "one"), a(103, 500, ACK, "t").times(3), b(500, 103, ACK, ""), a(103, 500, ACK, "two")),
			`0a 0 "one" #4 ack 0; 0a 3 "t" #5 ack 0; 0a 4 "wo" #9 ack 0`},
		{"data with the SYN, not taken by the server", []seg{a(99, 0, SYN, "hi"), b(499, 100, SYN|ACK, ""), a(100, 500, ACK, "hi!")},
			`0a 0 "hi" #1 ack -1; 0a 2 "!" #3 ack 0`},
		{"data with both SYN", []seg{a(99, 0, SYN, "hi"), b(499, 102, SYN|ACK, "ho"), a(102, 502, ACK, "!")},
			`0a 0 "hi" #1 ack -1; 0b 0 "ho" #2 ack 2; 0a 2 "!" #3 ack 2`},
		{"an acknowledgement far away is not believed", join(open, b(500, 800000000, ACK, "x"), b(501, 800000000, ACK, "y").later(5*time.Second), a(100, 502, ACK, "one")),
			`0b 0 "x" #4 ack -1; 0b 1 "y" #5 ack -1; 0a 0 "one" #6 ack 2`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := record()
			if err := r.feed(test.in...); err != nil {
				t.Fatal(err)
			}
			if err := r.table.Flush(); err != nil {
				t.Fatal(err)
			}
			check(t, r.lines, test.want)
			if r.table.heldTotal != 0 || r.table.passing.Len() != 0 {
				t.Errorf("kept after the end: %d held, %d connections",
					r.table.heldTotal, r.table.passing.Len())
			}
		})
	}
}

// check wants the lines to begin with those of want.
func check(t *testing.T, lines []string, want string) {
	t.Helper()
	wanted := strings.Split(want, "; ")
	got := lines[:min(len(lines), len(wanted))]
	if !slices.Equal(got, wanted) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(wanted, "\n\t"))
	}
}

func TestHeldIsBounded(t *testing.T) {
	r := record()
	segs := handshake()
	for i := range uint32(maxHeldSegments + 1) {
		segs = append(segs, a(200+2*i, 500, ACK, "x"))
	}
	if err := r.feed(segs...); err != nil {
		t.Fatal(err)
	}
	check(t, r.lines, `0a 0 gap 100 #4; 0a 100 "x" #4 ack 0`)

	r = record()
	big := strings.Repeat("x", 1<<16)
	segs = handshake()
	for i := range uint32(maxHeldBytes>>16 + 1) {
		segs = append(segs, a(200+i<<16, 500, ACK, big))
	}
	if err := r.feed(segs...); err != nil {
		t.Fatal(err)
	}
	if len(r.lines) == 0 || r.lines[0] != "0a 0 gap 100 #4" {
		t.Errorf("no gap at the limit of bytes: %.100q", r.lines)
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	r := record()
	r.table.maxKnown, r.table.maxLive = 100, 10
	for i := range 1000 {
		s := Segment{Flow: FlowOf(netip.AddrPortFrom(alice.Addr(), uint16(i)), bob), Seq: 1, Flags: ACK, Payload: []byte("x"), Packet: trace.Packet{Frame: i + 1}}
		if err := r.table.Segment(&s); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(r.table.conns); n > 100 {
		t.Errorf("%d connections are known", n)
	}
	if n := r.table.passing.Len(); n > 10 {
		t.Errorf("%d connections are live", n)
	}
	if n := r.table.known.Len(); n != len(r.table.conns) {
		t.Errorf("%d in order, %d known", n, len(r.table.conns))
	}
	if r.table.Streams() != 1000 {
		t.Errorf("%d streams", r.table.Streams())
	}
}

func TestResetConnectionsAreBounded(t *testing.T) {
	r := record()
	for i := range 3 * maxResets {
		flow := FlowOf(netip.AddrPortFrom(alice.Addr(), uint16(i)), bob)
		for j, s := range []Segment{{Flow: flow, Seq: 1, Ack: 1, Flags: ACK, Payload: []byte("x")}, {Flow: flow, Seq: 2, Ack: 1, Flags: RST | ACK}, {Flow: flow, Seq: 2, Ack: 1, Flags: ACK, Payload: []byte("y")}} {
			s.Packet = trace.Packet{Frame: 3*i + j + 1}
			if err := r.table.Segment(&s); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := r.table.doubted.Len(); n == 0 || n > maxResets || r.table.passing.Len() != n {
		t.Errorf("%d of %d live connections wait after their reset", n, r.table.passing.Len())
	}
	if err := r.table.Flush(); err != nil {
		t.Fatal(err)
	}
	if r.table.doubted.Len() > 0 || r.table.heldTotal != 0 || r.table.GivenUp() != 0 {
		t.Errorf("%d wait at the end, %d bytes are held, %d given up", r.table.doubted.Len(), r.table.heldTotal, r.table.GivenUp())
	}
}

func TestKeptConnectionsOutliveOthers(t *testing.T) {
	r := record()
	r.table.maxLive = 3
	r.table.open = func(c *Conn) Handler { return &recordedConn{r, c} }
	if err := r.feed(a(1, 1, ACK, "x")); err != nil {
		t.Fatal(err)
	}
	for c := range r.table.conns {
		if err := r.table.Keep(r.table.conns[c]); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 {
		s := Segment{Flow: FlowOf(netip.AddrPortFrom(alice.Addr(), uint16(i)), bob), Seq: 1, Flags: ACK, Payload: []byte("x"), Packet: trace.Packet{Frame: i + 2}}
		if err := r.table.Segment(&s); err != nil {
			t.Fatal(err)
		}
	}
	r.lines = nil
	if err := r.feedFrom(30, []seg{a(2, 1, ACK, "y")}); err != nil {
		t.Fatal(err)
	}
	check(t, r.lines, `0a 1 "y" #30 ack 0`)
}

func TestIgnoredConnectionsKeepNothing(t *testing.T) {
	r := record()
	r.ignore = true
	if err := r.feed(join(handshake(), a(103, 500, ACK, "two"), a(100, 500, ACK, "one"), a(106, 500, ACK, "six"))...); err != nil {
		t.Fatal(err)
	}
	if err := r.table.Flush(); err != nil {
		t.Fatal(err)
	}
	check(t, r.lines, `0a 0 "one" #5 ack 0`)
	if len(r.lines) != 1 {
		t.Errorf("the handler was called again: %q", r.lines)
	}
	if r.table.heldTotal != 0 || r.table.passing.Len() != 0 {
		t.Error("something is kept")
	}
}

func TestErrorOfHandlerEndsAll(t *testing.T) {
	r := record()
	r.fail = errors.New("enough")
	if err := r.feed(join(handshake(), a(103, 500, ACK, "two"), a(100, 500, ACK, "one"))...); err != r.fail {
		t.Errorf("got %v", err)
	}
	if len(r.lines) != 1 {
		t.Errorf("went on: %q", r.lines)
	}
}
