package rules

import (
	"encoding/binary"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// conversation is what a conformant call says, line by line.
var conversation = []string{
	"> NewCall CallId=$ CallControlMode=Network Version=4.0 CalledNum=4711",
	"> RouteRequest CallId=$ RouteDN=100",
	"< TreatCall CallId=$ Type=PlayApplication",
	"> TreatStatus CallId=$ Status=Started",
	"> UDataGet CallId=$ RequestId=7 Keys=a:b",
	"< UDataResp CallId=$ RequestId=7 Result=Success",
	"> TreatStatus CallId=$ Status=Completed",
	"< RouteResponse CallId=$ RouteType=Normal Dest=100",
	"> Connected CallId=$",
	"< CallStatus CallId=$ Event=Established",
	"> EndCall CallId=$ EndCause=Normal",
}

// traffic is conformant: calls on many connections, taking turns.
type traffic struct {
	units    []trace.Unit
	messages []*schema.Message // of each unit, for ever
}

func makeTraffic(b *testing.B, conns, calls int) *traffic {
	b.Helper()
	all := make([]*trace.Conn, conns)
	tr := new(traffic)
	add := func(c *trace.Conn, line string) {
		u, _, err := parseTraceLine(line, schema.Builtin())
		if err != nil {
			b.Fatal(err)
		}
		u.Conn, u.Pos.Frame = c, len(tr.units)+1
		m, faults := schema.NewChecker(schema.Builtin(), schema.Options{}).Check(u)
		if len(faults) > 0 {
			b.Logf("%s: %v", line, faults)
		}
		tr.units, tr.messages = append(tr.units, *u), append(tr.messages, m)
	}
	for i := range all {
		all[i] = &trace.Conn{Stream: i, StartSeen: true}
		tr.units = append(tr.units, trace.Unit{Kind: trace.Start, Conn: all[i], Side: -1})
		tr.messages = append(tr.messages, nil)
		add(all[i], "> LoginReq ClientName=IVR1 Version=4.0")
		add(all[i], "< LoginResp IServerVersion=8.5 Result=Success Status=OK")
	}
	for from := 0; from < calls; from += conns {
		for _, line := range conversation {
			for i := from; i < min(calls, from+conns); i++ {
				add(all[i%conns], strings.ReplaceAll(line, "$", fmt.Sprintf("%016X", i)))
			}
		}
	}
	return tr
}

func BenchmarkProject(b *testing.B) {
	set, err := Builtin()
	if err != nil {
		b.Fatal(err)
	}
	tr := makeTraffic(b, 10, 100)
	p := set.NewProjector()
	events := make([]Event, len(tr.units))
	run := func() {
		for i := range tr.units {
			p.Project(&events[i], &tr.units[i], tr.messages[i], nil)
		}
	}
	run()
	b.ReportAllocs()
	n, before := 0, busy()
	for b.Loop() {
		run()
		n += len(tr.units)
	}
	report(b, n, before)
}

func BenchmarkJudge(b *testing.B) {
	set, err := Builtin()
	if err != nil {
		b.Fatal(err)
	}
	tr := makeTraffic(b, 10, 100)
	p := set.NewProjector()
	events := make([]Event, len(tr.units))
	for i := range tr.units {
		p.Project(&events[i], &tr.units[i], tr.messages[i], nil)
	}
	found := 0
	judge := set.NewJudge(Options{}, set.NewTallies(), func(f *Finding) {
		found++
		b.Error(f.Verdict, f.Rule, f.Message)
	})
	rounds, starts := 0, 30 // the login is said once
	keys := make([][][]byte, len(events))
	for i := range events {
		for k, key := range events[i].Keys {
			keys[i] = append(keys[i], []byte(key+"    "))
			events[i].Keys[k] = unsafe.String(&keys[i][k][0], len(keys[i][k]))
		}
	}
	for i := range starts {
		judge.Take(&events[i])
	}
	b.ReportAllocs()
	n, before := 0, busy()
	for b.Loop() {
		for i := starts; i < len(events); i++ {
			ev := &events[i]
			for _, key := range keys[i] { // other calls in each round
				binary.LittleEndian.PutUint32(key[len(key)-4:], uint32(rounds))
			}
			ev.Broken = ev.Broken[:0]
			judge.Take(ev)
		}
		n += len(events) - starts
		rounds++
	}
	if found > 0 {
		b.Fatal("the traffic is not conformant")
	}
	report(b, n, before)
}

// busy is the processor time that the process has used; on a machine that others
// use it says more than the clock.
func busy() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// report says what one message costs.
func report(b *testing.B, messages int, before time.Duration) {
	b.ReportMetric(float64((busy()-before).Nanoseconds())/float64(messages), "cpu-ns/msg")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(messages), "ns/msg")
	b.ReportMetric(float64(messages)/b.Elapsed().Seconds(), "msgs/s")
	b.ReportMetric(0, "ns/op")
}

// Every run loads the built-in rules.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := loadTexts(nil); err != nil {
			b.Fatal(err)
		}
	}
}
