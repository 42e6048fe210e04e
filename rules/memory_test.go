package rules

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// mint makes events of messages that differ in a few values only, without writing and
// parsing each.
type mint struct {
	unit      *trace.Unit
	message   schema.Message
	projector *Projector
}

func newMint(t testing.TB, set *Set, line string) *mint {
	t.Helper()
	u, _, err := parseTraceLine(line, schema.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	m, faults := schema.NewChecker(schema.Builtin(), schema.Options{}).Check(u)
	if m == nil || len(faults) > 0 {
		t.Fatalf("%s: %v", line, faults)
	}
	made := &mint{u, *m, set.NewProjector()}
	return made
}

// strike fills ev: a message of a connection, with other values under some paths.
func (m *mint) strike(ev *Event, c *trace.Conn, frame int, values map[string]string) {
	m.unit.Conn, m.unit.Pos.Frame = c, frame
	for path, value := range values {
		if path == "CallId" {
			m.message.CallID = value
			continue
		}
		name := path[strings.LastIndexByte(path, '.')+1:]
		at := slices.IndexFunc(m.message.Nodes(), func(n schema.Node) bool { return n.ID == schema.Builtin().NameTable.Of(name) })
		m.message.Nodes()[at].Value = value
	}
	m.projector.Project(ev, m.unit, &m.message, nil)
}

// many is a large number of things, smaller where each takes longer.
func many() int {
	if raceEnabled {
		return 50_000
	}
	return 300_000
}

// live is how many bytes the heap holds that are in use.
func live() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// Whatever is left open, a judge keeps its memory limit, and reports the rest as
// inconclusive.
func TestMemoryIsBounded(t *testing.T) {
	const limit = 8 << 20
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	newCall := newMint(t, set, "> NewCall CallId=1 CallControlMode=Network Version=4.0 CalledNum=4711")
	endCall := newMint(t, set, "> EndCall CallId=1 EndCause=Normal")
	request := newMint(t, set, "> UDataGet CallId=1 RequestId=7 Keys=a")
	agentIn := newMint(t, set, "< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn")
	for _, tc := range []struct {
		name string
		// feed gives the judge n things; open is how many of them a judge that
		// remembers all would find open at the end.
		feed func(take func(m *mint, c *trace.Conn, values map[string]string), n int)
		// silent: nothing is wrong, and nothing may be said.
		silent bool
		rule   string
		part   int // of many
	}{
		{"calls that never end", func(take func(*mint, *trace.Conn, map[string]string), n int) {
			c := &trace.Conn{StartSeen: true}
			for i := range n {
				take(newCall, c, map[string]string{"CallId": fmt.Sprint("call-", i)})
			}
		}, false, "SEQ023", 1},
		{"calls that end", func(take func(*mint, *trace.Conn, map[string]string), n int) {
			c := &trace.Conn{StartSeen: true}
			for i := range n / 2 {
				take(newCall, c, map[string]string{"CallId": fmt.Sprint("call-", i)})
				take(endCall, c, map[string]string{"CallId": fmt.Sprint("call-", i)})
			}
		}, true, "", 4},
		{"connections with a call each", func(take func(*mint, *trace.Conn, map[string]string), n int) {
			for i := range n {
				c := &trace.Conn{Stream: i, StartSeen: true}
				take(nil, c, nil)
				take(newCall, c, map[string]string{"CallId": "1"})
			}
		}, false, "SEQ023", 1},
		{"requests of one call, each with its id", func(take func(*mint, *trace.Conn, map[string]string), n int) {
			c := &trace.Conn{StartSeen: true}
			for i := range n {
				take(request, c, map[string]string{"RequestId": fmt.Sprint(i)})
			}
		}, false, "SEQ040", 10},
		{"requests of one call with one id", func(take func(*mint, *trace.Conn, map[string]string), n int) {
			c := &trace.Conn{StartSeen: true}
			for range n {
				take(request, c, nil)
			}
		}, false, "SEQ040", 10},
		{"ports of agents", func(take func(*mint, *trace.Conn, map[string]string), n int) {
			c := &trace.Conn{StartSeen: true}
			for i := range n {
				take(agentIn, c, map[string]string{"Agent.PortNum": fmt.Sprint(i)})
			}
		}, false, "SEQ010", 10},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var undecided, violated int64
			judge := set.newJudge(Options{}, limit, set.NewTallies(), func(f *Finding) {
				switch {
				case f.Verdict == Violated && !slices.Contains([]string{"SEQ001", "SEQ006", "SEQ007", "SEQ021"}, f.Rule):
					violated++
				case f.Verdict == Inconclusive && f.Rule == tc.rule:
					undecided++
				}
			})
			before, most := live(), 0
			var ev Event
			n, taken := many()/tc.part, 0
			tc.feed(func(m *mint, c *trace.Conn, values map[string]string) {
				taken++
				if m == nil {
					ev.Reset(&trace.Unit{Kind: trace.Start, Conn: c, Side: -1})
				} else {
					m.strike(&ev, c, taken, values)
				}
				judge.Take(&ev)
				if held, _, _, _ := judge.shards[0].monitor.Remembers(); held > limit {
					t.Fatalf("it holds %d bytes after %d events, beyond its limit of %d", held, taken, limit)
				}
				if taken%(n/2) == 0 {
					most = max(most, live()-before)
				}
			}, n)
			runtime.KeepAlive(judge)
			if most > limit*5/4 {
				t.Errorf("the heap grew by %d MiB, beyond a limit of %d MiB", most>>20, limit>>20)
			}
			held, _, _, _ := judge.shards[0].monitor.Remembers()
			t.Logf("%d events: %.1f MiB of heap, %.1f MiB counted, %d evicted", taken, float64(most)/(1<<20), float64(held)/(1<<20), undecided)
			judge.Close()
			if tc.silent && undecided+violated > 0 {
				t.Errorf("%d inconclusive, %d violated, though nothing was wrong", undecided, violated)
			}
			if !tc.silent && (undecided != int64(n) || violated > 0) {
				t.Errorf("%d inconclusive and %d violated of %d that were left open", undecided, violated, n)
			}
			if held, own, keys, conns := judge.shards[0].monitor.Remembers(); held != own || keys > 0 || conns > 0 {
				t.Errorf("%d bytes, %d keys and %d connections are left after the end", held-own, keys, conns)
			}
		})
	}
}
