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

// peekSize is the number of bytes that detection may examine: enough for one
// GLI frame and the header after it.
const peekSize = 1 << 17

// peekLen is the number of bytes that identify a capture.
const peekLen = 12

// opened is an input whose type is known. In a concatenated file, unpacked
// changes with each capture.
type opened struct {
	*unpacked
	kind    string
	packets bool           // it contains packets
	raw     *window.Window // the input, before decompression
	stop    func()
}

// open detects the type of an input. close must be called even if open fails.
func open(ctx context.Context, r io.Reader, opt *Options) (*opened, error) {
	in := &opened{unpacked: &unpacked{}, raw: window.New(r), stop: func() {}}
	first, err := decompress(ctx, in.raw)
	if err != nil {
		return in, err
	}
	if opt.Input == "" && first.compression == "" {
		if decoded := decode(ctx, first.content); decoded != nil {
			first = decoded
		}
	}
	if opt.Waiting != nil {
		first.content.Wrap(func(r io.Reader) io.Reader { return &waiting{r, opt.Waiting} })
	}
	in.unpacked, in.stop = first, first.stop
	if first.compression != "" {
		if err := compressedTwice(ctx, first); err != nil {
			return in, err
		}
	}
	in.kind, err = detect(first.content, opt)
	in.packets = err == nil && (in.kind == kindPcap || in.kind == kindPcapng || in.kind == kindLog && container.FindExport(first.content) != 0)
	return in, err
}

// compressedTwice returns the error of an input in which compressed data is inside
// compressed data.
func compressedTwice(ctx context.Context, first *unpacked) error {
	inside, err := decompress(ctx, first.content)
	switch foreign := (*ForeignError)(nil); {
	case errors.As(err, &foreign):
		return foreign
	case err != nil || inside.compression == "":
		return nil // any other error is found again
	}
	inside.stop()
	return &ForeignError{
		"compressed twice (" + inside.compression + " in " + first.compression + ")", ", which is not read",
		"decompress it once, with " + undoing(first.compression),
	}
}

// close closes an input and returns the number of bytes read of it.
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
	head, err := in.Peek(peekLen)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return "", err
	}
	if kind := kindOfCapture(head); kind != "" {
		return kind, nil
	}
	if err := foreignFormat(in.Ready()); err != nil {
		return "", err
	}
	if len(head) == 0 || head[0] != 0 { // a GLI header begins with a zero byte
		return kindLog, textOrForeign(in.Ready(), opt)
	}
	protocol := opt.transports()[0]
	for n := 64; ; n *= 4 {
		head, err = in.Peek(min(n, peekSize))
		switch protocol.Recognise(transport.Head{Bytes: head}) {
		case transport.Yes:
			return kindGLI, nil
		case transport.No:
			return kindLog, textOrForeign(in.Ready(), opt)
		}
		if err != nil || n >= peekSize {
			return kindLog, textOrForeign(in.Ready(), opt)
		}
	}
}

// kindOfCapture returns the kind of the capture that head begins, empty for none.
func kindOfCapture(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x0a\x0d\x0d\x0a")):
		return kindPcapng
	case container.IsPcap(head):
		return kindPcap
	}
	return ""
}

// Foreign returns the *ForeignError of an input that is neither a capture nor a log.
// It returns nil for others, also for unreadable ones. It reads the beginning only.
func Foreign(ctx context.Context, r io.Reader, opt Options) *ForeignError {
	in, err := open(ctx, io.LimitReader(r, window.Size), &opt)
	defer in.close()
	var foreign *ForeignError
	if errors.As(err, &foreign) {
		return foreign
	}
	return nil
}

// IsCapture reports whether an input is a packet capture that ReadRecords can read, or
// cannot be opened. It reads the beginning only.
func IsCapture(ctx context.Context, r io.Reader, opt Options) bool {
	in, err := open(ctx, io.LimitReader(r, window.Size), &opt)
	defer in.close()
	return err != nil || in.kind == kindPcap || in.kind == kindPcapng
}

// Content calls use with the decompressed content of an input.
func Content(ctx context.Context, r io.Reader, opt Options, use func(io.Reader) error) error {
	in, err := open(ctx, r, &opt)
	defer in.close()
	if err != nil {
		return err
	}
	return use(in.content)
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
