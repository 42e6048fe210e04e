package cli

import (
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// quoter makes the evidence that findings show, where the judge has left that to
// whoever writes them.
type quoter struct {
	checker *schema.Checker
	// conn, event and span are those of the last, evidence what came of it: often the
	// next finding is about the same message.
	conn     *trace.Conn
	event    int64
	span     trace.Span
	evidence []byte // the checker's
}

func newQuoter(cat *schema.Catalogue, showValues bool) quoter {
	return quoter{checker: schema.NewChecker(cat, schema.Options{ShowValues: showValues})}
}

// quote completes a finding.
func (q *quoter) quote(f *rules.Finding) {
	if len(f.Head) == 0 {
		return
	}
	if f.Event == 0 || f.Event != q.event || f.Conn != q.conn || f.HeadSpan != q.span {
		q.conn, q.event, q.span = f.Conn, f.Event, f.HeadSpan
		q.evidence = q.checker.Excerpt(f.Head, f.HeadSpan)
	}
	f.Quote(q.evidence)
}
