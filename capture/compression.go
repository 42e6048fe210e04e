// Decompression of inputs, detected by their content.

package capture

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"ivrcheck/capture/container"
	"ivrcheck/capture/encoded"
	"ivrcheck/capture/window"
)

// maxZstdWindow limits the window of a zstd stream, and so the memory for
// decompression. zstd -19 needs 8 MiB; only --ultra and --long need more than
// this.
const maxZstdWindow = 32 << 20

// undoing returns the program that undoes a compression or encoding.
func undoing(name string) string {
	for _, c := range compressions {
		if c.name == name {
			return c.program
		}
	}
	return encoded.Undoing(name)
}

// compressions are the supported compressions. Several members or frames in a
// row are one input, as for gzip and zstd themselves.
//
// To add one, add a row here and delete its row in otherCompressions (see
// CONTRIBUTING.md).
var compressions = []struct {
	name, magic, program string
	open                 func(*bufio.Reader) (io.Reader, error)
}{
	{"gzip", gzipMagic, "gunzip", openGzip},
	{"zstd", zstdMagic, "unzstd", openZstd},
}

// otherCompressions are recognised so that such files are not searched as logs.
var otherCompressions = []struct{ name, magic, program string }{
	{"bzip2", "BZh", "bunzip2"},
	{"xz", "\xfd7zXZ\x00", "unxz"},
	{"lz4", "\x04\x22\x4d\x18", "unlz4"},
	{"compress", "\x1f\x9d", "uncompress"},
	{"zip", "PK\x03\x04", "unzip"},
	{"lzip", "LZIP\x01", "lunzip"},
}

// magicLen is the number of bytes that identify a compression.
const magicLen = 8

const (
	zstdMagic  = "\x28\xb5\x2f\xfd"
	gzipMagic  = "\x1f\x8b"
	gzipMember = gzipMagic + "\x08" // deflate, the only method
)

// gzipMembers reads one gzip member after the other, and stops before other bytes.
type gzipMembers struct {
	from *bufio.Reader
	z    *gzip.Reader
}

func openGzip(r *bufio.Reader) (io.Reader, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &gzipMembers{r, z}, nil
}

func (g *gzipMembers) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	for n == 0 && err == io.EOF {
		if next, _ := g.from.Peek(len(gzipMember)); string(next) != gzipMember {
			return 0, io.EOF
		}
		if err = g.z.Reset(g.from); err != nil {
			return 0, err
		}
		g.z.Multistream(false)
		n, err = g.z.Read(p)
	}
	if err == io.EOF {
		err = nil
	}
	return n, err
}

func openZstd(r *bufio.Reader) (io.Reader, error) {
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
}

// compressionError reports that a compressed or encoded input cannot be read to its end.
type compressionError struct {
	name string // such as "gzip compression"
	err  error
}

func (e *compressionError) Error() string {
	switch {
	case errors.Is(e.err, io.ErrUnexpectedEOF):
		return "the " + e.name + " ends early: the file is cut"
	case errors.Is(e.err, zstd.ErrWindowSizeExceeded):
		return fmt.Sprintf("the %s needs more than %d MiB of memory; decompress it first, with unzstd --memory=2GB", e.name, maxZstdWindow>>20)
	}
	return fmt.Sprintf("the %s is damaged: %v", e.name, e.err)
}

func (e *compressionError) Unwrap() error { return e.err }

// unpacked is an input without its compression or encoding as text.
type unpacked struct {
	content     *window.Window
	compression string // empty for none
	// after is the rest of the input after the compressed data, once the content was read.
	after *bufio.Reader
	d     *decompressor
	stop  func()
}

// decompress returns the content of an input. stop must be called after the last
// read.
func decompress(ctx context.Context, in *window.Window) (*unpacked, error) {
	head, err := in.Peek(magicLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	for _, c := range otherCompressions {
		if bytes.HasPrefix(head, []byte(c.magic)) {
			return nil, &ForeignError{"compressed with " + c.name, ", which is not read", "decompress it first, with " + c.program}
		}
	}
	for _, c := range compressions {
		if bytes.HasPrefix(head, []byte(c.magic)) || c.name == "zstd" && skippable(head) {
			return unpack(ctx, in, c.name, &decompressor{name: c.name + " compression", open: c.open}), nil
		}
	}
	return &unpacked{content: in, stop: func() {}}, nil
}

func unpack(ctx context.Context, in *window.Window, name string, d *decompressor) *unpacked {
	d.input, d.from = in, bufio.NewReaderSize(in, aheadBlock)
	content, stop := readAhead(ctx, d)
	return &unpacked{content: window.New(content), compression: name, after: d.from, d: d, stop: stop}
}

// decode returns the content of a capture that was written as text, such as base64; nil for any other input.
func decode(ctx context.Context, in *window.Window) *unpacked {
	e, start := encoded.Find(in.Ready(), func(head []byte) bool { return container.IsHeader(head) || compressed(head) })
	if e == nil {
		return nil
	}
	in.Pass(start)
	return unpack(ctx, in, e.Name, &decompressor{name: e.Name, open: func(r *bufio.Reader) (io.Reader, error) { return e.Open(r), nil }})
}

// rest returns the bytes after the compressed data, without leading zeros, or
// nil if none follow. The content must have been read to its end.
func (u *unpacked) rest() *window.Window {
	u.stop()
	if u.after == nil {
		return nil
	}
	for {
		c, err := u.after.ReadByte()
		if err != nil {
			if u.d.trailing {
				return window.New(strings.NewReader(""))
			}
			return nil
		}
		if c != 0 {
			_ = u.after.UnreadByte() // it was just read
			return window.New(u.after)
		}
	}
}

// compressed reports whether head, after other data, begins compressed data of a
// supported format.
func compressed(head []byte) bool {
	return bytes.HasPrefix(head, []byte(gzipMember)) || bytes.HasPrefix(head, []byte(zstdMagic))
}

// skippable reports whether head begins a skippable frame of zstd, with which
// pzstd begins its output (RFC 8878, section 3.1.2).
func skippable(head []byte) bool {
	return len(head) >= 4 && head[0]&0xf0 == 0x50 && string(head[1:4]) == "\x2a\x4d\x18"
}

// decompressor implements io.Reader. It distinguishes damage of the compression
// from an error of the input.
type decompressor struct {
	name  string
	input *window.Window
	from  *bufio.Reader // over input
	open  func(*bufio.Reader) (io.Reader, error)
	r     io.Reader
	some  bool // something was read
	// trailing: bytes outside of any frame follow; some of them were read.
	trailing bool
}

func (d *decompressor) Read(p []byte) (n int, err error) {
	defer func() { // a bug in the library must not end the program
		if broken := recover(); broken != nil {
			n, err = 0, &compressionError{d.name, fmt.Errorf("%v", broken)}
		}
	}()
	if d.r == nil {
		d.r, err = d.open(d.from)
	}
	if err == nil {
		n, err = d.r.Read(p)
	}
	d.some = d.some || n > 0
	if err == nil || err == io.EOF {
		return n, err
	}
	if errors.Is(err, zstd.ErrMagicMismatch) && d.some {
		d.trailing = true
		return n, io.EOF // bytes after the last frame
	}
	if failed := d.input.Failed(); failed != nil {
		return n, failed
	}
	return n, &compressionError{d.name, err}
}

// aheadBlock is the number of bytes that are read at a time.
const aheadBlock = 128 << 10

// readAhead returns the content of r, which a goroutine reads one block ahead. close
// stops the goroutine and waits for its end.
func readAhead(ctx context.Context, r io.Reader) (content io.Reader, close func()) {
	out, in := io.Pipe()
	stop := context.AfterFunc(ctx, func() { in.CloseWithError(ctx.Err()) })
	var done sync.WaitGroup
	done.Go(func() {
		_, err := io.CopyBuffer(in, r, make([]byte, aheadBlock))
		in.CloseWithError(err)
	})
	return out, func() {
		stop()
		_ = out.Close() // never fails
		done.Wait()
	}
}
