package rules

import (
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// scraps aggregates the findings about a run of scraps: parts of documents, documents without a message, unknown frames
// and gaps, each shorter than any message. A finding for each would be many times longer than the scrap. The findings
// of a run that a message ends are reported individually. If the run gets long, one finding of each kind represents all
// scraps of the connection, as if its rule were reported once.
//
// The same applies to findings about frames without XML that have a known type, such as acknowledgements, but the first
// of a run are reported at once: a connection may consist of keep-alives for hours.
type scraps struct {
	runs map[*trace.Conn]*run
	// frames counts the findings about such frames since the last message.
	frames map[*trace.Conn]int
	once   *once
	emit   func(*Finding)
}

const (
	// A scrap is shorter than scrapBytes.
	scrapBytes = 64
	// A run is long if it has at least longRun scraps.
	longRun = 32
)

// run is a run of scraps in a connection.
type run struct {
	scraps int
	long   bool
	held   []heldFinding
	size   int
}

type heldFinding struct {
	key onceKey
	*Finding
}

func newScraps(o *once, emit func(*Finding)) *scraps {
	return &scraps{make(map[*trace.Conn]*run), make(map[*trace.Conn]int), o, emit}
}

// next takes an event and returns the run of its findings, nil for none.
func (d *scraps) next(ev *dispatch.Event, conn *trace.Conn) *run {
	if conn == nil {
		return nil
	}
	if len(d.frames) > 0 && ev.Unit().Kind == trace.Document {
		delete(d.frames, conn)
	}
	r := d.runs[conn]
	if !isScrap(ev) {
		if r != nil && len(r.held) > 0 {
			d.flush(conn, r)
		}
		return nil
	}
	if r == nil {
		r = &run{}
		d.runs[conn] = r
	}
	if r.scraps++; r.scraps >= longRun && !r.long {
		r.long = true
		for _, f := range r.held {
			if d.once.again(f.key) {
				f.Release()
			} else {
				d.once.hold(f.key, f.Finding)
			}
		}
		d.once.grow(conn, -r.size)
		r.held, r.size = nil, 0
	}
	return r
}

// isScrap reports whether an event contains no message and is shorter than one.
func isScrap(ev *dispatch.Event) bool {
	u := ev.Unit()
	switch u.Kind {
	case trace.Document:
		return len(u.Body) < scrapBytes && (u.Partial || ev.Record.Name == "")
	case trace.Frame:
		return len(u.Body) < scrapBytes && u.Header.TypeName() == ""
	case trace.Gap:
		return u.Lost > 0 && u.Lost < scrapBytes
	}
	return false
}

// repeats reports whether a finding about a record belongs to a long run of findings about frames without XML.
func (d *scraps) repeats(conn *trace.Conn, of *dispatch.Record) bool {
	if conn == nil || of.Kind != trace.Frame {
		return false
	}
	d.frames[conn]++
	return d.frames[conn] > longRun
}

// add keeps a finding of a run that is not yet long.
func (d *scraps) add(conn *trace.Conn, r *run, k onceKey, f *Finding) {
	r.held = append(r.held, heldFinding{k, f})
	r.size += f.Size()
	d.once.grow(conn, f.Size())
}

// flush passes on the findings of a run that did not get long.
func (d *scraps) flush(conn *trace.Conn, r *run) {
	for _, f := range r.held {
		d.emit(f.Finding)
	}
	d.once.grow(conn, -r.size)
	r.scraps, r.held, r.size = 0, r.held[:0], 0
}

// end ends a connection.
func (d *scraps) end(conn *trace.Conn) {
	delete(d.frames, conn)
	if r := d.runs[conn]; r != nil {
		d.flush(conn, r)
		delete(d.runs, conn)
	}
}
