package report

import "ivrcheck/rules"

// The findings, messages and summaries that the goldens show.

var general = rules.Source{
	Document: "Genesys Events and Models Reference, General Messages", Section: "MonitorInfo", Basis: "documented",
}

// full is a finding with every field that applies to a packet capture.
func full() *rules.Finding {
	return &rules.Finding{
		Type: "finding", Rule: "SEQ010", Name: "agent-steady-state", Title: "Agent left LoggedIn without Ready or NotReady", Subject: "MonitorInfo.Agent",
		Severity: rules.Error, Verdict: rules.Violated,
		Message: "port 7001: LoggedIn is followed by LoggedOut, expected Ready or NotReady",
		File:    "captures/agent.pcap", Frame: 42, Frames: []int{41, 42},
		Time: "2026-03-01T10:00:01.5Z", Stream: new(3), VLAN: []uint16{100, 7},
		Src: "10.0.0.9:9090", Dst: "10.0.0.5:49152", Direction: "server>ivr",
		CallID: "call 17", RequestID: "4711", Port: "7001", XMLLine: 1, XMLColumn: 118,
		Evidence: `<MonitorInfo><Agent PortNum="7001" Status="LoggedOut"/></MonitorInfo>`,
		Expected: []string{"Ready", "NotReady"}, Actual: new("LoggedOut"),
		Hint: "the agent desktop may have lost its connection between login and ready",
		Related: []rules.Related{
			{File: "captures/agent.pcap", Frame: 38, Time: "2026-03-01T10:00:01Z", Note: "LoggedIn of port 7001"},
			{File: "captures/before.pcap", Frame: 9, Note: "LoginResp"},
		},
		Source: general, Filter: "frame.number==42", Fingerprint: "2f1c0b4e9d3a5576",
	}
}

// value, in a log, has values that its message does not mention.
func value() *rules.Finding {
	return &rules.Finding{
		Rule: "MSG004", Name: "value", Title: "Invalid parameter value", Subject: "LoginResp.Status", Severity: rules.Warning, Verdict: rules.Violated,
		Message: "Status of LoginResp holds a value that is not known", File: "driver.log", Line: 7, Offset: new(int64(512)),
		Time: "10:00:00.120", Direction: "server>ivr", CallID: "c-1",
		Expected: []string{"NoSuchClient", "InitInProgress", "OK"}, Actual: new("0K"),
		Hint:   "0K is spelt with a zero, did you mean OK?",
		Source: rules.Source{Document: "two implementations of the protocol", Basis: "implementations"}, Fingerprint: "77",
	}
}

// undecided is inconclusive, at the first byte of a raw stream.
func undecided() *rules.Finding {
	return &rules.Finding{
		Rule: "SEQ023", Name: "call-unended", Title: "Call never ended", Subject: "NewCall", Severity: rules.Warning, Verdict: rules.Inconclusive,
		Message: "the call has neither EndCall nor Released, but the end of the connection was not seen",
		File:    "driver.log", Line: 9, Source: rules.Source{Basis: "inferred"}, Fingerprint: "78",
	}
}

func raw() *rules.Finding {
	return &rules.Finding{
		Rule: "GLI001", Name: "header-constant", Title: "Invalid constant in the GLI header", Subject: "GLI.version", Severity: rules.Info, Verdict: rules.Violated,
		Message: "the version byte is 3, expected 2", File: "stream.gli", Offset: new(int64(0)), Actual: new("3"), Fingerprint: "79", Count: 2108,
	}
}

// whole is about the whole run.
func whole() *rules.Finding {
	return &rules.Finding{
		Rule: "CAP010", Name: "not-exercised", Title: "Required rule not exercised", Severity: rules.Error, Verdict: rules.Violated,
		Message: "rule SEQ020 was never activated", File: "ivrcheck", Fingerprint: "80",
	}
}

// findings are as in a run with --fail-on error.
func findings() []*rules.Finding {
	fs := []*rules.Finding{full(), value(), undecided(), raw(), whole()}
	for _, f := range fs {
		f.Fails = f.Verdict == rules.Violated && f.Severity == rules.Error
	}
	return fs
}

func inputError() *InputError {
	return &InputError{File: "cut.pcap", Place: "record 17 at byte 4711", Error: "the file ends inside a record"}
}

func tallies() []rules.Tally {
	return []rules.Tally{
		{Rule: "CAP001", Name: "input-damaged", Title: "Input damaged or cut"},
		{Rule: "CAP002", Name: "tcp-gap", Title: "Bytes missing from the capture"},
		{Rule: "CAP003", Name: "overlap-conflict", Title: "Retransmission with other bytes"},
		{Rule: "MSG004", Name: "value", Title: "Invalid parameter value", Verdict: rules.Violated, Activations: 12, Satisfied: 11, Violated: 1},
		{Rule: "MSG005", Name: "unknown-parameter", Title: "Unknown parameter", Verdict: rules.Satisfied, Activations: 12, Satisfied: 12},
		{Rule: "SEQ010", Name: "agent-steady-state", Title: "Agent left LoggedIn without Ready or NotReady", Verdict: rules.Violated, Activations: 1, Violated: 1},
		{Rule: "SEQ020", Name: "newcall-repeated", Title: "NewCall for an open call"},
		{Rule: "SEQ023", Name: "call-unended", Title: "Call never ended", Verdict: rules.Inconclusive, Activations: 2, Satisfied: 1, Inconclusive: 1},
	}
}

func summary() *Summary {
	return &Summary{
		Complete: true, Sorted: true,
		Inputs: []Input{
			{File: "captures/agent.pcap", Kind: "pcap", Bytes: 1_234_567, Packets: 2310, Streams: 6, GLIStreams: 4, Messages: 902},
			{File: "driver.log", Kind: "log", Bytes: 4096, Messages: 12},
			{File: "empty.pcapng", Kind: "pcapng", Bytes: 28},
			{File: "missing.pcap", Error: "open missing.pcap: no such file or directory"},
		},
		Messages: 914, Findings: Counts{Error: 2, Warning: 1, Info: 1}, Inconclusive: 1, Suppressed: 2,
		Rules: tallies(), Exit: 3, Failing: true, Worst: "SEQ010", Counts: []Count{{"calls", 2}, {"agent logins", 0}, {"transfers", 0}},
		Reasons: []Reason{{"the end of the connection was not seen", 1}},
	}
}

// hostile is a string of a capture that attacks a reader: terminal control
// sequences, line breaks, quotes, a change of writing direction, a C1 control, a
// NUL, bytes that are not UTF-8.
const hostile = "a\x1b[2Jb\r\nfake.pcap:1: error X\" ] =\\\u202eevil\u009b31m\u0085\u2028\u2066\x00\x7f\xff\xc3<&>"

// poisoned is a finding with a hostile string in every text.
func poisoned() *rules.Finding {
	h := hostile
	return &rules.Finding{
		Rule: h, Name: h, Title: h, Subject: h, Severity: rules.Error, Verdict: rules.Violated, Message: h, File: h, Frame: 1,
		Time: h, Stream: new(0), Src: h, Dst: h, Direction: h, CallID: h, RequestID: h, Port: h, XMLLine: 1, XMLColumn: 2,
		Evidence: h, Expected: []string{h + "1", h}, Actual: new(h + "2"), Hint: h,
		Related: []rules.Related{{File: h + "3", Frame: 2, Time: h, Note: h}},
		Source:  rules.Source{Document: h, Section: h, Basis: h}, Filter: h, Fingerprint: h,
	}
}
