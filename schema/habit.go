package schema

// Values that are habits. Many values of a message are the same in all messages of
// its kind: the names and types of user data, versions, actions. To compare them
// with what they always are costs less than to look for their ends.

import (
	"slices"
	"strings"
	"unsafe"
)

const (
	// watched is how many documents in a row have to agree in a value.
	watched = 16
	// firstPause is how many documents are not watched after the first time; each
	// time it is four times as many.
	firstPause = 64
	// longestHabit is the longest value that may become part of a skeleton.
	longestHabit = 64
)

// habits are what is found out about the values of the documents of a skeleton.
type habits struct {
	// values are those of the first of the documents that are watched; strange has a
	// bit for each of which another had another one.
	values  []string
	strange uint64
	// left are the documents that are still to be watched, pause those that pass
	// before it begins anew, and rest is how long the next pause will be.
	left, pause, rest int
}

// watch looks at the values of the message at hand, which is made of a skeleton. Of
// those that are always the same it makes a skeleton of which they are part.
func (k *Checker) watch(s *skeleton) {
	h := &s.habits
	switch {
	case h.pause > 0:
		h.pause--
		return
	case h.left == 0:
		if h.values == nil {
			k.skeletons.bytes += len(s.holes) * (int(unsafe.Sizeof("")) + longestHabit)
		}
		h.left, h.strange, h.values = watched, 0, h.values[:0]
		for i := range s.holes {
			value := s.message.Nodes[s.holes[i].node].Value
			if len(value) > longestHabit {
				value, h.strange = "", h.strange|1<<i
			}
			h.values = append(h.values, strings.Clone(value))
		}
		return
	}
	for i := range s.holes {
		if s.message.Nodes[s.holes[i].node].Value != h.values[i] {
			h.strange |= 1 << i
		}
	}
	if h.left--; h.left > 0 {
		return
	}
	if h.rest = max(firstPause, 4*h.rest); h.rest > 1<<30 {
		h.rest = 1 << 30
	}
	if h.pause = h.rest; h.strange != 1<<len(s.holes)-1 && k.skeletons.bytes <= skeletonBytes {
		k.narrow(s)
	}
}

// narrow makes, of the message at hand and its skeleton, one of which its habits are
// part.
func (k *Checker) narrow(s *skeleton) {
	own := &skeleton{message: s.message, shape: s.shape, prologue: s.prologue, faults: s.faults, about: s.about, narrow: true}
	own.shape.id, own.shape.lists = newShapeID(), nil
	own.message.shape, own.message.Nodes = &own.shape, slices.Clone(s.message.Nodes)
	fixed := make([]bool, len(own.message.Nodes))
	for i, h := range s.holes {
		n := &own.message.Nodes[h.node]
		if s.habits.strange>>i&1 == 0 {
			n.Value, fixed[h.node] = s.habits.values[i], true
			continue
		}
		n.Value = ""
		own.holes = append(own.holes, hole{node: h.node, start: k.skeletons.values[i].Start, end: k.skeletons.values[i].End})
	}
	for i := range own.message.Nodes {
		p := k.skeletons.place(int32(i))
		own.places = append(own.places, place{p.start, p.end, before(own.holes, p.start), before(own.holes, p.end)})
	}
	own.shape.judged, own.shape.fixed = judgedAnew(s.shape.judged, fixed), fixed
	k.skeletons.exact.add(&k.skeletons, k.body, own)
}

// judgedAnew lists the nodes whose values have still to be judged where some are
// fixed, and found to be sound. The keys of a list are judged by one another.
func judgedAnew(judged []judgedNode, fixed []bool) []judgedNode {
	isFixed := func(j judgedNode) bool { return fixed[j.node] }
	ofList := func(j judgedNode) bool { return j.check&listKey != 0 }
	keys := slices.ContainsFunc(judged, func(j judgedNode) bool { return ofList(j) && !isFixed(j) })
	return slices.DeleteFunc(slices.Clone(judged), func(j judgedNode) bool { return isFixed(j) && !(ofList(j) && keys) })
}
