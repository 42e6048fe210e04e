// The place of a frame: its file in a set, and the other frames that carried the
// same datagram.

package capture

import (
	"slices"
	"sort"

	"ivrcheck/trace"
)

// maxCarriers limits the number of fragments whose frames are kept.
const maxCarriers = 1 << 16

// places translates frame numbers, which count through all files of a set, into
// those that users see.
type places struct {
	files []placed
	// fragments maps the frame that completed a fragmented datagram to all its
	// frames; completed are the keys, oldest first.
	fragments map[int][]int
	completed []int
	carried   int // frames in fragments
	scratch   []int
}

// placed is a file of the set.
type placed struct {
	name  string
	begin int // the last frame before it
}

// add adds a file that begins after a frame.
func (p *places) add(name string, frame int) { p.files = append(p.files, placed{name, frame}) }

// begin returns the last frame before the current file.
func (p *places) begin() int {
	if len(p.files) == 0 {
		return 0
	}
	return p.files[len(p.files)-1].begin
}

// fragmented records the frames that carried the datagram that frame completed.
func (p *places) fragmented(frame int, frames []int) {
	for p.carried > maxCarriers {
		oldest := p.completed[0]
		p.carried -= len(p.fragments[oldest])
		delete(p.fragments, oldest)
		p.completed = p.completed[1:]
	}
	if p.fragments == nil {
		p.fragments = map[int][]int{}
	}
	p.fragments[frame] = slices.Clone(frames)
	p.completed = append(p.completed, frame)
	p.carried += len(frames)
}

// needed reports whether translate may change a position.
func (p *places) needed() bool { return len(p.fragments) > 0 || len(p.files) > 1 }

// translate converts a position to one that users see. It omits frames of files
// other than that of Frame: a position has one file.
func (p *places) translate(pos *trace.Position) {
	if len(p.fragments) > 0 {
		p.expand(pos)
	}
	if len(p.files) < 2 || pos.Frame == 0 {
		return
	}
	f := sort.Search(len(p.files), func(i int) bool { return p.files[i].begin >= pos.Frame }) - 1
	first := p.files[f].begin
	pos.File = p.files[f].name
	pos.Frame -= first
	if len(pos.Frames) == 0 {
		return
	}
	p.scratch = p.scratch[:0]
	for _, frame := range pos.Frames {
		if frame > first {
			p.scratch = append(p.scratch, frame-first)
		}
	}
	if pos.Frames = p.scratch; len(p.scratch) == 1 && p.scratch[0] == pos.Frame {
		pos.Frames = nil
	}
}

// expand replaces frames that completed a datagram with the frames of its fragments.
func (p *places) expand(pos *trace.Position) {
	all := pos.AllFrames()
	if !slices.ContainsFunc(all, func(frame int) bool { return p.fragments[frame] != nil }) {
		return
	}
	p.scratch = p.scratch[:0]
	for _, frame := range all {
		if of := p.fragments[frame]; of != nil {
			p.scratch = append(p.scratch, of...)
		} else {
			p.scratch = append(p.scratch, frame)
		}
	}
	slices.Sort(p.scratch)
	pos.Frames = slices.Clone(slices.Compact(p.scratch))
}
