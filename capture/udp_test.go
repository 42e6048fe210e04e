package capture

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// Datagrams of whole documents are messages; their ends make a connection.
func TestDatagrams(t *testing.T) {
	b := pcaptest.New()
	b.UDP("10.0.0.9:53", "10.0.0.1:53", []byte("other"))
	b.UDP(client, server, []byte("\xef\xbb\xbf"+doc("One")+"\r\n"+doc("Two")+"\x00"))
	b.UDP(server, client, []byte(`<?xml version="1.0"?><LoginResp Status="OK"/>`))
	b.UDP(client, server, []byte(doc("Cut")[:20]))
	b.UDP(client, server, []byte("x"+doc("No")))
	b.UDP("10.0.0.9:9", "10.0.0.1:9", []byte(doc("Other")))
	b.UDP(client, server, []byte("<log><e>"+doc("Three")+"</e></log>"))
	b.UDP(client, server, []byte("<Cancel/>"))
	b.UDP(client, server, []byte(doc("LoginResp")+doc("LoginResp")))
	b.UDP(client, server, []byte("<log>"+doc("LoginResp")+"</log>"))
	want := []string{
		"start stream 1", "stream 1 side 0 frame 2 One", "stream 1 side 0 frame 2 Two", "stream 1 side 1 frame 3 LoginResp Status=\"OK\"/>",
		"start stream 2", "stream 2 side 0 frame 6 Other", "stream 1 side 0 frame 7 Three",
		"stream 1 side 0 frame 9 LoginResp", "stream 1 side 0 frame 9 LoginResp", "stream 1 side 0 frame 10 LoginResp", "end stream 2", "end stream 1",
	}
	var got []string
	stats, err := Read(context.Background(), "test", bytes.NewReader(b.Pcap()), Options{Names: names}, func(u *trace.Unit) error {
		switch u.Kind {
		case trace.Start:
			got = append(got, fmt.Sprint("start stream ", u.Conn.Stream))
		case trace.End:
			got = append(got, fmt.Sprint("end stream ", u.Conn.Stream))
		case trace.Document:
			got = append(got, fmt.Sprintf("stream %d side %d frame %d %s", u.Conn.Stream, u.Side, u.Pos.Frame, name(u.Body)))
			if len(u.Faults) != 1 || u.Faults[0].Code != "GLI010" || u.Faults[0].Lower != 1 || u.Partial {
				t.Errorf("%s: %+v", u.Body, u.Faults)
			}
		default:
			got = append(got, fmt.Sprintf("%+v", u))
		}
		return nil
	})
	if err != nil || stats.Streams != 2 || stats.GLIStreams != 2 || stats.Segments != 0 {
		t.Errorf("%+v, %v", stats, err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
