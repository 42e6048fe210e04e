package check

import (
	"sync"

	"ivrcheck/internal/pipeline"
	"ivrcheck/rules"
)

const (
	// maxFindings is how many bytes of findings wait until those before them are decided. It
	// cannot change a report.
	maxFindings = 1 << 20
	// publishBytes is how many bytes of findings a member of a panel keeps.
	publishBytes = 16 << 10
)

// panel is several judges of one input that work side by side, each with some of the virtual
// shards. They get the same tasks in the same order, and their findings come out in the order
// in which one judge would make them.
type panel struct {
	members []*member
	emit    func(*rules.Finding)
	// started and finished count tasks.
	started, finished int
	quota             int // bytes of findings that a member holds
	running           sync.WaitGroup

	lock    sync.Mutex
	changed sync.Cond
	stopped bool
}

// member is a judge with its goroutine.
type member struct {
	judge *rules.Judge
	tally *rules.Tallies
	tasks chan func(*rules.Judge)
	// own are findings that only the goroutine knows, task is the number of its task.
	own     []waitingFinding
	ownSize int
	task    int

	// The rest is guarded by panel.lock. findings are those that wait, from head on, done counts
	// tasks.
	findings []waitingFinding
	head     int
	size     int
	done     int
}

// first returns the first finding that waits, nil if there is none.
func (m *member) first() *waitingFinding {
	if m.head == len(m.findings) {
		return nil
	}
	return &m.findings[m.head]
}

// remove removes the first finding that waits.
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

// newPanel makes a panel of at most n judges. emit is called by finish and close only.
func newPanel(set *rules.Set, opt rules.Options, n int, emit func(*rules.Finding)) *panel {
	p := &panel{emit: emit}
	p.changed.L = &p.lock
	for _, shards := range opt.Shards.Split(n) {
		m := &member{tally: set.NewTallies(), tasks: make(chan func(*rules.Judge), pipeline.MaxStarted+1)}
		own := opt
		own.Shards = shards
		m.judge = set.NewJudge(own, m.tally, func(f *rules.Finding) { p.hold(m, f) })
		p.members = append(p.members, m)
		p.running.Go(func() { p.work(m) })
	}
	p.quota = maxFindings / len(p.members)
	return p
}

func (p *panel) work(m *member) {
	for task := range m.tasks {
		task(m.judge)
		p.publish(m, 1)
		m.task++
	}
}

// hold takes a finding of a member.
func (p *panel) hold(m *member, f *rules.Finding) {
	m.own = append(m.own, waitingFinding{f, m.task})
	if m.ownSize += f.Size(); m.ownSize >= publishBytes {
		p.publish(m, 0)
	}
}

// publish passes on what a member has kept, as soon as there is space for it.
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

// start gives all judges a task. At most pipeline.MaxStarted are started and not finished.
func (p *panel) start(task func(*rules.Judge)) {
	p.started++
	for _, m := range p.members {
		m.tasks <- task
	}
}

// finish waits until the judges have done the first task that is not finished, and emits their
// findings in order.
func (p *panel) finish() {
	for {
		f := p.next(p.finished)
		if f == nil {
			break
		}
		p.emit(f)
	}
	p.finished++
}

// next returns the next finding of a task, nil if all have done it and there is none.
func (p *panel) next(task int) *rules.Finding {
	p.lock.Lock()
	defer p.lock.Unlock()
	for {
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
		case !known:
			p.changed.Wait()
		case first == nil:
			return nil
		default:
			full := first.size > p.quota
			f := first.remove()
			if full && first.size <= p.quota {
				p.changed.Broadcast()
			}
			return f
		}
	}
}

// close ends the input, and adds what the judges counted.
func (p *panel) close(tally *rules.Tallies) {
	p.start((*rules.Judge).Close)
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
