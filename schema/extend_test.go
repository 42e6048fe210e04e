package schema

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml/parser"
)

// A rule file adds to and refines the catalogue; the original stays as it is.
func TestExtend(t *testing.T) {
	file, err := parser.ParseBytes([]byte(`
TreatStatus:
  from: ivr
  parameters:
    Status: {form: attribute, required: true, values: [NotStarted, Started, Completed]}
Mine:
  from: both
CallStatus:
  parameters:
    Event: {values: [Ringing]}
    Extra: {private: true, basis: inferred}
`), 0)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Builtin().Extend("r", file.Docs[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	k := NewChecker(c, Options{})
	for _, test := range []struct{ body, want string }{
		{doc(`<TreatStatus/>`), "MSG003 TreatStatus.Status (documented)"},
		{doc(`<TreatStatus Status="Started"/>`), ""},
		{doc(`<CallStatus Event="Busy"/>`), "MSG004 CallStatus.Event (documented)"},
		{doc(`<CallStatus Extra="1"/>`), "MSG003 CallStatus.Event (documented)"},
		{doc(`<Mine/>`), ""},
	} {
		if _, got, _ := check(t, k, test.body); strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %q, want %q", test.body, got, test.want)
		}
	}
	if p := c.Message("CallStatus").Parameter("Extra"); p.Source.Basis != "inferred" || !p.Private {
		t.Errorf("%+v", p)
	}
	if p := c.Message("CallStatus").Parameter("Event"); p.FormBasis != "implementations" || p.ValuesBasis != "documented" || !p.Required {
		t.Errorf("%+v", p)
	}
	if m := Builtin().Message("TreatStatus"); !m.NameOnly || len(m.Parameters) > 0 || Builtin().Message("Mine") != nil ||
		len(Builtin().Message("CallStatus").Parameter("Event").Values) != 10 {
		t.Error("the original was changed")
	}
	if c.Message("Reset") == Builtin().Message("Reset") {
		t.Error("two catalogues share what loading writes to")
	}
	for bad, want := range map[string]string{
		"Mine: {}":                            "r:1:1: expected from: ivr, server or both in message Mine, which is new",
		"Mine: {frm: ivr}":                    "r:1:8: unknown key \"frm\"",
		"LoginReq: {parameters: {A: {f: g}}}": "r:1:29: unknown key \"f\" in parameter A of message LoginReq",
	} {
		file, err := parser.ParseBytes([]byte(bad), 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Builtin().Extend("r", file.Docs[0].Body); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", bad, err, want)
		}
	}
}

// A sender that a user states counts as documented, unless the user says otherwise.
func TestExtendedSenderIsDocumented(t *testing.T) {
	for text, want := range map[string]string{
		"TreatStatus: {from: server}":                                "documented",
		"TreatStatus: {from: ivr, source: {document: ours}}":         "documented",
		"TreatStatus: {source: {basis: implementations}, from: ivr}": "implementations",
		"TreatStatus: {text: It tells.}":                             "inferred",
	} {
		file, err := parser.ParseBytes([]byte(text), 0)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Builtin().Extend("r", file.Docs[0].Body)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Message("TreatStatus").Source.Basis; got != want {
			t.Errorf("%s: basis %s, want %s", text, got, want)
		}
	}
}
