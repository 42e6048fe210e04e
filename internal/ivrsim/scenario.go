package ivrsim

import (
	"fmt"
	"time"
)

// Scenario defines the actions of the two ends on one connection.
type Scenario struct {
	Name string
	// Text describes a capture of it.
	Text string

	// unsolicited are the messages that the server sends without a request: after the login (afterLogin) or after a
	// call, by its CallId.
	unsolicited map[string][]string
	// silentPort is a port for which the server answers no NewCall.
	silentPort string
	// ivr plays the client.
	ivr func(*ivr) error
}

// afterLogin is the key of the messages after a login.
const afterLogin = ""

// Scenarios returns all scenarios.
func Scenarios() []Scenario {
	return []Scenario{good, bad, big}
}

var good = Scenario{
	Name: "good",
	Text: "no fault: a login, agents, keep-alives and two calls at once",
	unsolicited: map[string][]string{
		afterLogin: {
			portInfo("7001", "OK"),
			agentInfo("7001", "LoggedIn"),
			portInfo("7002", "OK"),
			agentInfo("7001", "Ready"),
			agentInfo("7002", "LoggedIn"),
			agentInfo("7002", "NotReady"),
		},
		"call-2": {agentInfo("7002", "Ready"), agentInfo("7001", "LoggedOut")},
	},
	ivr: func(v *ivr) error {
		return all(
			v.login,
			v.alive,
			v.call("call-1", newCall("7001", "+41445550101", "Language", "de", "Branch", "Zürich")),
			v.call("call-2", newCall("7002", "+41445550102", "Language", "fr", "Account", "10&#45;4711")),
			v.alive,
			func() error { return v.hangUp("call-1") },
			func() error { return v.hangUp("call-2") },
			func() error { return v.await(loginCallID, "MonitorInfo") },
			func() error { return v.await(loginCallID, "MonitorInfo") },
		)
	},
}

var bad = Scenario{
	Name: "bad",
	Text: "agent 7002 logs in and out without ever being ready or not ready; " +
		"port 7003 has an unknown status; call-2 is neither answered nor ended",
	unsolicited: map[string][]string{
		afterLogin: {
			portInfo("7001", "OK"),
			agentInfo("7001", "LoggedIn"),
			agentInfo("7002", "LoggedIn"),
			agentInfo("7001", "Ready"),
			portInfo("7003", "Available"),
		},
		"call-1": {agentInfo("7002", "LoggedOut")},
	},
	silentPort: "7002",
	ivr: func(v *ivr) error {
		return all(
			v.login,
			v.call("call-1", newCall("7001", "+41445550101", "Language", "de")),
			func() error { return v.hangUp("call-1") },
			func() error { return v.await(loginCallID, "MonitorInfo") },
			func() error {
				return v.say(message("call-2", newCall("7002", "+41445550102", "Language", "it")))
			},
			v.alive,
			func() error { time.Sleep(5 * beat); return nil },
		)
	},
}

var big = Scenario{
	Name:        "big",
	Text:        "no fault: three calls whose data fill segments longer than any of a network card",
	unsolicited: map[string][]string{afterLogin: {portInfo("7001", "OK")}},
	ivr: func(v *ivr) error {
		calls := []string{"call-1", "call-2", "call-3"}
		var frames []frame
		for i, id := range calls {
			frames = append(frames, message(id, newCall(fmt.Sprint(7001+i), fmt.Sprint("+4144555010", i), journey(i)...)))
		}
		steps := []func() error{
			v.login,
			func() error { return v.say(frames...) },
		}
		for _, id := range calls {
			steps = append(steps, func() error { return v.established(id) })
		}
		for _, id := range calls {
			steps = append(steps, func() error { return v.hangUp(id) })
		}
		return all(steps...)
	},
}

// journey returns about 20 kB of data: a caller's path through the menus.
func journey(call int) []string {
	var data []string
	for i := range 330 {
		data = append(data, fmt.Sprintf("Step%03d", i), fmt.Sprintf("menu %d of call %d", i*7%13, call+1))
	}
	return data
}

// call opens a call and waits until it is established.
func (v *ivr) call(callID, element string) func() error {
	return func() error {
		if err := v.say(message(callID, element)); err != nil {
			return err
		}
		return v.established(callID)
	}
}

// all runs the steps in order, up to the first error.
func all(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
