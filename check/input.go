package check

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"os"

	"ivrcheck/capture"
)

// Input is an input with its name in findings. Open is called once if there is a single input,
// else twice for each.
type Input = capture.Member

// File is a regular file.
func File(path string) Input {
	return Input{Name: path, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// withDigests returns inputs whose digests are stored in sums while they are read.
func withDigests(ctx context.Context, inputs []Input, sums map[string]string) []Input {
	all := make([]Input, len(inputs))
	for i, in := range inputs {
		all[i] = in
		all[i].Wrap = func(file io.ReadCloser) io.ReadCloser {
			if in.Wrap != nil {
				file = in.Wrap(file)
			}
			return &digested{ReadCloser: file, ctx: ctx, hash: sha256.New(), to: func(sum string) { sums[in.Name] = sum }}
		}
	}
	return all
}

// digested is a file whose digest is known when it is closed. Close reads the unread rest.
type digested struct {
	io.ReadCloser
	ctx    context.Context
	hash   hash.Hash
	to     func(sum string)
	closed bool
}

func (d *digested) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	d.hash.Write(p[:n])
	return n, err
}

func (d *digested) Close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	if d.ctx.Err() == nil {
		// An error ends the file here as for the reader.
		_, _ = io.Copy(d.hash, struct{ io.Reader }{d.ReadCloser})
	}
	d.to(hex.EncodeToString(d.hash.Sum(nil)))
	return d.ReadCloser.Close()
}
