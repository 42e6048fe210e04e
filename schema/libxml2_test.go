package schema

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"ivrcheck/schema/internal/xmltree"
)

// The nodes that are made of libxml2's events are those that encoding/xml sees.
func TestNodesOfLibxml2(t *testing.T) {
	many := func(part string, n int) string { return strings.Repeat(part, n) }
	for _, body := range []string{
		"<a>1<b>2</b>3<c/>4</a>", "<a>" + many("x<b/>", 1000) + "</a>", many("<a>t", 200) + many("u</a>", 200),
		"<a> 1 <!-- x --> 2 <?y z?>3<![CDATA[<&]]>4&amp;&lt;&#65;&#x42; </a>", "<a><![CDATA[]]></a>", "<a>\r\n\t1\r</a>",
		"<a b='1'>2</a>", "<a b=''>1</a>", "<a b='1'/>", "<a b='1' c='2'><d e='3'>4</d>5</a>", `<a b='"' c="'"/>`,
		"<a b='&amp;&lt;&gt;&quot;&apos;&#38;&#60;'/>", "<a b='&#38;#38;&amp;#38;&amp;amp;'/>", "<a b='1&amp;2&amp;3'/>", "<a b=' &#9;\n1 '/>",
		"<a b='" + many("x", 100000) + "'>" + many("y", 100000) + "</a>", "<a>" + many("é€", 5000) + "</a>", "<a é='é'/>",
		"<a " + attributes(200) + "/>", "<x:a y:b='1' c='2' xml:lang='en'><y:d/></x:a>",
	} {
		got, err := xmltree.Parse(body, nil, Builtin().NameTable)
		if err != nil {
			t.Fatalf("%.100q: %v", body, err)
		}
		for i := range got {
			got[i].Other, got[i].ID = Builtin().NameTable.Name(&got[i]), 0
		}
		if want := standardNodes(t, body); !slices.Equal(got, want) {
			t.Errorf("%.100q:\n%.500v, expected\n%.500v", body, got, want)
		}
	}
}

// standardNodes are the nodes of a document as encoding/xml reads it.
func standardNodes(t *testing.T, body string) (nodes []Node) {
	name := func(n xml.Name) string { return strings.TrimPrefix(n.Space+":"+n.Local, ":") }
	d := xml.NewDecoder(strings.NewReader(body))
	open := []int32{-1}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%.100q: %v", body, err)
		}
		self := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			nodes = append(nodes, Node{Parent: self, Other: name(token.Name)})
			self = int32(len(nodes) - 1)
			open = append(open, self)
			for _, a := range token.Attr {
				value := strings.ReplaceAll(a.Value, "\n", " ") // as XML normalises it
				nodes = append(nodes, Node{Parent: self, Other: name(a.Name), Attribute: true, Value: strings.TrimSpace(value)})
			}
		case xml.EndElement:
			nodes[self].Value = strings.TrimSpace(nodes[self].Value)
			open = open[:len(open)-1]
		case xml.CharData:
			if self >= 0 {
				nodes[self].Value += string(token)
			}
		}
	}
	return nodes
}

// A reference to an entity that a document type might declare is found wherever it is.
func TestReferencesOfLibxml2(t *testing.T) {
	const doctype = "<!DOCTYPE a SYSTEM 'b'>"
	for _, body := range []string{
		"<a>&x;</a>", "<a>1<b/>&x;</a>", "<a b='&x;'/>", "<a b='1&x;2'/>", "<a><b c='&x;'/></a>", "<a><b c='&amp;&x;'/></a>", "<a b='&x;'><c/></a>",
	} {
		if _, err := xmltree.Parse(doctype+body, nil, Builtin().NameTable); !errors.Is(err, xmltree.ErrEntity) {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, subset := range []string{"<!ENTITY x 'y'>", "<!ELEMENT a ANY>"} {
		if _, err := xmltree.Parse("<!-- y --><!DOCTYPE a ["+subset+"]><a/>", nil, Builtin().NameTable); !errors.Is(err, xmltree.ErrEntity) {
			t.Errorf("%s: %v", subset, err)
		}
	}
}

// Documents with more flaws than libxml2 is given are not well-formed, and libxml2 says the same
// of them; what looks like a flaw and is none does not count.
func TestFlawed(t *testing.T) {
	const doctype = "<!DOCTYPE a SYSTEM 'b'>"
	many := func(part string) string { return strings.Repeat(part, 300) }
	for _, tc := range []struct{ text, diagnosis string }{
		{"<a>" + many("&") + "</a>", "xmlParseEntityRef: no name"},
		{"<a>" + many("1 & 2\n") + "</a>", "xmlParseEntityRef: no name"},
		{"<a>" + many("&b ") + "</a>", "EntityRef: expecting ';'"},
		{"<a>" + many("<b c='&'/>") + "</a>", "xmlParseEntityRef: no name"},
		{"<a>" + many("<") + "</a>", "StartTag: invalid element name"},
		{"<a>" + many("1 < 2 ") + "</a>", "StartTag: invalid element name"},
		{"<a>" + many("]]>") + "</a>", "Sequence ']]>' not allowed in content"},
		{"<a>" + many("<b c='<'/>") + "</a>", "Unescaped '<' not allowed in attributes values"},
		{"<a>" + many("&b;") + "</a>", "Entity 'b' not defined"},
		{doctype + "<a>" + many("&b;") + "</a>", xmltree.ErrEntity.Error()},
		{"<a>" + many("&amp;&#38;&lt;") + "</a>", ""},
		{"<a>" + many("<![CDATA[&<]]>") + "</a>", ""},
		{"<a>" + many("<!-- &<]]> -->") + "</a>", ""},
		{"<a>" + many("<?b &<]]>?>") + "</a>", ""},
		{"<a>" + many("<b c=']]>'/>") + "</a>", ""},
		{"<a>" + many("<é/>") + "</a>", ""},
		{"<a>" + many("&")[:256] + "</a>", ""},
	} {
		p := xmltree.ReadPrologue([]byte(tc.text))
		got := xmltree.Flawed([]byte(tc.text), &p)
		if got == nil && tc.diagnosis == "" {
			continue
		}
		if got == nil || !strings.HasSuffix(got.Error(), tc.diagnosis) || tc.diagnosis == "" {
			t.Errorf("%.60q: %v, expected %q", tc.text, got, tc.diagnosis)
		}
		if _, err := xmltree.Parse(tc.text, nil, Builtin().NameTable); err == nil {
			t.Errorf("%.60q: libxml2 takes it", tc.text)
		}
	}
}
