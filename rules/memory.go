package rules

// What the judge remembers, and how it forgets.
//
// All that is remembered about one key value in one connection is a subject: a
// call, a port, a request. Subjects, the connections themselves and the sights
// of messages that still matter are counted in bytes. Beyond a limit it is
// forgotten, first, which is quiet: a call that has ended, of which only what
// must not follow is remembered; then the oldest, be it a subject that still
// waits for something or a connection that says nothing.
//
// What waits for something when it is forgotten is reported as inconclusive at
// once. What would only have been a fault later leaves a trace: keys among those
// that are forgotten (see there); connections by going on without a Start. An instance that is made for such a
// key is a revived one (declare.Revived), and what it cannot be sure of is
// inconclusive where it could have been decided.

// memoryLimit is how many bytes the judge of one input remembers. It is an
// estimate from the sizes of what is held, so that the heap of the process
// may be twice as large.
const memoryLimit = 24 << 20

// Of the limit, an eighth at most is for what is quiet: it rarely matters.
const quietPart = 8

// longestQueue is how many requests of one key may wait, one to one, for their
// answers.
const longestQueue = 1024

// subjectID is a key value of a group in a connection.
type subjectID struct {
	connection int64
	group      int
	key        key
}

// subject is what is remembered about one key value.
type subject struct {
	id  subjectID
	sum uint64 // of the id
	st  *connection
	rack
	// Each has a bit for a constraint (constraint.bit): has, that there is a slot; known,
	// that nothing was forgotten for the key before it was remembered.
	has, known uint64
	// waiting is how many slots wait for something that they demand.
	waiting int32
	// greeted tells that all constraints that have to know of the key do.
	greeted bool
	// list is where it stands in the order of forgetting, home among those
	// that end together.
	list       *ages
	link, home links
	homes      *homes
	born       int64
	size       int // bytes, as counted
}

type links struct{ before, after *subject }

// Fixed cost estimates in bytes. Only contents count beside them, never the capacity
// of a buffer, so that what is evicted depends on the input alone.
const (
	subjectBytes    = 240
	slotBytes       = 140 // an instance, without the activations that it holds
	queuedBytes     = 16  // an activation in a queue
	sightBytes      = 400
	valueBytes      = 40
	frameBytes      = 8
	eventBytes      = 1536
	faultBytes      = 360
	connectionBytes = 1024 // with the trace.Conn and two map entries
	loginBytes      = 400
	holesBytes      = 256
	scopeBytes      = 32
	blindBytes      = 112
)

// ages is a list of subjects, the oldest first, and the bytes they hold.
type ages struct {
	first, last *subject
	held        int
}

func (l *ages) add(s *subject) {
	s.list, s.link = l, links{before: l.last}
	if l.last != nil {
		l.last.link.after = s
	} else {
		l.first = s
	}
	l.last = s
	l.held += s.size
}

func (l *ages) remove(s *subject) {
	if s.link.before != nil {
		s.link.before.link.after = s.link.after
	} else {
		l.first = s.link.after
	}
	if s.link.after != nil {
		s.link.after.link.before = s.link.before
	} else {
		l.last = s.link.before
	}
	s.list, s.link = nil, links{}
	l.held -= s.size
}

// homes is a list of the subjects that end together, in no order that matters.
type homes struct{ first *subject }

func (l *homes) add(s *subject) {
	s.homes, s.home = l, links{after: l.first}
	if l.first != nil {
		l.first.home.before = s
	}
	l.first = s
}

func (l *homes) remove(s *subject) {
	if s.home.before != nil {
		s.home.before.home.after = s.home.after
	} else {
		l.first = s.home.after
	}
	if s.home.after != nil {
		s.home.after.home.before = s.home.before
	}
	s.homes, s.home = nil, links{}
}

// memory is what the judge of one input remembers of keys.
type memory struct {
	limit    int
	held     int
	subjects register
	// quiet are the subjects that wait for nothing, busy the others.
	quiet, busy ages
	forgotten
	clock int64
	// spare things are to be used again.
	spareSubjects []*subject
	spareSights   []*sight
	spareRacks    spareRacks
}

// mostSpare is how many things of a kind are put by to be used again.
const mostSpare = 256

// tick numbers what comes.
func (m *memory) tick() int64 {
	m.clock++
	return m.clock
}

// subject makes room for a new subject.
func (m *memory) subject(id subjectID, sum uint64, st *connection, among *homes) *subject {
	var s *subject
	if n := len(m.spareSubjects); n > 0 {
		s, m.spareSubjects = m.spareSubjects[n-1], m.spareSubjects[:n-1]
	} else {
		s = new(subject)
	}
	*s = subject{id: id, sum: sum, st: st, size: subjectBytes, born: m.tick()}
	m.held += s.size
	m.subjects.add(s)
	m.quiet.add(s)
	among.add(s)
	return s
}

// grow counts what a subject holds more, or less.
func (m *memory) grow(s *subject, bytes int) {
	m.held += bytes
	s.size += bytes
	if s.list != nil {
		s.list.held += bytes
	}
}

// shift puts the subject into the list where it belongs. Its slots may move.
func (m *memory) shift(s *subject) {
	if s.list == nil {
		return // the connection's own
	}
	to := &m.quiet
	if s.waiting > 0 {
		to = &m.busy
	}
	if s.list == to {
		return
	}
	if to == &m.quiet {
		m.stow(s, len(s.slots)) // it may rest there for long
	}
	s.list.remove(s)
	to.add(s)
}

// drop takes out a subject, of whose slots none is needed any more.
func (m *memory) drop(s *subject) {
	m.subjects.remove(s)
	s.list.remove(s)
	s.homes.remove(s)
	m.held -= s.size
	s.st = nil
	m.spareRacks.put(s.rack)
	s.rack = rack{}
	if len(m.spareSubjects) < mostSpare {
		m.spareSubjects = append(m.spareSubjects, s)
	}
}

// hold gives a copy of the event's sight that outlasts the event. The caller
// releases it once.
func (m *memory) hold(ev *Event) *sight {
	if ev.held == nil {
		var s *sight
		if n := len(m.spareSights); n > 0 {
			s, m.spareSights = m.spareSights[n-1], m.spareSights[:n-1]
		} else {
			s = new(sight)
		}
		s.copySight(&ev.sight)
		s.size = s.room()
		m.held += s.size
		s.uses = 1 // the event's own, until it has been judged
		ev.held = s
	}
	ev.held.uses++
	return ev.held
}

// release gives back a sight that hold gave.
func (m *memory) release(s *sight) {
	if s.uses--; s.uses > 0 {
		return
	}
	m.held -= s.size
	if len(m.spareSights) < mostSpare && s.size < 2048 {
		m.spareSights = append(m.spareSights, s)
	}
}
