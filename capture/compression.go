// Decompression of inputs, detected by their content.

package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"ivrcheck/capture/window"
)

// maxZstdWindow is how far back a zstd stream may refer, and so the memory for
// decompression. zstd -19 needs 8 MiB; only --ultra and --long need more than
// this.
const maxZstdWindow = 32 << 20

// compressions are those that are read. Several members or frames in a row are
// one input, as gzip and zstd themselves have it.
//
// To add one, add a row here and delete its row in otherCompressions (see
// CONTRIBUTING.md).
var compressions = []struct {
	name, magic string
	open        func(io.Reader) (io.Reader, error)
}{
	{"gzip", "\x1f\x8b", openGzip},
	{"zstd", "\x28\xb5\x2f\xfd", openZstd},
}

// otherCompressions are recognised so that they are not searched as a log.
var otherCompressions = []struct{ name, magic, program string }{
	{"bzip2", "BZh", "bunzip2"},
	{"xz", "\xfd7zXZ\x00", "unxz"},
	{"lz4", "\x04\x22\x4d\x18", "unlz4"},
	{"compress", "\x1f\x9d", "uncompress"},
	{"zip", "PK\x03\x04", "unzip"},
	{"7-Zip", "7z\xbc\xaf\x27\x1c", "7z x"},
}

// magicLen is enough to recognise a compression.
const magicLen = 8

func openGzip(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }

func openZstd(r io.Reader) (io.Reader, error) {
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
}

// compressionError says that a compressed input cannot be read to its end.
type compressionError struct {
	name string
	err  error
}

func (e *compressionError) Error() string {
	switch {
	case errors.Is(e.err, io.ErrUnexpectedEOF):
		return "the " + e.name + " compression ends early: the file is cut"
	case errors.Is(e.err, zstd.ErrWindowSizeExceeded):
		return fmt.Sprintf("the %s compression needs more than %d MiB of memory; decompress it first, with unzstd --memory=2GB", e.name, maxZstdWindow>>20)
	}
	return fmt.Sprintf("the %s compression is damaged: %v", e.name, e.err)
}

func (e *compressionError) Unwrap() error { return e.err }

// decompress returns the decompressed content of an input and the name of its
// compression, "" for none. close must be called after the last read.
func decompress(ctx context.Context, in *window.Window) (out *window.Window, name string, close func(), err error) {
	head, err := in.Peek(magicLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", nil, err
	}
	for _, c := range otherCompressions {
		if bytes.HasPrefix(head, []byte(c.magic)) {
			return nil, "", nil, fmt.Errorf("compressed with %s, which is not read; decompress it first, with %s", c.name, c.program)
		}
	}
	for _, c := range compressions {
		if bytes.HasPrefix(head, []byte(c.magic)) || c.name == "zstd" && skippable(head) {
			content, close := readAhead(ctx, &decompressor{name: c.name, from: in, open: c.open})
			return window.New(content), c.name, close, nil
		}
	}
	return in, "", func() {}, nil
}

// skippable reports whether head begins a skippable frame of zstd, with which
// pzstd begins its output (RFC 8878, section 3.1.2).
func skippable(head []byte) bool {
	return len(head) >= 4 && head[0]&0xf0 == 0x50 && string(head[1:4]) == "\x2a\x4d\x18"
}

// decompressor implements io.Reader. It distinguishes damage of the compression
// from an error of the input.
type decompressor struct {
	name string
	from *window.Window
	open func(io.Reader) (io.Reader, error)
	r    io.Reader
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
	if err == nil || err == io.EOF {
		return n, err
	}
	if failed := d.from.Failed(); failed != nil {
		return n, failed
	}
	return n, &compressionError{d.name, err}
}
