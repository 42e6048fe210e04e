package template

import (
	"bytes"
	"encoding/binary"

	"ivrcheck/internal/cachectl"
	"ivrcheck/schema/internal/xmltree"
)

var verdictControl = cachectl.New("schema/verdicts")

// Limits for the memory of malformed documents.
const (
	mostVerdicts     = 1024
	mostVerdictBody  = 8 << 10
	mostVerdictBytes = 256 << 10
)

// Verdicts remembers libxml2's diagnoses of malformed documents by their markup. Values whose bytes are literal do not
// affect the diagnosis. It is not safe for concurrent use.
type Verdicts struct {
	known map[string]*xmltree.SyntaxError
	bytes int
	key   []byte // of the last document that was looked up
	keyed bool   // there is a key
}

// Lookup returns libxml2's diagnosis of a document with the same markup, nil if it is unknown.
func (v *Verdicts) Lookup(body []byte, transcoded bool) *xmltree.SyntaxError {
	if v.keyed = !verdictControl.Off && len(body) <= mostVerdictBody; !v.keyed {
		return nil
	}
	v.keyed = v.makeKey(body, transcoded)
	if !v.keyed {
		return nil
	}
	return v.known[string(v.key)]
}

// Learn remembers libxml2's diagnosis of the document that was looked up last.
func (v *Verdicts) Learn(said *xmltree.SyntaxError) {
	if !v.keyed {
		return
	}
	if v.known == nil || len(v.known) >= mostVerdicts || v.bytes >= mostVerdictBytes {
		v.known, v.bytes = map[string]*xmltree.SyntaxError{}, 0
	}
	v.known[string(v.key)] = said
	v.bytes += len(v.key)
}

// makeKey makes the key of a document: its bytes, with NUL instead of each value between two tags inside the root or in
// an attribute. Everything after the first invalid markup is part of the key, because another value there might repair
// it. ok is false if there are bytes above ASCII, or NUL.
func (v *Verdicts) makeKey(body []byte, transcoded bool) (ok bool) {
	if !isASCII(body) {
		return false
	}
	v.key = append(v.key[:0], '0')
	if transcoded {
		v.key[0] = '1'
	}
	scan, depth, at := xmltree.Tokenizer{Body: body}, 0, 0
	for {
		t, more := scan.Next()
		if !more || t.Flaw != "" || t.Kind == xmltree.TokBroken || t.ValueEnd == len(body) {
			v.key = append(v.key, body[at:]...)
			return true
		}
		switch t.Kind {
		case xmltree.TokClose:
			depth++
			continue
		case xmltree.TokEnd:
			depth--
			continue
		case xmltree.TokText:
			if depth <= 0 || body[t.ValueStart-1] != '>' || body[t.ValueEnd] != '<' || len(bytes.TrimSpace(body[t.ValueStart:t.ValueEnd])) == 0 {
				continue
			}
		case xmltree.TokAttribute:
		default:
			continue
		}
		if isPlain(body[t.ValueStart:t.ValueEnd], t.Kind) {
			v.key = append(append(v.key, body[at:t.ValueStart]...), 0)
			at = t.ValueEnd
		}
	}
}

// isASCII reports whether all bytes are ASCII but not NUL.
func isASCII(b []byte) bool {
	const ones = 0x0101010101010101
	for ; len(b) >= 8; b = b[8:] {
		if w := binary.LittleEndian.Uint64(b); (w|(w-ones))&(ones*0x80) != 0 {
			return false
		}
	}
	for _, c := range b {
		if c == 0 || c >= 0x80 {
			return false
		}
	}
	return true
}

// isPlain reports whether every byte of a value is literal and none ends a tag or a line.
func isPlain(value []byte, kind xmltree.TokenKind) bool {
	end := xmltree.EndOfText(value, 0)
	if kind == xmltree.TokAttribute {
		end = xmltree.EndOfValue(value, 0)
	}
	return end == len(value) && bytes.IndexByte(value, '>') < 0 && bytes.IndexByte(value, '\n') < 0
}
