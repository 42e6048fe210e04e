package ivrsim

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tap is the IVR's end of a connection and keeps its bytes.
type tap struct {
	*net.TCPConn
	in, out bytes.Buffer
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.TCPConn.Read(p)
	t.in.Write(p[:n])
	return n, err
}

func (t *tap) Write(p []byte) (int, error) {
	t.out.Write(p)
	return t.TCPConn.Write(p)
}

// WriteTo makes io.Copy call Read.
func (t *tap) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{t})
}

// listen plays a scenario over a real connection and returns what each end sent.
func listen(t *testing.T, s Scenario) (ivr, server []byte) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	served := make(chan error, 1)
	go func() { served <- s.serve(t.Context(), listener) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	end := &tap{TCPConn: conn.(*net.TCPConn)}
	defer end.Close()
	if err := end.SetDeadline(time.Now().Add(replyTimeout)); err != nil {
		t.Fatal(err)
	}
	if err := s.play(end); err != nil {
		t.Fatalf("ivr: %v", err)
	}
	if err := <-served; err != nil {
		t.Fatalf("server: %v", err)
	}
	return end.out.Bytes(), end.in.Bytes()
}

// summary cuts a stream into frames, without readFrame, and returns a line for each.
func summary(t *testing.T, stream []byte) []string {
	t.Helper()
	var out []string
	for len(stream) > 0 {
		if len(stream) < 6 || stream[0] != 0 || stream[4] != 2 || stream[5] != 0 {
			t.Fatalf("no header: % x", stream[:min(len(stream), 8)])
		}
		size := int(binary.BigEndian.Uint16(stream[2:4])) + 4
		kind, body := stream[1], stream[6:size]
		stream = stream[size:]
		switch kind {
		case 0, 1:
			out = append(out, []string{"keep-alive", "keep-alive ack"}[kind])
			if len(body) != 0 {
				t.Errorf("a keep-alive has a body: %q", body)
			}
			continue
		}
		head := `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" + `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">` + "\n<GctiMsg>"
		if !bytes.HasPrefix(body, []byte(head)) || !bytes.HasSuffix(body, []byte("</GctiMsg>")) {
			t.Errorf("body is no envelope: %.120q", body)
		}
		m, err := parse(body)
		if err != nil {
			t.Fatalf("%v in %q", err, body)
		}
		line := m.CallID + " " + m.name()
		for _, at := range []string{"Event=", "Agent PortNum=", "Port PortNum=", "Server Name="} {
			if _, rest, found := strings.Cut(string(body), at); found && m.name() != "NewCall" {
				rest, _, _ = strings.Cut(rest, "/>")
				line += " " + at + rest
			}
		}
		out = append(out, strings.ReplaceAll(line, `"`, ""))
	}
	return out
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	want := map[string]struct{ ivr, server []string }{
		"good": {
			ivr: []string{
				"session LoginReq", "keep-alive", "call-1 NewCall", "call-2 NewCall",
				"keep-alive", "call-1 EndCall", "call-2 EndCall",
			},
			server: []string{
				"session LoginResp",
				"session MonitorInfo Server Name=TServer_A Switch=Switch_A Status=OK",
				"session MonitorInfo Port PortNum=7001 Status=OK",
				"session MonitorInfo Agent PortNum=7001 Status=LoggedIn",
				"session MonitorInfo Port PortNum=7002 Status=OK",
				"session MonitorInfo Agent PortNum=7001 Status=Ready",
				"session MonitorInfo Agent PortNum=7002 Status=LoggedIn",
				"session MonitorInfo Agent PortNum=7002 Status=NotReady",
				"keep-alive ack",
				"call-1 CallStatus Event=Ringing", "call-1 CallStatus Event=Established",
				"call-2 CallStatus Event=Ringing", "call-2 CallStatus Event=Established",
				"keep-alive ack",
				"call-1 CallStatus Event=Released", "call-2 CallStatus Event=Released",
				"session MonitorInfo Agent PortNum=7002 Status=Ready",
				"session MonitorInfo Agent PortNum=7001 Status=LoggedOut",
			},
		},
		"bad": {
			ivr: []string{
				"session LoginReq", "call-1 NewCall", "call-1 EndCall", "call-2 NewCall", "keep-alive",
			},
			server: []string{
				"session LoginResp",
				"session MonitorInfo Server Name=TServer_A Switch=Switch_A Status=OK",
				"session MonitorInfo Port PortNum=7001 Status=OK",
				"session MonitorInfo Agent PortNum=7001 Status=LoggedIn",
				"session MonitorInfo Agent PortNum=7002 Status=LoggedIn",
				"session MonitorInfo Agent PortNum=7001 Status=Ready",
				"session MonitorInfo Port PortNum=7003 Status=Available",
				"call-1 CallStatus Event=Ringing", "call-1 CallStatus Event=Established",
				"call-1 CallStatus Event=Released",
				"session MonitorInfo Agent PortNum=7002 Status=LoggedOut",
				"keep-alive ack",
			},
		},
		"big": {
			ivr: []string{
				"session LoginReq", "call-1 NewCall", "call-2 NewCall", "call-3 NewCall",
				"call-1 EndCall", "call-2 EndCall", "call-3 EndCall",
			},
			server: []string{
				"session LoginResp",
				"session MonitorInfo Server Name=TServer_A Switch=Switch_A Status=OK",
				"session MonitorInfo Port PortNum=7001 Status=OK",
				"call-1 CallStatus Event=Ringing", "call-1 CallStatus Event=Established",
				"call-2 CallStatus Event=Ringing", "call-2 CallStatus Event=Established",
				"call-3 CallStatus Event=Ringing", "call-3 CallStatus Event=Established",
				"call-1 CallStatus Event=Released", "call-2 CallStatus Event=Released", "call-3 CallStatus Event=Released",
			},
		},
	}
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			ivr, server := listen(t, s)
			if diff := cmp.Diff(want[s.Name].ivr, summary(t, ivr)); diff != "" {
				t.Errorf("the ivr said (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want[s.Name].server, summary(t, server)); diff != "" {
				t.Errorf("the server said (-want +got):\n%s", diff)
			}
			if !bytes.Contains(ivr, []byte("IVR_Z\xfcrich")) {
				t.Error("the bytes are not ISO-8859-1, as declared")
			}
		})
	}
}

// The messages of the big scenario do not fit into one segment of a network, but every
// peer can read them.
func TestBigBodies(t *testing.T) {
	t.Parallel()
	for i := range 3 {
		size := len(message("call-1", newCall("7001", "1", journey(i)...)).body)
		if size < 16<<10 || size > 32767 {
			t.Errorf("body %d has %d bytes", i, size)
		}
	}
}

func TestRunOverBothFamilies(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		if l, err := net.Listen("tcp", address); err != nil {
			t.Logf("cannot listen on %s: %v", address, err)
			continue
		} else if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if err := bad.Run(t.Context(), address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestRunErrors(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := good.Run(t.Context(), taken.Addr().String()); err == nil || !strings.HasPrefix(err.Error(), "server: ") {
		t.Errorf("a port in use: %v", err)
	}

	stuck := good
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stuck.ivr = func(v *ivr) error {
		cancel()
		return v.await("call-1", "CallStatus")
	}
	if err := stuck.Run(ctx, "127.0.0.1:0"); err == nil || !strings.Contains(err.Error(), "waiting for CallStatus of call-1") {
		t.Errorf("a message that never comes: %v", err)
	}

	wrong := good
	wrong.ivr = func(v *ivr) error { return v.say(message("call-1", "<RouteRequest/>")) }
	if err := wrong.Run(t.Context(), "127.0.0.1:0"); err == nil || !strings.Contains(err.Error(), "RouteRequest was not expected") {
		t.Errorf("a message unknown to the server: %v", err)
	}
}

func TestReadFrame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want string // of the error, "" for a frame
	}{
		"xml":              {"\x00\x03\x00\x06\x02\x00<a/>", ""},
		"keep-alive":       {"\x00\x00\x00\x02\x02\x00", ""},
		"end":              {"", "EOF"},
		"cut header":       {"\x00\x03\x00", "unexpected EOF"},
		"cut body":         {"\x00\x03\x00\x06\x02\x00<a", "frame ends early"},
		"length below two": {"\x00\x03\x00\x01\x02\x00", "is no GLI header"},
		"type":             {"\x00\x04\x00\x02\x02\x00", "is no GLI header"},
		"version":          {"\x00\x03\x00\x02\x01\x00", "is no GLI header"},
		"no header":        {"<?xml version='1.0'?>", "is no GLI header"},
	} {
		f, err := readFrame(strings.NewReader(c.in))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want == "" && string(f.bytes()) != c.in:
			t.Errorf("%s: written back as % x", name, f.bytes())
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
		if name == "end" && !errors.Is(err, io.EOF) {
			t.Errorf("the end of the stream is %v", err)
		}
	}
}
