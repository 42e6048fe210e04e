// Memory of strings that is used again.

package records

// arena is the memory of the strings of a value.
type arena struct {
	all, free Text // free is the part of all that has no string that is kept
}

// begin returns an empty text in free memory.
func (a *arena) begin() Text { return Text{a.free.Bytes[:0], a.free.runs[:0]} }

// keep keeps a text that began here: its memory may grow by one byte and one run. viewed: its bytes are not
// here.
func (a *arena) keep(t *Text, viewed bool) {
	a.drop(t, viewed)
	if !viewed {
		a.free.Bytes, t.Bytes = after(t.Bytes)
	}
	a.free.runs, t.runs = after(t.runs)
}

// drop makes the memory of a text that began here free.
func (a *arena) drop(t *Text, viewed bool) {
	if !viewed {
		if a.free.Bytes = t.Bytes[:0]; cap(t.Bytes) > cap(a.all.Bytes) {
			a.all.Bytes = t.Bytes
		}
	}
	if a.free.runs = t.runs[:0]; cap(t.runs) > cap(a.all.runs) {
		a.all.runs = t.runs
	}
}

// after returns the memory after a slice and one more element, and the slice with that element's memory alone.
func after[T any](s []T) (free, own []T) {
	end := min(len(s)+1, cap(s))
	return s[end:end:cap(s)], s[:len(s):end]
}

// reset makes all memory free, unless it is much.
func (a *arena) reset() {
	if cap(a.all.Bytes) > ordinary || cap(a.all.runs) > ordinary/16 {
		a.all = Text{}
	}
	a.free = Text{a.all.Bytes[:0], a.all.runs[:0]}
}

// interned has strings that occur again and again.
type interned map[string]string

// of returns b as a string.
func (all *interned) of(b []byte) string {
	const most = 256
	if s, ok := (*all)[string(b)]; ok {
		return s
	}
	if len(*all) >= most {
		clear(*all)
	} else if *all == nil {
		*all = interned{}
	}
	s := string(b)
	(*all)[s] = s
	return s
}
