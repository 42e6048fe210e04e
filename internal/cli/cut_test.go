package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ivrcheck/capture"
	"ivrcheck/internal/logtest"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/rewrite"
	"ivrcheck/rules"
)

// reported is what a test reads of a finding.
type reported struct {
	Type, Rule, Subject, Verdict, Fingerprint string
	File                                      string
	Frame, Line                               int
	Stream                                    *int
}

func reports(t *testing.T, args ...string) (all []reported) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(run(t, append([]string{"check", "-f", "ndjson"}, args...)...)))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var f reported
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		if f.Type == "finding" {
			all = append(all, f)
		}
	}
	return all
}

func (f *reported) same(g *reported) bool {
	return f.Rule == g.Rule && f.Subject == g.Subject && f.Verdict == g.Verdict && f.Fingerprint == g.Fingerprint
}

var minimised = regexp.MustCompile(`^(GLI|XML|MSG|SEQ)`)

// cutAll cuts the violated findings of a capture to the minimum and checks the result. It
// returns the numbers of messages. tshark takes longer than all else: with -short it checks
// only the part with the most messages.
func cutAll(t *testing.T, path string, flags ...string) (sizes []int) {
	t.Helper()
	seen := map[string]bool{}
	var longest func()
	for _, f := range reports(t, append(flags, path)...) {
		if f.Verdict != "violated" || !minimised.MatchString(f.Rule) || seen[f.Fingerprint] {
			continue
		}
		seen[f.Fingerprint] = true
		out := filepath.Join(t.TempDir(), "out.pcapng")
		var stderr bytes.Buffer
		args := append([]string{"ivrcheck", "cut", "--minimal", "-o", out, "--fingerprint", f.Fingerprint}, append(flags, path)...)
		if status := Run(t.Context(), args, nil, io.Discard, &stderr); status != 0 {
			t.Errorf("%s %s at %d: status %d: %s", f.Rule, f.Subject, f.Frame, status, stderr.String())
			continue
		}
		if !slices.ContainsFunc(reports(t, append(flags, out)...), func(g reported) bool { return f.same(&g) }) {
			t.Errorf("%s %s at %d: not in the report of the part", f.Rule, f.Subject, f.Frame)
		}
		n := checkMinimal(t, &f, out, flags)
		switch check := func() { checkWarnings(t, &f, out) }; {
		case !testing.Short():
			check()
		case len(sizes) == 0 || n > slices.Max(sizes):
			longest = check
		}
		sizes = append(sizes, n)
	}
	if longest != nil {
		longest()
	}
	return sizes
}

// checkMinimal leaves each message out of a capture: then it must not show the finding. It
// returns the number of messages.
func checkMinimal(t *testing.T, f *reported, path string, flags []string) (messages int) {
	t.Helper()
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	run := &cutRun{captureRun: &captureRun{program: &program{}, set: set}, output: path}
	run.opt.Selection, _ = set.Select(nil, nil)
	for i, flag := range flags {
		if flag == "--port" {
			port, _ := strconv.Atoi(flags[i+1])
			run.capture.Ports = append(run.capture.Ports, uint16(port))
		}
	}
	run.capture.Names = set.Catalogue().Names()
	verdict := rules.Violated
	run.choice.found = &rules.Finding{Rule: f.Rule, Subject: f.Subject, Verdict: verdict, Fingerprint: f.Fingerprint}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	collector := rewrite.NewCollector(0)
	opt := run.capture
	opt.Tap = collector.Tap
	if _, err := capture.Read(context.Background(), "part", bytes.NewReader(content), opt, collector.Unit); err != nil {
		t.Fatal(err)
	}
	conversation, err := collector.Conversation(rewrite.Place{})
	if err != nil {
		t.Errorf("%s %s: %v", f.Rule, f.Subject, err)
		return 0
	}
	for i := range conversation.Len() {
		if !conversation.IsMessage(i) {
			continue
		}
		messages++
		var rest []int
		for j := range conversation.Len() {
			if j != i {
				rest = append(rest, j)
			}
		}
		var part bytes.Buffer
		if err := conversation.Write(&part, rest); err != nil {
			t.Fatal(err)
		}
		shows, err := run.shows(context.Background(), &part)
		if err != nil {
			t.Fatal(err)
		}
		if shows {
			t.Errorf("%s %s at %d: message %d of the part can be left out", f.Rule, f.Subject, f.Frame, i)
		}
	}
	return messages
}

// checkWarnings has tshark check a capture, with checksums.
func checkWarnings(t *testing.T, f *reported, path string) {
	t.Helper()
	shown, err := exec.Command("tshark", "-r", path, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-T", "fields",
		"-e", "frame.number", "-e", "_ws.expert.severity", "-e", "_ws.expert.message", "-e", "frame.comment").Output()
	if err != nil {
		t.Errorf("%s %s: tshark: %v", f.Rule, f.Subject, err)
	}
	lines := strings.Split(strings.TrimSuffix(string(shown), "\n"), "\n")
	for _, line := range lines {
		fields := strings.Split(line, "\t")
		if len(fields) < 4 || fields[3] == "" {
			t.Errorf("%s %s: no comment: %q", f.Rule, f.Subject, line)
			continue
		}
		for _, severity := range strings.Split(fields[1], ",") {
			const warning = 0x600000
			if n, err := strconv.ParseInt(severity, 0, 64); err != nil || n >= warning {
				t.Errorf("%s %s: tshark warns: %s", f.Rule, f.Subject, line)
			}
		}
	}
}

// Each violated finding about messages is cut to a capture that shows it, in which no message
// can be left out, and which tshark reads without warnings.
func TestCutMinimal(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	paths, err := filepath.Glob(captures + "/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	paths = slices.DeleteFunc(paths, func(path string) bool { return strings.HasSuffix(path, ".ndjson") })
	if len(paths) < 100 {
		t.Fatalf("%d captures", len(paths))
	}
	var sizes []int
	for i, path := range paths {
		if testing.Short() && i%40 > 0 {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) { sizes = append(sizes, cutAll(t, path)...) })
	}
	checkSizes(t, sizes)
}

// checkSizes checks the median number of messages.
func checkSizes(t *testing.T, sizes []int) {
	t.Helper()
	if len(sizes) == 0 {
		t.Fatal("nothing was cut")
	}
	slices.Sort(sizes)
	median := sizes[len(sizes)/2]
	t.Logf("%d findings, median %d messages, most %d", len(sizes), median, sizes[len(sizes)-1])
	if median >= 8 {
		t.Errorf("the median is %d messages", median)
	}
}

// What carries the connection changes nothing.
func TestCutMinimalOverCarriers(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	const head = `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg><CallId>c1</CallId>`
	login := head + `<LoginReq ClientName="IVR1" Version="4.0" ReportStatus="true"/></GctiMsg>`
	answer := head + `<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/></GctiMsg>`
	status := func(s string) string {
		return head + `<MonitorInfo><Agent PortNum="7001" Status="` + s + `"/></MonitorInfo></GctiMsg>`
	}
	long := head + `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>7001</CalledNum><UDataEx>` +
		strings.Repeat(`<Node Name="Key" Type="Str" Val="value"/>`, 1200) + `</UDataEx></NewCall></GctiMsg>`
	talk := func(c *pcaptest.Conn) {
		c.IVR(login)
		c.Server(answer, status("LoggedIn"), status("LoggedOut"), status("0K"))
		c.IVR(long)
	}
	for name, build := range map[string]func(*pcaptest.Builder){
		"IPv6": func(b *pcaptest.Builder) {
			c := b.Connect("[2001:db8::5]:49152", "[2001:db8::1]:7009")
			talk(c)
			c.Close()
		},
		"VLAN": func(b *pcaptest.Builder) {
			b.VLAN = []uint16{100, 200}
			talk(b.Connect("10.0.0.5:49152", "10.0.0.1:7009"))
		},
		"raw link": func(b *pcaptest.Builder) {
			b.Link = pcaptest.Raw
			talk(b.Connect("10.0.0.5:49152", "10.0.0.1:7009"))
		},
		"small segments": func(b *pcaptest.Builder) {
			b.MSS = 7
			talk(b.Connect("10.0.0.5:49152", "10.0.0.1:7009"))
		},
		"start not captured": func(b *pcaptest.Builder) { talk(b.Midway("10.0.0.5:49152", "10.0.0.1:7009")) },
		"XML without headers": func(b *pcaptest.Builder) {
			c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
			c.Data(pcaptest.Client, []byte(login+"\n"))
			for _, s := range []string{"LoggedIn", "LoggedOut", "0K"} {
				c.Data(pcaptest.Server, []byte(status(s)+"\n"))
			}
		},
		"several messages in a segment": func(b *pcaptest.Builder) {
			c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
			c.IVR(login)
			c.Data(pcaptest.Server, slices.Concat(pcaptest.XML(answer), pcaptest.XML(status("LoggedIn")), pcaptest.XML(status("LoggedOut")), pcaptest.XML(status("0K"))))
			c.Close()
		},
		"retransmitted and out of order": func(b *pcaptest.Builder) {
			talk(b.Connect("10.0.0.5:49152", "10.0.0.1:7009"))
			b.Swap(6, 8)
			b.Duplicate(12)
		},
		"nothing acknowledged": func(b *pcaptest.Builder) {
			c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
			for range 5 {
				c.Send(pcaptest.Client, pcaptest.XML(long))
			}
			c.Send(pcaptest.Server, pcaptest.XML(status("0K")))
		},
		"messages that cross": func(b *pcaptest.Builder) {
			c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
			c.IVR(login)
			c.Send(pcaptest.Server, pcaptest.XML(status("LoggedIn")))
			c.Send(pcaptest.Client, pcaptest.XML(long))
			c.Data(pcaptest.Server, pcaptest.XML(answer))
			c.Data(pcaptest.Server, pcaptest.XML(status("LoggedOut")))
			c.Close()
		},
		"wrong frames": func(b *pcaptest.Builder) {
			c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
			c.IVR(login)
			c.Server(answer)
			c.Data(pcaptest.Server, pcaptest.FrameLength(pcaptest.XMLData, 5, []byte(status("Ready"))))
			c.Data(pcaptest.Server, pcaptest.Frame(9, []byte(status("Ready"))))
			c.Data(pcaptest.Server, append(pcaptest.XML(status("Ready")), 0, 10, 13))
			c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveRequest, []byte("x")))
			c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveAck, nil))
			c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveAck, nil))
			c.Data(pcaptest.Server, []byte(status("Ready")))
			c.Close()
		},
		"UDP": func(b *pcaptest.Builder) {
			b.UDP("10.0.0.5:5000", "10.0.0.1:7009", []byte(login))
			b.UDP("10.0.0.1:7009", "10.0.0.5:5000", []byte(answer))
			b.UDP("10.0.0.1:7009", "10.0.0.5:5000", []byte(status("0K")))
		},
		"HTTP": func(b *pcaptest.Builder) {
			c := b.Connect("10.0.0.5:49152", "10.0.0.1:8080")
			for _, s := range []string{"LoggedIn", "LoggedOut", "0K"} {
				body := status(s)
				c.Data(pcaptest.Client, []byte("POST /ivr HTTP/1.1\r\nHost: ivr\r\nContent-Type: text/xml\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"+body))
				c.Data(pcaptest.Server, []byte("HTTP/1.1 204 No Content\r\n\r\n"))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := pcaptest.New()
			other := b.Connect("10.0.0.6:49152", "10.0.0.1:7009")
			if name != "UDP" {
				other.IVR(login)
			}
			build(b)
			path := filepath.Join(t.TempDir(), "in.pcapng")
			if err := os.WriteFile(path, b.Pcapng(), 0o600); err != nil {
				t.Fatal(err)
			}
			if sizes := cutAll(t, path); len(sizes) == 0 {
				t.Error("there is no finding")
			} else {
				t.Log(sizes)
			}
		})
	}
}

// Findings in logs of every shape are cut to lines that show them.
func TestCutMinimalOfLogs(t *testing.T) {
	records, _ := faulty()
	for i, s := range logtest.Shapes {
		if testing.Short() && i%8 > 0 {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			path, out := filepath.Join(t.TempDir(), "app.log"), filepath.Join(t.TempDir(), "part.log")
			content := s.Log(records)
			write(t, path, content)
			for _, f := range reports(t, path) {
				if f.Verdict != "violated" || !minimised.MatchString(f.Rule) {
					continue
				}
				status, _, stderr := ivrcheck(t, "cut", "--minimal", "-o", out, "--fingerprint", f.Fingerprint, path)
				if status == 3 && bytes.IndexByte(content[:4], 0) >= 0 && strings.Contains(stderr, "the log is UTF-16") {
					continue
				}
				if status != 0 {
					t.Errorf("%s: status %d: %s", f.Rule, status, stderr)
					continue
				}
				if !slices.ContainsFunc(reports(t, out), func(g reported) bool { return f.same(&g) }) {
					t.Errorf("%s is not in the report of the part", f.Rule)
				}
			}
		})
	}
}

// White space between messages without headers is none of the messages that cut counts.
func TestCutCountsMessagesOnly(t *testing.T) {
	b := pcaptest.New()
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	for _, xml := range []string{`<LoginReq ClientName="IVR2" Version="4.0"/>`, `<EndCall EndCause="Norm"/>`} {
		c.Send(pcaptest.Client, []byte("<GctiMsg><CallId>z</CallId>"+xml+"</GctiMsg>\r\n"))
	}
	c.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "in.pcap")
	if err := os.WriteFile(path, b.Pcap(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, stderr := ivrcheck(t, "cut", "--config=", "--minimal", "--rule", "MSG004", "-o", filepath.Join(dir, "out.pcapng"), path)
	if !strings.Contains(stderr, ": 1 of 2 messages of the connection, for MSG004 ") {
		t.Error(stderr)
	}
}
