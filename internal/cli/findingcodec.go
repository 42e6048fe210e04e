package cli

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"slices"

	"ivrcheck/rules"
)

// appendHead appends the head of a finding in a temporary file: its length and its sort key.
func (e *encoded) appendHead(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(e.finding)))
	b = binary.AppendVarint(b, int64(e.rank))
	b = binary.AppendVarint(b, e.place)
	return binary.AppendVarint(b, int64(e.number))
}

// fileReader reads temporary files.
type fileReader interface {
	io.Reader
	io.ByteReader
}

// readFrom reads a finding with its head, reusing the memory of the previous one.
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

// findingCodec encodes findings and decodes them. It omits the connection, which only reports that get findings at once
// need.
type findingCodec struct {
	// b is the encoding of the last finding.
	b []byte
	// from is the encoding that is read, at the index of the next byte.
	from    string
	at      int
	reading bool
	failed  bool
	finding rules.Finding // returned by decode
	// rules lists the texts that depend only on the rule; numbers has their numbers, from 1.
	rules   []ruleTexts
	numbers map[ruleTexts]int
}

// ruleTexts are the texts that all findings of a rule share.
type ruleTexts struct {
	typ, rule, name, title string
	source                 rules.Source
}

// maxRuleTexts is the maximum number of ruleTexts in a codec. Others are encoded with each finding.
const maxRuleTexts = 1000

// encode encodes a finding. The result is valid until the next call.
func (c *findingCodec) encode(f *rules.Finding) []byte {
	c.b, c.reading = c.b[:0], false
	c.fields(f)
	return c.b
}

// decode decodes a finding, which is valid until the next call. Its texts stay valid.
func (c *findingCodec) decode(b []byte) (*rules.Finding, error) {
	c.from, c.at, c.reading, c.failed = string(b), 0, true, false
	f := &c.finding
	*f = rules.Finding{Frames: f.Frames[:0], VLAN: f.VLAN[:0], Expected: f.Expected[:0], Related: f.Related[:0], Hosts: f.Hosts[:0]}
	c.fields(f)
	whole := c.at == len(c.from)
	c.from = ""
	if c.failed || !whole {
		return nil, errChanged
	}
	return f, nil
}

// fields writes or reads all fields. Writing does not change them.
func (c *findingCodec) fields(f *rules.Finding) {
	c.ofRule(f)
	c.texts(
		&f.Subject, &f.Message, &f.File, &f.Time, &f.Src, &f.Dst, &f.Direction, &f.CallID, &f.RequestID, &f.Port, &f.Evidence, &f.Hint,
		&f.Filter, &f.Fingerprint, &f.Suppressed, &f.At.Text, &f.Host, &f.Whole,
	)
	integer(c, &f.Severity)
	integer(c, &f.Verdict)
	integer(c, &f.Why)
	boolean(c, &f.Fails)
	integers(c, &f.Frame, &f.Line, &f.Spot.Line, &f.Spot.Column, &f.XMLLine, &f.XMLColumn)
	integers(c, &f.Count, &f.Event, &f.Order[0], &f.Order[1], &f.Order[2], &f.Order[3])
	optional(c, &f.Offset, func(n *int64) { integer(c, n) })
	optional(c, &f.Stream, func(n *int) { integer(c, n) })
	optional(c, &f.Actual, c.text)
	list(c, &f.Frames, func(n *int) { integer(c, n) })
	list(c, &f.VLAN, func(n *uint16) { integer(c, n) })
	list(c, &f.Expected, c.text)
	list(c, &f.Related, func(x *rules.Related) {
		c.texts(&x.File, &x.Time, &x.Note)
		integers(c, &x.Frame, &x.Line)
		optional(c, &x.Offset, func(n *int64) { integer(c, n) })
		integer(c, &x.Event)
	})
	list(c, &f.Hosts, func(h *rules.HostCount) {
		c.text(&h.Host)
		integer(c, &h.Count)
	})
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
		c.texts(&f.Type, &f.Rule, &f.Name, &f.Title, &f.Source.Document, &f.Source.Section, &f.Source.Basis)
	case !c.reading:
	case n < 0 || n > len(c.rules):
		c.failed = true
	default:
		t := &c.rules[n-1]
		f.Type, f.Rule, f.Name, f.Title, f.Source = t.typ, t.rule, t.name, t.title, t.source
	}
}

// number returns the number of the texts, 0 if the codec is full.
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
		// An error means a zone with odd seconds, which no log can have.
		if b, err := f.At.Time.AppendBinary(c.b); err == nil {
			c.b = b
		}
		return
	}
	if c.at < len(c.from) && !c.failed {
		c.failed = f.At.Time.UnmarshalBinary([]byte(c.from[c.at:])) != nil
		c.at = len(c.from)
	}
}

// integer writes or reads a number.
func integer[N ~int | ~int64 | ~uint16 | ~uint8](c *findingCodec, n *N) {
	if c.reading {
		*n = N(c.next())
	} else {
		c.put(int64(*n))
	}
}

// put writes a number. Small numbers, which most are, take one byte.
func (c *findingCodec) put(v int64) {
	if uint64(v) < 1<<6 {
		c.b = append(c.b, byte(v)<<1)
	} else {
		c.b = binary.AppendVarint(c.b, v)
	}
}

// next reads a number.
func (c *findingCodec) next() int64 {
	if c.at < len(c.from) && c.from[c.at] < 1<<7 {
		b := c.from[c.at]
		c.at++
		return int64(b>>1) ^ -int64(b&1)
	}
	return c.long()
}

// long reads a number of more than one byte, or returns 0 if there is none.
func (c *findingCodec) long() int64 {
	var longest [binary.MaxVarintLen64]byte
	v, size := binary.Varint(longest[:copy(longest[:], c.from[c.at:])])
	if c.failed = c.failed || size <= 0; c.failed {
		return 0
	}
	c.at += size
	return v
}

// integers writes or reads up to 60 numbers: a bit set of the numbers that are not 0, then these. The numbers must be 0
// before reading.
func integers[N ~int | ~int64](c *findingCodec, numbers ...*N) {
	if c.reading {
		for present := uint64(c.next()); present != 0; present &= present - 1 {
			if i := bits.TrailingZeros64(present); i < len(numbers) {
				*numbers[i] = N(c.next())
			}
		}
		return
	}
	var present int64
	for i, n := range numbers {
		if *n != 0 {
			present |= 1 << i
		}
	}
	c.put(present)
	for _, n := range numbers {
		if *n != 0 {
			c.put(int64(*n))
		}
	}
}

// texts writes or reads up to 60 texts: a bit set of the texts that are not empty, then these. The texts must be empty
// before reading.
func (c *findingCodec) texts(texts ...*string) {
	if c.reading {
		for present := uint64(c.next()); present != 0; present &= present - 1 {
			if i := bits.TrailingZeros64(present); i < len(texts) {
				c.text(texts[i])
			}
		}
		return
	}
	var present int64
	for i, text := range texts {
		if *text != "" {
			present |= 1 << i
		}
	}
	c.put(present)
	for _, text := range texts {
		if *text != "" {
			c.text(text)
		}
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

// text writes or reads a text, which must be empty before reading. The text that is read is a part of c.from.
func (c *findingCodec) text(s *string) {
	n := len(*s)
	if integer(c, &n); !c.reading {
		c.b = append(c.b, *s...)
	} else if c.failed = c.failed || n < 0 || n > len(c.from)-c.at; !c.failed && n > 0 {
		*s = c.from[c.at : c.at+n]
		c.at += n
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

// list writes or reads a list. Reading reuses the memory of l.
func list[V any](c *findingCodec, l *[]V, do func(*V)) {
	n := len(*l)
	if integer(c, &n); c.reading {
		if c.failed = c.failed || n < 0 || n > len(c.from)-c.at; c.failed || n == 0 {
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
