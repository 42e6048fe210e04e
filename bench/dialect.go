package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// element is an XML element to be written.
type element struct {
	name     string
	attrs    []attr
	text     string
	children []element
}

type attr struct{ name, value string }

// dialect is the style in which one implementation writes its messages. All dialects write documents that are equal to
// an XML parser.
type dialect struct {
	name        string
	declaration string // of XML, with its line break, or empty
	doctype     string // likewise
	quote       string // around attribute values
	newline     string // LF or CRLF
	// indent is the indentation of one level. Each element is on its own line unless the layout is compact.
	indent         string
	compact        bool
	openClose      bool // <Cancel></Cancel>, not <Cancel/>
	space          bool // <Cancel />
	attributeLines bool // each attribute on a line of its own
	utf8           bool // characters above ASCII in UTF-8, otherwise in ISO-8859-1
	references     bool // characters above ASCII as &#228;
	order          order
	callID         func(c *client, dice *rand.Rand) string
}

// order is the order in which a dialect writes attributes.
type order int

const (
	declared     order = iota // the order of the documentation
	reversed                  // a stack
	alphabetical              // a sorted map
	hashed                    // a hash map: an arbitrary order, the same in each message
)

const (
	declarationLatin1 = `<?xml version="1.0" encoding="ISO-8859-1"?>`
	doctypePlain      = `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`
)

// weightedDialect is a dialect and its share of the connections, in percent.
type weightedDialect struct {
	percent int
	dialect
}

// ivrDialects are the dialects of drivers.
var ivrDialects = []weightedDialect{
	{18, dialect{name: "cpp", declaration: declarationLatin1 + "\n", doctype: doctypePlain + "\n", quote: `"`, newline: "\n", callID: objectID}},
	{16, dialect{name: "java", declaration: `<?xml version="1.0" encoding="UTF-8" standalone="no"?>`, doctype: doctypePlain, quote: `"`, newline: "\n",
		compact: true, utf8: true, order: alphabetical, callID: uuid}},
	{12, dialect{name: "apostrophes", declaration: "<?xml version='1.0' encoding='ISO-8859-1'?>\n", doctype: "<!DOCTYPE GctiMsg SYSTEM 'IServer.dtd'>\n", quote: "'", newline: "\n",
		indent: "  ", callID: counter}},
	{12, dialect{name: "dotnet", declaration: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n", doctype: doctypePlain + "\r\n", quote: `"`, newline: "\r\n",
		indent: "  ", space: true, utf8: true, callID: braced}},
	{10, dialect{name: "undeclared", doctype: doctypePlain + "\n", quote: `"`, newline: "\n", indent: "\t", references: true, callID: stamp}},
	{10, dialect{name: "perl", declaration: "<?xml version='1.0'?>", doctype: `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, quote: "'", newline: "\n",
		compact: true, utf8: true, order: hashed, callID: hexadecimal}},
	{8, dialect{name: "open-close", declaration: `<?xml version="1.0" encoding="iso-8859-1"?>` + "\n", doctype: doctypePlain + "\n", quote: `"`, newline: "\n",
		openClose: true, order: reversed, callID: sip}},
	{6, dialect{name: "attribute-lines", declaration: declarationLatin1 + "\r\n", doctype: "<!DOCTYPE GctiMsg\r\n  SYSTEM \"IServer.dtd\">\r\n", quote: `"`, newline: "\r\n",
		indent: "    ", attributeLines: true, callID: padded}},
	{4, dialect{name: "spaced", declaration: `<?xml version = "1.0" encoding = "US-ASCII" standalone = "yes" ?>` + "\n\n", doctype: "<!DOCTYPE  GctiMsg  SYSTEM  \"IServer.dtd\" >\n\n", quote: `"`, newline: "\n",
		indent: "   ", references: true, order: hashed, callID: short}},
	{3, dialect{name: "windows", declaration: `<?xml version="1.0" encoding="windows-1252"?>`, doctype: doctypePlain, quote: `"`, newline: "\r\n",
		compact: true, space: true, order: reversed, callID: objectID}},
	{1, dialect{name: "bare", quote: `"`, newline: "\n", compact: true, references: true, callID: counter}},
}

// serverDialects are the dialects of server versions.
var serverDialects = []weightedDialect{
	{40, dialect{name: "8.1", declaration: "<?xml version='1.0' encoding='ISO-8859-1'?>\n", doctype: "<!DOCTYPE GctiMsg SYSTEM 'IServer.dtd'>\n", quote: "'", newline: "\n",
		indent: "  "}},
	{35, dialect{name: "8.5", declaration: declarationLatin1, doctype: doctypePlain, quote: `"`, newline: "\n", compact: true}},
	{15, dialect{name: "7.6", declaration: declarationLatin1 + "\r\n", doctype: doctypePlain + "\r\n", quote: `"`, newline: "\r\n", openClose: true, order: alphabetical}},
	{10, dialect{name: "simulator", declaration: `<?xml version="1.0" encoding="UTF-8"?>` + "\n", doctype: doctypePlain + "\n", quote: `"`, newline: "\n",
		indent: "\t", utf8: true, order: hashed}},
}

// pick returns a dialect for a client by its index, so that the first n clients have about the right shares for any n.
func pick(list []weightedDialect, index int) *dialect {
	at := (index*37 + 11) % 100
	for i := range list {
		if at -= list[i].percent; at < 0 {
			return &list[i].dialect
		}
	}
	panic("bench: the percentages of the dialects do not add up")
}

// write returns the text of a message.
func (d *dialect) write(callID string, message element) string {
	var b strings.Builder
	b.WriteString(d.declaration)
	b.WriteString(d.doctype)
	d.element(&b, 0, element{name: "GctiMsg", children: []element{{name: "CallId", text: callID}, message}})
	return b.String()
}

func (d *dialect) element(b *strings.Builder, level int, e element) {
	b.WriteString("<" + e.name)
	for _, a := range d.ordered(e.attrs) {
		if d.attributeLines && len(e.attrs) > 1 {
			d.line(b, level+2)
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(a.name + "=" + d.quote + d.escape(a.value, true) + d.quote)
	}
	switch {
	case e.text != "":
		b.WriteString(">" + d.escape(e.text, false) + "</" + e.name + ">")
	case len(e.children) > 0:
		b.WriteByte('>')
		for _, child := range e.children {
			d.line(b, level+1)
			d.element(b, level+1, child)
		}
		d.line(b, level)
		b.WriteString("</" + e.name + ">")
	case d.openClose:
		b.WriteString("></" + e.name + ">")
	case d.space:
		b.WriteString(" />")
	default:
		b.WriteString("/>")
	}
}

func (d *dialect) line(b *strings.Builder, level int) {
	if !d.compact {
		b.WriteString(d.newline)
		b.WriteString(strings.Repeat(d.indent, level))
	}
}

func (d *dialect) ordered(attrs []attr) []attr {
	if d.order == declared || len(attrs) < 2 {
		return attrs
	}
	attrs = slices.Clone(attrs)
	switch d.order {
	case reversed:
		slices.Reverse(attrs)
	case alphabetical:
		slices.SortFunc(attrs, func(a, b attr) int { return strings.Compare(a.name, b.name) })
	case hashed:
		slices.SortFunc(attrs, func(a, b attr) int { return int(int32(hash(d.name+a.name)>>1)) - int(int32(hash(d.name+b.name)>>1)) })
	}
	return attrs
}

// hash is FNV-1a.
func hash(text string) uint32 {
	h := uint32(2166136261)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 16777619
	}
	return h
}

func (d *dialect) escape(text string, attribute bool) string {
	plain := func(r rune) bool {
		return r >= ' ' && r <= '~' && r != '&' && r != '<' && r != '>' && r != '"' && r != '\''
	}
	if strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"' && attribute && d.quote == `"`:
			b.WriteString("&quot;")
		case r == '\'' && attribute && d.quote == "'":
			b.WriteString("&apos;")
		case r <= '~' || d.utf8:
			b.WriteRune(r)
		case d.references:
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteByte(byte(r)) // ISO-8859-1
		}
	}
	return b.String()
}

// The following functions make CallIds of 6 to 49 bytes.

func short(c *client, _ *rand.Rand) string { return fmt.Sprintf("%06d", (c.start+c.calls)%1_000_000) }

func counter(c *client, _ *rand.Rand) string {
	return fmt.Sprintf("%s-%d", c.host, c.start+c.calls)
}

func hexadecimal(_ *client, dice *rand.Rand) string { return fmt.Sprintf("%016x", dice.Uint64()) }

func stamp(c *client, dice *rand.Rand) string {
	return fmt.Sprintf("%d.%d", 1709283600000+int64(c.calls)*1013+int64(dice.IntN(1000)), c.start%100_000)
}

func uuid(_ *client, dice *rand.Rand) string {
	a, b := dice.Uint64(), dice.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0xfff, b&0xffffffffffff)
}

func braced(c *client, dice *rand.Rand) string { return "{" + strings.ToUpper(uuid(c, dice)) + "}" }

func sip(c *client, dice *rand.Rand) string {
	return fmt.Sprintf("%08x-%06x@%s", dice.Uint32(), dice.IntN(1<<24), c.address)
}

// objectID consists of an object, an application, the time of the call in microseconds
// and a counter.
func objectID(c *client, dice *rand.Rand) string {
	seconds := 9*3600 + c.calls*7
	return fmt.Sprintf("%s_%s_0301%02d%02d%02d%06d%04d", c.host, c.app.name, seconds/3600%24, seconds/60%60, seconds%60, dice.IntN(1_000_000), c.calls%10_000)
}

// padded fills a field of 49 bytes.
func padded(c *client, dice *rand.Rand) string {
	return fmt.Sprintf("%-12.12s.%-10.10s.%08X.%08d.%06X", strings.ReplaceAll(c.host+"-PRIMARY-NODE", " ", "-"), c.app.name+"-APPLICATION", dice.Uint32(), c.calls, dice.IntN(1<<24)) + "Z"
}
