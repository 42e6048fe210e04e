// Reading ahead: the input is decompressed in a goroutine of its own.

package capture

import (
	"context"
	"io"
	"sync"
)

// Limits of what is read ahead.
const (
	aheadBlocks = 4
	aheadBlock  = 128 << 10
)

// ahead implements io.Reader. A goroutine reads from another reader in advance.
type ahead struct {
	ctx    context.Context
	cancel context.CancelFunc
	done   sync.WaitGroup
	full   chan aheadRead
	empty  chan []byte
	now    aheadRead
	rest   []byte // of now, not returned yet
}

// aheadRead is the result of one Read.
type aheadRead struct {
	block []byte
	err   error
}

func readAhead(ctx context.Context, r io.Reader) *ahead {
	a := &ahead{full: make(chan aheadRead, aheadBlocks), empty: make(chan []byte, aheadBlocks)}
	a.ctx, a.cancel = context.WithCancel(ctx)
	for range aheadBlocks {
		a.empty <- make([]byte, aheadBlock)
	}
	a.done.Go(func() {
		defer close(a.full)
		for {
			select {
			case <-a.ctx.Done():
				return
			case block := <-a.empty:
				n, err := r.Read(block[:cap(block)])
				a.full <- aheadRead{block[:n], err} // never blocks: full has a place for each block
				if err != nil {
					return
				}
			}
		}
	})
	return a
}

// Read implements io.Reader.
func (a *ahead) Read(p []byte) (int, error) {
	if len(a.rest) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.block != nil {
			a.empty <- a.now.block
		}
		select {
		case <-a.ctx.Done():
			a.now = aheadRead{err: a.ctx.Err()}
		case next, ok := <-a.full:
			if !ok {
				next.err = a.ctx.Err()
			}
			a.now = next
		}
		a.rest = a.now.block
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	if len(a.rest) == 0 {
		return n, a.now.err
	}
	return n, nil
}

// close stops the goroutine and waits for its end.
func (a *ahead) close() {
	a.cancel()
	a.done.Wait()
}
