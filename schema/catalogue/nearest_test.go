package catalogue

import (
	"strings"
	"testing"
)

func TestMatchParameter(t *testing.T) {
	params := []*Parameter{
		{Name: "PortA"}, {Name: "PortB"}, {Name: "ReqId"}, {Name: "ANI"}, {Name: "Status", Aliases: []string{"State"}}, {Name: "PORTA"},
	}
	for _, test := range []struct {
		name, want string
		how        Spelling
	}{
		{"PortA", "PortA", Exact},
		{"State", "Status", Alias},
		{"state", "Status", Misspelt},
		{"Stats", "Status", Misspelt},
		{"Reqld", "ReqId", Misspelt},
		{"reqid", "ReqId", Misspelt},
		{"RequId", "ReqId", Misspelt},
		{"ReqI", "ReqId", Misspelt},
		{"RqeId", "ReqId", Misspelt},
		{"ReqIds9", "", NotFound},
		{"ReqId2", "", NotFound},
		{"PortC", "", NotFound}, // one letter from two
		{"portb", "PortB", Misspelt},
		{"porta", "", NotFound}, // another case of two
		{"ANX", "", NotFound},   // too short to tell
		{"ani", "ANI", Misspelt},
		{"", "", NotFound},
	} {
		p, how := MatchParameter(test.name, params)
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
		if got := Nearest(name, known); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	known := []string{"SEQ001", "SEQ010", "SEQ011", "check", "agent-steady-state", "agent-reqid", "LoginReq", "LoginResp", "LoginResp.Status", "AgentReady", "port-open", "Info.Port", "Info.Port.Status"}
	for name, want := range map[string]string{
		"chekc": "check", "seq10": "SEQ010", "agent-steady-stat": "agent-steady-state", "agent": "agent-steady-state agent-reqid AgentReady", "agent-steady": "agent-steady-state",
		"Login": "LoginReq LoginResp LoginResp.Status", "LoginRsp": "LoginResp", "resp": "LoginResp LoginResp.Status",
		"Port": "Info.Port port-open Info.Port.Status", "status": "LoginResp.Status Info.Port.Status", "statu": "LoginResp.Status Info.Port.Status",
		"statvs": "LoginResp.Status Info.Port.Status", "port.statsu": "Info.Port.Status", "Ports.Status": "Info.Port.Status", "lnfo": "", "Infos.Port": "Info.Port",
		"banana": "", "": "", "x": "",
	} {
		if got := strings.Join(Near(name, known, 3), " "); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
