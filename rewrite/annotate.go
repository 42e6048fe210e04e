// Captures with comments.

package rewrite

import (
	"context"
	"io"

	"ivrcheck/capture"
)

// Annotate writes a copy of the captures, which are one if there are several (see
// capture.ReadRecords): every packet unchanged, with its own comments and those that
// comments returns for its frame. Frames come in the order of the input.
//
// Unreadable parts are omitted, and named in the Results.
func Annotate(ctx context.Context, to io.Writer, members []capture.Member, opt capture.Options, comments func(*capture.Record) ([]string, error)) ([]capture.Result, error) {
	w := NewWriter(to)
	results, err := capture.ReadRecords(ctx, members, opt, func(r *capture.Record) error {
		var texts []string
		if r.Frame > 0 {
			var err error
			if texts, err = comments(r); err != nil {
				return err
			}
		}
		return w.Copy(r, texts...)
	})
	if err == nil && w.part == 0 {
		err = w.Section() // a capture without packets
	}
	if err == nil {
		err = w.Flush()
	}
	return results, err
}
