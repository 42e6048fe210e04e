package check

import (
	"sync"

	"ivrcheck/internal/pipeline"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

const (
	// maxFindings limits the bytes of findings that wait for earlier ones. It cannot change
	// a report.
	maxFindings = 1 << 20
	// publishBytes is the size of the findings that a member collects before it publishes them.
	publishBytes = 16 << 10
	// emitted is the number of findings that are taken from the members at once.
	emitted = 32
)

// panel is several judges of one input that work in parallel, each with some of the virtual
// shards. Each gets its own events of a task, and their findings come out in the order in which
// a single judge would make them.
type panel struct {
	set     *rules.Set
	members []*member
	of      [trace.Shards]*member // nil for shards that are not judged
	clock   rules.Clock           // of the last event
	emit    func(*rules.Finding)
	// started and finished count tasks.
	started, finished int
	quota             int // bytes of findings that a member may hold
	running           sync.WaitGroup

	lock    sync.Mutex
	changed sync.Cond
	stopped bool
}

// member is a judge with its goroutine.
type member struct {
	judge *rules.Judge
	tally *rules.Tallies
	tasks chan task
	// events has the events of the next task. It rotates, because unfinished tasks still use theirs.
	events [pipeline.MaxStarted + 2][]event
	// own are findings that only the goroutine accesses, number is that of its task.
	own     []waitingFinding
	ownSize int
	number  int

	// The rest is guarded by panel.lock. findings, from head on, are the waiting ones; done
	// counts tasks.
	findings []waitingFinding
	head     int
	size     int
	done     int
}

// task is the work of a member: its events of a batch, or the end of the input.
type task struct {
	events []event
	end    bool
	at     rules.Clock // of the end
}

// event is an event with its clock.
type event struct {
	*rules.Event
	at rules.Clock
}

// first returns the first waiting finding, nil if none waits.
func (m *member) first() *waitingFinding {
	if m.head == len(m.findings) {
		return nil
	}
	return &m.findings[m.head]
}

// remove removes the first waiting finding.
func (m *member) remove() *rules.Finding {
	f := m.findings[m.head].Finding
	m.findings[m.head] = waitingFinding{}
	m.size -= f.Size()
	if m.head++; m.head == len(m.findings) {
		m.findings, m.head, m.size = m.findings[:0], 0, 0
	}
	return f
}

type waitingFinding struct {
	*rules.Finding
	task int
}

// newPanel creates a panel of at most n judges. Only finish and close call emit.
func newPanel(set *rules.Set, opt rules.Options, n int, emit func(*rules.Finding)) *panel {
	p := &panel{set: set, emit: emit}
	p.changed.L = &p.lock
	for _, shards := range opt.Shards.Split(n) {
		m := &member{tally: set.NewTallies(), tasks: make(chan task, pipeline.MaxStarted+1)}
		own := opt
		own.Shards = shards
		m.judge = set.NewJudge(own, m.tally, func(f *rules.Finding) { p.hold(m, f) })
		p.members = append(p.members, m)
		for i := range p.of {
			if shards.Has(i) {
				p.of[i] = m
			}
		}
		p.running.Go(func() { p.work(m) })
	}
	p.quota = maxFindings / len(p.members)
	return p
}

func (p *panel) work(m *member) {
	for t := range m.tasks {
		for i := range t.events {
			m.judge.TakeAt(t.events[i].Event, t.events[i].at)
		}
		if t.end {
			m.judge.CloseAt(t.at)
		}
		p.publish(m, 1)
		m.number++
	}
}

// hold adds a finding of a member.
func (p *panel) hold(m *member, f *rules.Finding) {
	m.own = append(m.own, waitingFinding{f, m.number})
	if m.ownSize += f.Size(); m.ownSize >= publishBytes {
		p.publish(m, 0)
	}
}

// publish publishes the findings that a member has kept, as soon as there is space.
func (p *panel) publish(m *member, done int) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for m.size > p.quota && len(m.own) > 0 && !p.stopped {
		p.changed.Wait()
	}
	m.findings = append(m.findings, m.own...)
	m.size += m.ownSize
	clear(m.own)
	m.own, m.ownSize = m.own[:0], 0
	m.done += done
	p.changed.Broadcast()
}

// take adds an event to the next task. It belongs to the panel until the task is finished.
func (p *panel) take(ev *rules.Event) {
	p.set.Advance(&p.clock, ev)
	if m := p.of[ev.Unit().Conn.Shard()]; m != nil {
		next := &m.events[p.started%len(m.events)]
		*next = append(*next, event{ev, p.clock})
	}
}

// start starts the next task. At most pipeline.MaxStarted are started and not finished.
func (p *panel) start() {
	at := p.started
	p.started++
	for _, m := range p.members {
		m.tasks <- task{events: m.events[at%len(m.events)]}
		next := &m.events[p.started%len(m.events)]
		clear(*next) // batches of oversized documents are not kept
		*next = (*next)[:0]
	}
}

// finish waits until the judges have completed the first unfinished task, and emits its
// findings in order.
func (p *panel) finish() {
	var findings [emitted]*rules.Finding
	for done := false; !done; {
		var n int
		n, done = p.next(p.finished, findings[:])
		for _, f := range findings[:n] {
			p.emit(f)
		}
	}
	p.finished++
}

// next takes the next findings of a task, and reports whether all members have completed it and
// these are the last.
func (p *panel) next(task int, findings []*rules.Finding) (n int, done bool) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for n < len(findings) {
		var first *member
		var next *waitingFinding
		known := true
		for _, m := range p.members {
			switch f := m.first(); {
			case f == nil:
				known = known && m.done > task
			case f.task <= task && (first == nil || f.Order.Compare(next.Order) < 0):
				first, next = m, f
			}
		}
		switch {
		case !known && n > 0:
			return n, false
		case !known:
			p.changed.Wait()
		case first == nil:
			return n, true
		default:
			full := first.size > p.quota
			findings[n] = first.remove()
			n++
			if full && first.size <= p.quota {
				p.changed.Broadcast()
			}
		}
	}
	return n, false
}

// close ends the input and adds the counts of the judges.
func (p *panel) close(tally *rules.Tallies) {
	p.started++
	for _, m := range p.members {
		m.tasks <- task{end: true, at: p.clock}
	}
	for p.finished < p.started {
		p.finish()
	}
	p.stop()
	for _, m := range p.members {
		tally.Add(m.tally)
	}
}

// stop ends the goroutines. Unfinished work is lost.
func (p *panel) stop() {
	p.lock.Lock()
	p.stopped = true
	p.lock.Unlock()
	p.changed.Broadcast()
	for _, m := range p.members {
		close(m.tasks)
	}
	p.running.Wait()
}
