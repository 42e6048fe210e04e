package schema

// Documents for comparing parsers: good ones and others, written in the many
// ways that mean the same or nearly so.

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/xmltree"
)

// A dresser makes documents, good ones and others, that say the same in many
// ways.
type dresser struct {
	c *Catalogue
	r *rand.Rand
}

func newDresser(c *Catalogue, seed uint64) *dresser {
	return &dresser{c, rand.New(rand.NewPCG(seed, 6))}
}

func one[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// pieces are what breaks documents, or nearly does.
var pieces = []string{
	"", " ", "\n", "\r", "\r\n", "\t", "<", ">", "&", "'", `"`, "=", "/", ";", "#", "!", "?", "-", "]", "[", ":", ".", "a", "1", "\x00", "\x01", "\x0b", "\x1f", "\x7f", "\x80", "\xc3", "\xe9", "\xff", "\xa0",
	"é", "한", "\ufffe", "\uffff", "\ufeff", "😀", "\xed\xa0\x80", "\xc0\x80", "]]>", "]]", "--", "-->", "<!--", "<!-- -->", "<!-- a -- b -->", "<![CDATA[", "<![CDATA[<&]]>", "<?", "?>", "<?b c?>", "<?xml version='1.0'?>",
	"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&amp", "&x;", "&#65;", "&#x41;", "&#X41;", "&#0;", "&#1;", "&#9;", "&#10;", "&#13;", "&#38;", "&#60;", "&#xD800;", "&#xFFFE;", "&#x10FFFF;", "&#x110000;", "&#99999999999;", "&#;", "&#x;",
	"<a/>", "</a>", "<a>", "<a></a>", "<a b='c'/>", "<a:b/>", "<é/>", " b='c'", " b='c' b='c'", "b='c'", " xmlns='b'", " xmlns:b='c'", " b:c='d'", " xml:space='preserve'", " Name='x'", " Status=''", "<!DOCTYPE a>", "<!DOCTYPE a []>", "<!b>", "</GctiMsg>", "<GctiMsg>", "<CallId/>",
	" b='" + strings.Repeat("long ", 20) + "'", strings.Repeat("long ", 20), strings.Repeat("n", 300), strings.Repeat("<b>", 70), strings.Repeat("<b>", 70) + strings.Repeat("</b>", 70),
}

// document makes one. plain reports that the scanner must take it.
func (d *dresser) document() (body []byte, plain bool) {
	g := &generator{c: d.c, r: d.r, spec: one(d.r, d.c.Messages())}
	root := g.document()
	if d.r.IntN(2) == 0 {
		one(d.r, mutations).apply(g, root)
	}
	if d.r.IntN(4) == 0 {
		body = g.text(root)
	} else {
		body = d.dress(root)
	}
	if d.r.IntN(2) == 0 {
		// A mark in front of what is not UTF-8 is text in front of the root.
		text := string(body)
		return body, !strings.HasPrefix(text, xmltree.ByteOrderMark) || utf8.Valid(body) && !strings.Contains(text, "windows-1252") && !strings.Contains(text, "KOI8-R")
	}
	for range 1 + d.r.IntN(3) {
		at := d.r.IntN(len(body) + 1)
		switch d.r.IntN(6) {
		case 0: // a byte is another one
			if at < len(body) {
				body[at] = byte(d.r.IntN(256))
			}
		case 1: // bytes are lost
			body = slices.Delete(body, at, min(len(body), at+1+d.r.IntN(3)))
		case 2: // a part stands elsewhere too
			end := min(len(body), at+d.r.IntN(30))
			body = slices.Insert(body, d.r.IntN(len(body)+1), slices.Clone(body[at:end])...)
		case 3: // the document is cut
			if d.r.IntN(8) == 0 {
				body = body[:at]
			}
		default:
			body = slices.Insert(body, at, []byte(one(d.r, pieces))...)
		}
	}
	return body, false
}

// dress writes a document in one of the many ways that mean the same or nearly
// so.
func (d *dresser) dress(root *catalogue.Element) []byte {
	var out strings.Builder
	label := one(d.r, []string{"ISO-8859-1", "UTF-8", "utf-8", "Latin1", "US-ASCII", "ascii", "windows-1252", "KOI8-R", ""})
	if d.r.IntN(8) == 0 {
		out.WriteString(xmltree.ByteOrderMark)
	}
	if d.r.IntN(8) != 0 {
		out.WriteString("<?xml" + one(d.r, []string{" ", "\n", "  "}) + one(d.r, []string{`version="1.0"`, "version = '1.0'"}))
		if label != "" {
			out.WriteString(" encoding=\"" + label + `"`)
		}
		out.WriteString(one(d.r, []string{"", "", " ", " standalone='yes'", ` standalone="no" `}) + "?>")
		out.WriteString(d.between())
	}
	out.WriteString(one(d.r, []string{`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, "<!DOCTYPE  GctiMsg\nSYSTEM 'IServer.dtd' >",
		`<!DOCTYPE GctiMsg PUBLIC "-//G//EN" "IServer.dtd">`, `<!DOCTYPE GctiMsg>`, `<!DOCTYPE Other SYSTEM "[x]">`, ""}))
	out.WriteString(d.between())
	d.element(&out, root, label)
	out.WriteString(d.between())
	return []byte(out.String())
}

// between is something that may stand between markup.
func (d *dresser) between() string {
	if d.r.IntN(3) != 0 {
		return ""
	}
	return one(d.r, []string{" ", "\n", "\r\n", "\n\t ", "<!-- a - b -->", "<?b c?>", "<!---->\n<?b?>"})
}

func (d *dresser) element(out *strings.Builder, e *catalogue.Element, label string) {
	space := func() string { return one(d.r, []string{" ", " ", " ", "\n", "\t ", "\r\n"}) }
	maybe := func() string { return one(d.r, []string{"", "", "", " ", "\n"}) }
	out.WriteString("<" + e.Name)
	for _, a := range e.Attributes {
		quote := one(d.r, []string{`"`, "'"})
		out.WriteString(space() + a.Path + maybe() + "=" + maybe() + quote + d.value(a.Value, label, quote) + quote)
	}
	if e.Text == "" && len(e.Children) == 0 && d.r.IntN(2) == 0 {
		out.WriteString(maybe() + "/>")
		return
	}
	out.WriteString(maybe() + ">")
	if e.Text != "" {
		out.WriteString(d.value(e.Text, label, ""))
	}
	for _, child := range e.Children {
		out.WriteString(d.between())
		d.element(out, child, label)
	}
	out.WriteString(d.between() + "</" + e.Name + maybe() + ">")
}

// value writes a value, sometimes with more in it; quote is empty for text.
func (d *dresser) value(text, label, quote string) string {
	if d.r.IntN(6) == 0 {
		text += one(d.r, []string{"é", "한글", "ÿ", "\u0080", "\t", "\n", " x ", "]]", "😀", strings.Repeat("long ", 1+d.r.IntN(40)), "<>&'\""})
	}
	var out strings.Builder
	if quote == "" && d.r.IntN(8) == 0 && !strings.Contains(text, "]]>") {
		text = strings.ReplaceAll(text, "\x00", "")
		out.WriteString("<![CDATA[" + d.encode(text, label) + "]]>")
		return out.String()
	}
	for _, r := range text {
		switch {
		case r == '<':
			out.WriteString(one(d.r, []string{"&lt;", "&#60;", "&#x3c;"}))
		case r == '&':
			out.WriteString(one(d.r, []string{"&amp;", "&#38;", "&#x26;"}))
		case r == '>' && (quote == "" || d.r.IntN(2) == 0):
			out.WriteString("&gt;")
		case string(r) == quote:
			out.WriteString(map[string]string{`"`: "&quot;", "'": "&apos;"}[quote])
		case d.r.IntN(40) == 0:
			fmt.Fprintf(&out, one(d.r, []string{"&#%d;", "&#x%x;", "&#x%06X;"}), r)
		default:
			out.WriteString(d.encode(string(r), label))
		}
	}
	return out.String()
}

// encode writes as the label says, or mostly so.
func (d *dresser) encode(text, label string) string {
	if label == "" || strings.EqualFold(label, "utf-8") || d.r.IntN(4) == 0 {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if r < 0x100 {
			out.WriteByte(byte(r))
		} else {
			out.WriteString(string(r))
		}
	}
	return out.String()
}
