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

// progress shows on standard error how far a run is: bytes, messages,
// findings and the time left. A nil progress shows nothing.
type progress struct {
	w    io.Writer
	bar  *progressbar.ProgressBar
	read atomic.Int64
	next time.Time
}

// redraw is how often the bar may change.
const redraw = 100 * time.Millisecond

// newProgress reads --progress: auto shows it on a terminal only.
func newProgress(c *ucli.Context, stderr io.Writer) *progress {
	if mode := c.String("progress"); mode == "never" || mode == "auto" && !isTerminal(stderr) {
		return nil
	}
	return &progress{w: stderr}
}

// begin says how many bytes there are to read: those of the regular files. With
// standard input among them nobody knows.
func (p *progress) begin(ins []input) {
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

// reader counts what is read through it.
func (p *progress) reader(r io.ReadCloser) io.ReadCloser {
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

// Stat lets the pipeline see what it reads from.
func (r *countedReader) Stat() (os.FileInfo, error) {
	if f, ok := r.ReadCloser.(interface{ Stat() (os.FileInfo, error) }); ok {
		return f.Stat()
	}
	return nil, os.ErrInvalid
}

// tell redraws the bar, if it is time; findings are -1 where nothing is judged.
func (p *progress) tell(messages, findings int64) {
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

// hide takes the bar away before something else is written to the terminal.
func (p *progress) hide() {
	if p != nil && p.bar != nil {
		_ = p.bar.Clear()
	}
}
