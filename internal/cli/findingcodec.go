package cli

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"ivrcheck/rules"
)

// appendHead appends what is before a finding in a temporary file: its length and what it is
// sorted by.
func (e *encoded) appendHead(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(e.finding)))
	b = binary.AppendVarint(b, int64(e.rank))
	b = binary.AppendVarint(b, e.place)
	return binary.AppendVarint(b, int64(e.number))
}

// fileReader is what temporary files are read with.
type fileReader interface {
	io.Reader
	io.ByteReader
}

// readFrom reads a finding with its head, into the memory of the one before.
func (e *encoded) readFrom(from fileReader) error {
	length, err := binary.ReadUvarint(from)
	if err != nil {
		return err // io.EOF between findings
	}
	var key [3]int64
	for i := range key {
		if key[i], err = binary.ReadVarint(from); err != nil {
			return withinFinding(err)
		}
	}
	e.sortKey = sortKey{int(key[0]), key[1], int(key[2])}
	const most = 1 << 30
	if length > most {
		return errChanged
	}
	e.finding = slices.Grow(e.finding[:0], int(length))[:length]
	_, err = io.ReadFull(from, e.finding)
	return withinFinding(err)
}

// withinFinding returns the error of a read within a finding.
func withinFinding(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

var errChanged = errors.New("a temporary file was changed")

// findingCodec encodes findings and decodes them. Their connection is
// left out, because only reports that get findings at once need it.
type findingCodec struct {
	// b is what was written, or what is to be read, which text has as a string.
	b       []byte
	text    string
	reading bool
	failed  bool
	finding rules.Finding // that decode returns
	// rules has the texts that depend on the rule only, and their numbers, from 1.
	rules   []ruleTexts
	numbers map[ruleTexts]int
}

// ruleTexts are texts that all findings of a rule have.
type ruleTexts struct {
	typ, rule, name, title string
	source                 rules.Source
}

// maxRuleTexts is how many ruleTexts a codec keeps. Others are encoded with each finding.
const maxRuleTexts = 1000

// encode encodes a finding. The result is valid until the next call.
func (c *findingCodec) encode(f *rules.Finding) []byte {
	c.b, c.reading = c.b[:0], false
	c.fields(f)
	return c.b
}

// decode decodes a finding, which is valid until the next call. Its texts are valid longer.
func (c *findingCodec) decode(b []byte) (*rules.Finding, error) {
	buffer := c.b
	c.b, c.text, c.reading, c.failed = b, string(b), true, false
	f := &c.finding
	*f = rules.Finding{Frames: f.Frames[:0], VLAN: f.VLAN[:0], Expected: f.Expected[:0], Related: f.Related[:0], Hosts: f.Hosts[:0]}
	c.fields(f)
	rest := len(c.b)
	c.b, c.text = buffer, ""
	if c.failed || rest > 0 {
		return nil, errChanged
	}
	return f, nil
}

// fields writes or reads all fields. It changes none that it writes.
func (c *findingCodec) fields(f *rules.Finding) {
	c.ofRule(f)
	for _, text := range [...]*string{
		&f.Subject, &f.Message, &f.File, &f.Time, &f.Src, &f.Dst, &f.Direction, &f.CallID, &f.RequestID, &f.Port, &f.Evidence, &f.Hint,
		&f.Filter, &f.Fingerprint, &f.Suppressed, &f.At.Text, &f.Host,
	} {
		c.string(text)
	}
	integer(c, &f.Severity)
	integer(c, &f.Verdict)
	integer(c, &f.Count)
	integer(c, &f.Frame)
	list(c, &f.Frames, func(n *int) { integer(c, n) })
	integer(c, &f.Line)
	optional(c, &f.Offset, func(n *int64) { integer(c, n) })
	optional(c, &f.Stream, func(n *int) { integer(c, n) })
	list(c, &f.VLAN, func(n *uint16) { integer(c, n) })
	integer(c, &f.Spot.Line)
	integer(c, &f.Spot.Column)
	integer(c, &f.XMLLine)
	integer(c, &f.XMLColumn)
	list(c, &f.Expected, c.string)
	optional(c, &f.Actual, c.string)
	list(c, &f.Related, func(x *rules.Related) {
		c.string(&x.File)
		c.string(&x.Time)
		c.string(&x.Note)
		integer(c, &x.Frame)
		integer(c, &x.Line)
		optional(c, &x.Offset, func(n *int64) { integer(c, n) })
		integer(c, &x.Event)
	})
	list(c, &f.Hosts, func(h *rules.HostCount) {
		c.string(&h.Host)
		integer(c, &h.Count)
	})
	for i := range f.Order {
		integer(c, &f.Order[i])
	}
	c.string(&f.Whole)
	integer(c, &f.Why)
	integer(c, &f.Event)
	boolean(c, &f.Fails)
	c.stamp(f)
}

// ofRule writes or reads the texts that depend on the rule: their number, or 0 and the texts.
func (c *findingCodec) ofRule(f *rules.Finding) {
	n := 0
	if !c.reading {
		n = c.number(ruleTexts{f.Type, f.Rule, f.Name, f.Title, f.Source})
	}
	switch integer(c, &n); {
	case n == 0:
		for _, text := range [...]*string{&f.Type, &f.Rule, &f.Name, &f.Title, &f.Source.Document, &f.Source.Section, &f.Source.Basis} {
			c.string(text)
		}
	case !c.reading:
	case n < 0 || n > len(c.rules):
		c.failed = true
	default:
		t := &c.rules[n-1]
		f.Type, f.Rule, f.Name, f.Title, f.Source = t.typ, t.rule, t.name, t.title, t.source
	}
}

// number returns the number of texts, 0 if there are too many.
func (c *findingCodec) number(t ruleTexts) int {
	n := c.numbers[t]
	if n == 0 && len(c.rules) < maxRuleTexts {
		if c.numbers == nil {
			c.numbers = make(map[ruleTexts]int)
		}
		c.rules = append(c.rules, t)
		n = len(c.rules)
		c.numbers[t] = n
	}
	return n
}

// stamp writes or reads the time.
func (c *findingCodec) stamp(f *rules.Finding) {
	if !c.reading {
		// An error is that of a zone with odd seconds, which no log can have.
		if b, err := f.At.Time.AppendBinary(c.b); err == nil {
			c.b = b
		}
		return
	}
	if len(c.b) > 0 && !c.failed {
		c.failed = f.At.Time.UnmarshalBinary(c.b) != nil
		c.b = nil
	}
}

func integer[N ~int | ~int64 | ~uint16 | ~uint8](c *findingCodec, n *N) {
	if !c.reading {
		c.b = binary.AppendVarint(c.b, int64(*n))
		return
	}
	v, size := binary.Varint(c.b)
	if c.failed = c.failed || size <= 0; !c.failed {
		*n, c.b = N(v), c.b[size:]
	}
}

func boolean(c *findingCodec, b *bool) {
	n := 0
	if *b {
		n = 1
	}
	if integer(c, &n); c.reading {
		*b = n != 0
	}
}

// string writes or reads a text. A text that was read is a part of c.text.
func (c *findingCodec) string(s *string) {
	n := len(*s)
	if integer(c, &n); !c.reading {
		c.b = append(c.b, *s...)
	} else if c.failed = c.failed || n < 0 || n > len(c.b); !c.failed {
		at := len(c.text) - len(c.b)
		*s, c.b = c.text[at:at+n], c.b[n:]
	}
}

func optional[V any](c *findingCodec, v **V, do func(*V)) {
	has := *v != nil
	if boolean(c, &has); !has || c.failed {
		return
	}
	if c.reading {
		*v = new(V)
	}
	do(*v)
}

// list writes or reads a list. A list that was read uses the memory of l.
func list[V any](c *findingCodec, l *[]V, do func(*V)) {
	n := len(*l)
	if integer(c, &n); c.reading {
		if c.failed = c.failed || n < 0 || n > len(c.b); c.failed || n == 0 {
			*l = nil
			return
		}
		*l = slices.Grow(*l, n)[:n]
		clear(*l)
	}
	for i := range *l {
		do(&(*l)[i])
	}
}
