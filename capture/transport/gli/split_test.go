package gli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// TestEverySplit cuts a stream of three frames at every place, and at every
// two places: the units are the same.
func TestEverySplit(t *testing.T) {
	for _, stream := range []string{
		good(short) + keepAlive + good(message("7")),
		frame(3, 46, short) + frame(3, 52, short) + good(short),
		swapped(short) + errorAck + short,
		good(short+"\x00") + "?" + frame(9, 4, "ab"),
	} {
		want := units(false, trace.CloseUnseen, stream)
		for i := range len(stream) {
			for j := i; j < len(stream); j++ {
				got := units(false, trace.CloseUnseen, stream[:i], stream[i:j], stream[j:])
				if !slices.Equal(want, got) {
					t.Fatalf("cut at %d and %d: %s", i, j, cmp.Diff(want, got))
				}
			}
		}
	}
}

// pieces are what random streams are made of.
var pieces = []string{
	good(short), good(short), good(message("1")), keepAlive, ack, errorAck, short, huge[:100], "\x00", "\n", "\x00\x03", "x", "</GctiMsg>", "<", "<?xml",
	frame(3, 46, short), frame(3, 52, short), frame(3, 0, short), swapped(short), frame(3, 90, short), frame(3, 38, short), frame(3, 49, short),
	good(short + "\x00"), good("<GctiMsg><a>"), good(""), frame(3, 40, ""), frame(0, 6, ""), frame(0, 5, "abc"), frame(0, 0x200, ""), frame(9, 4, "ab"), frame(9, 2, ""),
	"\x00\x03\x00\x30\x03\x00" + short, "\x01\x03\x00\x30\x02\x00" + short, "\x00\x00\x00\x02\x03\x00", "\x09\x09\x00\x30\x02\x00" + short,
}

// TestRandomSplit frames random streams whole and in random chunks, with
// random holes: the units are the same.
func TestRandomSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole, split []string
		for _, run := range rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8), 1, 3).Draw(t, "runs") {
			if len(whole) > 0 {
				whole, split = append(whole, gap), append(split, gap)
			}
			stream := strings.Join(run, "")
			from := rapid.IntRange(0, len(stream)-1).Draw(t, "from")
			to := rapid.IntRange(from, len(stream)).Draw(t, "to")
			stream = stream[from:to]
			whole = append(whole, stream)
			cuts := rapid.SliceOf(rapid.IntRange(0, len(stream))).Draw(t, "cuts")
			slices.Sort(cuts)
			for i, c := range append(cuts, len(stream)) {
				begin := 0
				if i > 0 {
					begin = cuts[i-1]
				}
				split = append(split, stream[begin:c])
			}
		}
		mid := rapid.Bool().Draw(t, "mid")
		closing := trace.Closing(rapid.IntRange(0, 2).Draw(t, "closing"))
		want, got := units(mid, closing, whole...), units(mid, closing, split...)
		if !slices.Equal(want, got) {
			t.Fatal(cmp.Diff(want, got))
		}
	})
}

// audit frames a stream in chunks and holds that every byte is accounted for
// exactly once: the units are contiguous, each is made of what it
// shows, and bytes are passed over only where the end of a message could not
// be found. It returns the units as text.
func audit(t testing.TB, stream []byte, mid bool, closing trace.Closing, chunks [][]byte) []string {
	var got []string
	var end int64
	passedOver, bare := mid, false
	f := protocol.NewFramer(transport.Config{Conn: &trace.Conn{}, Mid: mid, Emit: func(u *trace.Unit) error {
		got = append(got, show(u))
		if u.StreamStart != end && (!passedOver && !u.Follows || u.StreamStart < end) {
			t.Fatalf("%s does not begin where the unit before it ends, at %d", show(u), end)
		}
		end = u.StreamEnd
		if end > int64(len(stream)) || u.StreamStart >= end {
			t.Fatalf("%s: impossible extent", show(u))
		}
		// Separators and wrappers are between documents without headers.
		bare = bare || u.Kind == trace.Document && !u.Header.Present
		passedOver = u.Partial || bare
		have := stream[u.StreamStart:u.StreamEnd]
		if u.Kind == trace.Gap {
			if u.Lost != int64(len(have)) {
				t.Fatalf("%s: lost is not its extent", show(u))
			}
			return nil
		}
		if u.Header.Present && !u.Follows {
			if !bytes.Equal(u.Header.Raw[:], have[:headerLen]) {
				t.Fatalf("%s: header is not that of the stream", show(u))
			}
			have = have[headerLen:]
		} else if len(u.Body) > 0 {
			have = have[transport.Lead(have):]
		} else if u.Partial {
			return nil // no more than a piece of a header
		}
		lead := u.Lead
		if u.Follows {
			lead = nil // between documents
		}
		if !bytes.Equal(have, slices.Concat(lead, u.Body, u.Trailer)) {
			t.Fatalf("%s: body and trailer are not those of the stream: %q", show(u), have)
		}
		return nil
	}})
	for _, c := range chunks {
		f.Data(&trace.Chunk{Bytes: c, Arrival: trace.Arrival{Acked: -1}})
	}
	f.End(closing)
	if end != int64(len(stream)) && !passedOver {
		t.Fatalf("bytes %d to %d are not accounted for", end, len(stream))
	}
	return got
}

// FuzzFramer takes any bytes in any chunks: no panic, every byte accounted
// for, and the chunks make no difference.
func FuzzFramer(f *testing.F) {
	for i, p := range pieces {
		f.Add([]byte(p+pieces[(i*7+3)%len(pieces)]+good(short)), uint8(i), uint8(i%3), i%5 == 0)
	}
	for _, c := range framings {
		stream := strings.ReplaceAll(strings.Join(c.chunks, ""), gap, "")
		if len(stream) < 4096 {
			f.Add([]byte(stream), uint8(len(stream)), uint8(c.closing), c.mid)
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte, cut, closing uint8, mid bool) {
		closes := trace.Closing(closing % 3)
		whole := audit(t, stream, mid, closes, [][]byte{stream})
		var chunks [][]byte
		step := uint(cut)
		for rest := stream; len(rest) > 0; {
			step = step*37 + 11
			n := min(len(rest), int(step%13)+1)
			chunks = append(chunks, bytes.Clone(rest[:n]))
			rest = rest[n:]
		}
		if split := audit(t, stream, mid, closes, chunks); !slices.Equal(whole, split) {
			t.Fatalf("chunks of %d matter: %s", cut, cmp.Diff(whole, split))
		}
		if protocol.recogniseStart(stream) != transport.NeedMore {
			for n := len(stream); n >= 0; n-- {
				if a := protocol.recogniseStart(stream[:n]); a != transport.NeedMore && a != protocol.recogniseStart(stream) {
					t.Fatalf("recognised as %d after %d bytes and as %d after all", a, n, protocol.recogniseStart(stream))
				}
			}
		}
		if off, ok := protocol.FindChain(stream, true); ok && validHeader(stream[off:], standard) != transport.Yes {
			t.Fatalf("no header at %d", off)
		}
	})
}

// TestPlaces checks that a unit knows the packets that brought it.
func TestPlaces(t *testing.T) {
	var got []string
	f := protocol.NewFramer(transport.Config{File: "x.pcap", Conn: &trace.Conn{}, Side: 1, Emit: func(u *trace.Unit) error {
		got = append(got, fmt.Sprintf("%d %v frame %d frames %v second %d acked %d side %d %s", u.Kind, len(u.Body), u.Pos.Frame, u.Pos.Frames, u.Pos.Time.Time.Unix(), u.Acked, u.Side, u.Pos.File))
		return nil
	}})
	chunk := func(data string, frame, carrier int, acked int64) {
		f.Data(&trace.Chunk{Bytes: []byte(data), Arrival: trace.Arrival{Packet: trace.Packet{Frame: frame, Time: trace.UnixInstant(int64(frame), 0)}, Carrier: carrier, Acked: acked}})
	}
	m := good(short)
	chunk(m+keepAlive+m[:10], 3, 3, 100) // two frames in one packet, and the beginning of a third
	chunk(m[10:20], 7, 7, 200)
	chunk(m[20:]+m[:5], 7, 5, 300) // packet 5 came early and waited for packet 7
	chunk(m[5:], 8, 8, 400)
	chunk(m, 12, 9, 500) // packet 9 waited for packet 12
	chunk("rubbish", 13, 13, 600)
	chunk(m, 14, 14, 600)
	f.Gap(5, trace.Fault{Code: "CAP002"}, trace.Position{File: "x.pcap", Frame: 15})
	want := []string{
		"1 46 frame 3 frames [] second 3 acked 100 side 1 x.pcap",
		"2 0 frame 3 frames [] second 3 acked 100 side 1 x.pcap",
		"1 46 frame 7 frames [3 5 7] second 7 acked 300 side 1 x.pcap",
		"1 46 frame 8 frames [5 8] second 8 acked 400 side 1 x.pcap",
		"1 46 frame 12 frames [9] second 12 acked 500 side 1 x.pcap",
		"3 0 frame 13 frames [] second 13 acked -1 side 1 x.pcap",
		"1 46 frame 14 frames [] second 14 acked 600 side 1 x.pcap",
		"3 0 frame 15 frames [] second -62135596800 acked -1 side 1 x.pcap",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestNoCopy checks that a frame that lies in one chunk is not copied, and that
// an ordinary stream costs no allocation.
func TestNoCopy(t *testing.T) {
	stream := []byte(strings.Repeat(good(message("1")), 20))
	inside := 0
	f := protocol.NewFramer(transport.Config{Conn: &trace.Conn{}, Emit: func(u *trace.Unit) error {
		if &u.Body[0] == &stream[u.StreamStart%int64(len(stream))+headerLen] {
			inside++
		}
		return nil
	}})
	f.Data(&trace.Chunk{Bytes: stream, Arrival: trace.Arrival{Packet: trace.Packet{Frame: 1}, Carrier: 1}})
	if inside != 20 {
		t.Errorf("%d of 20 bodies are views into the chunk", inside)
	}
	n := 1
	c := &trace.Chunk{Bytes: stream}
	if allocs := testing.AllocsPerRun(100, func() {
		n++
		c.Frame, c.Carrier = n, n
		f.Data(c)
	}); allocs > 0 {
		t.Errorf("%v allocations a chunk", allocs)
	}
}

// TestBounded checks that the number of held bytes is bounded for any input.
func TestBounded(t *testing.T) {
	for name, chunk := range map[string]string{
		"rubbish":                           strings.Repeat("x", 1000),
		"NUL":                               strings.Repeat("\x00", 1000),
		"documents without end":             strings.Repeat("<GctiMsg>", 100),
		"headers without end":               strings.Repeat("\x00\x03\x00\x01\x02\x00<", 100),
		"beginnings of headers":             strings.Repeat("\x00\x03", 100),
		"white space":                       strings.Repeat(" ", 1000),
		"unknown types":                     strings.Repeat("\x00\x09\xff\xff\x02\x00", 100),
		"keep-alives with the longest body": strings.Repeat("\x00\x00\xff\xff\x02\x00", 100),
	} {
		for _, mid := range []bool{false, true} {
			f := protocol.NewFramer(transport.Config{Conn: &trace.Conn{}, Mid: mid, Emit: func(*trace.Unit) error { return nil }})
			for i := range 2000 {
				f.Data(&trace.Chunk{Bytes: []byte(chunk), Arrival: trace.Arrival{Packet: trace.Packet{Frame: i + 1}, Carrier: i + 1}})
				if limit := maxHeld + len(chunk) + 48*maxHeld/100; f.Held() > limit {
					t.Fatalf("%s: %d bytes are held", name, f.Held())
				}
			}
		}
	}
}

func BenchmarkFramer(b *testing.B) {
	stream := []byte(strings.Repeat(good(message("0123456789")), 500))
	for _, size := range []int{len(stream), 1460, 100} {
		b.Run(fmt.Sprintf("chunk=%d", size), func(b *testing.B) {
			messages := 0
			f := protocol.NewFramer(transport.Config{Conn: &trace.Conn{}, Emit: func(u *trace.Unit) error {
				messages++
				return nil
			}})
			b.SetBytes(int64(len(stream)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for rest := stream; len(rest) > 0; {
					c := rest[:min(size, len(rest))]
					rest = rest[len(c):]
					n++
					f.Data(&trace.Chunk{Bytes: c, Arrival: trace.Arrival{Packet: trace.Packet{Frame: n}, Carrier: n}})
				}
			}
			b.ReportMetric(float64(messages)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
