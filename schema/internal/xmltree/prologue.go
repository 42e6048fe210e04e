package xmltree

// The document type. It is read before libxml2 sees the document, because libxml2 expands the entities of an internal
// subset regardless of its options.

import "bytes"

// Prologue is the document type declaration as written. Its texts are views of the body.
type Prologue struct {
	Start, End   int // in the body; 0, 0 if there is none
	Name, System string
	HasPublic    bool
	// Subset reports an internal subset, even an empty one.
	Subset bool
	// Odd reports that the declaration could not be read. libxml2 reports the reason.
	Odd bool
}

// ReadPrologue reads the document type of any document.
func ReadPrologue(b []byte) (p Prologue) {
	at := 0
	if bytes.HasPrefix(b, []byte(ByteOrderMark)) {
		at = 3
	}
	for {
		at = SkipSpace(b, at)
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

func (p *Prologue) doctype(b []byte, start int) {
	p.Start, p.End, p.Odd = start, len(b), true
	at := SkipSpace(b, start+len("<!DOCTYPE"))
	nameEnd := EndOfName(b, at)
	p.Name = view(b[at:nameEnd])
	at = SkipSpace(b, nameEnd)
	keyword := EndOfName(b, at)
	literals := 0
	switch string(b[at:keyword]) {
	case "SYSTEM":
		literals = 1
	case "PUBLIC":
		literals, p.HasPublic = 2, true
	}
	at = keyword
	for i := 0; i < literals; i++ {
		at = SkipSpace(b, at)
		if at >= len(b) || b[at] != '"' && b[at] != '\'' {
			break
		}
		length := bytes.IndexByte(b[at+1:], b[at])
		if length < 0 {
			break
		}
		if i == literals-1 {
			p.System = view(b[at+1 : at+1+length])
		}
		at += length + 2
	}
	// A bracket before the declaration's end counts as a subset, because no subset may reach libxml2.
	for i := at; i < len(b); i++ {
		switch b[i] {
		case '[':
			p.Subset = true
			return
		case '>':
			p.End, p.Odd = i+1, i != SkipSpace(b, at)
			return
		}
	}
}
