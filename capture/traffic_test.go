package capture

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// What the wires of a busy day do to a capture, short of losing packets, costs
// no message; and what is lost costs only the messages that had bytes in it.
func TestAllMessagesAreFound(t *testing.T) {
	busy := pcaptest.Traffic{Connections: 200, Messages: 10, Duplicated: 0.02, Reordered: 0.02, Overlapping: 0.005}
	with := func(change func(*pcaptest.Traffic)) pcaptest.Traffic {
		traffic := busy
		change(&traffic)
		return traffic
	}
	for _, test := range []struct {
		name  string
		of    pcaptest.Traffic
		seeds uint64
	}{
		{"duplicates, reordering and overlaps", busy, 5},
		{"handshakes out of order too", with(func(t *pcaptest.Traffic) { t.HandshakesToo = true }), 5},
		{"connections that end with a reset", with(func(t *pcaptest.Traffic) { t.AbortedShare = 1 }), 3},
		{"losses", with(func(t *pcaptest.Traffic) { t.Lost = 0.001 }), 5},
		{"nothing but losses, many", pcaptest.Traffic{Connections: 200, Messages: 10, Lost: 0.1}, 3},
		{"all but losses, much of it", pcaptest.Traffic{Connections: 50, Messages: 40, Duplicated: 0.3, Reordered: 0.3, Overlapping: 0.3, AbortedShare: 0.5}, 3},
		// An overlap may bring lost bytes long after they were given up.
		{"all but overlaps, much of it", pcaptest.Traffic{Connections: 50, Messages: 40, Duplicated: 0.3, Reordered: 0.3, Lost: 0.02, AbortedShare: 0.5}, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			if testing.Short() {
				test.seeds = 1
			}
			for seed := range test.seeds {
				test.of.Seed = seed
				b, sent := test.of.Make()
				var want, got [][]byte
				where := map[string][][]byte{}
				if _, err := Read(t.Context(), "busy.pcap", bytes.NewReader(b.Pcap()), Options{Names: names}, func(u *trace.Unit) error {
					if u.Kind == trace.Frame || u.Kind == trace.Document && !u.Partial {
						key := u.Conn.Ends[u.Side].String()
						if key == "10.1.0.1:7009" {
							key += u.Conn.Ends[1-u.Side].String()
						}
						where[key] = append(where[key], slices.Concat(u.Header.Raw[:], u.Body))
					}
					for _, x := range u.Faults {
						if x.Code != "CAP002" && x.Code != "CAP009" || test.of.Lost == 0 {
							return fmt.Errorf("seed %d: %s at frame %d, stream %d", seed, x.Code, u.Pos.Frame, u.Conn.Stream)
						}
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				key := ""
				lost := 0
				for _, s := range sent {
					next := s.Client.String()
					if s.Side == pcaptest.Server {
						next = "10.1.0.1:7009" + next
					}
					if next != key {
						key = next
						got = append(got, where[key]...)
					}
					if s.Whole {
						want = append(want, s.Frame)
					} else {
						lost++
					}
				}
				for i := range max(len(want), len(got)) {
					if i >= len(want) || i >= len(got) || !bytes.Equal(want[i], got[i]) {
						t.Fatalf("seed %d: frame %d of %d (%d came) is %q, sent was %q", seed, i, len(want), len(got), at(got, i), at(want, i))
					}
				}
				if lost == 0 && test.of.Lost > 0 {
					t.Fatal("nothing was lost")
				}
				t.Logf("seed %d: %d packets, %d frames, of which %d are lost", seed, len(b.Packets), len(sent), lost)
			}
		})
	}
}

// at tells a frame of a list by its header and its CallId.
func at(list [][]byte, i int) []byte {
	if i >= len(list) {
		return nil
	}
	_, id, _ := bytes.Cut(list[i], []byte("<CallId>"))
	return slices.Concat(list[i][:6], id[:min(len(id), 20)])
}
