package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"ivrcheck/internal/logtest"
	"ivrcheck/internal/pcaptest"
)

// scrubFile scrubs a file and returns the status, standard error and the result, nil if there is none.
func scrubFile(t *testing.T, input string, args ...string) (status int, said string, result []byte) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "scrubbed")
	var stdout, stderr bytes.Buffer
	status = Run(t.Context(), slices.Concat([]string{"ivrcheck", "scrub", input, "-o", out}, args), nil, &stdout, &stderr)
	result, err := os.ReadFile(out)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if stdout.Len() > 0 {
		t.Errorf("%s: standard output: %s", input, stdout.Bytes())
	}
	if (status == 0) != (result != nil) {
		t.Errorf("%s: status %d, and a result is there: %v", input, status, result != nil)
	}
	return status, stderr.String(), result
}

func saved(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// comparableFindings returns the findings of a file, without what differs between an original and its
// copy with other values.
func comparableFindings(t *testing.T, path string, args ...string) (all []string) {
	t.Helper()
	for line := range bytes.Lines(run(t, slices.Concat([]string{"check", "-f", "ndjson", "--sort", "position", path}, args)...)) {
		var f map[string]any
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		if f["type"] != "finding" {
			continue
		}
		delete(f, "file")
		delete(f, "fingerprint")
		if related, ok := f["related"].([]any); ok {
			for _, r := range related {
				delete(r.(map[string]any), "file")
			}
		}
		for _, key := range []string{"message", "evidence", "hint", "actual", "call_id", "request_id", "port"} {
			if text, ok := f[key].(string); ok {
				f[key] = shape(text)
			}
		}
		text, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	slices.Sort(all)
	return all
}

// The report of each capture is the same after scrubbing, up to values, and so are numbers,
// times and lengths of its frames; tshark finds no bad checksum.
func TestScrubKeepsReports(t *testing.T) {
	captures, err := filepath.Glob("../../testdata/captures/*.pcap*")
	if err != nil || len(captures) < 100 {
		t.Fatal(len(captures), err)
	}
	tshark, lookErr := exec.LookPath("tshark")
	// What is damaged, and what has no message that could be scrubbed.
	refused := map[string]int{"cap001-bad.pcap": exitInput, "cap008-bad.pcap": exitNothing, "cap008-mid.pcap": exitNothing, "cap012-bad.pcap": exitNothing}
	for i, path := range captures {
		if testing.Short() && i%8 != 0 && refused[filepath.Base(path)] == 0 {
			continue
		}
		status, said, result := scrubFile(t, path)
		if want := refused[filepath.Base(path)]; status != want {
			t.Errorf("%s: status %d, want %d: %s", path, status, want, said)
		}
		if result == nil {
			continue
		}
		copied := saved(t, result)
		if before, after := comparableFindings(t, path), comparableFindings(t, copied); !slices.Equal(before, after) {
			t.Errorf("%s: the findings\n%s\nbecame\n%s", path, strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
		if lookErr != nil {
			continue
		}
		if i%10 != 0 {
			continue
		}
		ask := func(file string, args ...string) string {
			out, err := exec.CommandContext(t.Context(), tshark, slices.Concat([]string{"-r", file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
				"-o", "udp.check_checksum:TRUE"}, args)...).Output()
			if err != nil {
				t.Fatalf("%s: tshark: %v", path, err)
			}
			return string(out)
		}
		if bad := ask(copied, "-Y", "tcp.checksum.status==0 || ip.checksum.status==0 || udp.checksum.status==0"); bad != "" {
			t.Errorf("%s: bad checksums:\n%s", path, bad)
		}
		fields := []string{"-T", "fields"}
		for _, f := range []string{"frame.number", "frame.time_epoch", "frame.len", "ip.src", "ip.dst", "tcp.stream", "tcp.seq_raw", "tcp.ack_raw", "tcp.flags", "tcp.len"} {
			fields = append(fields, "-e", f)
		}
		if before, after := ask(path, fields...), ask(copied, fields...); before != after {
			t.Errorf("%s: the frames\n%s\nbecame\n%s", path, before, after)
		}
	}
}

// A message of a call with something in it, and one with an attribute.
func callWith(inside string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg><CallId>c1</CallId>` + inside + `</GctiMsg>`
}

func aNewCall(attributes, inside string) string {
	return callWith(`<NewCall CallControlMode="Network" Version="4.0" ` + attributes + `><CalledNum>4711</CalledNum>` + inside + `</NewCall>`)
}

func udata(nodes string) string {
	return callWith(`<UDataSet><UDataEx>` + nodes + `</UDataEx></UDataSet>`)
}

// wide is text in UTF-16.
func wide(text string, big bool) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			out = binary.BigEndian.AppendUint16(out, u)
		} else {
			out = binary.LittleEndian.AppendUint16(out, u)
		}
	}
	return out
}

// secretPlaces put a secret into a capture. c is a connection that carries the protocol.
var secretPlaces = []struct {
	name  string
	plant func(b *pcaptest.Builder, c *pcaptest.Conn, s string)
}{
	{"a private element", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<ANI>"+s+"</ANI>")) }},
	{"a private attribute in its wrong form", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall(`ANI="`+s+`"`, "")) }},
	{"the value of a node", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(udata(`<Node Name="a" Type="Str" Val="` + s + `"/>`))
	}},
	{"a value with single quotes", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(udata(`<Node Name='a' Type='Str' Val='` + s + `'/>`))
	}},
	{"text in a list", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(udata(s)) }},
	{"an attribute of a list", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(callWith(`<UDataSet><UDataEx Keys="` + s + `"/></UDataSet>`))
	}},
	{"an unknown attribute", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall(`Stray="`+s+`"`, "")) }},
	{"an unknown element", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<Stray>"+s+"</Stray>")) }},
	{"an unknown message", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(callWith(`<Nothing Value="` + s + `">` + s + `</Nothing>`))
	}},
	{"a comment", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<!-- "+s+" <ANI> -->")) }},
	{"an instruction", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<?note "+s+"?>")) }},
	{"the target of an instruction", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<?"+s+"?>")) }},
	{"CDATA", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(aNewCall("", "<ANI><![CDATA["+s+"]]></ANI>"))
	}},
	{"decimal references", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(aNewCall("", "<ANI>"+references(s, "&#%d;")+"</ANI>"))
	}},
	{"hexadecimal references", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(aNewCall("", "<ANI>"+references(s, "&#x%x;")+"</ANI>"))
	}},
	{"escaped characters around", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(aNewCall("", "<ANI>&lt;"+s+"&amp;&#39;</ANI>"))
	}},
	{"the document type", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(strings.Replace(aNewCall("", ""), `SYSTEM "IServer.dtd"`, `PUBLIC "`+s+`" "IServer.dtd"`, 1))
	}},
	{"an internal subset", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(strings.Replace(aNewCall("", ""), `"IServer.dtd"`, `"IServer.dtd" [<!ENTITY a "`+s+`">]`, 1))
	}},
	{"the name of an entity", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<ANI>&"+s+";</ANI>")) }},
	{"a namespace", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall(`xmlns:p="`+s+`"`, "")) }},
	{"after a bare ampersand", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<ANI>x & "+s+"</ANI>")) }},
	{"a tag without its end", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<ANI>"+s)) }},
	{"a value without its quote", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(udata(`<Node Name="a" Type="Str" Val="` + s + `/>`))
	}},
	{"a name in a damaged message", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<"+s+">&</x>")) }},
	{"no UTF-8", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "<ANI>\xfc"+s+"\xe9</ANI>")) }},
	{"UTF-16, little-endian", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR("\xff\xfe" + string(wide(aNewCall("", "<ANI>"+s+"</ANI>"), false)))
	}},
	{"UTF-16, big-endian", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR("\xfe\xff" + string(wide(aNewCall("", "<ANI>"+s+"</ANI>"), true)))
	}},
	{"UTF-16 inside of a value", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(aNewCall("", "<ANI>"+string(wide(s, false))+"</ANI>"))
	}},
	{"two segments", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		frame := pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>"))
		at := bytes.Index(frame, []byte(s)) + len(s)/2
		c.Data(pcaptest.Client, frame[:at])
		c.Data(pcaptest.Client, frame[at:])
	}},
	{"a segment for each byte", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		for _, b := range pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>")) {
			c.Data(pcaptest.Client, []byte{b})
		}
	}},
	{"segments out of order", func(b *pcaptest.Builder, c *pcaptest.Conn, s string) {
		frame := pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>"))
		at := bytes.Index(frame, []byte(s)) + len(s)/2
		first := c.Data(pcaptest.Client, frame[:at])
		b.Swap(first, c.Data(pcaptest.Client, frame[at:]))
	}},
	{"a retransmission", func(b *pcaptest.Builder, c *pcaptest.Conn, s string) {
		b.Duplicate(c.Data(pcaptest.Client, pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>"))))
	}},
	{"an overlap", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		frame := pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>"))
		at := bytes.Index(frame, []byte(s))
		c.Data(pcaptest.Client, frame[:at+5])
		c.Seq[pcaptest.Client] -= 10
		c.Data(pcaptest.Client, frame[at-5:])
	}},
	{"a copy that differs", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		frame := pcaptest.XML(aNewCall("", "<ANI>"+strings.Repeat("5", len(s))+"</ANI>"))
		c.Data(pcaptest.Client, frame)
		c.Seq[pcaptest.Client] -= uint32(len(frame))
		c.Data(pcaptest.Client, pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>")))
	}},
	{"a message that is partly lost", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		frame := pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>"))
		at := bytes.Index(frame, []byte(s)) + len(s)
		c.Data(pcaptest.Client, frame[:at])
		c.Lose(pcaptest.Client, len(frame)-at)
		c.IVR(callWith("<EndCall/>"))
	}},
	{"a message whose beginning is lost", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		frame := pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>"))
		at := bytes.Index(frame, []byte(s))
		c.Lose(pcaptest.Client, at)
		c.Data(pcaptest.Client, frame[at:])
		c.IVR(callWith("<EndCall/>"))
	}},
	{"a message that ends with the capture", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		frame := pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>"))
		c.Data(pcaptest.Client, frame[:bytes.Index(frame, []byte(s))+len(s)])
	}},
	{"a cut packet", func(b *pcaptest.Builder, c *pcaptest.Conn, s string) {
		frame := pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>"))
		b.Cut(c.Data(pcaptest.Client, frame), 54+bytes.Index(frame, []byte(s))+len(s))
	}},
	{"a frame without XML", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.Data(pcaptest.Client, pcaptest.Frame(2, []byte(s)))
	}},
	{"bytes that are no frame", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.Data(pcaptest.Client, []byte("\x07\x07"+s)) }},
	{"a wrong length", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		body := aNewCall("", "<ANI>"+s+"</ANI>")
		c.Data(pcaptest.Client, pcaptest.FrameLength(pcaptest.XMLData, uint16(len(body)-40), []byte(body)))
	}},
	{"bytes after the document", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) { c.IVR(aNewCall("", "") + s) }},
	{"a wrapper", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(`<messages note="` + s + `">` + aNewCall("", "<ANI>"+s+"</ANI>")[len(`<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`):] + `<!--` + s + `--></messages>`)
	}},
	{"a message without the envelope", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>1</CalledNum><ANI>` + s + `</ANI></NewCall>`)
	}},
	{"another stream", func(b *pcaptest.Builder, _ *pcaptest.Conn, s string) {
		o := b.Connect("10.0.0.5:50000", "10.0.0.2:25")
		o.Data(pcaptest.Client, []byte("MAIL FROM:<"+s+">\r\n"))
		o.Data(pcaptest.Server, []byte("250 "+s+"\r\n"))
	}},
	{"another stream, in UTF-16", func(b *pcaptest.Builder, _ *pcaptest.Conn, s string) {
		b.Connect("10.0.0.5:50001", "10.0.0.2:26").Data(pcaptest.Client, wide(s, false))
	}},
	{"a datagram", func(b *pcaptest.Builder, _ *pcaptest.Conn, s string) {
		b.UDP("10.0.0.5:5060", "10.0.0.2:5060", []byte("INVITE sip:"+s))
	}},
	{"a message in a datagram", func(b *pcaptest.Builder, _ *pcaptest.Conn, s string) {
		b.UDP("10.0.0.5:6000", "10.0.0.2:6000", []byte(aNewCall("", "<ANI>"+s+"</ANI>")))
	}},
	{"HTTP", func(b *pcaptest.Builder, _ *pcaptest.Conn, s string) {
		o := b.Connect("10.0.0.5:50002", "10.0.0.2:80")
		body := aNewCall("", "<ANI>"+s+"</ANI>")
		o.Data(pcaptest.Client, fmt.Appendf(nil, "POST /%s HTTP/1.1\r\nHost: %s\r\nCookie: id=%s\r\nContent-Length: %d\r\n\r\n%s", s, s, s, len(body), body))
	}},
	{"HTTP in chunks", func(b *pcaptest.Builder, _ *pcaptest.Conn, s string) {
		o := b.Connect("10.0.0.5:50003", "10.0.0.2:80")
		body := aNewCall("", "<ANI>"+s+"</ANI>")
		at := strings.Index(body, s) + len(s)/2
		o.Data(pcaptest.Client, fmt.Appendf(nil, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n%x;x=%s\r\n%s\r\n%x\r\n%s\r\n0\r\nX: %s\r\n\r\n",
			at, s, body[:at], len(body)-at, body[at:], s))
	}},
	{"XML without headers", func(b *pcaptest.Builder, _ *pcaptest.Conn, s string) {
		b.Connect("10.0.0.5:50004", "10.0.0.2:81").Data(pcaptest.Client, []byte(aNewCall("", "<ANI>"+s+"</ANI>")+"\n"+aNewCall("", "<ANI>"+s+"</ANI>")))
	}},
	{"XML after its length", func(b *pcaptest.Builder, _ *pcaptest.Conn, s string) {
		body := aNewCall("", "<ANI>"+s+"</ANI>")
		one := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...)
		b.Connect("10.0.0.5:50005", "10.0.0.2:82").Data(pcaptest.Client, slices.Concat(one, one))
	}},
	{"padding of a packet", func(b *pcaptest.Builder, c *pcaptest.Conn, s string) {
		at := c.Ack(pcaptest.Client) - 1
		b.Packets[at].Data = append(b.Packets[at].Data, s...)
		b.Packets[at].Length += len(s)
	}},
	{"a call id that contains a value", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(strings.ReplaceAll(aNewCall("", "<ANI>"+s+"</ANI>"), ">c1<", ">"+s+"-1<"))
	}},
	{"an unknown name that contains a value", func(_ *pcaptest.Builder, c *pcaptest.Conn, s string) {
		c.IVR(aNewCall("", "<ANI>"+s+"</ANI><x"+s+"/>"))
	}},
}

func references(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

// aSecret is one of which each part of six characters is nowhere by chance.
func aSecret(n int) string { return fmt.Sprintf("Zq%cxw%cvjkYQ70461%03d", 'a'+n%26, 'a'+n/26, n) }

// leak returns where a part of a secret is in bytes, in any encoding; "" if it is nowhere.
func leak(b []byte, secret string) string {
	views := map[string][]byte{"as it is": b, "unescaped": []byte(html.UnescapeString(string(b)))}
	for at := range 2 {
		var half []byte
		for i := at; i < len(b); i += 2 {
			half = append(half, b[i])
		}
		views[fmt.Sprint("every other byte from ", at)] = half
	}
	for i := 0; i+8 <= len(secret); i++ {
		part := []byte(secret[i : i+8])
		for name, view := range views {
			if at := bytes.Index(view, part); at >= 0 {
				return fmt.Sprintf("%s, byte %d: %q", name, at, view[max(0, at-40):min(len(view), at+40)])
			}
		}
	}
	return ""
}

// A secret is nowhere in the result, whatever carries it; and the result is not refused.
func TestScrubbedSecrets(t *testing.T) {
	if len(secretPlaces) < 40 {
		t.Fatal(len(secretPlaces), "places")
	}
	formats := map[string]func(*pcaptest.Builder) []byte{
		"pcap":             (*pcaptest.Builder).Pcap,
		"pcapng":           (*pcaptest.Builder).Pcapng,
		"pcap, big-endian": func(b *pcaptest.Builder) []byte { return b.PcapAs(pcaptest.Format{BigEndian: true, Nano: true}) },
		"pcapng, old blocks": func(b *pcaptest.Builder) []byte {
			return b.PcapngAs(pcaptest.NgFormat{BigEndian: true, Block: pcaptest.Legacy})
		},
	}
	all, refused := pcaptest.New(), 0
	for n, place := range secretPlaces {
		s := aSecret(n)
		for format, write := range formats {
			if format != "pcap" && (testing.Short() || n%7 != 0) {
				continue
			}
			b := pcaptest.New()
			c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
			c.IVR(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`))
			c.Server(callWith(`<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`))
			place.plant(b, c, s)
			c.Close()
			content := write(b)
			if leak(content, s) == "" && !strings.Contains(place.name, "segment") && !strings.Contains(place.name, "references") {
				t.Errorf("%s: the secret is not in the input", place.name)
			}
			status, said, result := scrubFile(t, saved(t, content))
			if status != 0 {
				refused++
				t.Errorf("%s (%s): status %d: %s", place.name, format, status, said)
				continue
			}
			streams := run(t, "messages", "-f", "gli", saved(t, result))
			for what, b := range map[string][]byte{"the result": result, "a stream of the result": streams, "standard error": []byte(said)} {
				if at := leak(b, s); at != "" {
					t.Errorf("%s (%s): in %s: %s", place.name, format, what, at)
				}
			}
			if format == "pcap" && len(result) > len(content) {
				t.Errorf("%s: the result is longer", place.name)
			}
		}
		c := all.Connect(fmt.Sprintf("10.0.1.%d:49152", n+1), "10.0.0.1:7009")
		c.IVR(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`))
		place.plant(all, c, s)
	}
	_, said, result := scrubFile(t, saved(t, all.Pcap()))
	if result == nil {
		t.Fatal("all secrets in one capture:", said)
	}
	for n, place := range secretPlaces {
		if at := leak(result, aSecret(n)); at != "" {
			t.Errorf("%s, in a capture with all: %s", place.name, at)
		}
	}
	t.Logf("%d places, %d refused", len(secretPlaces), refused)
}

// In a log of any shape a secret is nowhere in the result, inside messages and outside. Shapes
// in which words are encoded are refused.
func TestScrubbedLogs(t *testing.T) {
	refused := []string{}
	scrubbed := 0
	for i := range logtest.Shapes {
		shape := &logtest.Shapes[i]
		if testing.Short() && i%5 != 0 {
			continue
		}
		s, outside := aSecret(i), aSecret(i+100)
		var records []logtest.Record
		at := pcaptest.New().Now
		for n, doc := range []string{
			callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`), callWith(`<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`),
			aNewCall("", "<ANI>"+s+"</ANI>"), callWith("<EndCall/>"),
		} {
			records = append(records, logtest.Record{Time: at, FromIVR: n != 1, Name: []string{"LoginReq", "LoginResp", "NewCall", "EndCall"}[n], XML: doc})
			at = at.Add(1e9)
		}
		content := shape.Log(records)
		if shape.Encode == nil {
			content = append(content, "09:00:09.000 dialled "+outside+" for the caller\n"...)
		}
		path := saved(t, content)
		status, said, result := scrubFile(t, path)
		switch status {
		case exitClean:
			scrubbed++
		case exitInput:
			refused = append(refused, shape.Name)
		default:
			t.Errorf("%s: status %d: %s", shape.Name, status, said)
		}
		views := map[string][]byte{"the result": result, "standard error": []byte(said)}
		if result != nil {
			views["a message of the result"] = run(t, "messages", "-f", "xml", saved(t, result))
		}
		for what, b := range views {
			for _, secret := range []string{s, outside} {
				if at := leak(b, secret); at != "" {
					t.Errorf("%s: in %s: %s", shape.Name, what, at)
				}
			}
		}
		if result != nil && len(result) != len(content) {
			t.Errorf("%s: %d bytes became %d", shape.Name, len(content), len(result))
		}
	}
	t.Logf("%d shapes scrubbed, refused: %v", scrubbed, refused)
	if scrubbed < 2*len(refused) { // a log in which each message is encoded as a whole cannot be scrubbed
		t.Errorf("%d shapes of logs are refused: %v", len(refused), refused)
	}
}

// Times of log lines remain: a finding has them, and the report of the result must be the same.
func TestScrubKeepsTimesOfLines(t *testing.T) {
	const caller = "4930555012"
	call := strings.ReplaceAll(callWith(`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>7001</CalledNum><ANI>`+caller+`</ANI></NewCall>`), `"`, `\"`)
	wrong := strings.ReplaceAll(callWith(`<EndCall EndCause="normal"/>`), `"`, `\"`)
	for name, form := range map[string]string{
		"zap":              `{"level":"debug","ts":1709283600.125,"msg":"%s"}` + "\n",
		"pino":             `{"level":20,"time":1709283600125,"pid":7,"msg":"%s"}` + "\n",
		"journald":         `{"__REALTIME_TIMESTAMP" : "1709283600125000","MESSAGE":"%s"}` + "\n",
		"journald, pretty": "{\n\t\"__REALTIME_TIMESTAMP\" : \"1709283600125000\",\n\t\"MESSAGE\" : \"%s\"\n}\n",
		"Fluent Bit":       `{"date":1709283600.125,"log":"%s"}` + "\n",
		"log4j2":           `{"timeMillis":1709283600125,"message":"%s"}` + "\n",
		"GELF":             `{"short_message":"%s","timestamp":1709283600.125}` + "\n",
		"lines in JSON":    `{"text":"2024-03-01T09:00:00.125Z first\n2024-03-01T09:00:00.250Z %s"}` + "\n",
		"no separators":    "20240301-01:00:35 %s\n",
		"colon":            "2024-03-01, 01:00:35: %s\n",
		"ctime":            "Mar  1 2024 01:00:35 %s\n",
		"am":               "2024-03-01 09:00:35 am %s\n",
		"p.m.":             "20240301 010035 p.m. %s\n",
		"one digit":        "2024-3-1 9:00:35 %s\n",
		"WebSphere":        "[3/1/24 9:00:35:125 CET] 0000004a SystemOut O %s\n",
		"colours":          "\x1b[2m2024-03-01T09:00:00.125Z\x1b[0m \x1b[32mDEBUG\x1b[0m \"%s\"\n",
	} {
		path := saved(t, []byte(fmt.Sprintf(form, call)+fmt.Sprintf(form, wrong)))
		status, said, result := scrubFile(t, path)
		if status != exitClean || bytes.Contains(result, []byte(caller)) || len(result) == 0 {
			t.Errorf("%s: status %d: %s\n%s", name, status, said, result)
		}
	}
}

// A key makes pseudonyms that are the same in every file; without one they differ from run to
// run.
func TestScrubKey(t *testing.T) {
	key := saved(t, []byte("0123456789abcdef0123456789abcdef\n"))
	capture := func(docs ...string) string {
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		c.IVR(docs...)
		c.Close()
		return saved(t, b.Pcap())
	}
	ani := func(path string, args ...string) string {
		_, said, result := scrubFile(t, path, args...)
		if result == nil {
			t.Fatal(said)
		}
		text := string(run(t, "messages", "-f", "xml", saved(t, result)))
		_, after, _ := strings.Cut(text, "<ANI>")
		value, _, _ := strings.Cut(after, "</ANI>")
		return value
	}
	one, other := capture(aNewCall("", "<ANI>5551234567</ANI>")), capture(callWith("<EndCall/>"), aNewCall("", "<ANI>555&#49;234567</ANI>"))
	a, b := ani(one, "--key", key), ani(other, "--key", key)
	if a != html.UnescapeString(b) || len(b) != len("555&#49;234567") || a == "5551234567" {
		t.Errorf("with a key: %s and %s", a, b)
	}
	if c, d := ani(one), ani(one); c == d || c == a {
		t.Errorf("without a key: %s and %s", c, d)
	}
	if again := ani(one, "--key", key); again != a {
		t.Errorf("%s, and again %s", a, again)
	}
}

// With --addresses no address of the input is left, and the streams are the same.
func TestScrubAddresses(t *testing.T) {
	paths := []string{"../../testdata/captures/good.pcap", "../../testdata/captures/recorded-ipv6.pcapng", "../../testdata/captures/ipv6-vlan.pcapng"}
	for _, around := range []pcaptest.Wrapper{pcaptest.InIPv4, pcaptest.InIPv6, pcaptest.PPPoE, pcaptest.MPLS} { // IP has several numbers
		for _, ends := range [][2]string{{"10.0.0.5:49152", "10.0.0.1:7009"}, {"[2001:db8::5]:49152", "[2001:db8::1]:7009"}} {
			b := pcaptest.New()
			b.Around = []pcaptest.Wrapper{around}
			b.Connect(ends[0], ends[1]).IVR(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`))
			paths = append(paths, saved(t, b.Pcap()))
		}
	}
	for _, path := range paths {
		_, said, result := scrubFile(t, path, "--addresses")
		if result == nil {
			t.Errorf("%s: %s", path, said)
			continue
		}
		before, after := run(t, "messages", path), run(t, "messages", saved(t, result))
		if bytes.Count(before, []byte("\n")) != bytes.Count(after, []byte("\n")) {
			t.Errorf("%s: other messages", path)
		}
		for _, address := range []string{"10.0.0.5", "10.0.0.1", "2001:db8::"} {
			if bytes.Contains(before, []byte(`"`+address)) && bytes.Contains(after, []byte(`"`+address)) {
				t.Errorf("%s: %s is left", path, address)
			}
		}
	}
}

// A compressed capture becomes one that is not; a raw stream stays one.
func TestScrubOtherInputs(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(read(t, "../../testdata/captures/good.pcap")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	status, said, result := scrubFile(t, saved(t, packed.Bytes()))
	if status != 0 || len(result) != len(read(t, "../../testdata/captures/good.pcap")) {
		t.Errorf("gzip: status %d, %d bytes: %s", status, len(result), said)
	}
	raw := slices.Concat(pcaptest.XML(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`)), pcaptest.XML(aNewCall("", "<ANI>"+aSecret(1)+"</ANI>")))
	status, said, result = scrubFile(t, saved(t, raw))
	if status != 0 || len(result) != len(raw) || leak(result, aSecret(1)) != "" {
		t.Errorf("raw stream: status %d, %d bytes of %d: %s", status, len(result), len(raw), said)
	}
}
