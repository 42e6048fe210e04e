package cli

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ivrcheck/internal/logtest"
	"ivrcheck/internal/pcaptest"
)

// sentMessage is a message of a conversation, by the index of its sender's side.
type sentMessage struct {
	side int
	xml  string
}

// carriage are ways to carry a document over TCP.
var carriage = map[string]func(side int, xml string) string{
	"GLI":   func(_ int, xml string) string { return string(pcaptest.XML(xml)) },
	"plain": func(_ int, xml string) string { return xml + "\r\n" },
	"length": func(_ int, xml string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(xml)))) + xml
	},
	"2 bytes, little-endian": func(_ int, xml string) string {
		return string(binary.LittleEndian.AppendUint16(nil, uint16(len(xml)))) + xml
	},
	"HTTP": func(side int, xml string) string {
		return fmt.Sprintf("%s\r\nContent-Length: %d\r\n\r\n%s", httpLine[side], len(xml), xml)
	},
	"HTTP, chunked": func(side int, xml string) string {
		return fmt.Sprintf("%s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", httpLine[side], 9, xml[:9], len(xml)-9, xml[9:])
	},
	"wrapper": func(_ int, xml string) string {
		if i := strings.Index(xml, "<GctiMsg"); i >= 0 {
			xml = xml[i:] // a declaration is at the beginning only
		}
		return "<log><entry>" + xml + "</entry></log>\n"
	},
}

var httpLine = [2]string{"POST /ivr HTTP/1.1\r\nHost: s", "HTTP/1.1 200 OK"}

// carried gives the findings about messages and their order of a conversation that is carried in a
// way, in pieces: rule, subject, verdict and number of the message from 1.
func carried(t *testing.T, how string, piece int, conversation []sentMessage) (got []string) {
	t.Helper()
	b := pcaptest.New()
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	number := map[int]int{} // by the frame that completed it
	for i, m := range conversation {
		for data := carriage[how](m.side, m.xml); len(data) > 0; {
			n := min(piece, len(data))
			number[c.Send(m.side, []byte(data[:n]))] = i + 1
			data = data[n:]
		}
	}
	c.Close()
	file := filepath.Join(t.TempDir(), "x.pcap")
	if err := os.WriteFile(file, b.Pcap(), 0o600); err != nil {
		t.Fatal(err)
	}
	return aboutMessages(t, file, func(f *aboutMessage) int { return number[f.Frame] })
}

type aboutMessage struct {
	Rule, Subject, Verdict string
	Frame, Line            int
	Offset                 int64
}

// aboutMessages lists the findings about messages and their order.
func aboutMessages(t *testing.T, file string, number func(*aboutMessage) int) (got []string) {
	t.Helper()
	_, out, _ := ivrcheck(t, "check", "--config=", "-f", "ndjson", file)
	for line := range strings.Lines(out) {
		var f aboutMessage
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(f.Rule, "MSG") || strings.HasPrefix(f.Rule, "SEQ") {
			got = append(got, fmt.Sprint(f.Rule, " ", f.Verdict, " ", f.Subject, " ", number(&f)))
		}
	}
	slices.Sort(got)
	return got
}

// The same conversation gives the same findings about messages and their order over every
// transport.
func TestTransportsGiveTheSameFindings(t *testing.T) {
	var conversation []sentMessage
	for _, m := range []sentMessage{
		{0, `<LoginReq ClientName="IVR1" Version="4.0"/>`},
		{1, `<LoginResp IServerVersion="8.5" Result="Success" Status="0K"/>`},
		{1, `<MonitorInfo><Agent PortNum="01" Status="LoggedIn"/></MonitorInfo>`},
		{1, `<MonitorInfo><Agent PortNum="01" Status="LoggedOut"/></MonitorInfo>`},
		{0, `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>01</CalledNum></NewCall>`},
		{1, `<CallStatus Event="Held"/>`},
		{0, `<UDataGet Keys="a,b"><RequestId>r1</RequestId></UDataGet>`},
		{1, `<UDataResp Result="Success"><RequestId>r2</RequestId></UDataResp>`},
		{0, `<EndCall EndCause="Normal"/>`},
		{0, `<RouteRequest RouteDN="5"/>`},
	} {
		conversation = append(conversation, sentMessage{m.side, `<GctiMsg><CallId>c1</CallId>` + m.xml + `</GctiMsg>`})
	}
	want := carried(t, "GLI", 1<<16, conversation)
	if len(want) < 6 {
		t.Errorf("too few findings: %q", want)
	}
	for how := range carriage {
		for _, piece := range []int{1 << 16, 37, 1} {
			if got := carried(t, how, piece, conversation); !slices.Equal(got, want) {
				t.Errorf("%s in pieces of %d:\ngot  %q\nwant %q", how, piece, got, want)
			}
		}
	}
}

// A root that differs by case is the envelope in every transport, after a document type or not.
func TestTransportsWithTheRootInAnotherCase(t *testing.T) {
	records, want := faulty()
	for _, root := range []string{"gctimsg", "GCTIMSG"} {
		for _, declared := range []bool{false, true} {
			var conversation []sentMessage
			for _, r := range records {
				side := 1
				if r.FromIVR {
					side = 0
				}
				xml := r.XML
				if !declared {
					xml = xml[strings.Index(xml, "<GctiMsg"):]
				}
				conversation = append(conversation, sentMessage{side, strings.NewReplacer("<GctiMsg", "<"+root, "</GctiMsg", "</"+root).Replace(xml)})
			}
			for how := range carriage {
				for _, piece := range []int{1 << 16, 37, 1} {
					if how == "wrapper" && declared {
						continue // a declaration is at the beginning only
					}
					if got := carried(t, how, piece, conversation); !slices.Equal(got, want) {
						t.Errorf("%s, declared %t, %s in pieces of %d:\ngot  %q\nwant %q", root, declared, how, piece, got, want)
					}
				}
			}
		}
	}
}

// A sender that writes a header now and then forgot it before, too: GLI010 is an error, wherever in the direction the
// message without one is.
func TestHeadersAfterMessagesWithoutOne(t *testing.T) {
	records, _ := faulty()
	for without, want := range map[string]string{
		"1": "error 1", "3": "error 0", "1 2": "error 2", "1 2 3 5": "warning 4", "1 2 5": "error 2, error 0", "0": "error 1", "0 4": "error 2", "0 4 6 7": "warning 4",
	} {
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		for i, r := range records {
			how, side := "GLI", 1
			if slices.Contains(strings.Fields(without), fmt.Sprint(i)) {
				how = "plain"
			}
			if r.FromIVR {
				side = 0
			}
			c.Send(side, []byte(carriage[how](side, r.XML)))
		}
		c.Close()
		file := filepath.Join(t.TempDir(), "x.pcap")
		write(t, file, b.Pcap())
		_, out, _ := ivrcheck(t, "check", "--config=", "--select", "GLI010", "-f", "ndjson", file)
		var got []string
		for line := range strings.Lines(out) {
			var f struct {
				Type, Severity string
				Count          int
			}
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatal(err)
			}
			if f.Type == "finding" {
				got = append(got, fmt.Sprint(f.Severity, " ", f.Count))
			}
		}
		if list := strings.Join(got, ", "); list != want {
			t.Errorf("messages %s without a header: got %s, want %s", without, list, want)
		}
	}
}

// Messages without a header activate GLI010, which they violate: --require-activated is satisfied, and the summary
// counts them.
func TestMessagesWithoutHeaderActivateTheRule(t *testing.T) {
	records, _ := faulty()
	b := pcaptest.New()
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	for _, r := range records {
		side := 1
		if r.FromIVR {
			side = 0
		}
		c.Send(side, []byte(r.XML))
	}
	c.Close()
	file := filepath.Join(t.TempDir(), "x.pcap")
	write(t, file, b.Pcap())
	_, out, _ := ivrcheck(t, "check", "--config=", "--select", "GLI010,CAP010", "--require-activated", "GLI010", "-f", "ndjson", file)
	if want := fmt.Sprintf(`{"rule":"GLI010","name":"header-missing","verdict":"violated","activations":%d,"satisfied":0,"violated":2,"inconclusive":0}`, len(records)); !strings.Contains(out, want) {
		t.Errorf("the summary has not %s: %s", want, out)
	}
	if strings.Contains(out, "no message activated") {
		t.Errorf("GLI010 counts as not activated: %s", out)
	}
}

// The conversation of the logs gives the same findings over each transport and in other files.
func TestTransportsAndFilesGiveTheFindingsOfLogs(t *testing.T) {
	records, want := faulty()
	var conversation []sentMessage
	for _, r := range records {
		side := 1
		if r.FromIVR {
			side = 0
		}
		conversation = append(conversation, sentMessage{side, r.XML})
	}
	ways := 0
	compare := func(how string, got []string) {
		t.Helper()
		if ways++; !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", how, got, want)
		}
	}
	for how := range carriage {
		for _, piece := range []int{1 << 16, 37, 1} {
			compare(fmt.Sprint(how, " in pieces of ", piece), carried(t, how, piece, conversation))
		}
	}
	var datagrams, wrapper, raw strings.Builder
	b := pcaptest.New()
	wrapper.WriteString("<?xml version=\"1.0\"?>\n<messages>\n")
	for _, m := range conversation {
		ends := [2]string{"10.0.0.5:49152", "10.0.0.1:7009"}
		b.UDP(ends[m.side], ends[1-m.side], []byte(m.xml))
		wrapper.WriteString(m.xml[strings.Index(m.xml, "<GctiMsg"):] + "\n")
		raw.Write(pcaptest.XML(m.xml))
	}
	wrapper.WriteString("</messages>\n")
	datagrams.Write(b.Pcap())
	for how, data := range map[string]string{"datagrams": datagrams.String(), "wrapper file": wrapper.String(), "raw GLI": raw.String()} {
		file := filepath.Join(t.TempDir(), "x")
		write(t, file, []byte(data))
		_, listed, _ := ivrcheck(t, "messages", "--config=", file)
		var at []aboutMessage
		for l := range strings.Lines(listed) {
			var m aboutMessage
			if err := json.Unmarshal([]byte(l), &m); err != nil {
				t.Fatal(err)
			}
			at = append(at, m)
		}
		compare(how, aboutMessages(t, file, func(f *aboutMessage) int {
			return 1 + slices.IndexFunc(at, func(m aboutMessage) bool { return m.Frame == f.Frame && m.Offset == f.Offset })
		}))
	}
	if ways+len(logtest.Shapes) < 24 {
		t.Errorf("%d ways, expected 24", ways+len(logtest.Shapes))
	}
	t.Logf("%d ways, and %d shapes of logs", ways, len(logtest.Shapes))
}

// The examples of the reference, as it prints them, in a log, an XML file and a stream.
func TestExamplesOfTheReference(t *testing.T) {
	agent := func(status string) string { return `<agent portnum="01" status="` + status + `"></agent>` }
	for next, want := range map[string]int{"LoggedOut": 1, "LoggedIn": 1, "Unknown": 1, "Ready": 0, "NotReady": 0} {
		one, two := agent("LoggedIn"), agent(next)
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		c.Send(pcaptest.Server, []byte(`<server status="OK"></server>`+"\n"+one+"\n"))
		c.Send(pcaptest.Server, []byte(two+"\n"))
		for name, data := range map[string]string{
			"page.log":    "10:00:00.100 Trc EventAgentLogin " + one + "\n10:00:00.200 Trc Event " + two + "\n",
			"table.txt":   "EventAgentLogin\t" + one + "\nEventAgent\t" + two + "\n",
			"page.xml":    "<?xml version='1.0'?>\n<events>\n  " + one + "\n  " + two + "\n</events>\n",
			"bare.xml":    one + "\n" + two + "\n",
			"stream.pcap": string(b.Pcap()),
		} {
			file := filepath.Join(t.TempDir(), name)
			write(t, file, []byte(data))
			found := aboutMessages(t, file, func(*aboutMessage) int { return 0 })
			count := 0
			for _, f := range found {
				if strings.HasPrefix(f, "SEQ010 violated") {
					count++
				}
			}
			if count != want {
				t.Errorf("%s, LoggedIn then %s: %d SEQ010, want %d: %q", name, next, count, want, found)
			}
		}
	}
}

// scenarioMessages gives the messages of each connection of a bundled capture.
func scenarioMessages(t *testing.T, name string) (connections [][]sentMessage) {
	t.Helper()
	_, out, _ := ivrcheck(t, "messages", "--config=", name)
	of := map[int]int{}
	for line := range strings.Lines(out) {
		var m struct {
			Type, Src, Direction, XML string
			Stream                    int
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if m.Type != "message" || m.Direction == "" {
			continue
		}
		i, known := of[m.Stream]
		if !known {
			i = len(connections)
			of[m.Stream] = i
			connections = append(connections, nil)
		}
		side := 0
		if m.Direction == "server>ivr" {
			side = 1
		}
		connections[i] = append(connections[i], sentMessage{side, m.XML})
	}
	return connections
}

// The conversations of the bundled captures give the same findings about messages and their order
// over every transport. Damage and foreign documents are left out: where a
// document ends that is malformed, only a length says.
func TestTransportsOfScenarios(t *testing.T) {
	files, err := filepath.Glob(captures + "/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for i, file := range files {
		name := filepath.Base(file)
		if testing.Short() && i%16 != 0 {
			continue
		}
		for _, conversation := range scenarioMessages(t, name) {
			size := 0
			conversation = slices.DeleteFunc(conversation, func(m sentMessage) bool {
				size += len(m.xml)
				return !strings.Contains(m.xml, "<GctiMsg") || !strings.HasSuffix(strings.TrimSpace(m.xml), "</GctiMsg>")
			})
			if size > 1<<16 || len(conversation) == 0 {
				continue
			}
			want := carried(t, "GLI", 1<<16, conversation)
			for how := range carriage {
				for _, piece := range []int{1 << 16, 37, 1} {
					if testing.Short() && piece > 1 || piece == 1 && size > 4000 {
						continue
					}
					compared++
					if got := carried(t, how, piece, conversation); !slices.Equal(got, want) {
						t.Errorf("%s, %s in pieces of %d:\ngot  %q\nwant %q", name, how, piece, got, want)
					}
				}
			}
		}
	}
	t.Logf("%d compared", compared)
}
