// The file type of an input, detected from its first bytes.

package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"ivrcheck/capture/container"
	"ivrcheck/capture/transport"
	"ivrcheck/capture/window"
)

// peekSize is how much of an input may be examined for its type: enough for one
// GLI frame and the header after it.
const peekSize = 1 << 17

// foreign are files that would otherwise be searched as a log.
var foreign = []struct{ magic, message string }{
	{"snoop\x00\x00\x00", "a snoop capture" + cannotBeRead},
	{"\x1c\x00\x01\xac", "a pcap capture in IXIA's format" + cannotBeRead},
	{"\xac\x01\x00\x1c", "a pcap capture in IXIA's format" + cannotBeRead},
	{"XCP\x00", "a NetXRay or Sniffer capture" + cannotBeRead},
	{"TRSNIFF data", "a Sniffer capture" + cannotBeRead},
	{"GMBU", "a Network Monitor capture" + cannotBeRead},
	{"RTSS", "a Network Monitor capture" + cannotBeRead},
	{"\x7fELF", "a program" + isNoCapture},
	{"%PDF-", "a PDF document" + isNoCapture},
	{"\x89PNG\r\n\x1a\n", "a picture" + isNoCapture},
	{"SQLite f", "a database" + isNoCapture},
}

const (
	cannotBeRead = " cannot be read; convert it with editcap -F pcapng"
	isNoCapture  = " is no capture; leave it out, or read it with --input log"
)

// opened is an input whose type is known.
type opened struct {
	content     *window.Window
	kind        string
	compression string
	raw         *window.Window // the input, before decompression
	stop        func()
}

// open detects the type of an input. close must be called even if open fails.
func open(ctx context.Context, r io.Reader, opt *Options) (*opened, error) {
	in := &opened{raw: window.New(r), stop: func() {}}
	content, compression, stop, err := decompress(ctx, in.raw)
	if err != nil {
		return in, err
	}
	if opt.Waiting != nil {
		content.Wrap(func(r io.Reader) io.Reader { return &waiting{r, opt.Waiting} })
	}
	in.content, in.compression, in.stop = content, compression, stop
	in.kind, err = detect(content, opt)
	return in, err
}

// close ends the use of an input and returns the number of bytes read of it.
func (in *opened) close() int64 {
	in.stop()
	return in.raw.Passed() + int64(len(in.raw.Ready()))
}

// detect returns the kind of the content of in, without passing any of it.
func detect(in *window.Window, opt *Options) (string, error) {
	switch opt.Input {
	case "":
	case kindPcap, kindPcapng, kindGLI, kindLog:
		return opt.Input, nil
	default:
		return "", fmt.Errorf("input kind %q is not known; use pcap, pcapng, gli or log", opt.Input)
	}
	// One read is enough for a magic number. A chain of GLI headers may need
	// more, but detection must not wait for a silent pipe.
	head, err := in.Peek(12)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\x0a\x0d\x0d\x0a")):
		return kindPcapng, nil
	case container.IsPcap(head):
		return kindPcap, nil
	}
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return "", errors.New(f.message)
		}
	}
	if len(head) == 0 || head[0] != 0 {
		return kindLog, nil // a GLI header begins with a zero byte
	}
	protocol := opt.transports()[0]
	for n := 64; ; n *= 4 {
		head, err = in.Peek(min(n, peekSize))
		switch protocol.Recognise(transport.Head{Bytes: head}) {
		case transport.Yes:
			return kindGLI, nil
		case transport.No:
			return kindLog, nil
		}
		if err != nil || n >= peekSize {
			return kindLog, nil
		}
	}
}

// waiting calls a function before each read, which may block.
type waiting struct {
	io.Reader
	call func()
}

func (w *waiting) Read(p []byte) (int, error) {
	w.call()
	return w.Reader.Read(p)
}
