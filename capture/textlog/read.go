package textlog

import (
	"context"
	"io"

	"ivrcheck/trace"
)

// Read reads a text log to its end.
func Read(ctx context.Context, name string, r io.Reader, maxMessage int, emit func(*trace.Unit) error) (int64, error) {
	return 0, nil
}
