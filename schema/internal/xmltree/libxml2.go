package xmltree

// The only file that knows libxml2. It turns text into flat nodes and has
// libxml2's verdict on what is well-formed.
//
// libxml2 is called so that it reads nothing but the text: entities are never
// expanded (no NoEnt), no DTD is loaded (no DTDLoad), no network (NoNet). All
// that it allocates is freed before parse returns.
//
// libxml2's own tree takes up to 50 bytes for each byte of text. So its events are recorded
// instead, and the nodes are made of them.

// #cgo !static_build pkg-config: libxml-2.0
// #cgo static_build pkg-config: --static libxml-2.0
// #include <stdint.h>
// #include <stdio.h>
// #include <stdlib.h>
// #include <string.h>
// #include <libxml/parser.h>
// #ifdef __GLIBC__
// #include <malloc.h>
// // Freed memory goes back to the system: what a document needed would stay with each thread.
// __attribute__((constructor)) static void useOneArena(void) { mallopt(M_ARENA_MAX, 1); }
// static void trim(int len) { if (len > 1 << 16) malloc_trim(0); }
// #else
// static void trim(int len) {}
// #endif
//
// enum { ELEMENT, ATTRIBUTE, VALUE, TEXT, END, KINDS };
//
// // The events of a document, each with the length of its text: KINDS * length + kind. The
// // texts of all of them follow each other. The VALUE of an ATTRIBUTE follows its name.
// struct record {
// 	uint32_t *events;
// 	char *text;
// 	size_t count, space, length, capacity;
// 	int entity, failed;
// 	char first[512]; // the first fatal error, and its line
// 	int line;
// };
//
// static struct record *of(void *ctx) { return ((xmlParserCtxtPtr)ctx)->_private; }
//
// static void event(struct record *r, int kind) {
// 	if (r->count == r->space) {
// 		size_t space = r->space ? 2 * r->space : 64;
// 		uint32_t *more = realloc(r->events, space * sizeof *more);
// 		if (more == NULL) { r->failed = 1; return; }
// 		r->events = more, r->space = space;
// 	}
// 	r->events[r->count++] = kind;
// }
//
// // add adds to the text of the last event.
// static void add(struct record *r, const void *text, size_t len) {
// 	if (len > r->capacity - r->length) {
// 		size_t capacity = 2 * r->capacity + len + 256;
// 		char *more = realloc(r->text, capacity);
// 		if (more == NULL) r->failed = 1;
// 		else r->text = more, r->capacity = capacity;
// 	}
// 	if (r->failed || r->count == 0) return;
// 	memcpy(r->text + r->length, text, len);
// 	r->length += len;
// 	r->events[r->count - 1] += KINDS * len;
// }
//
// static void named(struct record *r, int kind, const xmlChar *prefix, const xmlChar *name) {
// 	event(r, kind);
// 	if (prefix != NULL) {
// 		add(r, prefix, xmlStrlen(prefix));
// 		add(r, ":", 1);
// 	}
// 	add(r, name, xmlStrlen(name));
// }
//
// // value adds the value of an attribute, in which libxml2 leaves ampersands as &#38; and
// // references to entities as they are.
// static void value(struct record *r, const xmlChar *at, const xmlChar *end) {
// 	event(r, VALUE);
// 	while (at < end) {
// 		const xmlChar *amp = memchr(at, '&', end - at);
// 		if (amp == NULL) amp = end;
// 		add(r, at, amp - at);
// 		if (amp == end) return;
// 		if (end - amp >= 5 && memcmp(amp, "&#38;", 5) == 0) {
// 			add(r, "&", 1);
// 			at = amp + 5;
// 		} else {
// 			r->entity = 1;
// 			at = amp + 1;
// 		}
// 	}
// }
//
// static void startElement(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
// 		int namespaces, const xmlChar **declared, int attributes, int defaulted, const xmlChar **a) {
// 	struct record *r = of(ctx);
// 	if (r == NULL) return;
// 	named(r, ELEMENT, prefix, name);
// 	for (int i = 0; i < attributes; i++, a += 5) {
// 		named(r, ATTRIBUTE, a[1], a[0]);
// 		value(r, a[3], a[4]);
// 	}
// }
//
// static void endElement(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
// 	if (of(ctx) != NULL) event(of(ctx), END);
// }
//
// static void characters(void *ctx, const xmlChar *text, int len) {
// 	struct record *r = of(ctx);
// 	if (r == NULL || len <= 0) return;
// 	if (r->count == 0 || r->events[r->count - 1] % KINDS != TEXT) event(r, TEXT);
// 	add(r, text, len);
// }
//
// static void reference(void *ctx, const xmlChar *name) {
// 	if (of(ctx) != NULL) of(ctx)->entity = 1;
// }
//
// // keepFirst keeps the first fatal error. The binding has the last.
// static void keepFirst(void *ctx, xmlErrorPtr e) {
// 	struct record *r = of(ctx);
// 	if (r == NULL || r->first[0] != 0 || e->level != XML_ERR_FATAL || e->message == NULL) return;
// 	snprintf(r->first, sizeof r->first, "%s", e->message);
// 	r->line = e->line;
// }
//
// static void ignoreComment(void *ctx, const xmlChar *text) {}
// static void ignoreInstruction(void *ctx, const xmlChar *target, const xmlChar *data) {}
//
// // startRecord has a parser record its events instead of making a tree.
// static struct record *startRecord(uintptr_t parser) {
// 	xmlParserCtxtPtr ctxt = (xmlParserCtxtPtr)parser;
// 	struct record *r = calloc(1, sizeof *r);
// 	if (r == NULL) return NULL;
// 	ctxt->_private = r;
// 	ctxt->sax->startElementNs = startElement;
// 	ctxt->sax->endElementNs = endElement;
// 	ctxt->sax->characters = ctxt->sax->ignorableWhitespace = ctxt->sax->cdataBlock = characters;
// 	ctxt->sax->reference = reference;
// 	ctxt->sax->serror = (xmlStructuredErrorFunc)keepFirst;
// 	ctxt->sax->comment = ignoreComment;
// 	ctxt->sax->processingInstruction = ignoreInstruction;
// 	return r;
// }
//
// static void endRecord(struct record *r) {
// 	if (r == NULL) return;
// 	free(r->events);
// 	free(r->text);
// 	free(r);
// }
import "C"

import (
	"errors"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/lestrrat-go/libxml2/clib"
	"github.com/lestrrat-go/libxml2/parser"
)

const parseOptions = int(parser.XMLParseNoNet | parser.XMLParseNoError | parser.XMLParseNoWarning |
	parser.XMLParseIgnoreEnc | parser.XMLParseBigLines)

// ErrEntity means that the text refers to an entity that only a DTD could define, or that it defines one.
var ErrEntity = errors.New("the document refers to an entity that only a DTD could define")

// A SyntaxError is libxml2's verdict that a text is not well-formed.
type SyntaxError struct {
	Line      int    // 1-based, 0 if unknown
	Diagnosis string // one line, may contain names and text of the document
}

func (e *SyntaxError) Error() string {
	return "line " + strconv.Itoa(e.Line) + ": " + e.Diagnosis
}

// cNode points to a node of libxml2, as package clib expects it.
type cNode struct{ at uintptr }

func (n *cNode) Pointer() uintptr { return n.at }

// Parse appends the elements and attributes of text to nodes, with the numbers of their names. The error is a
// *SyntaxError for a text that is not well-formed, ErrEntity, or an error that prevented the use of libxml2.
func Parse(text string, nodes []Node, names *Names) ([]Node, error) {
	if text == "" {
		return nodes, &SyntaxError{Line: 1, Diagnosis: "Document is empty"}
	}
	text = withoutColons(text)
	defer C.trim(C.int(len(text)))
	record, declares, err := events(text)
	defer C.endRecord(record)
	switch {
	case err != nil && record != nil:
		return nodes, diagnosis(err, record)
	case err != nil:
		return nodes, lastError(err)
	case declares || record.entity != 0:
		return nodes, ErrEntity
	}
	return nodesOf(record, nodes, names), nil
}

// WellFormed makes libxml2 parse text and discards the result. It returns libxml2's error unchanged, nil for a
// well-formed text. It exists for measurements: any program that uses libxml2 has at least this cost.
func WellFormed(text string) error {
	return withDocument(text, func(*parser.Ctxt) error { return nil }, func(uintptr) {})
}

// events makes libxml2 parse text and returns the record of its events, which the caller frees. declares reports
// whether the document type declares anything.
func events(text string) (record *C.struct_record, declares bool, err error) {
	err = withDocument(text, func(ctxt *parser.Ctxt) error {
		if record = C.startRecord(C.uintptr_t(ctxt.Pointer())); record == nil {
			return errMemory
		}
		return nil
	}, func(document uintptr) {
		at := cNode{document}
		if child, err := clib.XMLFirstChild(&at); err == nil && child != 0 {
			at.at = child
			declares = clib.XMLGetNodeTypeRaw(child) == clib.DTDNode && clib.XMLHasChildNodes(&at)
		}
	})
	if err == nil && record.failed != 0 {
		err = errMemory
	}
	return record, declares, err
}

var errMemory = errors.New("libxml2 has no memory")

// withDocument makes libxml2 parse text with a parser that prepare has set up, and calls use with the document, which
// is freed afterwards. If there is no document, it returns libxml2's error.
func withDocument(text string, prepare func(*parser.Ctxt) error, use func(at uintptr)) error {
	// The setting that keeps libxml2 from printing to standard error is per thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	clib.ReportErrors(false)

	ctxt, err := parser.NewCtxt("<a/>", parser.Option(parseOptions))
	if err != nil {
		return err
	}
	defer ctxt.Free()
	if err := prepare(ctxt); err != nil {
		return err
	}
	at, err := clib.XMLCtxtReadMemory(ctxt, text, "", "", parseOptions)
	if err != nil {
		return err
	}
	defer clib.XMLFreeDoc(&cNode{at})
	use(at)
	return nil
}

// followOthers are prefixes of errors that are consequences of the error that made libxml2 stop.
var followOthers = []string{"Extra content at the end of the document", "Start tag expected, '<' not found", "Couldn't find end of Start Tag "}

// unnamed is an error that is less specific than any after it.
const unnamed = "attributes construct error"

// diagnosis returns the last error of libxml2, or the first if the last is only its consequence.
func diagnosis(err error, record *C.struct_record) error {
	last := lastError(err)
	first := strings.TrimSpace(C.GoString(&record.first[0]))
	first, _, _ = strings.Cut(first, "\n")
	follows := slices.ContainsFunc(followOthers, func(f string) bool { return strings.HasPrefix(last.Diagnosis, f) })
	if first == "" || first == unnamed && last.Diagnosis != followOthers[0] || !follows {
		return last
	}
	return &SyntaxError{Line: int(record.line), Diagnosis: first}
}

// lastError reads libxml2's line and message from the error of the binding: "...Entity: line 1: parser error : Opening
// and ending tag mismatch...".
func lastError(err error) *SyntaxError {
	_, rest, _ := strings.Cut(err.Error(), "Entity: line ")
	number, rest, found := strings.Cut(rest, ": parser error : ")
	line, wrong := strconv.Atoi(number)
	if !found || wrong != nil {
		return &SyntaxError{Diagnosis: "Document cannot be read"}
	}
	// An excerpt of the document follows the first line.
	first, _, _ := strings.Cut(rest, "\n")
	return &SyntaxError{Line: line, Diagnosis: strings.TrimSpace(first)}
}

// withoutColons replaces the colons in the targets of processing instructions by _. libxml2 accepts them, but takes
// thousands of instructions to report each as a namespace error. Instructions make no nodes. One that cannot be read is
// kept unchanged.
func withoutColons(text string) string {
	const few = 16
	rest := text
	for range few {
		var more bool
		if _, rest, more = strings.Cut(rest, "<?"); !more {
			return text
		}
	}
	out := []byte(text)
	s := Tokenizer{Body: unsafe.Slice(unsafe.StringData(text), len(text))}
	for t, ok := s.Next(); ok && t.Flaw == ""; t, ok = s.Next() {
		if t.Kind != TokPI {
			continue
		}
		target := out[t.Start+len("<?") : t.End-len("?>")]
		end := EndOfName(target, 0)
		if end < len(target) && !isSpace(target[end]) {
			break // libxml2 ends here
		}
		for i := 1; i < end; i++ {
			if target[i] == ':' {
				target[i] = '_'
			}
		}
	}
	return string(out)
}

// An openElement is an element whose end has not been read.
type openElement struct {
	node   int32
	one    string // its text, while it is in one piece
	joined []byte // the text, from the second piece on
}

// nodesOf appends the nodes of a record. Earlier checks and libxml2's own limits bound their depth.
func nodesOf(record *C.struct_record, nodes []Node, names *Names) []Node {
	events := unsafe.Slice((*uint32)(unsafe.Pointer(record.events)), record.count)
	text := C.GoStringN(record.text, C.int(record.length))
	count := 0
	for _, e := range events {
		if kind := e % C.KINDS; kind == C.ELEMENT || kind == C.ATTRIBUTE {
			count++
		}
	}
	nodes = slices.Grow(nodes, count)
	var open []openElement
	add := func(name string, attribute bool) int32 {
		parent := int32(-1)
		if len(open) > 0 {
			parent = open[len(open)-1].node
		}
		id := names.Of(name)
		if id != 0 {
			name = ""
		}
		nodes = append(nodes, Node{Parent: parent, Attribute: attribute, Other: name, ID: id})
		return int32(len(nodes) - 1)
	}
	for _, e := range events {
		length := e / C.KINDS
		piece := text[:length]
		text = text[length:]
		switch e % C.KINDS {
		case C.ELEMENT:
			node := add(piece, false)
			if len(open) < cap(open) {
				open = open[:len(open)+1]
			} else {
				open = append(open, openElement{})
			}
			e := &open[len(open)-1]
			e.node, e.one, e.joined = node, "", e.joined[:0]
		case C.ATTRIBUTE:
			add(piece, true)
		case C.VALUE:
			nodes[len(nodes)-1].Value = trimmed(piece)
		case C.TEXT:
			if len(open) > 0 {
				open[len(open)-1].add(piece)
			}
		case C.END:
			last := &open[len(open)-1]
			nodes[last.node].Value = last.value()
			open = open[:len(open)-1]
		}
	}
	return nodes
}

func (e *openElement) add(piece string) {
	switch {
	case len(e.joined) > 0:
		e.joined = append(e.joined, piece...)
	case e.one != "":
		e.joined = append(append(e.joined, e.one...), piece...)
	default:
		e.one = piece
	}
}

func (e *openElement) value() string {
	if len(e.joined) > 0 {
		return trimmed(string(e.joined))
	}
	return trimmed(e.one)
}
