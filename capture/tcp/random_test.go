package tcp

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// Streams must have the numbers that tshark gives them, whatever the flags and
// numbers of the segments: SYN again, SYN with other numbers, FIN and RST
// before and behind.
func TestStreamNumbersAgreeWithTshark(t *testing.T) {
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed")
	}
	random := rand.New(rand.NewPCG(1, 2))
	capture, table := pcaptest.New(), record().table
	var streams []int
	var log []string
	flags := []uint8{pcaptest.SYN, pcaptest.SYN, pcaptest.SYN, pcaptest.SYN | pcaptest.ACK, pcaptest.SYN | pcaptest.ACK,
		pcaptest.ACK, pcaptest.ACK, pcaptest.ACK | pcaptest.FIN, pcaptest.RST, pcaptest.RST | pcaptest.ACK}
	for trial := range 1500 {
		client := netip.AddrPortFrom(alice.Addr(), uint16(10000+trial))
		conn := capture.Midway(client.String(), bob.String())
		for range 2 + random.IntN(7) {
			side := random.IntN(4) / 3
			s := pcaptest.Segment{
				Seq:   1000*uint32(side+1) + uint32(random.IntN(3)),
				Ack:   1000*uint32(2-side) + uint32(random.IntN(3)),
				Flags: flags[random.IntN(len(flags))],
			}
			if s.Flags&pcaptest.SYN == 0 && random.IntN(2) == 0 {
				s.Payload = []byte("x")
			}
			frame := conn.Segment(side, s)
			in := Segment{Flow: FlowOf(client, bob), Seq: s.Seq, Ack: s.Ack, Flags: Flags(s.Flags), Payload: s.Payload, Packet: trace.Packet{Frame: frame}}
			if side == 1 {
				in.Flow = FlowOf(bob, client)
			}
			if err := table.Segment(&in); err != nil {
				t.Fatal(err)
			}
			k, _ := keyOf(&in)
			streams = append(streams, table.conns[k].Stream)
			log = append(log, strconv.Itoa(trial)+" "+strconv.Itoa(side)+" flags "+strconv.Itoa(int(s.Flags))+" seq "+strconv.Itoa(int(s.Seq))+" ack "+strconv.Itoa(int(s.Ack)))
		}
	}
	file := filepath.Join(t.TempDir(), "numbers.pcap")
	if err := os.WriteFile(file, capture.Pcap(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-r", file, "-T", "fields", "-e", "tcp.stream").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(out))
	if len(lines) != len(streams) {
		t.Fatalf("tshark sees %d segments, want %d", len(lines), len(streams))
	}
	for i, line := range lines {
		if line != strconv.Itoa(streams[i]) {
			trial := strings.Fields(log[i])[0] + " "
			for j := max(0, i-8); j <= i; j++ {
				if strings.HasPrefix(log[j], trial) {
					t.Logf("%s: tshark %s, we %d", log[j], lines[j], streams[j])
				}
			}
			t.Fatalf("frame %d is in stream %d, tshark says %s", i+1, streams[i], line)
		}
	}
}

// collector puts together what a Table delivers of side 0.
type collector struct {
	nothing
	bytes []byte
	gaps  map[int64]int64
}

// nothing is a Handler that does nothing.
type nothing struct{}

func (c *collector) Data(side int, d *trace.Chunk) error {
	if side == 0 {
		if d.Offset != int64(len(c.bytes)) {
			panic("bytes out of order")
		}
		c.bytes = append(c.bytes, d.Bytes...)
	}
	return nil
}

func (c *collector) Gap(side int, g Gap) error {
	if side == 0 {
		if g.Offset != int64(len(c.bytes)) {
			panic("gap out of order")
		}
		c.gaps[g.Offset] = g.Lost
		c.bytes = append(c.bytes, make([]byte, g.Lost)...)
	}
	return nil
}

// Whatever a network does to segments short of losing them, the receiver has
// the sender's bytes; and what was lost is missing, not more and not less.
func TestStreamsAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOfN(rapid.ByteRange(1, 255), 1, 400).Draw(t, "sent")
		isn := rapid.Uint32().Draw(t, "isn")
		// Pieces that cover all bytes, some of them twice or in part.
		type piece struct{ from, to int }
		var pieces []piece
		for at := 0; at < len(sent); {
			n := rapid.IntRange(1, 60).Draw(t, "length")
			to := min(len(sent), at+n)
			from := max(0, at-rapid.IntRange(0, 10).Draw(t, "overlap"))
			pieces = append(pieces, piece{from, to})
			if rapid.IntRange(0, 4).Draw(t, "again") == 0 {
				pieces = append(pieces, piece{from, to})
			}
			at = to
		}
		lost := make([]bool, len(sent))
		for i := range lost {
			lost[i] = true
		}
		kept := pieces[:0:0]
		for i, p := range pieces {
			if rapid.IntRange(0, 9).Draw(t, "drop") == 0 && i < len(pieces)-1 {
				continue
			}
			for j := p.from; j < p.to; j++ {
				lost[j] = false
			}
			kept = append(kept, p)
		}
		for i := range kept { // mild disorder
			j := min(len(kept)-1, i+rapid.IntRange(0, 3).Draw(t, "late"))
			kept[i], kept[j] = kept[j], kept[i]
		}

		c := &collector{gaps: map[int64]int64{}}
		table := NewTable(func(*Conn) Handler { return c })
		now := time.Unix(1700000000, 0)
		put := func(s Segment) {
			now = now.Add(time.Millisecond)
			s.Packet = trace.Packet{Frame: s.Frame + 1, Time: trace.InstantOf(now)}
			if err := table.Segment(&s); err != nil {
				t.Fatal(err)
			}
		}
		put(Segment{Flow: FlowOf(alice, bob), Seq: isn, Flags: SYN})
		for _, p := range kept {
			put(Segment{Flow: FlowOf(alice, bob), Seq: isn + 1 + uint32(p.from), Flags: ACK, Payload: bytes.Clone(sent[p.from:p.to])})
		}
		// Nothing is given up yet: nobody acknowledged, no time has passed.
		for i, b := range c.bytes {
			if b != sent[i] {
				t.Fatalf("byte %d is %d, sent was %d", i, b, sent[i])
			}
		}
		if len(c.gaps) > 0 {
			t.Fatalf("given up too early: %v", c.gaps)
		}
		put(Segment{Flow: FlowOf(bob, alice), Seq: 1, Ack: isn + 1 + uint32(len(sent)), Flags: ACK})
		if err := table.Flush(); err != nil {
			t.Fatal(err)
		}
		want := bytes.Clone(sent)
		for i := range want {
			if lost[i] {
				want[i] = 0
			}
		}
		if !bytes.Equal(c.bytes, want) {
			t.Fatalf("got\n%v\nwant\n%v", c.bytes, want)
		}
		for offset, n := range c.gaps {
			for i := offset; i < offset+n; i++ {
				if !lost[i] {
					t.Fatalf("byte %d was captured and is in a gap", i)
				}
			}
		}
	})
}

func (nothing) Data(int, *trace.Chunk) error            { return nil }
func (nothing) Gap(int, Gap) error                      { return nil }
func (nothing) Conflict(int, Conflict) error            { return nil }
func (nothing) End(int, trace.Closing) error            { return nil }
func (nothing) Close(trace.Closing, trace.Packet) error { return nil }

// FuzzTable feeds segments made of any bytes: no panic, no byte twice, bounded
// memory.
func FuzzTable(f *testing.F) {
	f.Add([]byte("\x00\x02\x00\x00\x00\x63\x00\x00\x00\x00\x00\x00\x01\x12\x00\x00\x01\xf3\x00\x00\x00\x64\x00\x00"))
	f.Add(bytes.Repeat([]byte("\x00\x10\x00\x00\x00\x64\x00\x00\x00\x00\x05\x02"), 20))
	f.Add(bytes.Repeat([]byte("\x01\x11\xff\xff\xff\xf0\xff\xff\xff\xff\x20\x00"), 20))
	f.Fuzz(func(t *testing.T, in []byte) {
		next := [2]int64{}
		table := NewTable(func(*Conn) Handler { next = [2]int64{}; return &order{t: t, next: &next} })
		payload := bytes.Repeat([]byte("p"), 255)
		for frame := 1; len(in) >= 12; frame++ {
			s := Segment{Flow: FlowOf(alice, bob), Flags: Flags(in[1]),
				Seq:     uint32(in[2])<<24 | uint32(in[3])<<16 | uint32(in[4])<<8 | uint32(in[5]),
				Ack:     uint32(in[6])<<24 | uint32(in[7])<<16 | uint32(in[8])<<8 | uint32(in[9]),
				Payload: payload[:in[10]], Cut: int(in[11] >> 6),
				Packet: trace.Packet{Frame: frame, Time: trace.UnixInstant(int64(frame), int64(in[11]))}}
			if in[0]&1 != 0 {
				s.Flow = FlowOf(bob, alice)
			}
			in = in[12:]
			if err := table.Segment(&s); err != nil {
				t.Fatal(err)
			}
		}
		if err := table.Flush(); err != nil {
			t.Fatal(err)
		}
		if table.heldTotal != 0 {
			t.Errorf("%d bytes held after the end", table.heldTotal)
		}
	})
}

// order holds a Table to its promise: each byte once, in order.
type order struct {
	nothing
	t    *testing.T
	next *[2]int64
}

func (o *order) Data(side int, d *trace.Chunk) error {
	if d.Offset != o.next[side] || len(d.Bytes) == 0 {
		o.t.Fatalf("side %d: %d bytes at %d, due was %d", side, len(d.Bytes), d.Offset, o.next[side])
	}
	o.next[side] += int64(len(d.Bytes))
	return nil
}

func (o *order) Gap(side int, g Gap) error {
	if g.Offset != o.next[side] || g.Lost <= 0 {
		o.t.Fatalf("side %d: gap of %d at %d, due was %d", side, g.Lost, g.Offset, o.next[side])
	}
	o.next[side] += g.Lost
	return nil
}
