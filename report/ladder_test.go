package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"ivrcheck/rules"
	"ivrcheck/trace"
)

var someConn = &trace.Conn{
	Stream: 3, Client: 0, StartSeen: true,
	Ends: [2]netip.AddrPort{netip.MustParseAddrPort("10.0.0.5:49152"), netip.MustParseAddrPort("10.0.0.9:9090")},
}

// step makes a step of a connection, a millisecond for each frame.
func step(frame int, kind StepKind, from trace.Direction, name, brief, call string) *Step {
	side := -1
	switch from {
	case trace.FromIVR:
		side = 0
	case trace.FromServer:
		side = 1
	}
	return &Step{
		Event: int64(frame), Conn: someConn, Kind: kind, Side: side, Direction: from, File: "captures/agent.pcap", Frame: frame,
		Time: trace.Stamp{Time: time.Date(2026, 3, 1, 10, 0, 0, frame*1e6, time.UTC)}, Name: name, Brief: brief, CallID: call,
	}
}

// exchangeOf has a step of each kind.
func exchangeOf() []*Step {
	opened := step(1, StepStart, 0, "connection opened", "", "")
	opened.Seen = true
	after := step(31, StepMessage, trace.FromServer, "MonitorInfo", "PortNum=7001 Status=LoggedOut", "login-1")
	after.Skipped = 12
	reset := step(40, StepEnd, trace.FromIVR, "connection reset", "", "")
	reset.Seen = true
	return []*Step{
		opened,
		step(4, StepMessage, trace.FromIVR, "LoginReq", "ClientName=IVR1 Version=4.0 ReportStatus=true", "login-1"),
		step(6, StepMessage, trace.FromServer, "LoginResp", "Result=Success Status=OK IServerVersion=\ud55c\uad6d\uc5b4", "login-1"),
		step(8, StepFrame, trace.FromIVR, "keep-alive", "", ""),
		step(9, StepGap, trace.FromServer, "120 bytes missing", "", ""),
		step(10, StepUnread, trace.FromServer, "unreadable message", "", ""),
		step(11, StepNote, 0, "", "", ""),
		step(12, StepMessage, trace.DirectionUnknown, "EndCall", "EndCause=Normal", "c1"),
		after, reset,
	}
}

func sampleLadder() *Ladder {
	return &Ladder{
		File: "captures/agent.pcap", Conn: someConn, Note: "call c1", Steps: exchangeOf(), LeftOut: 1500, Skipped: 2,
		Marks: map[int64][]Mark{
			8:  {{"GLI005", "Keep-alive without an ack", "", rules.Warning, rules.Inconclusive}},
			11: {{"CAP003", "Retransmission with other bytes", "", rules.Warning, rules.Violated}},
			31: {MarkOf(full()), MarkOf(full()), {"MSG004", "Invalid parameter value", `Status="0K"`, rules.Warning, rules.Violated}, {"MSG005", "Unknown parameter", "", rules.Info, rules.Violated}},
		},
	}
}

// bare has nothing that identifies the IVR.
func bare() *Ladder {
	s := step(0, StepMessage, 0, "EndCall", "", "")
	s.Offset, s.Time = 512, trace.Stamp{}
	return &Ladder{File: "stream.gli", Conn: &trace.Conn{Stream: -1, Client: -1}, Steps: []*Step{s}}
}

func ladders(t *testing.T, format string, opt Options, list ...*Ladder) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := WriteLadders(&buf, format, list, opt); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestLadderGoldens(t *testing.T) {
	for name, opt := range map[string]Options{
		"80": {}, "40": {Width: 40}, "120": {Width: 120}, "ascii": {ASCII: true}, "ascii-40": {ASCII: true, Width: 40}, "color": {Color: true},
	} {
		golden(t, "ladder-"+name, ladders(t, "text", opt, sampleLadder(), bare()))
	}
	golden(t, "ladder-svg", ladders(t, "svg", Options{}, sampleLadder(), bare()))
}

func TestLadderFitsWidth(t *testing.T) {
	wild := sampleLadder()
	wild.Steps = append(wild.Steps, step(1<<40, StepMessage, trace.FromIVR, strings.Repeat("\ud55c", 300), hostile, hostile))
	wild.Marks[1<<40] = []Mark{{strings.Repeat("X", 200), hostile, hostile, rules.Error, rules.Violated}}
	wild.Note = strings.Repeat("n", 300)
	for _, ascii := range []bool{false, true} {
		for width := 1; width < 200; width++ {
			room := max(width, minWidth)
			for line := range strings.SplitSeq(string(ladders(t, "text", Options{Width: width, ASCII: ascii}, wild)), "\n") {
				if n := columns(line); n > room {
					t.Fatalf("%d columns at width %d: %s", n, width, line)
				}
				if i := strings.IndexFunc(line, func(r rune) bool { return r > 0x7f }); ascii && i >= 0 {
					t.Fatalf("not ASCII: %s", line)
				}
			}
		}
	}
}

func TestLadderEscapesHostileText(t *testing.T) {
	l := sampleLadder()
	l.File, l.Note = hostile, hostile
	for _, s := range l.Steps {
		s.Name, s.Brief, s.CallID = hostile, hostile, hostile
	}
	l.Marks[4] = []Mark{MarkOf(poisoned())}
	for _, opt := range []Options{{}, {Width: 40}, {ASCII: true}} {
		harmless(t, "text", ladders(t, "text", opt, l), false)
	}
	svg := ladders(t, "svg", Options{}, l)
	harmless(t, "svg", svg, false)
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the SVG does not parse: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok && !strings.Contains(" svg style rect text tspan line path ", " "+e.Name.Local+" ") {
			t.Errorf("the SVG holds an element %q", e.Name.Local)
		}
	}
}

func TestLadderErrors(t *testing.T) {
	for _, format := range LadderFormats() {
		if err := WriteLadders(&brokenPipe{}, format, []*Ladder{sampleLadder()}, Options{}); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("%s: a closed pipe gives %v", format, err)
		}
	}
	if err := WriteLadders(io.Discard, "png", nil, Options{}); err == nil || err.Error() != `unknown format "png", use text or svg` {
		t.Errorf("got %v", err)
	}
}

func TestConnectionListGolden(t *testing.T) {
	log := bare()
	var buf bytes.Buffer
	err := WriteConnections(&buf, []*Connection{
		{File: "a.pcap", Conn: someConn, At: exchangeOf()[0], Messages: 1234, CallIDs: 17, Findings: 3},
		{File: "a.pcap", Conn: &trace.Conn{Stream: 12, Client: 1, Ends: someConn.Ends}, At: exchangeOf()[2], Messages: 1},
		{File: hostile, Conn: log.Conn, At: log.Steps[0]},
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "connections", buf.Bytes())
	harmless(t, "connections", buf.Bytes(), false)
}
