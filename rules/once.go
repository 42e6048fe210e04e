package rules

import (
	"fmt"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// once keeps the findings of rules that are reported once until the number of their messages is known: at the end of
// the connection or of the input.
type once struct {
	held map[onceKey]*Finding
	// order lists the keys of each connection in the order of their first messages.
	order map[*trace.Conn][]onceKey
	// grow counts bytes that are kept until the end of a connection.
	grow func(*trace.Conn, int)
	emit func(*Finding)
	next *Order
}

// onceKey identifies the messages that one finding represents: those of a rule, a connection and a direction, with the
// same verdict and severity.
type onceKey struct {
	rule *program.Rule // nil for a finding that is reported each time
	conn *trace.Conn   // nil for the whole input, if it is a log
	// side is the sender's side if the input distinguishes the sides, otherwise its direction.
	side     int
	violated bool
	lower    uint8
	hint     string // of scraps
}

// String distinguishes the keys of a whole input.
func (k onceKey) String() string {
	return fmt.Sprintf("%s %d %t %d %s", k.rule.ID, k.side, k.violated, k.lower, k.hint)
}

func keyOf(rule *program.Rule, conn *trace.Conn, of *dispatch.Record, violated bool, lower uint8) onceKey {
	k := onceKey{rule: rule, violated: violated, lower: lower}
	if of.Pos.Line > 0 {
		return k // a log often does not distinguish connections and directions
	}
	if k.conn, k.side = conn, of.Side; of.Side < 0 {
		k.side = anySide + int(of.Direction)
	}
	return k
}

// scrapKey identifies the scraps that a finding represents: faults of one kind.
func scrapKey(rule *program.Rule, conn *trace.Conn, of *dispatch.Record, f *trace.Fault) onceKey {
	k := keyOf(rule, conn, of, f.Doubt.Reason == trace.NoReason, f.Lower)
	k.hint = f.Hint
	return k
}

// anySide is the side of messages that either side may have sent.
const anySide = 2

func newOnce(grow func(*trace.Conn, int), emit func(*Finding), next *Order) *once {
	return &once{make(map[onceKey]*Finding), make(map[*trace.Conn][]onceKey), grow, emit, next}
}

// again counts one more message for the finding of a key, and returns false if there is none. A message that either
// side may have sent counts for the first of them.
func (o *once) again(k onceKey) bool {
	f := o.find(&k)
	if f != nil {
		f.Count++
	}
	return f != nil
}

// find returns the finding of a key, and sets the key to that of the finding.
func (o *once) find(k *onceKey) *Finding {
	if k.rule == nil {
		return nil
	}
	f := o.held[*k]
	if f == nil && k.side == anySide {
		for _, sender := range []trace.Direction{trace.FromIVR, trace.FromServer} {
			if f == nil {
				k.side = anySide + int(sender)
				f = o.held[*k]
			}
		}
	}
	return f
}

// raise sets the severity of the finding of a key to that of its rule.
func (o *once) raise(k onceKey) {
	if f := o.find(&k); f != nil {
		f.Severity, f.Hint = k.rule.Severity, ""
	}
}

// precedes reports whether a message comes before the finding of its key. Missing messages are decided later than wrong
// ones.
func (o *once) precedes(k onceKey, number int64) bool {
	f := o.find(&k)
	return f != nil && number < f.Event
}

// replace makes another finding represent the messages of the finding of a key.
func (o *once) replace(k onceKey, f *Finding) {
	old := o.find(&k)
	f.Count = old.Count
	o.held[k] = f
	o.grow(k.conn, f.Size()-old.Size())
	old.Release()
}

// hold keeps the first finding of a key.
func (o *once) hold(k onceKey, f *Finding) {
	f.Count = 1
	if k.conn == nil {
		at := o.next.Next()
		f.Order, f.Whole = Order{whole, at[0], at[2], at[3]}, k.String()
	}
	o.held[k] = f
	o.order[k.conn] = append(o.order[k.conn], k)
	o.grow(k.conn, f.Size())
}

// end passes on the findings of a connection.
func (o *once) end(conn *trace.Conn) {
	for _, f := range o.remove(conn) {
		o.emit(f)
	}
}

// whole returns the findings that represent messages of the whole input.
func (o *once) whole() []*Finding { return o.remove(nil) }

func (o *once) remove(conn *trace.Conn) []*Finding {
	var list []*Finding
	for _, k := range o.order[conn] {
		list = append(list, o.held[k])
		delete(o.held, k)
	}
	delete(o.order, conn)
	return list
}
