// Where a frame is: in which file of a set, and with which other frames it
// carried one datagram.

package capture

import (
	"slices"
	"sort"

	"ivrcheck/trace"
)

// maxCarriers is how many frames of fragments are remembered.
const maxCarriers = 1 << 16

// places translates frame numbers that count through all files of a set into
// those that users see.
type places struct {
	files []placed
	// fragments holds, for the frame that completed a fragmented datagram,
	// the frames of its fragments; completed are those frames, oldest first.
	fragments map[int][]int
	completed []int
	carried   int // frames in fragments
	scratch   []int
}

// placed is a file that begins behind a frame.
type placed struct {
	name   string
	behind int
}

// begin notes that a file begins behind a frame.
func (p *places) begin(name string, frame int) { p.files = append(p.files, placed{name, frame}) }

// begun is the frame behind which the file begins that is being read.
func (p *places) begun() int {
	if len(p.files) == 0 {
		return 0
	}
	return p.files[len(p.files)-1].behind
}

// carriers notes which frames carried the datagram that frame completed.
func (p *places) carriers(frame int, frames []int) {
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

// differ tells that frames may have other places than their numbers.
func (p *places) differ() bool { return len(p.fragments) > 0 || len(p.files) > 1 }

// translate makes a position one that users see. Frames of other files than
// that of Frame are left out: a position has one file.
func (p *places) translate(pos *trace.Position) {
	if len(p.fragments) > 0 {
		p.expand(pos)
	}
	if len(p.files) < 2 || pos.Frame == 0 {
		return
	}
	f := sort.Search(len(p.files), func(i int) bool { return p.files[i].behind >= pos.Frame }) - 1
	first := p.files[f].behind
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

// expand adds the frames of fragments to those that completed them.
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
