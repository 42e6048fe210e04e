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
	// head and span are those of the last, evidence what came of it: often the
	// next finding is about the same message.
	head     []byte
	span     trace.Span
	evidence string
}

func newQuoter(cat *schema.Catalogue, showValues bool) quoter {
	return quoter{checker: cat.NewChecker(schema.Options{ShowValues: showValues})}
}

// quote completes a finding.
func (q *quoter) quote(f *rules.Finding) {
	if f.Head == "" {
		return
	}
	if f.HeadSpan != q.span || f.Head != string(q.head) {
		q.head, q.span = append(q.head[:0], f.Head...), f.HeadSpan
		q.evidence = q.checker.Excerpt(q.head, q.span)
	}
	f.Evidence, f.Head = q.evidence, ""
}
