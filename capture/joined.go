// Concatenated files, as written by cat, and bytes after the end.

package capture

import (
	"context"
	"errors"
	"fmt"
	"io"

	"ivrcheck/capture/container"
	"ivrcheck/capture/window"
	"ivrcheck/trace"
)

// following opens the next capture of a concatenated file, after the container
// ended with failure. If none follows, it returns failure.
func (p *packets) following(ctx context.Context, in *opened, failure error) (error, error) {
	switch {
	case errors.Is(failure, container.ErrAnother):
		if err := in.enter(ctx, in.content); err != nil {
			return err, nil
		}
	case errors.Is(failure, io.EOF) && in.content.Failed() == nil:
		rest := in.rest()
		if rest == nil {
			return failure, nil
		}
		if head, _ := rest.Peek(peekLen); kindOfCapture(head) == "" && !compressed(head) {
			return failure, p.afterEnd("trailing", in.trailing(rest))
		}
		if err := in.enter(ctx, rest); err != nil {
			return err, nil
		}
	default:
		return failure, nil
	}
	if !p.joined && p.damage == nil {
		p.joined = true
		if err := p.afterEnd("joined", "another capture begins"); err != nil {
			return nil, err
		}
	}
	head, _ := in.content.Peek(peekLen)
	kind := kindOfCapture(head)
	if kind == "" {
		return &container.DamageError{At: -1, What: "the compressed data that follows is no capture"}, nil
	}
	return p.openContainer(kind, in.content), nil
}

// afterEnd reports, once, the bytes after the end of a capture.
func (p *packets) afterEnd(consequence, what string) error {
	frame := p.number()
	return p.emit(damageNote(p.position(trace.Packet{Frame: p.frame, Time: p.segment.Time}), what, fmt.Sprintf("packet %d", frame), consequence))
}

// enter makes a window the content, decompressed if necessary.
func (in *opened) enter(ctx context.Context, w *window.Window) error {
	next, err := decompress(ctx, w)
	if err != nil {
		return err
	}
	if next.compression != "" && in.inside(w) {
		next.stop()
		return &container.DamageError{At: w.Passed(), What: "compressed data is in compressed data"}
	}
	before := in.stop
	in.unpacked = next
	in.stop = func() { next.stop(); before() }
	return nil
}

// inside reports whether a window contains decompressed data.
func (in *opened) inside(w *window.Window) bool {
	return in.unpacked.compression != "" && w == in.content
}

// trailing describes the bytes after the content, which are not read as messages.
func (in *opened) trailing(rest *window.Window) string {
	n, _ := io.Copy(io.Discard, rest) // an error ends them too
	return fmt.Sprintf("%d trailing bytes after the %s data", n, in.unpacked.compression)
}
