package schema

import (
	"strings"
	"testing"
	"unicode/utf8"

	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// secret stands in the tests for whatever is personal.
const secret = "5551234567"

func TestMask(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"what is not personal stays", doc(`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>100</CalledNum><DNIS>800</DNIS></NewCall>`), ""},
		{"wrong values stay", doc(`<CallStatus Event="rinGing"/>`), ""},
		{"a caller's number", `<GctiMsg><NewCall><ANI>5551234567</ANI></NewCall></GctiMsg>`, `<GctiMsg><NewCall><ANI>***</ANI></NewCall></GctiMsg>`},
		{"as an attribute", `<GctiMsg><NewCall ANI="5551234567"/></GctiMsg>`, `<GctiMsg><NewCall ANI="***"/></GctiMsg>`},
		{"misspelt", `<GctiMsg><newcall><ani>5551234567</ani></newcall></GctiMsg>`, `<GctiMsg><newcall><ani>***</ani></newcall></GctiMsg>`},
		{"a Node", `<GctiMsg><NewCall><UDataEx><Node Name="a" Type="Str" Val="5551234567"/></UDataEx></NewCall></GctiMsg>`, `<GctiMsg><NewCall><UDataEx><Node Name="a" Type="Str" Val="***"/></UDataEx></NewCall></GctiMsg>`},
		{"a Node of a names-only message", `<GctiMsg><UDataSet><RequestId>1</RequestId><UDataEx><Node Name="a" Val="5551234567"/></UDataEx></UDataSet></GctiMsg>`, `<GctiMsg><UDataSet><RequestId>1</RequestId><UDataEx><Node Name="a" Val="***"/></UDataEx></UDataSet></GctiMsg>`},
		{"free text", `<GctiMsg><LogMsg Text='5551234567'>5551234567</LogMsg></GctiMsg>`, `<GctiMsg><LogMsg Text='***'>***</LogMsg></GctiMsg>`},
		{"an unknown parameter", `<GctiMsg><NewCall x="5551234567"><y>5551234567<z/></y></NewCall></GctiMsg>`, `<GctiMsg><NewCall x="***"><y>***<z/></y></NewCall></GctiMsg>`},
		{"an unknown message", `<GctiMsg><Foo x="5551234567">5551234567</Foo></GctiMsg>`, `<GctiMsg><Foo x="***">***</Foo></GctiMsg>`},
		{"text where none belongs", `<GctiMsg>5551234567<NewCall>5551234567</NewCall></GctiMsg>`, `<GctiMsg>***<NewCall>***</NewCall></GctiMsg>`},
		{"CDATA", `<GctiMsg><NewCall><ANI><![CDATA[5551234567]]></ANI></NewCall></GctiMsg>`, `<GctiMsg><NewCall><ANI><![CDATA[***]]></ANI></NewCall></GctiMsg>`},
		{"comments and instructions", `<GctiMsg><!--5551234567--><?x 5551234567?></GctiMsg>`, `<GctiMsg><!--***--><?masked ***?></GctiMsg>`},
		{"an unclosed quote", `<GctiMsg><NewCall CallControlMode="a ANI="5551234567"/></GctiMsg>`, `<GctiMsg><NewCall CallControlMode="***"***"***`},
		{"no quotes", `<GctiMsg><NewCall Version=5551234567/></GctiMsg>`, `<GctiMsg><NewCall ***></GctiMsg>`},
		{"mismatched tags", `<GctiMsg><NewCall><ANI></CalledNum>5551234567</ANI></NewCall></GctiMsg>`, `<GctiMsg><NewCall><ANI></CalledNum>***</ANI></NewCall></GctiMsg>`},
		{"a cut message", `<GctiMsg><NewCall><ANI>5551234567`, `<GctiMsg><NewCall><ANI>***`},
		{"a value that spills out of its quotes", `<GctiMsg><NewCall><UDataEx><Node Name="a" Val="x"5551234567"/></UDataEx>`, `<GctiMsg><NewCall><UDataEx><Node Name="***" Val="***"******`},
		{"names that may be none", `<GctiMsg><NewCall><Smith x="1">`, `<GctiMsg><NewCall><*** ***="***">`},
		{"quotes out of step", `<GctiMsg><NewCall CallControlMode="Net ANI="x" Version="5551234567"/></GctiMsg>`, ""},
		{"text behind a wrong end tag", `<GctiMsg><NewCall><CalledNum><ANI></DNIS>5551234567</CalledNum></NewCall></GctiMsg>`, `<GctiMsg><NewCall><CalledNum><ANI></DNIS>***</CalledNum></NewCall></GctiMsg>`},
		{"no XML at all", secret, "***"},
		{"a message without the envelope", `<LoginResp Result="Success" Status="0K"/>`, ""},
		{"a misspelt one", `<loginresp result="Success" Status="0K"/>`, ""},
		{"a subtype alone", `<agent portnum="01" status="LoggedOut"></agent>`, ""},
		{"personal values without the envelope", `<NewCall ANI="5551234567"><CalledNum>100</CalledNum><OtherDN>5551234567</OtherDN></NewCall>`, `<NewCall ANI="***"><CalledNum>100</CalledNum><OtherDN>***</OtherDN></NewCall>`},
		{"another root", `<Person status="5551234567"><CalledNum>100</CalledNum></Person>`, `<Person status="***"><CalledNum>***</CalledNum></Person>`},
		{"a message without the envelope that is damaged", `<NewCall CallControlMode="Network"><ANI>5551234567`, `<NewCall CallControlMode="***"><ANI>***`},
	}
	k := NewChecker(Builtin(), Options{})
	for _, test := range tests {
		if test.want == "" {
			test.want = test.in
		}
		got := string(k.Mask([]byte(test.in), false))
		if strings.Contains(got, secret) {
			t.Errorf("%s: the secret shows: %s", test.name, got)
		}
		if strings.Contains(test.name, "quote") || strings.Contains(test.name, "spills") {
			continue // how much more than the secret goes does not matter
		}
		if got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.name, got, test.want)
		}
	}
}

// Masking must not change what a parser sees, but for the values.
func TestMaskKeepsStructure(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	for _, body := range []string{
		doc(`<NewCall CallControlMode="Network"><CalledNum>1</CalledNum><ANI>5</ANI><UDataEx><Node Name="a&amp;b" Type="Str" Val="x&lt;y"/><Node/></UDataEx><x y="&gt;"><![CDATA[<&]]></x></NewCall>`),
		doc(`<LogMsg a='"'>1<b/>2<!--c-->3</LogMsg>`),
		doc(`<Unknown><a><b c="d">e</b></a></Unknown>`),
	} {
		before, err := xmltree.Parse(body, nil, Builtin().NameTable)
		if err != nil {
			t.Fatal(err)
		}
		after, err := xmltree.Parse(string(k.Mask([]byte(body), false)), nil, Builtin().NameTable)
		if err != nil || len(after) != len(before) {
			t.Fatalf("masked to something else: %v %s", err, k.Mask([]byte(body), false))
		}
		for i := range before {
			if before[i].ID != after[i].ID || before[i].Other != after[i].Other || before[i].Parent != after[i].Parent || before[i].Attribute != after[i].Attribute {
				t.Errorf("node %d was %v, is %v", i, before[i], after[i])
			}
		}
	}
}

func TestPlaces(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	body := head + "\n<GctiMsg xmlns:x='u'>\n<CallId>é</CallId><!-- <a> -->\n  <NewCall Version='4.0' x='1'><é/><CalledNum><![CDATA[<x>]]></CalledNum>\n <Late/></NewCall></GctiMsg>"
	_, _, faults := check(t, k, body)
	want := map[string][2]int{
		"MSG005 NewCall.x":    {4, 26},
		"MSG005 NewCall.é":    {4, 32},
		"MSG005 NewCall.Late": {5, 2},
	}
	for _, f := range faults {
		key := f.Code + " " + f.Subject
		if at, ok := want[key]; ok {
			if f.Line != at[0] || f.Column != at[1] {
				t.Errorf("%s at %d:%d, want %v", key, f.Line, f.Column, at)
			}
			if !strings.Contains(body[f.Span.Start:f.Span.End], f.Args[1].Value) {
				t.Errorf("%s: span is %q", key, body[f.Span.Start:f.Span.End])
			}
			delete(want, key)
		}
	}
	if len(want) > 0 {
		t.Errorf("not reported: %v in %v", want, faults)
	}
}

// evidence is what a report shows of a document around a place.
func evidence(k *Checker, body []byte, span trace.Span) string {
	if span.Start < 0 || span.Start > len(body) || span.End < span.Start {
		return ""
	}
	k.mask.Read(body, false)
	return string(k.mask.Evidence(body, span))
}

func TestEvidence(t *testing.T) {
	long := doc(`<NewCall><CalledNum>1</CalledNum><UDataEx>` + strings.Repeat(`<Node Name="k" Type="Str" Val="5551234567"/>`, 50) + `</UDataEx><Bogus/></NewCall>`)
	k := NewChecker(Builtin(), Options{})
	_, _, faults := check(t, k, long)
	for _, f := range faults {
		if len(f.Evidence) > 200 || len(f.Evidence) < 20 || strings.Contains(f.Evidence, secret) {
			t.Errorf("%s: %q", f.Code, f.Evidence)
		}
	}
	last := faults[len(faults)-1]
	if !strings.Contains(last.Evidence, "<Bogus/>") {
		t.Errorf("the place is not in %q", last.Evidence)
	}

	open := NewChecker(Builtin(), Options{ShowValues: true})
	at := strings.Index(long, "<Bogus")
	if e := evidence(open, []byte(long), trace.Span{Start: at - 30, End: at}); !strings.Contains(e, secret) {
		t.Errorf("values are not shown in %q", e)
	}
	if e := evidence(k, []byte(long), trace.Span{Start: at - 30, End: at}); strings.Contains(e, secret) {
		t.Errorf("values are shown in %q", e)
	}
	for _, body := range []string{
		"<GctiMsg><CallId>\x1b]0;evil\x07\x1b[2J\u202e\u2028x\x7f\xff</CallId></GctiMsg>",
		strings.Repeat("é", 200), strings.Repeat("\xe9", 200), "\x80", "",
	} {
		for start := 0; start <= len(body); start++ {
			e := evidence(open, []byte(body), trace.Span{Start: start, End: len(body)})
			if !utf8.ValidString(e) || strings.ContainsAny(e, "\x1b\x07\n\u202e\u2028\x7f") {
				t.Fatalf("evidence %q", e)
			}
		}
	}
	for _, span := range []trace.Span{{Start: -1}, {Start: 5, End: 3}, {Start: 99, End: 100}} {
		if e := evidence(k, []byte("<a/>"), span); e != "" {
			t.Errorf("evidence %q for no place", e)
		}
	}
}

func TestDiagnosisHidesTheDocument(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	for body, want := range map[string]string{
		doc(`<NewCall><UDataEx><Node Val="AT&5551234567;"/></UDataEx></NewCall>`): "xmlParseEntityRef: no name",
		doc(`<NewCall><ANI>1</Smith></NewCall>`):                                  "Opening and ending tag mismatch: ANI line 1 and ***",
		doc(`<CallStatus Event="Busy"`):                                           "Couldn't find end of Start Tag CallStatus line 1",
		// libxml2's last words are "Extra content at the end of the document".
		doc(`<CallStatus Event=Smith/>`):                     `AttValue: " or ' expected`,
		doc(`<CallStatus Event="5551234567<Smith"/>`):        "Unescaped '<' not allowed in attributes values",
		doc(`<CallStatus 5551234567="Smith"/>`):              "error parsing attribute name",
		`<?xml version="1.0" Smith="5551234567"?><GctiMsg/>`: "parsing XML declaration: '?>' expected",
		`<GctiMsg/><Smith/>`:                                 "Extra content at the end of the document",
		doc(`<Smith 5551234567/>`):                           "",
		doc(`<!-- 5551234567`):                               "",
		doc(`<![CDATA[5551234567`):                           "",
		doc(`<?Smith 5551234567`):                            "",
		`<!DOCTYPE Smith SYSTEM "5551234567>`:                "",
		`<?xml version="5551234567"?><Smith>`:                "",
	} {
		_, _, faults := check(t, k, body)
		if len(faults) != 1 || faults[0].Code != "XML001" {
			t.Errorf("%s: %v", body, faults)
			continue
		}
		got := faults[0].Args[0].Value
		if want != "" && got != want || strings.Contains(got, "Smith") || strings.Contains(got, "555") {
			t.Errorf("%s:\ngot  %q\nwant %q", body, got, want)
		}
		if e := faults[0].Evidence; strings.Contains(e, "5551234567") {
			t.Errorf("%s: evidence %q", body, e)
		}
	}
}

// Evidence has one space where the document has several, of any kind.
func TestEvidenceIsOneLine(t *testing.T) {
	k := NewChecker(Builtin(), Options{ShowValues: true})
	for body, want := range map[string]string{
		"<a  b='c'\n\t d='  e '/>":        "<a b='c' d=' e '/>",
		" <a> \r\n é  \u00a0 x</a>  ":     `<a> é \u{a0} x</a>`,
		"<a>12345678  12345678 \n 1 </a>": "<a>12345678 12345678 1 </a>",
	} {
		if got := evidence(k, []byte(body), trace.Span{Start: 0, End: len(body)}); got != want {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	}
}
