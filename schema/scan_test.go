package schema

// The scanner against libxml2: what it takes, libxml2 takes too, and both see
// the same names, values and places, and so does whoever judges them.

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ivrcheck/trace"
)

// twins are two checkers, of which one has libxml2 read every document.
type twins struct{ scanning, authority *Checker }

func newTwins(c *Catalogue) *twins {
	return &twins{NewChecker(c, Options{}), NewChecker(c, Options{Libxml2: true})}
}

// quote makes the evidence of faults that is not made yet.
func (w *twins) quote(faults []trace.Fault) {
	for i := range faults {
		if f := &faults[i]; f.Whole != nil {
			f.Evidence, f.Whole = string(w.scanning.Excerpt(f.Whole, f.Span)), nil
		}
	}
}

// compare reports whether the scanner takes a document, and if so, in what the
// twins differ; "" if in nothing.
func (w *twins) compare(body []byte, transcoded bool) (taken bool, difference string) {
	w.scanning.scanner.Begin(body, transcoded)
	if _, _, taken := w.scanning.scanner.Nodes(); !taken {
		return false, ""
	}
	u := &trace.Unit{Kind: trace.Document, Body: body, Transcoded: transcoded}
	own, ownFaults := w.scanning.Check(u)
	m, faults := w.authority.Check(u)
	if (own == nil) != (m == nil) {
		return true, fmt.Sprintf("message: %v, libxml2: %v, %v", own, m, faults)
	}
	nodes, want := w.scanning.message.Nodes(), w.authority.message.Nodes()
	if len(nodes) != len(want) {
		return true, fmt.Sprintf("%d nodes, libxml2: %d", len(nodes), len(want))
	}
	w.authority.mask.Read(body, false)
	places := w.authority.mask
	if places.Places() != len(nodes) {
		return true, fmt.Sprintf("%d places for %d nodes", places.Places(), len(nodes))
	}
	for i := range nodes {
		a, b := nodes[i], want[i]
		if a.Place() != places.Place(i) {
			return true, fmt.Sprintf("node %d at %v, not %v", i, a.Place(), places.Place(i))
		}
		a.Start, a.End = 0, 0
		if a != b {
			return true, fmt.Sprintf("node %d: %+v, libxml2: %+v", i, a, b)
		}
	}
	if m != nil {
		x, y := *own, *m
		for _, m := range []*Message{&x, &y} {
			m.nodes, m.scanner, m.Template = nil, nil, nil
		}
		w.quote(x.Versioned)
		if a, b := own.RequestID()+" "+own.Port(), m.RequestID()+" "+m.Port(); a != b {
			return true, fmt.Sprintf("request and port %q, libxml2: %q", a, b)
		}
		if !reflect.DeepEqual(x, y) {
			return true, fmt.Sprintf("%+v, libxml2: %+v", x, y)
		}
	}
	w.quote(ownFaults)
	if !reflect.DeepEqual(ownFaults, faults) && len(ownFaults)+len(faults) > 0 {
		return true, fmt.Sprintf("faults %+v, libxml2: %+v", ownFaults, faults)
	}
	return true, ""
}

// Cases in the spirit of the W3C's test suite of well-formedness, each with
// what the scanner does with it; and each is compared.
func TestScannerOnWellFormedness(t *testing.T) {
	in := func(text string) string { return "<a>" + text + "</a>" }
	tag := func(rest string) string { return "<a" + rest }
	declared := func(rest string) string { return "<?xml " + rest + "?><a/>" }
	doctype := func(rest string) string { return "<!DOCTYPE" + rest + "><a/>" }
	const taken, left = true, false
	tests := []struct {
		body  string
		taken bool
	}{
		// The root and what is around it.
		{"<a/>", taken}, {"<a></a>", taken}, {"<a ></a >", taken}, {"<a />", taken}, {"<a\n/>", taken}, {"<a></a\t\r\n>", taken},
		{" <a/>", taken}, {"\n<a/>\r\n", taken}, {"<a/> <!-- x --><?y z?> ", taken}, {"<!-- x --><?y?><a/>", taken},
		{"", left}, {" ", left}, {"a", left}, {"<", left}, {"<a", left}, {"<a>", left}, {"<a/", left}, {"<a/>x", left}, {"x<a/>", left},
		{"<a/><a/>", left}, {"<a></b>", left}, {"<a></a", left}, {"<a></ a>", left}, {"<a></a x>", left}, {"</a>", left}, {"<a></A>", left},
		{"< a/>", left}, {"<a/ >", left}, {"<1/>", left}, {"<-a/>", left}, {"<.a/>", left}, {"<_/>", taken}, {"<a.-1_b/>", taken},
		{"<a:b/>", left}, {"<:a/>", left}, {"<a\xc3\xa9/>", left}, {"<\xc3\xa9/>", left}, {"<a\xb7/>", left}, {"<a/>\x00", left}, {"\x00<a/>", left},
		{"<a/>&#32;", left}, {"&#32;<a/>", left}, {"<a/><![CDATA[]]>", left}, {"<![CDATA[]]><a/>", left}, {"<a/>]]>", left}, {"<a/>\x0c", left},
		{"<a><b></a></b>", left}, {"<a><b/></a>", taken}, {"<a><b></b></a>", taken}, {"<aa></a>", left}, {"<a></aa>", left},
		{strings.Repeat("<a>", 64) + strings.Repeat("</a>", 64), taken}, {strings.Repeat("<a>", 65) + strings.Repeat("</a>", 65), left},
		{"<" + strings.Repeat("a", 254) + "/>", taken}, {"<" + strings.Repeat("a", 255) + "/>", left},
		// Attributes.
		{tag(" b='1'/>"), taken}, {tag(` b="1"/>`), taken}, {tag(" b = '1' />"), taken}, {tag("\nb\n=\n'1'\n/>"), taken}, {tag(" b='1' c='2'/>"), taken},
		{tag(" b='1'c='2'/>"), left}, {tag(" b='1' b='2'/>"), left}, {tag(" b='1' B='2'/>"), taken}, {tag(" b/>"), left}, {tag(" b=/>"), left}, {tag(" b=1/>"), left},
		{tag(` b='1"/>`), left}, {tag(" b='<'/>"), left}, {tag(" b='>'/>"), taken}, {tag(" b='&lt;&gt;&amp;&quot;&apos;'/>"), taken}, {tag(" b='&'/>"), left},
		{tag(" b='&amp'/>"), left}, {tag(" b='&amp ;'/>"), left}, {tag(" b='& amp;'/>"), left}, {tag(" b='&AMP;'/>"), left}, {tag(" b='&x;'/>"), left}, {tag(" b='&#;'/>"), left},
		{tag(" b=' a\tb\nc\rd\r\ne\n\r '/>"), taken}, {tag(" b='&#9;&#10;&#13;&#32;'/>"), taken}, {tag(" b=']]>'/>"), taken}, {tag(` b='"'/>`), taken}, {tag(` b="'"/>`), taken},
		{tag(" b='\x01'/>"), left}, {tag(" b='\x7f'/>"), taken}, {tag(" b='" + strings.Repeat("x", 1000) + "'/>"), taken}, {tag(" b='" + strings.Repeat("x", 1000) + "<'/>"), left},
		{tag(" b='" + strings.Repeat("x", 100) + "\x02" + strings.Repeat("x", 100) + "'/>"), left}, {tag(" b='" + strings.Repeat("x", 100) + "&amp;" + strings.Repeat(`"`, 100) + "'/>"), taken},
		{tag(" xmlns='b'/>"), left}, {tag(" xmlns=''/>"), left}, {tag(" xmlns:b='c'/>"), left}, {tag(" b:c='d'/>"), left}, {tag(" xml:space='preserve'/>"), left}, {tag(" xml:lang='en'/>"), left},
		{tag(" =''/>"), left}, {tag(" 'b'/>"), left}, {tag(" b='' <c/>"), left}, {tag(" b=''"), left}, {tag(" b='"), left}, {tag(" b="), left}, {tag(" b"), left}, {tag(" "), left},
		{tag(attributes(32) + "/>"), taken}, {tag(attributes(33) + "/>"), left}, {tag(attributes(30) + " a7=''/>"), left}, {tag(" xmlnsx='1'/>"), taken},
		// Text.
		{in("b"), taken}, {in(" \t\n"), taken}, {in("a\rb\r\nc\n\rd\r"), taken}, {in("&lt;&gt;&amp;&quot;&apos;"), taken}, {in("&amp;lt;"), taken}, {in("&#38;lt;"), taken}, {in("&#60;b>"), taken},
		{in("]]>"), left}, {in("]]"), taken}, {in("]>"), taken}, {in("]] >"), taken}, {in("]]&gt;"), taken}, {in("]" + strings.Repeat("x", 100) + "]]>"), left}, {in(strings.Repeat("x", 100) + "]]>"), left}, {in("a]]]>b"), left},
		{in("&"), left}, {in("& "), left}, {in("&;"), left}, {in("&amp"), left}, {in("&x;"), left}, {in("\x01"), left}, {in("\x0b"), left}, {in("\x1f"), left}, {in("\x00"), left}, {in("\x7f"), taken},
		{in("&#65;"), taken}, {in("&#x41;"), taken}, {in("&#x4f;&#x4F;"), taken}, {in("&#X41;"), left}, {in("&#x;"), left}, {in("&#;"), left}, {in("&#x4g;"), left}, {in("&#4a;"), left}, {in("&#-1;"), left}, {in("&#+65;"), left},
		{in("&#0;"), left}, {in("&#x0;"), left}, {in("&#1;"), left}, {in("&#8;"), left}, {in("&#9;"), taken}, {in("&#x1F;"), left}, {in("&#x7f;&#x80;&#x9f;"), taken}, {in("&#xD7FF;"), taken}, {in("&#xD800;"), left}, {in("&#xDFFF;"), left},
		{in("&#xE000;"), taken}, {in("&#xFFFD;"), taken}, {in("&#xFFFE;"), left}, {in("&#xFFFF;"), left}, {in("&#x10000;"), taken}, {in("&#x1FFFE;"), taken}, {in("&#x10FFFF;"), taken}, {in("&#x110000;"), left},
		{in("&#4294967361;"), left}, {in("&#x100000041;"), left}, {in("&#00065;"), taken}, {in("&#0000000000000000000065;"), left}, {in("&# 65;"), left}, {in("&#65 ;"), left}, {in("&lt"), left},
		{in("<b/>c<b/>d"), taken}, {in("b<!--x-->c<?y?>d<![CDATA[e]]>f"), taken}, {in("a\r<!-- -->\nb"), taken}, {in("\r"), taken}, {in("&#13;\n"), taken}, {in(strings.Repeat("a<b/>", 50)), taken},
		// CDATA, comments, instructions.
		{in("<![CDATA[]]>"), taken}, {in("<![CDATA[<&>]]>"), taken}, {in("<![CDATA[]]]]>"), taken}, {in("<![CDATA[]]>]]>"), left}, {in("<![CDATA[a\r\nb]]>"), taken}, {in("<![CDATA["), left}, {in("<![cdata[]]>"), left},
		{in("<![CDATA [ ]]>"), left}, {in("<![CDATA[\x01]]>"), left}, {in("<![CDATA[]]&gt;]]>"), taken}, {in("x<![CDATA[&amp;]]>y"), taken}, {in("<![CDATA[<![CDATA[]]>"), taken}, {in("<![CDATA[<![CDATA[]]>]]>"), left},
		{in("<!---->"), taken}, {in("<!-- - -->"), taken}, {in("<!-- -- -->"), left}, {in("<!--->"), left}, {in("<!-->"), left}, {in("<!--a--->"), left}, {in("<!---a-->"), taken}, {in("<!-- <&]]> -->"), taken}, {in("<!- - -->"), left}, {in("<!-- "), left},
		{in("<!--\x01-->"), left}, {in("<!--\xe9-->"), left}, {in("<!--\r-->"), left},
		{in("<?b?>"), taken}, {in("<?b c?>"), taken}, {in("<?b c??>"), taken}, {in("<?b??>"), left}, {in("<? b?>"), left}, {in("<??>"), left}, {in("<?1?>"), left}, {in("<?b"), left}, {in("<?b?"), left}, {in("<?b:c?>"), left}, {in("<?b <&]]> ?>"), taken},
		{in("<?xml version='1.0'?>"), left}, {in("<?XML?>"), left}, {in("<?xMl b?>"), left}, {in("<?xm?>"), taken}, {in("<?xml-stylesheet href='b'?>"), left}, {in("<?b\x01?>"), left}, {in("<!b>"), left}, {in("<!DOCTYPE a>"), left},
		// The declaration.
		{declared("version='1.0'"), taken}, {declared(`version="1.0"`), taken}, {declared(` version = "1.0" `), taken}, {declared("version='1.0' encoding='UTF-8'"), taken}, {declared("version='1.0' encoding='utf-8' standalone='yes'"), taken},
		{declared("version='1.0' standalone='no'"), taken}, {declared("version='1.0' standalone='maybe'"), left}, {declared("version='1.0'encoding='UTF-8'"), left}, {declared("encoding='UTF-8'"), left}, {declared(""), left},
		{declared("version='1.1'"), left}, {declared("version='2.0'"), left}, {declared("version='1'"), left}, {declared("version='1.0\"'"), left}, {declared("version=1.0"), left}, {declared("VERSION='1.0'"), left}, {declared("version='1.0' version='1.0'"), left},
		{declared("version='1.0' standalone='yes' encoding='UTF-8'"), left}, {declared("version='1.0' encoding=''"), left}, {declared("version='1.0' encoding='1'"), left}, {declared("version='1.0' encoding='iso-8859-1'"), taken}, {declared("version='1.0' encoding='Latin1'"), taken},
		{declared("version='1.0' encoding='windows-1252'"), taken}, {declared("version='1.0' encoding='EUC-KR'"), taken}, {declared("version='1.0' encoding='windows-1252'") + "<!--\xe9-->", left},
		{"<?xml version='1.0' encoding='windows-1252'?><a b='\xe9\x80'>\xe9\x80</a>", taken}, {"<?xml version='1.0' encoding='EUC-KR'?><a b='\xc7\xd1'/>", left}, {declared("version='1.0' encoding='UTF-16'"), left}, {declared("version='1.0' encoding='KLINGON'"), left}, {declared("version='1.0' encoding='us-ascii'"), taken},
		{" <?xml version='1.0'?><a/>", left}, {"<!-- --><?xml version='1.0'?><a/>", left}, {"<?xml version='1.0'?><?xml version='1.0'?><a/>", left}, {"<?XML version='1.0'?><a/>", left}, {"<?xml version='1.0'><a/>", left}, {"<?xml version='1.0'? ><a/>", left},
		{"<?xml version='1.0'?>", left}, {"<?xml", left}, {"<?xml\tversion='1.0'?><a/>", taken}, {"<?xmlversion='1.0'?><a/>", left},
		// The document type.
		{doctype(" a"), taken}, {doctype(" a "), taken}, {doctype(" a SYSTEM 'b'"), taken}, {doctype(` a SYSTEM "b"`), taken}, {doctype(" a PUBLIC 'b' 'c'"), taken}, {doctype(" a PUBLIC 'b'"), left}, {doctype(" a PUBLIC '{' 'c'"), left},
		{doctype(" b"), taken}, {doctype("a"), left}, {doctype(""), left}, {doctype(" a []"), left}, {doctype(" a [<!ENTITY b 'c'>]"), left}, {doctype(" a SYSTEM"), left}, {doctype(" a SYSTEM b"), left}, {doctype(" a SYSTEM 'b' []"), left}, {doctype(" a SYSTEM'b'"), left},
		{doctype(" a SYSTEM 'b' 'c'"), left}, {doctype(" a SYSTEM '<&[]>'"), taken}, {doctype(` a SYSTEM "'"`), taken}, {doctype(` a SYSTEM '"'`), taken}, {doctype(" a system 'b'"), left}, {doctype(" a:b"), left}, {doctype(" a SYSTEM 'b#c'"), taken}, {doctype(" a SYSTEM '%'"), taken},
		{"<!DOCTYPE a><!DOCTYPE a><a/>", left}, {"<a/><!DOCTYPE a>", left}, {"<!doctype a><a/>", left}, {"<!DOCTYPE a", left}, {"<!DOCTYPE a><!-- [ --><a/>", taken}, {"<!-- <!DOCTYPE b> --><!DOCTYPE a><a/>", taken}, {"<?b <!DOCTYPE c []>?><a/>", taken},
		// Encodings.
		{"\xef\xbb\xbf<a/>", taken}, {"\xef\xbb\xbf\xef\xbb\xbf<a/>", left}, {"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a>\xc3\xa9</a>", taken}, {"\xef\xbb\xbf<a>\xe9</a>", left}, {"\xef\xbb\xbf <a/>", taken}, {"\xef\xbb<a/>", left}, {"\xff\xfe<\x00a\x00/\x00>\x00", left},
		{"\xfe\xff\x00<\x00a\x00/\x00>", left}, {in("\xc3\xa9"), taken}, {in("\xe9"), taken}, {in("\x80"), taken}, {in("\xef\xbf\xbe"), left}, {in("\xef\xbf\xbf"), left}, {in("\xed\xa0\x80"), taken}, {in("\xf4\x8f\xbf\xbf"), taken}, {in("\xf4\x90\x80\x80"), taken}, {in("\xc0\x80"), taken},
		{"<?xml version='1.0' encoding='ISO-8859-1'?><a b='\xe9\xff\x80'>\xa0</a>", taken}, {"<?xml version='1.0' encoding='ISO-8859-1'?><a b='\xc3\xa9'/>", taken}, {"<?xml version='1.0' encoding='US-ASCII'?><a b='\xe9'/>", taken}, {"\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?><a/>", taken},
		{"<?xml version='1.0' encoding='ISO-8859-1'?><a b='" + strings.Repeat("x", 60) + "\xe9" + strings.Repeat("x", 60) + "'>" + strings.Repeat("y", 60) + "\xe9" + strings.Repeat("z", 60) + "</a>", taken},
	}
	w := newTwins(Builtin())
	for _, test := range tests {
		for _, transcoded := range []bool{false, true} {
			taken, difference := w.compare([]byte(test.body), transcoded)
			if taken != test.taken || difference != "" {
				t.Errorf("%.200q: taken %v, want %v: %s", test.body, taken, test.taken, difference)
			}
		}
	}
}

// TestScannerAgainstLibxml2 compares on generated documents. IVRCHECK_DOCUMENTS
// says how many, IVRCHECK_SEED which.
func TestScannerAgainstLibxml2(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	documents := 100_000
	seed := uint64(1)
	if n, err := strconv.Atoi(os.Getenv("IVRCHECK_DOCUMENTS")); err == nil {
		documents = n
	}
	if n, err := strconv.ParseUint(os.Getenv("IVRCHECK_SEED"), 10, 64); err == nil {
		seed = n
	}
	w := newTwins(Builtin())
	d := newDresser(Builtin(), seed)
	// What is left to libxml2 is nothing to be compared, so it does not count.
	compared, made, plain, plainTaken := 0, 0, 0, 0
	for compared < documents {
		body, isPlain := d.document()
		made++
		taken, difference := w.compare(body, d.r.IntN(8) == 0)
		if difference != "" {
			t.Fatalf("document %d of seed %d, %q: %s", made, seed, body, difference)
		}
		if taken {
			compared++
		}
		if isPlain {
			plain++
			if taken {
				plainTaken++
			} else {
				t.Fatalf("document %d of seed %d is plain and not taken: %q", made, seed, body)
			}
		}
	}
	if plain == 0 || compared == made {
		t.Errorf("of %d documents, %d were compared, and of %d plain ones %d taken", made, compared, plain, plainTaken)
	}
	t.Logf("of %d documents, %d were taken and compared; of %d plain ones %d", made, compared, plain, plainTaken)
}

func FuzzScannerAgainstLibxml2(f *testing.F) {
	d := newDresser(Builtin(), 7)
	for range 200 {
		body, _ := d.document()
		f.Add(body, false)
	}
	for _, piece := range pieces {
		f.Add([]byte(doc("<LogMsg a='"+piece+"'>"+piece+"</LogMsg>")), true)
	}
	c := Builtin()
	f.Fuzz(func(t *testing.T, body []byte, transcoded bool) {
		if _, difference := newTwins(c).compare(body, transcoded); difference != "" {
			t.Fatalf("%q: %s", body, difference)
		}
	})
}

// Messages of the bundled captures and logs are nearly all plain.
func TestScannerOnTestdata(t *testing.T) {
	files, _ := filepath.Glob("../testdata/*/*")
	w := newTwins(Builtin())
	compared := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		// Whatever stands between a declaration and the end of a root.
		for rest := string(data); ; {
			start := strings.Index(rest, "<?xml")
			if start < 0 {
				break
			}
			rest = rest[start:]
			end := strings.Index(rest, "</GctiMsg>")
			if end < 0 {
				break
			}
			body := rest[:end+len("</GctiMsg>")]
			rest = rest[len("<?xml"):]
			taken, difference := w.compare([]byte(body), slices.Contains([]string{".log", ".txt"}, filepath.Ext(file)))
			if difference != "" {
				t.Errorf("%s: %q: %s", file, body, difference)
			}
			if taken {
				compared++
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d messages were compared", compared)
	}
}
