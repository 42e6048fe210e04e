package report

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"unicode/utf8"
	"unsafe"

	"ivrcheck/rules"
)

// A finding as JSON, written field by field: reflection took longer than all
// else that a finding costs. A test holds it against marshal for every field.

// appendFinding appends what marshal gives for a finding of that type.
func appendFinding(b []byte, f *rules.Finding) []byte {
	o := members{append(b, '{')}
	o.text("type", "finding")
	o.text("rule", f.Rule)
	o.text("name", f.Name)
	o.some("subject", f.Subject)
	o.text("severity", f.Severity.String())
	o.text("verdict", f.Verdict.String())
	o.text("message", f.Message)
	o.text("file", f.File)
	o.number("frame", int64(f.Frame))
	numbers(&o, "frames", f.Frames)
	o.number("line", int64(f.Line))
	pointer(&o, "offset", f.Offset)
	o.some("time", f.Time)
	pointer(&o, "stream", f.Stream)
	numbers(&o, "vlan", f.VLAN)
	o.some("src", f.Src)
	o.some("dst", f.Dst)
	o.some("direction", f.Direction)
	o.some("call_id", f.CallID)
	o.some("request_id", f.RequestID)
	o.some("port", f.Port)
	o.number("xml_line", int64(f.XMLLine))
	o.number("xml_column", int64(f.XMLColumn))
	o.some("evidence", f.Evidence)
	if len(f.Expected) > 0 {
		o.key("expected")
		o.b = append(o.b, '[')
		for i, e := range f.Expected {
			if i > 0 {
				o.b = append(o.b, ',')
			}
			o.b = appendString(o.b, e)
		}
		o.b = append(o.b, ']')
	}
	if f.Actual != nil {
		o.text("actual", *f.Actual)
	}
	o.some("hint", f.Hint)
	if len(f.Related) > 0 {
		o.key("related")
		o.b = append(o.b, '[')
		for i := range f.Related {
			if i > 0 {
				o.b = append(o.b, ',')
			}
			o.b = appendRelated(o.b, &f.Related[i])
		}
		o.b = append(o.b, ']')
	}
	o.key("source")
	source := members{append(o.b, '{')}
	source.some("document", f.Source.Document)
	source.some("section", f.Source.Section)
	source.some("basis", f.Source.Basis)
	o.b = append(source.b, '}')
	o.some("filter", f.Filter)
	o.text("fingerprint", f.Fingerprint)
	o.some("suppressed", f.Suppressed)
	return append(o.b, '}')
}

func appendRelated(b []byte, r *rules.Related) []byte {
	o := members{append(b, '{')}
	o.some("file", r.File)
	o.number("frame", int64(r.Frame))
	o.number("line", int64(r.Line))
	pointer(&o, "offset", r.Offset)
	o.some("time", r.Time)
	o.some("note", r.Note)
	return append(o.b, '}')
}

// members appends the members of a JSON object one by one.
type members struct{ b []byte }

func (o *members) key(name string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(append(append(o.b, '"'), name...), `":`...)
}

func (o *members) text(name, value string) {
	o.key(name)
	o.b = appendString(o.b, value)
}

// some leaves out what is empty, number what is 0.
func (o *members) some(name, value string) {
	if value != "" {
		o.text(name, value)
	}
}

func (o *members) number(name string, value int64) {
	if value != 0 {
		o.key(name)
		o.b = strconv.AppendInt(o.b, value, 10)
	}
}

func pointer[N int | int64](o *members, name string, value *N) {
	if value != nil {
		o.key(name)
		o.b = strconv.AppendInt(o.b, int64(*value), 10)
	}
}

func numbers[N int | uint16](o *members, name string, values []N) {
	if len(values) == 0 {
		return
	}
	o.key(name)
	o.b = append(o.b, '[')
	for i, v := range values {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = strconv.AppendInt(o.b, int64(v), 10)
	}
	o.b = append(o.b, ']')
}

// appendString appends a text as marshal writes it.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0 // what is not appended yet
	for i := 0; ; {
		if i += plainPrefix(s[i:]); i == len(s) {
			break
		}
		c := s[i]
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
			if (r != utf8.RuneError || size > 1) && !steers(r) && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
		}
		b = append(b, s[from:i]...)
		if short := shortEscapes[c]; short != 0 {
			b = append(b, '\\', short)
		} else {
			b = append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
		}
		i += size
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

// plainPrefix gives how many bytes at the beginning stand in a JSON string as they
// are, whatever is around them: those from space to ~ but quote and backslash.
func plainPrefix(s string) int {
	const ones, high = 0x0101010101010101, 0x80 * 0x0101010101010101
	i := 0
	for ; len(s)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(unsafe.Slice(unsafe.StringData(s[i:]), 8))
		quote, backslash := w^ones*'"', w^ones*'\\'
		// The highest bit of a byte is set where it is what is looked for; behind the
		// first such byte it may be set for others, too.
		special := (w | (w + ones) | (w - ones*' ') | ((quote - ones) &^ quote) | ((backslash - ones) &^ backslash)) & high
		if special != 0 {
			return i + bits.TrailingZeros64(special)/8
		}
	}
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}

const hexDigits = "0123456789abcdef"

// shortEscapes has the letters of the bytes that have one.
var shortEscapes = [256]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}
