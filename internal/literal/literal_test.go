package literal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type whole struct {
	Text  string
	Count int
	on    bool
	List  []string
	Parts []*part
	Left  part
	Kept  *part
	Other *strings.Reader
}

type part struct {
	Name  string
	Inner []*part
}

func TestFile(t *testing.T) {
	t.Parallel()
	inner := &part{Name: "inner"}
	shared := &part{Name: "shared", Inner: []*part{inner}}
	v := whole{
		Text: "a \"b\"\n", Count: -3, on: true, List: []string{},
		Parts: []*part{shared, nil, {Name: strings.Repeat("long ", 40)}, {Name: "other", Inner: []*part{shared}}}, Kept: inner,
	}
	got, err := File("ivrcheck/internal/literal", "a.yaml", "v", v)
	if err != nil {
		t.Fatal(err)
	}
	want := `// Code generated from a.yaml by go generate. DO NOT EDIT.

//go:build !fromyaml

package literal

var shared1 = part{Name: "shared", Inner: []*part{&shared2}}

var shared2 = part{Name: "inner"}

var v = whole{
	Text:  "a \"b\"\n",
	Count: -3,
	on:    true,
	List:  []string{},
	Parts: []*part{
		&shared1,
		nil,
		{
			Name: "` + strings.Repeat("long ", 40) + `",
		},
		{Name: "other", Inner: []*part{&shared1}},
	},
	Kept: &shared2,
}
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

type held struct{ Any any }

// A file of another package imports that of the types.
func TestFileElsewhere(t *testing.T) {
	t.Parallel()
	got, err := File("ivrcheck/other", "a.yaml", "v", []*part{{Name: "x"}})
	if want := "import \"ivrcheck/internal/literal\"\n\nvar v = []*literal.part{{Name: \"x\"}}\n"; err != nil || !strings.HasSuffix(string(got), want) {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestNoLiteral(t *testing.T) {
	t.Parallel()
	for _, v := range []any{map[string]int{"a": 1}, held{1}, func() {}} {
		if got, err := File("p", "a.yaml", "v", v); err == nil {
			t.Errorf("%v: %s", v, got)
		}
	}
}
