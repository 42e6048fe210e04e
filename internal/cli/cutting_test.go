package cli

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ivrcheck/check"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/rules"
)

// Lost and reordered packets must never lead to a violation: conformant captures are
// generated at random, then cut, thinned, reordered and duplicated.

// properties checks a property with the same captures in each run, so that a failure
// can be reproduced without a file. -rapid.seed and -rapid.checks try others.
func properties(t *testing.T, checks string, property func(*rapid.T)) {
	t.Helper()
	given := make(map[string]bool)
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range map[string]string{"rapid.seed": "20240301", "rapid.checks": checks, "rapid.nofailfile": "true"} {
		if f := flag.Lookup(name); !given[name] {
			before := f.Value.String()
			t.Cleanup(func() { _ = f.Value.Set(before) })
			if err := f.Value.Set(value); err != nil {
				t.Fatal(err)
			}
		}
	}
	rapid.Check(t, property)
}

// verdicts gives the findings and tallies of a capture.
func verdicts(t rapid.TB, packets []pcaptest.Packet) (findings []*rules.Finding, tallies []rules.Tally) {
	t.Helper()
	b := pcaptest.New()
	b.Packets = packets
	set := builtin()
	in := check.Input{Name: "-", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Pcap())), nil }}
	result, err := check.Run(context.Background(), []check.Input{in}, check.Options{
		Rules: set, Jobs: 2, AllowEmpty: true, Finding: func(f *rules.Finding) error { findings = append(findings, f); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return findings, result.Tallies.List(rules.Selection{})
}

var builtin = sync.OnceValue(func() *rules.Set {
	set, err := rules.Builtin()
	if err != nil {
		panic(err)
	}
	return set
})

// blames reports whether a finding is a violation by a peer.
func blames(f *rules.Finding) bool {
	return f.Verdict == rules.Violated && !strings.HasPrefix(f.Rule, "CAP")
}

// innocent fails if there is a violation by a peer.
func innocent(t rapid.TB, how string, packets []pcaptest.Packet) {
	t.Helper()
	findings, _ := verdicts(t, packets)
	if slices.ContainsFunc(findings, blames) {
		t.Fatalf("%s:\n%s\n%s", how, listFindings(findings), listPackets(packets))
	}
}

func listFindings(findings []*rules.Finding) string {
	var out strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&out, "frame %d: %v %s %s\n", f.Frame, f.Verdict, f.Rule, f.Message)
	}
	return out.String()
}

// No part of a conformant capture, in any order, has a violation by a peer.
func TestPartOfGoodCaptureHasNoViolation(t *testing.T) {
	properties(t, "80", func(t *rapid.T) {
		// If the opening of a connection and the closing of the one before it on the
		// same ports are lost, they cannot be told apart.
		lossy := rapid.Bool().Draw(t, "lossy")
		packets := goodCapture(t, !lossy)
		if findings, _ := verdicts(t, packets); len(findings) > 0 {
			t.Fatalf("whole:\n%s\n%s", listFindings(findings), listPackets(packets))
		}
		n := len(packets)
		place := rapid.IntRange(0, n)
		for range 3 {
			from, to := place.Draw(t, "from"), place.Draw(t, "to")
			if from > to {
				from, to = to, from
			}
			innocent(t, fmt.Sprintf("without the first %d", from), packets[from:])
			innocent(t, fmt.Sprintf("without the last %d", n-to), packets[:to])
			innocent(t, fmt.Sprintf("only %d to %d", from+1, to), packets[from:to])
			if lossy {
				innocent(t, fmt.Sprintf("without %d to %d", from+1, to), slices.Concat(packets[:from], packets[to:]))
			}
		}
		innocent(t, "mixed", mix(t, packets))
		innocent(t, "doubled", double(t, packets))
		innocent(t, "mixed and doubled", double(t, mix(t, packets)))
		innocent(t, "cut and doubled", double(t, packets[place.Draw(t, "cut"):]))
		if lossy {
			innocent(t, "thinned", thin(t, packets, 0))
			innocent(t, "thinned and doubled", double(t, thin(t, packets, 0)))
			innocent(t, "mixed, thinned and doubled", double(t, thin(t, mix(t, packets), pcaptest.SYN)))
		}
	})
}

// Single cases, each found by the test above.
func TestLostBytesAreNoViolation(t *testing.T) {
	request, response := pcaptest.XML(doc("login-1", loginReq)), pcaptest.XML(doc("login-1", loginOK))
	for _, tc := range []struct {
		name string
		// midway: there is no handshake.
		midway bool
		make   func(b *pcaptest.Builder, c *pcaptest.Conn)
	}{
		{"the request is lost, and long after the answer something is said", false, func(b *pcaptest.Builder, c *pcaptest.Conn) {
			c.Lose(client, len(request))
			c.Send(server, response)
			b.Sleep(5 * time.Second)
			c.Server(agentInfo("7001", "Ready"))
		}},
		{"a keep-alive is lost in front of a call, and long after its end something is said", false, func(b *pcaptest.Builder, c *pcaptest.Conn) {
			login(c)
			c.Lose(client, 6)
			c.Send(client, pcaptest.XML(newCall("c1")))
			c.Send(server, pcaptest.XML(callStatus("c1", "Released")))
			b.Sleep(5 * time.Second)
			c.Server(agentInfo("7001", "Ready"))
		}},
		{"the same with two holes", false, func(b *pcaptest.Builder, c *pcaptest.Conn) {
			login(c)
			c.Lose(client, 6)
			c.IVR(newCall("c1"))
			c.Lose(client, 6)
			c.Send(client, pcaptest.XML(newCall("c2")))
			c.Send(server, pcaptest.XML(callStatus("c2", "Released")))
			b.Sleep(5 * time.Second)
			c.Server(agentInfo("7001", "Ready"), callStatus("c1", "Released"))
			b.Sleep(5 * time.Second)
			c.Server(agentInfo("7001", "NotReady"), agentInfo("7001", "Ready"))
		}},
		{"the request is lost, and so is what comes after it", false, func(b *pcaptest.Builder, c *pcaptest.Conn) {
			c.Lose(client, len(request))
			c.Send(server, response)
			c.Lose(client, 200)
			c.Ack(server)
		}},
		{"a hole of the server has an end of the call in it, and begins before the call", false, func(b *pcaptest.Builder, c *pcaptest.Conn) {
			c.IVR(doc("login-1", loginReq))
			c.Lose(server, len(response))
			c.Send(client, pcaptest.XML(newCall("c1")))
			c.Lose(server, len(pcaptest.XML(endCall("c1"))))
			c.IVR(newCall("c1"), endCall("c1"))
		}},
		{"a status was asked for", false, func(b *pcaptest.Builder, c *pcaptest.Conn) {
			login(c)
			c.Server(agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready"))
			c.IVR(doc("login-1", `<AgentLogout ReqId="1" PortNum="7001"/>`))
			c.Server(strings.Replace(agentInfo("7001", "LoggedOut"), "<MonitorInfo", `<MonitorInfo ReqId="1"`, 1),
				agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready"))
		}},
		{"of the opening only the SYN is there", true, func(b *pcaptest.Builder, c *pcaptest.Conn) {
			c.Segment(client, pcaptest.Segment{Seq: c.Seq[client] - 1, Flags: pcaptest.SYN})
			c.Lose(client, len(request))
			c.Lose(server, len(response))
			c.Send(client, pcaptest.XML(newCall("c1")))
			c.Server(agentInfo("7001", "Ready"), callStatus("c1", "Released"))
		}},
		{"the opening comes behind what it opened", true, func(b *pcaptest.Builder, c *pcaptest.Conn) {
			opening := pcaptest.Segment{Seq: c.Seq[server] - 1, Ack: c.Seq[client], Flags: pcaptest.SYN | pcaptest.ACK}
			doctype := bytes.Index(request, []byte("<!DOCTYPE"))
			c.Lose(client, doctype)
			c.Send(client, request[doctype:])
			c.Segment(server, opening)
			c.Server(doc("login-1", loginOK))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := pcaptest.New()
			open := b.Connect
			if tc.midway {
				open = b.Midway
			}
			c := open("10.0.0.5:49152", "10.0.0.1:7009")
			tc.make(b, c)
			c.Close()
			innocent(t, tc.name, b.Packets)
		})
	}
}

// A capture may be cut anywhere at its start and at its end.
func TestEveryCutHasNoViolation(t *testing.T) {
	properties(t, "3", func(t *rapid.T) {
		packets := goodCapture(t, false)
		for i := range packets {
			innocent(t, fmt.Sprintf("without the first %d", i), packets[i:])
			innocent(t, fmt.Sprintf("only the first %d", i), packets[:i])
			innocent(t, fmt.Sprintf("without packet %d", i+1), slices.Concat(packets[:i], packets[i+1:]))
		}
	})
}

// If each message answers the one before, the order of two packets of different
// directions does not matter; and each activation of a sequence rule is counted
// once.
func TestOrderOfDirectionsChangesNoVerdict(t *testing.T) {
	properties(t, "150", func(t *rapid.T) {
		packets := dialogue(t)
		before, tallies := verdicts(t, packets)
		for _, c := range tallies {
			if strings.HasPrefix(c.Rule, "SEQ") && c.Activations != c.Satisfied+c.Violated+c.Inconclusive {
				t.Errorf("the counts do not add up: %+v", c)
			}
		}
		mixed := mix(t, packets)
		after, again := verdicts(t, mixed)
		if was, is := essence(before), essence(after); was != is {
			t.Fatalf("in order:\n%s\nmixed:\n%s\n%s", listFindings(before), listFindings(after), listPackets(mixed))
		}
		if !slices.Equal(tallies, again) {
			t.Fatalf("in order %v, mixed %v", tallies, again)
		}
	})
}

// essence gives findings without frames.
func essence(findings []*rules.Finding) string {
	var out []string
	for _, f := range findings {
		actual := ""
		if f.Actual != nil {
			actual = *f.Actual
		}
		out = append(out, fmt.Sprint(f.Rule, f.Verdict, f.Direction, *f.Stream, f.CallID, f.RequestID, f.Port, actual))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// die draws a number below n, at most 64, with equal probability: rapid's own ranges
// prefer small numbers.
var die = func() func(t *rapid.T, n int) int {
	bits := rapid.Custom(func(t *rapid.T) (v int) {
		for range 6 {
			v *= 2
			if rapid.Bool().Draw(t, "bit") {
				v++
			}
		}
		return v
	})
	return func(t *rapid.T, n int) int { return bits.Draw(t, "die") * n / 64 }
}()

// Changes of packets. None of these functions changes its argument.

// thin drops some packets, but none with the flags to keep.
func thin(t *rapid.T, packets []pcaptest.Packet, keep byte) []pcaptest.Packet {
	one := 2 + die(t, 30)
	return slices.DeleteFunc(slices.Clone(packets), func(p pcaptest.Packet) bool {
		return p.Data[atFlags]&keep == 0 && die(t, one) == 0
	})
}

// mix swaps neighbours of a connection with different directions.
func mix(t *rapid.T, packets []pcaptest.Packet) []pcaptest.Packet {
	b := pcaptest.New()
	b.Packets = slices.Clone(packets)
	for i := 1; i < len(packets); i++ {
		p, q := packets[i-1], packets[i]
		// A RST ends the connection, so its position matters.
		reset := (p.Data[atFlags]|q.Data[atFlags])&pcaptest.RST != 0
		if ends(p, 0) == ends(q, 1) && !reset && q.Time.Sub(p.Time) < timeWait && rapid.Bool().Draw(t, "swap") {
			b.Swap(i, i+1)
			i++
		}
	}
	return b.Packets
}

// ends gives the ends of a packet, first that of its sender (0) or receiver (1).
func ends(p pcaptest.Packet, first int) string {
	end := func(i int) string {
		return string(p.Data[atAddrs+4*i:atAddrs+4*i+4]) + string(p.Data[atPorts+2*i:atPorts+2*i+2])
	}
	return end(first) + end(1-first)
}

// double repeats some packets a little later, before their connection ends.
func double(t *rapid.T, packets []pcaptest.Packet) []pcaptest.Packet {
	var out []pcaptest.Packet
	late := make(map[int][]pcaptest.Packet)
	for i, p := range packets {
		out = append(out, p)
		if die(t, 10) == 0 {
			at := min(i+die(t, 5), len(packets)-1)
			if packets[at].Time.Sub(p.Time) < timeWait {
				late[at] = append(late[at], p)
			}
		}
		for _, again := range late[i] {
			again.Time = p.Time
			out = append(out, again)
		}
	}
	return out
}

// Offsets in a packet: Ethernet, IPv4 and TCP without options.
const (
	atAddrs, atPorts, atSeq, atFlags, atPayload = 26, 34, 38, 47, 54
)

func listPackets(packets []pcaptest.Packet) string {
	var out strings.Builder
	for i, p := range packets {
		d := p.Data
		fmt.Fprintf(&out, "%3d %s %5d>%-5d %s seq %x ack %x %q\n", i+1, p.Time.Format("05.000"),
			int(d[atPorts])<<8|int(d[atPorts+1]), int(d[atPorts+2])<<8|int(d[atPorts+3]),
			flagNames.Replace(fmt.Sprintf("%05b", d[atFlags])), d[atSeq:atSeq+4], d[atSeq+4:atSeq+8],
			strings.ReplaceAll(string(d[atPayload:]), prologue, ""))
	}
	return out.String()
}

var flagNames = strings.NewReplacer("10000", "A    ", "11000", "A P  ", "10010", "A  S ", "00010", "   S ", "10001", "A   F", "10100", "A  R ")

// talk is one connection under construction. Bytes of a side wait until they are
// sent; the other side acts on them when it has received them.
type talk struct {
	t     *rapid.T
	b     *pcaptest.Builder
	c     *pcaptest.Conn
	sides [2]speaker

	// The state of the IVR.
	ready bool // it received the successful login
	calls int  // number of calls made
	ivr   map[string]bool
	// The state of the server.
	steps  []string // answers to the login that are still to be given
	server map[string]bool
	asked  []func()
	agents map[string]string
}

type speaker struct {
	waiting []byte
	heard   uint32 // sequence number up to which it received
	news    []news // what it will receive, in order
}

// news is what a side does when it has received the bytes up to end.
type news struct {
	end uint32
	do  func()
}

const (
	client = pcaptest.Client
	server = pcaptest.Server
)

func newTalk(t *rapid.T, b *pcaptest.Builder, from, to string) *talk {
	k := &talk{t: t, b: b, ivr: make(map[string]bool), server: make(map[string]bool), agents: make(map[string]string)}
	k.c = b.Connect(from, to)
	for side := range k.sides {
		k.sides[side].heard = k.c.Seq[1-side]
	}
	k.say(client, doc("login-1", loginReq), func() {
		k.steps = []string{"OK"}
		if k.chance(3) {
			k.steps = []string{"InitInProgress", "OK"}
		}
	})
	return k
}

func (k *talk) chance(oneIn int) bool { return die(k.t, oneIn) == 0 }

func pick[T any](k *talk, from ...T) T { return from[die(k.t, len(from))] }

// say queues a message; heard is what the other side does with it.
func (k *talk) say(side int, body string, heard func()) {
	k.frame(side, pcaptest.XML(body), heard)
}

func (k *talk) frame(side int, frame []byte, heard func()) {
	s := &k.sides[side]
	s.waiting = append(s.waiting, frame...)
	k.sides[1-side].news = append(k.sides[1-side].news, news{k.c.Seq[side] + uint32(len(s.waiting)), heard})
}

// send sends one segment of the queue.
func (k *talk) send(side int) {
	s := &k.sides[side]
	n := min(k.c.MSS, len(s.waiting))
	if n == 0 {
		return
	}
	k.c.Segment(side, pcaptest.Segment{Flags: pcaptest.ACK | pcaptest.PSH, Ack: s.heard, Payload: s.waiting[:n]})
	k.c.Seq[side] += uint32(n)
	s.waiting = slices.Clone(s.waiting[n:])
}

// hear lets a side receive all that was sent, and perhaps acknowledge it.
func (k *talk) hear(side int) {
	s := &k.sides[side]
	if s.heard == k.c.Seq[1-side] {
		return
	}
	s.heard = k.c.Seq[1-side]
	if k.chance(2) {
		k.c.Segment(side, pcaptest.Segment{Flags: pcaptest.ACK, Ack: s.heard})
	}
	for len(s.news) > 0 && int32(s.heard-s.news[0].end) >= 0 {
		s.news[0].do()
		s.news = s.news[1:]
	}
}

func nothing() {}

// step does one of the things that are possible now.
func (k *talk) step() {
	switch side := die(k.t, 2); die(k.t, 5) {
	case 0, 1:
		for range 1 + die(k.t, 12) {
			k.send(side)
		}
	case 2:
		k.hear(side)
	default:
		if side == client {
			k.ivrActs()
		} else {
			k.serverActs()
		}
	}
}

func (k *talk) ivrActs() {
	if k.chance(8) {
		k.frame(client, pcaptest.Frame(pcaptest.KeepAliveRequest, nil), func() {
			k.frame(server, pcaptest.Frame(pcaptest.KeepAliveAck, nil), nothing)
		})
	}
	if !k.ready {
		return
	}
	open := sortedKeys(k.ivr, true)
	switch {
	case len(open) > 0 && k.chance(3):
		k.end(client, pick(k, open...))
	case k.chance(3):
		k.ask()
	default:
		id := fmt.Sprintf("c%d", k.calls)
		if closed := sortedKeys(k.ivr, false); len(closed) > 0 && k.quiet() {
			id = pick(k, closed...) // again, where it cannot be the one before
		}
		k.calls++
		k.ivr[id] = true
		k.say(client, newCall(id), func() { k.server[id] = true })
	}
}

// end ends a call, which the other side may be ending, too.
func (k *talk) end(side int, id string) {
	if side == client {
		k.ivr[id] = false
		k.say(client, endCall(id), func() { delete(k.server, id) })
		return
	}
	delete(k.server, id)
	k.say(server, pick(k, endCall(id), callStatus(id, "Released")), func() { k.ivr[id] = false })
}

// ask requests the status of an agent, or a change of it.
func (k *talk) ask() {
	id, port := fmt.Sprint("r", k.calls, len(k.asked), k.c.Seq[client]), pick(k, "7001", "7002", "7003")
	name := pick(k, "AgentQuery", "AgentReady", "AgentLogin", "AgentLogout")
	k.say(client, doc("login-1", `<`+name+` ReqId="`+id+`" PortNum="`+port+`"/>`), func() {
		k.asked = append(k.asked, func() {
			status, known := k.agents[port]
			want := map[string]string{"AgentReady": "Ready", "AgentLogin": "LoggedIn", "AgentLogout": "LoggedOut"}[name]
			switch {
			case !known:
				status = "Unknown"
			case status == "LoggedIn":
				status = "NotReady" // before anything else
			case want != "" && slices.Contains(follows[status], want):
				status = want
			}
			k.tell(port, status, ` ReqId="`+id+`"`)
		})
	})
}

// follows reports which status may come after which. Unknown only answers a query.
var follows = map[string][]string{
	"":          {"LoggedIn", "Ready", "NotReady", "LoggedOut"},
	"LoggedIn":  {"Ready", "NotReady"},
	"Ready":     {"Ready", "NotReady", "LoggedOut"},
	"NotReady":  {"Ready", "NotReady", "LoggedOut"},
	"LoggedOut": {"LoggedIn", "Ready", "NotReady"},
	"Unknown":   {"LoggedIn", "Ready", "NotReady", "LoggedOut"},
}

// tell sends the status of an agent.
func (k *talk) tell(port, status, reqID string) {
	k.agents[port] = status
	k.say(server, strings.Replace(agentInfo(port, status), "<MonitorInfo", "<MonitorInfo"+reqID, 1), nothing)
}

func (k *talk) serverActs() {
	if len(k.steps) > 0 {
		status := k.steps[0]
		k.steps = k.steps[1:]
		k.say(server, doc("login-1", `<LoginResp IServerVersion="8.5" Result="Success" Status="`+status+`"/>`), func() { k.ready = status == "OK" })
		return
	}
	if !k.ready {
		return
	}
	open := sortedKeys(k.server, true)
	switch {
	case len(k.asked) > 0 && k.chance(2):
		k.asked[0]()
		k.asked = k.asked[1:]
	case len(open) > 0 && k.chance(6):
		k.end(server, pick(k, open...))
	case len(open) > 0 && k.chance(2):
		k.say(server, callStatus(pick(k, open...), pick(k, "Ringing", "Established", "Held")), nothing)
	case k.chance(8):
		k.say(server, doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo>`), nothing)
	default:
		port := pick(k, "7001", "7002")
		k.tell(port, pick(k, follows[k.agents[port]]...), "")
	}
}

// finish completes what was begun, and closes the connection.
func (k *talk) finish() {
	for {
		k.flush()
		switch open := sortedKeys(k.ivr, true); {
		case len(k.steps) > 0:
			k.serverActs()
		case len(open) > 0:
			k.end(client, open[0])
		case len(k.asked) > 0:
			k.asked[0]()
			k.asked = k.asked[1:]
		default:
			for _, port := range []string{"7001", "7002", "7003"} {
				if k.agents[port] == "LoggedIn" {
					k.tell(port, "Ready", "")
				}
			}
			k.flush()
			k.close()
			return
		}
	}
}

// quiet reports whether both sides have received all.
func (k *talk) quiet() bool { return len(k.sides[client].news)+len(k.sides[server].news) == 0 }

// flush lets both sides send and receive all.
func (k *talk) flush() {
	for !k.quiet() {
		side := pick(k, client, server)
		k.send(side)
		if k.chance(2) || len(k.sides[side].waiting) == 0 {
			k.hear(1 - side)
		}
	}
}

func (k *talk) close() {
	first := pick(k, client, server)
	if k.chance(5) {
		k.c.Reset(first)
		return
	}
	k.c.Fin(first)
	k.c.Fin(1 - first)
}

// timeWait passes before ports are reused.
const timeWait = time.Minute

func sortedKeys(m map[string]bool, value bool) []string {
	var out []string
	for key, v := range m {
		if v == value {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// goodCapture is a capture of some conformant connections, in which both sides send
// at the same time; with reuse, some are on ports used before.
func goodCapture(t *rapid.T, reuse bool) []pcaptest.Packet {
	b := pcaptest.New()
	var talks []*talk
	next := 49152
	for range 20 + 4*die(t, 64) {
		if len(talks) == 0 || len(talks) < 3 && die(t, 30) == 0 {
			b.MSS = []int{23, 90, 1460, 1460}[die(t, 4)]
			talks = append(talks, newTalk(t, b, fmt.Sprint("10.0.0.5:", next), "10.0.0.1:7009"))
			next++
		}
		i := die(t, len(talks))
		k := talks[i]
		k.step()
		switch die(t, 64) {
		case 0:
			b.Sleep(5 * time.Second)
		case 1:
			if !reuse {
				break
			}
			k.finish()
			b.Sleep(timeWait)
			talks[i] = newTalk(t, b, k.c.Ends[0].String(), k.c.Ends[1].String())
		}
	}
	for _, k := range talks {
		k.finish()
	}
	return b.Packets
}

// dialogue is a capture of a connection in which each side waits for the other; the
// messages may be wrong.
func dialogue(t *rapid.T) []pcaptest.Packet {
	b := pcaptest.New()
	b.MSS = []int{60, 1460}[die(t, 2)]
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	if die(t, 4) > 0 {
		login(c)
	}
	word := func(words ...string) string { return words[die(t, len(words))] }
	for range 1 + die(t, 40) {
		switch die(t, 6) {
		case 0:
			c.IVR(newCall(word("c1", "c2")))
		case 1:
			c.IVR(endCall(word("c1", "c2")))
		case 2:
			c.Server(callStatus(word("c1", "c2", "c3"), word("Ringing", "Released")))
		case 3:
			c.IVR(doc("login-1", `<AgentQuery ReqId="`+word("1", "2", "3")+`" PortNum="7001"/>`))
		case 4:
			info := agentInfo(word("7001", "7002"), word("LoggedIn", "Ready", "LoggedOut", "Unknown"))
			c.Server(strings.Replace(info, "<MonitorInfo", "<MonitorInfo"+word("", "", ` ReqId="1"`, ` ReqId="2"`), 1))
		case 5:
			if die(t, 6) == 0 {
				c.IVR(doc("login-1", loginReq))
			} else {
				c.Server(doc("login-1", loginOK))
			}
		}
	}
	c.Close()
	return b.Packets
}
