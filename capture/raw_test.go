package capture

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"ivrcheck/capture/transport/gli"
	"ivrcheck/trace"
)

// names are those of the catalogue.
var names = trace.Names{
	Root: "GctiMsg", Login: "LoginReq", CallID: "CallId",
	Bare: map[string]trace.Bare{
		"LoginReq": trace.BareMessage, "LoginResp": trace.BareMessage, "MonitorInfo": trace.BareMessage, "NewCall": trace.BareMessage,
		"EndCall": trace.BareMessage, "GetStatReq": trace.BareMessage, "Cancel": trace.BareCommonWord, "Reset": trace.BareCommonWord,
	},
	Subtypes: []string{"Server", "Port", "Agent"}, AloneWith: "Status",
}

var gliProtocol = gli.New(names)

func TestReadRaw(t *testing.T) {
	const short = `<GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>`
	message := "\x00\x03\x00\x30\x02\x00" + short
	in := message + "\x00\x00\x00\x02\x02\x00" + message[:20]
	for name, r := range map[string]io.Reader{
		"at once":      strings.NewReader(in),
		"byte by byte": iotest.OneByteReader(strings.NewReader(in)),
		"error at end": iotest.DataErrReader(strings.NewReader(in)),
	} {
		var kinds []trace.Kind
		var offsets []int64
		conns := map[*trace.Conn]bool{}
		err := readRaw(context.Background(), "x.gli", r, gliProtocol, func(u *trace.Unit) error {
			kinds, offsets = append(kinds, u.Kind), append(offsets, u.Pos.Offset)
			conns[u.Conn] = true
			if u.Pos.File != "x.gli" || u.Pos.Frame != 0 || !u.Pos.Time.IsZero() || u.Side != -1 || u.Acked != -1 || u.Closing != trace.CloseUnseen {
				t.Errorf("%s: place is not that of a raw stream: %+v", name, u)
			}
			if c := u.Conn; c.Stream != -1 || !c.StartSeen || c.Client != -1 {
				t.Errorf("%s: connection is not that of a raw stream: %+v", name, c)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		wantKinds := []trace.Kind{trace.Start, trace.Document, trace.Frame, trace.Document, trace.End}
		wantOffsets := []int64{0, 0, 52, 58, 78}
		if !slices.Equal(kinds, wantKinds) || !slices.Equal(offsets, wantOffsets) || len(conns) != 1 {
			t.Errorf("%s: got %v at %v of %d connections", name, kinds, offsets, len(conns))
		}
	}
}

// TestReadRawErrors checks that what was read before an error comes out, that
// the connection is ended, and that an error of emit stops at once.
func TestReadRawErrors(t *testing.T) {
	const message = "\x00\x03\x00\x30\x02\x00<GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>"
	broken := errors.New("broken")
	var kinds []trace.Kind
	note := func(u *trace.Unit) error { kinds = append(kinds, u.Kind); return nil }
	err := readRaw(context.Background(), "x", io.MultiReader(strings.NewReader(message), iotest.ErrReader(broken)), gliProtocol, note)
	if !errors.Is(err, broken) || !slices.Equal(kinds, []trace.Kind{trace.Start, trace.Document, trace.End}) {
		t.Errorf("error of the reader: %v, %v", err, kinds)
	}
	n := 0
	err = readRaw(context.Background(), "x", strings.NewReader(message+message), gliProtocol, func(u *trace.Unit) error {
		if n++; u.Kind == trace.Document {
			return broken
		}
		return nil
	})
	if err != broken || n != 2 {
		t.Errorf("error of emit: %v after %d units", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	kinds = nil
	if err = readRaw(ctx, "x", strings.NewReader(message), gliProtocol, note); !errors.Is(err, context.Canceled) || len(kinds) != 2 {
		t.Errorf("cancelled: %v, %v", err, kinds)
	}
}
