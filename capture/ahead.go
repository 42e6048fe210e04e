// Reading ahead: the input is decompressed in a goroutine of its own.

package capture

import (
	"context"
	"io"
	"sync"
)

// aheadBlock is how much is read at a time.
const aheadBlock = 128 << 10

// readAhead returns the content of r, which a goroutine reads while the block before
// is used. close stops the goroutine and waits for its end.
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
