package cli

import (
	"io"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	ucli "github.com/urfave/cli/v2"
)

// progress shows the progress of a run on standard error: bytes, messages, findings and the remaining time. A nil
// progress shows nothing.
type progress struct {
	w    io.Writer
	bar  *progressbar.ProgressBar
	read atomic.Int64
	next time.Time
}

const redraw = 100 * time.Millisecond

// newProgress reads --progress. auto means only on a terminal.
func newProgress(c *ucli.Context, stderr io.Writer) *progress {
	if mode := c.String("progress"); mode == "never" || mode == "auto" && !isTerminal(stderr) {
		return nil
	}
	return &progress{w: stderr}
}

// start sets the inputs. The number of bytes is known if all are regular files.
func (p *progress) start(ins []input) {
	if p == nil {
		return
	}
	var total int64
	for _, in := range ins {
		info, err := os.Stat(in.name)
		if in.name == "-" || err == nil && !info.Mode().IsRegular() {
			total = -1
			break
		}
		if err == nil {
			total += info.Size()
		}
	}
	p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.w), progressbar.OptionShowBytes(true),
		progressbar.OptionSetPredictTime(true), progressbar.OptionSetWidth(20), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetDescription("checking"))
	p.next = time.Now().Add(redraw)
}

func (p *progress) wrap(r io.ReadCloser) io.ReadCloser {
	if p == nil {
		return r
	}
	return &countedReader{r, &p.read}
}

type countedReader struct {
	io.ReadCloser
	n *atomic.Int64
}

func (r *countedReader) Read(b []byte) (int, error) {
	n, err := r.ReadCloser.Read(b)
	r.n.Add(int64(n))
	return n, err
}

// update redraws the bar if it is time. findings is -1 if nothing is judged.
func (p *progress) update(messages, findings int64) {
	if p == nil || p.bar == nil {
		return
	}
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(redraw)
	text := strconv.FormatInt(messages, 10) + " messages"
	if findings >= 0 {
		text += ", " + strconv.FormatInt(findings, 10) + " findings"
	}
	p.bar.Describe(text)
	_ = p.bar.Set64(p.read.Load())
}

// hide removes the bar before something else is written to the terminal.
func (p *progress) hide() {
	if p != nil && p.bar != nil {
		_ = p.bar.Clear()
	}
}
