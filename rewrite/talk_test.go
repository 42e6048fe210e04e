package rewrite

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/capture"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

var names = trace.Names{Root: "GctiMsg"}

// units describes the messages of one stream of a capture, by connection and side.
func units(t *testing.T, content []byte, stream int, acked bool) (all []string) {
	t.Helper()
	_, err := capture.Read(context.Background(), "in", bytes.NewReader(content), capture.Options{Names: names}, func(u *trace.Unit) error {
		if u.Conn == nil || u.Conn.Stream != stream || u.Kind != trace.Document && u.Kind != trace.Frame && u.Kind != trace.End {
			return nil
		}
		text := fmt.Sprintf("%d %d %d-%d %q", u.Kind, u.Side, u.StreamStart, u.StreamEnd, u.Body)
		if u.Kind == trace.End {
			text = fmt.Sprint("end ", u.Closing, u.Present, u.Conn.StartSeen, u.Conn.Client, u.Conn.Ends)
		} else if acked {
			text += fmt.Sprintf(" %s after %d", u.Pos.Time.Time, u.Acked)
		}
		all = append(all, text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rewritten writes one stream of a capture with all of its messages.
func rewritten(t *testing.T, content []byte, stream int) []byte {
	t.Helper()
	collector := NewCollector(stream)
	if _, err := capture.Read(context.Background(), "in", bytes.NewReader(content), capture.Options{Names: names, Tap: collector.Tap}, collector.Unit); err != nil {
		t.Fatal(err)
	}
	conversation, err := collector.Conversation(Place{})
	if err != nil {
		t.Fatal(err)
	}
	all := make([]int, conversation.Len())
	for i := range all {
		all[i] = i
	}
	var out bytes.Buffer
	if err := conversation.Write(&out, all); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A conversation written with all of its messages has the same messages, at the same places of
// their streams, in the same order, with the same acknowledgements and times.
func TestConversationIsTheSame(t *testing.T) {
	document := func(text string) []byte { return pcaptest.XML("<GctiMsg><a>" + text + "</a></GctiMsg>") }
	for name, build := range map[string]func(*pcaptest.Conn){
		"in turn": func(c *pcaptest.Conn) {
			c.Data(pcaptest.Client, document("1"))
			c.Data(pcaptest.Server, document("2"))
			c.Data(pcaptest.Client, document("3"))
		},
		"crossing": func(c *pcaptest.Conn) {
			// Neither has seen what the other one sent.
			seq := c.Seq
			c.Send(pcaptest.Server, document("1"))
			c.Segment(pcaptest.Client, pcaptest.Segment{Flags: pcaptest.ACK, Ack: seq[1], Payload: document("2")})
			c.Seq[pcaptest.Client] += uint32(len(document("2")))
			c.Data(pcaptest.Server, document("3"))
		},
		"long": func(c *pcaptest.Conn) {
			for range 10 {
				c.Send(pcaptest.Client, document(strings.Repeat("x", 20000)))
			}
			c.Data(pcaptest.Server, document("2"))
		},
		"bytes between": func(c *pcaptest.Conn) {
			c.Data(pcaptest.Client, document("1"))
			c.Data(pcaptest.Client, []byte("bytes of no message"))
			c.Data(pcaptest.Client, document("2"))
		},
		"bytes missing": func(c *pcaptest.Conn) {
			c.Data(pcaptest.Client, document("1"))
			c.Lose(pcaptest.Client, 50)
			c.Data(pcaptest.Client, document("2"))
			c.Data(pcaptest.Server, document("3"))
		},
	} {
		for how, end := range map[string]func(*pcaptest.Conn){
			"open": func(*pcaptest.Conn) {}, "closed": (*pcaptest.Conn).Close, "reset": func(c *pcaptest.Conn) { c.Reset(pcaptest.Server) },
		} {
			t.Run(name+", "+how, func(t *testing.T) {
				b := pcaptest.New()
				c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
				build(c)
				end(c)
				in := b.Pcap()
				want := units(t, in, 0, true)
				if diff := cmp.Diff(want, units(t, rewritten(t, in, 0), 0, true)); diff != "" || len(want) < 3 {
					t.Errorf("(-original +rewritten):\n%s", diff)
				}
			})
		}
	}
}

// The same for traffic whose segments were delayed, repeated and lost; what comes late is
// acknowledged otherwise.
func TestConversationOfDisturbedTraffic(t *testing.T) {
	for seed := range uint64(20) {
		b, _ := pcaptest.Traffic{Seed: seed, Connections: 3, Messages: 20, Duplicated: 0.1, Reordered: 0.1, Overlapping: 0.1, Lost: float64(seed%2) * 0.02}.Make()
		in := b.Pcap()
		for stream := range 3 {
			want := units(t, in, stream, false)
			got := units(t, rewritten(t, in, stream), 0, false)
			if diff := cmp.Diff(bySide(want), bySide(got)); diff != "" || len(want) < 10 {
				t.Errorf("seed %d, stream %d (-original +rewritten):\n%s", seed, stream, diff)
			}
		}
	}
}

// bySide sorts units by side, each in its order.
func bySide(all []string) (sides [3][]string) {
	for _, u := range all {
		fields := strings.Fields(u)
		side := 2
		switch fields[1] {
		case "0":
			side = 0
		case "1":
			side = 1
		}
		if fields[0] == "end" {
			side = 2
		}
		sides[side] = append(sides[side], u)
	}
	return sides
}
