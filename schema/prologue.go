package schema

// What stands before the root element. Read here, before libxml2 sees the
// document, because libxml2 expands the entities of an internal subset
// whatever its options say.

import "bytes"

// prologue is the document type declaration as written; offsets into the body.
type prologue struct {
	start, end           int // of the declaration; 0, 0 if there is none
	name, system, public string
	hasPublic            bool
	// subset tells that there is an internal subset (even an empty one).
	subset bool
	// odd tells that the declaration could not be read; libxml2 will say why.
	odd bool
}

func readPrologue(b []byte) (p prologue) {
	at := 0
	if bytes.HasPrefix(b, []byte(byteOrderMark)) {
		at = 3
	}
	for {
		at = skipSpace(b, at)
		rest := b[at:]
		var length int
		switch {
		case bytes.HasPrefix(rest, []byte("<?")):
			length = bytes.Index(rest, []byte("?>")) + 2
		case bytes.HasPrefix(rest, []byte("<!--")):
			if length = bytes.Index(rest[4:], []byte("-->")); length >= 0 {
				length += 7
			}
		case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
			p.doctype(b, at)
			return p
		}
		if length < 3 {
			return p
		}
		at += length
	}
}

func (p *prologue) doctype(b []byte, start int) {
	p.start, p.end, p.odd = start, len(b), true
	at := skipSpace(b, start+len("<!DOCTYPE"))
	nameEnd := nameLength(b, at)
	p.name = string(b[at:nameEnd])
	at = skipSpace(b, nameEnd)
	keyword := nameLength(b, at)
	literals := 0
	switch string(b[at:keyword]) {
	case "SYSTEM":
		literals = 1
	case "PUBLIC":
		literals, p.hasPublic = 2, true
	}
	at = keyword
	for i := 0; i < literals; i++ {
		at = skipSpace(b, at)
		if at >= len(b) || b[at] != '"' && b[at] != '\'' {
			break
		}
		length := bytes.IndexByte(b[at+1:], b[at])
		if length < 0 {
			break
		}
		literal := string(b[at+1 : at+1+length])
		if p.hasPublic && i == 0 {
			p.public = literal
		} else {
			p.system = literal
		}
		at += length + 2
	}
	// Whatever stands before the declaration's end, a bracket in it is taken
	// for a subset: nothing with one may reach libxml2.
	for i := at; i < len(b); i++ {
		switch b[i] {
		case '[':
			p.subset = true
			return
		case '>':
			p.end, p.odd = i+1, i != skipSpace(b, at)
			return
		}
	}
}
