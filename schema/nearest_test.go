package schema

import "testing"

func TestMatchParameter(t *testing.T) {
	params := []*ParameterSpec{
		{Name: "PortA"}, {Name: "PortB"}, {Name: "ReqId"}, {Name: "ANI"}, {Name: "Status", Aliases: []string{"State"}}, {Name: "PORTA"},
	}
	for _, test := range []struct {
		name, want string
		how        Spelling
	}{
		{"PortA", "PortA", exact},
		{"State", "Status", alias},
		{"state", "Status", misspelt},
		{"Stats", "Status", misspelt},
		{"Reqld", "ReqId", misspelt},
		{"reqid", "ReqId", misspelt},
		{"RequId", "ReqId", misspelt},
		{"ReqI", "ReqId", misspelt},
		{"RqeId", "ReqId", misspelt},
		{"ReqIds9", "", unknown},
		{"ReqId2", "", unknown},
		{"PortC", "", unknown}, // one letter from two
		{"portb", "PortB", misspelt},
		{"porta", "", unknown}, // another case of two
		{"ANX", "", unknown},   // too short to tell
		{"ani", "ANI", misspelt},
		{"", "", unknown},
	} {
		p, how := matchParameter(test.name, params)
		got := ""
		if p != nil {
			got = p.Name
		}
		if got != test.want || how != test.how {
			t.Errorf("%q: got %q (%d), want %q (%d)", test.name, got, how, test.want, test.how)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"Ringing", "Established", "Released"}
	for name, want := range map[string]string{"Ringin": "Ringing", "Releasd": "Released", "Establish": "Established", "Foo": "", "": "", "ringing": "Ringing"} {
		if got := nearest(name, known); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
