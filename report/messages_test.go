package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

const loginResp = `<?xml version="1.0" encoding="ISO-8859-1"?><GctiMsg><CallId>1</CallId><LoginResp Status="OK"/></GctiMsg>`

// fullMessage has every field, also those that exclude each other.
func fullMessage() *Message {
	return &Message{
		Type: TypeMessage, File: "a.pcap", Frame: 6, Frames: []int{5, 6}, Line: 1, Offset: new(int64(0)),
		Time: "2026-03-01T10:00:00.000001Z", Stream: new(0), VLAN: []uint16{9}, Src: "10.0.0.9:9090", Dst: "10.0.0.5:49152",
		Direction: "server>ivr", GLI: &GLI{3, 104, 2, 0}, Name: "LoginResp", CallID: "1", RequestID: "r", Bytes: new(int64(102)),
		Body: []byte(loginResp), Raw: append([]byte{0, 3, 0, 104, 2, 0}, loginResp...), Brief: "Status=OK",
	}
}

func listing() []*Message {
	gli := func(typ int) *GLI { return &GLI{typ, 2, 2, 0} }
	login := &Message{
		Type: TypeMessage, File: "a.pcap", Frame: 4, Time: "2026-03-01T10:00:00Z", Stream: new(0), Src: "10.0.0.5:49152",
		Dst: "10.0.0.9:9090", Direction: "ivr>server", GLI: &GLI{3, 13, 2, 0}, Name: "LoginReq", CallID: "1",
		Bytes: new(int64(11)), Body: []byte("<a>&lt;</a>"), Raw: []byte("\x00\x03\x00\x0d\x02\x00<a>&lt;</a>"),
	}
	resp := fullMessage()
	resp.Line, resp.Offset, resp.VLAN, resp.RequestID = 0, nil, nil, ""
	return []*Message{
		login, resp,
		{Type: TypeFrame, File: "a.pcap", Frame: 7, Time: "2026-03-01T23:59:59.9999999Z", Stream: new(0), Direction: "ivr>server", GLI: gli(0), Raw: []byte{0, 0, 0, 2, 2, 0}},
		{Type: TypeFrame, File: "a.pcap", Frame: 1238, Time: "2026-03-02T00:00:00.1Z", Stream: new(12), Direction: "server>ivr", GLI: gli(1), Raw: []byte{0, 1, 0, 2, 2, 0}},
		{Type: TypeFrame, File: "a.pcap", Frame: 1239, Stream: new(12), GLI: gli(2), Raw: []byte{0, 2, 0, 2, 2, 0}},
		{Type: TypeGap, File: "a.pcap", Frame: 1240, Time: "2026-03-02T00:00:00.2Z", Stream: new(12), Direction: "ivr>server", Bytes: new(int64(1460))},
		{Type: TypeMessage, File: "a.pcap", Frame: 1241, Time: "2026-03-02T00:00:00.3Z", Stream: new(12), Direction: "ivr>server", GLI: gli(3), Bytes: new(int64(0)), Body: []byte{}, Raw: []byte{0, 3, 0, 2, 2, 0}},
		{Type: TypeMessage, File: "long.pcap", Frame: 3, Stream: new(0), Direction: "ivr>server", Name: "UDataSet", CallID: "a call id with spaces", RequestID: strings.Repeat("7", 40), Brief: "Action=Add", Bytes: new(int64(1)), Body: []byte("\xe9"), Raw: []byte("\x00\x03\x00\x03\x02\x00\xe9")},
	}
}

func logListing() []*Message {
	return []*Message{
		{Type: TypeMessage, File: "driver.log", Line: 12, Offset: new(int64(900)), Time: "01 Mar 10:00:00,120", Direction: "ivr>server", Name: "NewCall", CallID: "c", Bytes: new(int64(4)), Body: []byte("<a/>")},
		{Type: TypeMessage, File: "driver.log", Line: 19, Offset: new(int64(1400)), Name: "EndCall", CallID: "c", Bytes: new(int64(4)), Body: []byte("<b/>")},
	}
}

func messages(t *testing.T, format string, opt Options, list ...*Message) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := NewMessages(format, &buf, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if err := w.Message(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestMessageGoldens(t *testing.T) {
	list := append(listing(), logListing()...)
	golden(t, "messages-ndjson", messages(t, "ndjson", Options{}, list...))
	golden(t, "messages-text", messages(t, "text", Options{}, list...))
	golden(t, "messages-text-color", messages(t, "text", Options{Color: true}, list...))
	golden(t, "messages-text-oneline", messages(t, "text", Options{OneLine: true}, list...))
	golden(t, "messages-xml", messages(t, "xml", Options{}, list...))
}

func TestGLIFormatWritesFramesUnchanged(t *testing.T) {
	var want []byte
	for _, m := range listing() {
		want = append(want, m.Raw...)
	}
	if got := messages(t, "gli", Options{}, listing()...); !bytes.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// A body is a slice of the capture's memory, with other messages after it.
func TestXMLFormatDoesNotChangeBody(t *testing.T) {
	memory := []byte("<a/><b/>")
	for _, format := range MessageFormats() {
		messages(t, format, Options{}, &Message{Type: TypeMessage, File: "f", Frame: 1, Body: memory[:4], Raw: memory[:4]})
	}
	if string(memory) != "<a/><b/>" {
		t.Errorf("the memory behind a body was written to: %q", memory)
	}
}

func TestGLIFormatRejectsLogs(t *testing.T) {
	w, _ := NewMessages("gli", &bytes.Buffer{}, Options{})
	err := w.Message(logListing()[0])
	if err == nil || err.Error() != "driver.log:12: a log has no GLI frames to write, use --format xml" {
		t.Errorf("got %v", err)
	}
}

func TestMessageJSONHasXMLAsText(t *testing.T) {
	for _, c := range []struct {
		name, body, want string
	}{
		{"ascii", "<a b='1'>&amp;</a>", "<a b='1'>&amp;</a>"},
		{"utf-8", "\ud55c\uad6d", "\ud55c\uad6d"},
		{"latin-1", "caf\xe9", "caf\u00e9"},
		{"every byte of a binary body", "\x00\x80\xff", "\x00\u0080\u00ff"},
	} {
		line := messages(t, "ndjson", Options{}, &Message{Type: TypeMessage, File: "f", Body: []byte(c.body)})
		var got struct{ XML string }
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatal(err)
		}
		if got.XML != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got.XML, c.want)
		}
		harmless(t, c.name, line, false)
	}
	masked := messages(t, "ndjson", Options{}, &Message{Type: TypeMessage, File: "f", Body: []byte("secret"), XML: new("***")})
	if bytes.Contains(masked, []byte("secret")) {
		t.Errorf("the body came out instead of the text given: %s", masked)
	}
}

func TestMessagesEscapeHostileText(t *testing.T) {
	h := hostile
	m := &Message{
		Type: TypeMessage, File: h, Frame: 1, Time: h, Stream: new(0), Src: h, Dst: h, Direction: h,
		Name: h, CallID: h, RequestID: h, Brief: h, Body: []byte(h),
	}
	for _, opt := range []Options{{}, {OneLine: true}, {Color: true}, {Width: 20}, {Width: 200}} {
		harmless(t, "text", messages(t, "text", opt, m), opt.Color)
	}
	harmless(t, "ndjson", messages(t, "ndjson", Options{}, m), false)
	if got := messages(t, "text", Options{OneLine: true}, m); bytes.Count(got, []byte("\n")) != 1 {
		t.Errorf("not one line: %q", got)
	}
}
