package xmltree

// The only file that knows libxml2. It turns text into flat nodes and has
// libxml2's verdict on what is well-formed.
//
// libxml2 is called so that it reads nothing but the text: entities are never
// expanded (no NoEnt), no DTD is loaded (no DTDLoad), no network (NoNet). All
// that it allocates is freed before parse returns.

import (
	"errors"
	"runtime"
	"strconv"
	"strings"

	"github.com/lestrrat-go/libxml2/clib"
	"github.com/lestrrat-go/libxml2/parser"
)

const parseOptions = int(parser.XMLParseNoNet | parser.XMLParseNoError | parser.XMLParseNoWarning |
	parser.XMLParseIgnoreEnc | parser.XMLParseBigLines)

// ErrEntity says that the text refers to an entity that only a DTD could
// define, or defines one.
var ErrEntity = errors.New("the document refers to an entity that only a DTD could define")

// A SyntaxError is libxml2's verdict that a text is not well-formed.
type SyntaxError struct {
	Line      int    // 1-based, 0 if not known
	Diagnosis string // one line, with names and text of the document in it
}

func (e *SyntaxError) Error() string {
	return "line " + strconv.Itoa(e.Line) + ": " + e.Diagnosis
}

// cNode points to a node of libxml2, in the way clib wants it.
type cNode struct{ at uintptr }

func (n *cNode) Pointer() uintptr { return n.at }

// Parse appends the elements and attributes of text to nodes, with the numbers of their
// names. The error is a *SyntaxError for a text that is not well-formed, or ErrEntity, or says
// that libxml2 could not be used.
func Parse(text string, nodes []Node, names *Names) ([]Node, error) {
	if text == "" {
		return nodes, &SyntaxError{Line: 1, Diagnosis: "Document is empty"}
	}
	w := walker{nodes: nodes, names: names}
	if err := withDocument(text, w.document); err != nil {
		return nodes, diagnosis(err)
	}
	if w.err != nil {
		return nodes, w.err
	}
	return w.nodes, nil
}

// WellFormed has libxml2 parse text and does nothing with what it finds. It
// gives libxml2's error as it is, nil for a text that is well-formed. It is what
// any program pays at least that asks libxml2, and is there to be measured.
func WellFormed(text string) error {
	return withDocument(text, func(uintptr) {})
}

// withDocument has libxml2 parse text and calls use with the document, which is
// freed after. Without one it gives libxml2's error.
func withDocument(text string, use func(at uintptr)) error {
	// The switch that keeps libxml2 from printing to standard error is one
	// for each thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	clib.ReportErrors(false)

	ctxt, err := parser.NewCtxt("<a/>", parser.Option(parseOptions))
	if err != nil {
		return err
	}
	defer ctxt.Free()
	at, err := clib.XMLCtxtReadMemory(ctxt, text, "", "", parseOptions)
	if err != nil {
		return err
	}
	defer clib.XMLFreeDoc(&cNode{at})
	use(at)
	return nil
}

// diagnosis reads libxml2's line and words from the error of the binding:
// "...Entity: line 1: parser error : Opening and ending tag mismatch...".
func diagnosis(err error) error {
	_, rest, _ := strings.Cut(err.Error(), "Entity: line ")
	number, rest, found := strings.Cut(rest, ": parser error : ")
	line, wrong := strconv.Atoi(number)
	if !found || wrong != nil {
		return &SyntaxError{Diagnosis: "Document cannot be read"}
	}
	// What follows the first line is an excerpt of the document.
	first, _, _ := strings.Cut(rest, "\n")
	return &SyntaxError{Line: line, Diagnosis: strings.TrimSpace(first)}
}

// A walker copies libxml2's tree into nodes. Its depth is bounded by the
// limits that were checked before, and by libxml2's own.
type walker struct {
	nodes []Node
	names *Names
	at    cNode // reused, so that no call allocates
	err   error
}

func (w *walker) ref(n uintptr) *cNode { w.at.at = n; return &w.at }

func (w *walker) kind(n uintptr) clib.XMLNodeType { return clib.XMLGetNodeTypeRaw(n) }

func (w *walker) first(n uintptr) uintptr {
	if !clib.XMLHasChildNodes(w.ref(n)) {
		return 0
	}
	child, _ := clib.XMLFirstChild(w.ref(n))
	return child
}

func (w *walker) next(n uintptr) uintptr {
	sibling, _ := clib.XMLNextSibling(w.ref(n))
	return sibling
}

// add adds a node with its name and value.
func (w *walker) add(n uintptr, parent int32, attribute bool) {
	name, _ := clib.XMLNodeName(w.ref(n))
	id := w.names.Of(name)
	if id != 0 {
		name = ""
	}
	w.nodes = append(w.nodes, Node{Parent: parent, Attribute: attribute, Other: name, ID: id, Value: trimmed(w.text(n))})
}

// document takes all there is from a document.
func (w *walker) document(at uintptr) {
	for child := w.first(at); child != 0 && w.err == nil; child = w.next(child) {
		switch w.kind(child) {
		case clib.DTDNode:
			if w.first(child) != 0 {
				w.err = ErrEntity
			}
		case clib.ElementNode:
			w.element(child, -1)
		}
	}
}

func (w *walker) element(n uintptr, parent int32) {
	self := int32(len(w.nodes))
	w.add(n, parent, false)
	attributes, _ := clib.XMLElementAttributes(w.ref(n))
	for _, a := range attributes {
		w.add(a, self, true)
	}
	for child := w.first(n); child != 0 && w.err == nil; child = w.next(child) {
		if w.kind(child) == clib.ElementNode {
			w.element(child, self)
		}
	}
}

// text joins the text directly inside an element or attribute.
func (w *walker) text(n uintptr) string {
	var one string
	var joined strings.Builder // for more pieces than one
	for child := w.first(n); child != 0; child = w.next(child) {
		switch w.kind(child) {
		case clib.TextNode, clib.CDataSectionNode:
			piece := clib.XMLTextData(w.ref(child))
			switch {
			case joined.Len() > 0:
				joined.WriteString(piece)
			case one != "":
				joined.WriteString(one)
				joined.WriteString(piece)
			default:
				one = piece
			}
		case clib.EntityRefNode:
			w.err = ErrEntity
		}
	}
	if joined.Len() > 0 {
		return joined.String()
	}
	return one
}
