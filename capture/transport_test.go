package capture

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"ivrcheck/capture/transport"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// newlineXML carries each document on a line of its own. It shows that a transport
// needs no more than this.
type newlineXML struct{ docs *transport.Documents }

func (p newlineXML) Recognise(h transport.Head) transport.Answer {
	if !h.Mid {
		return p.docs.Ours(h.Bytes)
	}
	if _, ok := (&newlineFramer{docs: p.docs}).Find(h.Bytes, 0, false); ok {
		return transport.Yes
	}
	return transport.NeedMore
}

func (p newlineXML) NewFramer(cfg transport.Config) transport.Framer {
	f := &newlineFramer{docs: p.docs}
	f.Init(cfg, f)
	return f
}

type newlineFramer struct {
	transport.Framing
	docs *transport.Documents
}

func (f *newlineFramer) Cut(b []byte) (int, error) {
	if b[0] == '\n' {
		return f.Skip(1), nil
	}
	switch a := f.docs.Start(b); {
	case a == transport.No:
		return transport.Unknown, nil
	case a == transport.NeedMore && f.Ended() == transport.Running:
		return 0, nil
	}
	end := bytes.IndexByte(b, '\n')
	if end < 0 && f.Ended() == transport.Running {
		return 0, nil
	}
	u := f.New(trace.Document)
	if end < 0 {
		end = len(b)
		_, closed := transport.Closed(b)
		u.Partial = !closed
	}
	u.Body = b[:end]
	return f.Finish(end)
}

func (f *newlineFramer) Find(b []byte, from int, _ bool) (int, bool) {
	for at := from; at < len(b); at++ {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 {
			break
		}
		at += i
		if a := f.docs.Ours(b[at:]); a != transport.No {
			return at, a == transport.Yes
		}
	}
	return len(b), false
}

// strictGLI is GLI that leaves XML without headers to others.
type strictGLI struct{ transport.Protocol }

func (p strictGLI) Recognise(h transport.Head) transport.Answer {
	if !h.Mid && len(h.Bytes) > 0 && h.Bytes[0] == '<' {
		return transport.No
	}
	return p.Protocol.Recognise(h)
}

// both are the transports of these tests.
var both = []transport.Protocol{strictGLI{gliProtocol}, newlineXML{transport.NewDocuments(names)}}

// carrier sends documents over a connection in one of several ways.
type carrier func(c *pcaptest.Conn, side int, documents ...string)

var carriers = map[string]carrier{
	"GLI": func(c *pcaptest.Conn, side int, documents ...string) {
		for _, d := range documents {
			c.Send(side, pcaptest.XML(d))
		}
	},
	"newlines": func(c *pcaptest.Conn, side int, documents ...string) {
		for _, d := range documents {
			c.Send(side, []byte(d+"\n"))
		}
	},
	"newlines, in one segment": func(c *pcaptest.Conn, side int, documents ...string) {
		c.Send(side, []byte(strings.Join(documents, "\n")+"\n"))
	},
	"newlines, byte by byte": func(c *pcaptest.Conn, side int, documents ...string) {
		for _, b := range []byte(strings.Join(documents, "\n") + "\n") {
			c.Send(side, []byte{b})
		}
	},
	"GLI one way, newlines the other": func(c *pcaptest.Conn, side int, documents ...string) {
		for _, d := range documents {
			if side == pcaptest.Client {
				c.Send(side, pcaptest.XML(d))
			} else {
				c.Send(side, []byte(d+"\n"))
			}
		}
	},
}

// conversations are what a carrier may have to carry.
var conversations = map[string]func(b *pcaptest.Builder, send carrier){
	"whole": func(b *pcaptest.Builder, send carrier) {
		c := b.Connect(client, server)
		send(c, pcaptest.Client, doc("LoginReq"))
		send(c, pcaptest.Server, doc("LoginResp"), doc("MonitorInfo"))
		send(c, pcaptest.Client, doc("NewCall"), doc("EndCall"))
		c.Close()
	},
	"start not captured": func(b *pcaptest.Builder, send carrier) {
		c := b.Midway(client, server)
		send(c, pcaptest.Server, doc("One"), doc("Two"), doc("Three"))
		send(c, pcaptest.Client, doc("Four"), doc("Five"))
		c.Close()
	},
	"bytes lost": func(b *pcaptest.Builder, send carrier) {
		c := b.Connect(client, server)
		send(c, pcaptest.Client, doc("One"), doc("Two"))
		c.Lose(pcaptest.Client, 30)
		send(c, pcaptest.Client, doc("Three"))
		send(c, pcaptest.Server, doc("Four"))
		c.Close()
	},
}

// documents lists the documents of a capture and the gaps, those of each side in
// order.
func documents(t *testing.T, data []byte) (list []string, stats Stats) {
	stats, err := Read(context.Background(), "test", bytes.NewReader(data), Options{Names: names, protocols: both}, func(u *trace.Unit) error {
		switch u.Kind {
		case trace.Document:
			list = append(list, fmt.Sprint(u.Side, " ", name(u.Body), " ", u.Partial))
		case trace.Gap:
			list = append(list, fmt.Sprint(u.Side, " gap ", u.Lost))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	slices.SortStableFunc(list, func(a, b string) int { return int(a[0]) - int(b[0]) })
	return list, stats
}

// A conversation gives the same documents over every transport.
func TestTransports(t *testing.T) {
	for what, converse := range conversations {
		var want []string
		for _, how := range slices.Sorted(maps.Keys(carriers)) { // GLI is the first
			b := pcaptest.New()
			converse(b, carriers[how])
			got, stats := documents(t, b.Pcap())
			if want == nil {
				want = got
			}
			if !slices.Equal(got, want) || stats.GLIStreams != 1 || len(got) < 4 {
				t.Errorf("%s over %s: %d streams,\ngot  %q\nwant %q", what, how, stats.GLIStreams, got, want)
			}
		}
	}
}

// Other protocols stay others.
func TestTransportsLeaveOthersAlone(t *testing.T) {
	for _, text := range []string{"GET / HTTP/1.1\r\n\r\n", "<soap:Envelope/>\n", "\x16\x03\x01\x00\xc4\x01\x00\x00\xc0\x03\x03", "hello\n"} {
		b := pcaptest.New()
		c := b.Connect(client, server)
		c.Data(pcaptest.Client, []byte(text))
		c.Data(pcaptest.Server, []byte(text))
		c.Close()
		if got, stats := documents(t, b.Pcap()); len(got) > 0 || stats.GLIStreams > 0 {
			t.Errorf("%q: %q, %+v", text, got, stats)
		}
	}
}
