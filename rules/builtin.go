// Code generated from iserver.yaml by go generate. DO NOT EDIT.

//go:build !fromyaml

package rules

import "ivrcheck/rules/rulefile"

var builtinRules = rulefile.File{
	Name:    "iserver.yaml",
	At:      rulefile.Place{File: "iserver.yaml", Line: 8, Column: 1},
	Schema:  rulefile.Text{Value: "ivrcheck/rules/v1", At: rulefile.Place{File: "iserver.yaml", Line: 8, Column: 9}},
	Title:   rulefile.Text{Value: "iserver", At: rulefile.Place{File: "iserver.yaml", Line: 9, Column: 7}},
	Extends: rulefile.Texts{},
	Connection: rulefile.Connection{
		At: rulefile.Place{File: "iserver.yaml", Line: 16, Column: 3},
		Begins: rulefile.Matcher{
			{
				At:      rulefile.Place{File: "iserver.yaml", Line: 16, Column: 11},
				Message: rulefile.Texts{{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 16, Column: 21}}},
			},
		},
		Version: rulefile.Text{Value: "Version", At: rulefile.Place{File: "iserver.yaml", Line: 17, Column: 12}},
	},
	Rules: []rulefile.Rule{
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 23, Column: 5},
			ID:       rulefile.Text{Value: "CAP001", At: rulefile.Place{File: "iserver.yaml", Line: 23, Column: 9}},
			Name:     rulefile.Text{Value: "input-damaged", At: rulefile.Place{File: "iserver.yaml", Line: 24, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 25, Column: 15}},
			Text: rulefile.Text{
				Value: "The input ends inside a record, or a record or the compression cannot be read on. Everything before the damage was checked and reported; so was what is behind it, where the next record could be found. A file that is copied while the capture still runs ends like this, and so does one that filled its disk.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 28, Column: 11},
			},
			Message: rulefile.Text{Value: "{what}; checked up to {at}", At: rulefile.Place{File: "iserver.yaml", Line: 32, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "end", At: rulefile.Place{File: "iserver.yaml", Line: 34, Column: 7}},
					Text: rulefile.Text{
						Value: "nothing behind this place could be read; was the file copied while it was still being written, or is the disk full?",
						At:    rulefile.Place{File: "iserver.yaml", Line: 34, Column: 12},
					},
				},
				{
					Name: rulefile.Text{Value: "resumed", At: rulefile.Place{File: "iserver.yaml", Line: 35, Column: 7}},
					Text: rulefile.Text{
						Value: "the reading went on with the next record that could be found, as packet {next}; what lies between is lost",
						At:    rulefile.Place{File: "iserver.yaml", Line: 35, Column: 16},
					},
				},
				{
					Name: rulefile.Text{Value: "packet", At: rulefile.Place{File: "iserver.yaml", Line: 36, Column: 7}},
					Text: rulefile.Text{Value: "this packet was passed over; all others were read", At: rulefile.Place{File: "iserver.yaml", Line: 36, Column: 15}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 27, Column: 13},
				Document: rulefile.Text{Value: "libpcap and pcapng file formats", At: rulefile.Place{File: "iserver.yaml", Line: 27, Column: 24}},
				Section:  rulefile.Text{Value: "packet records and blocks", At: rulefile.Place{File: "iserver.yaml", Line: 27, Column: 68}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 27, Column: 104}},
			},
			Check: rulefile.Text{Value: "input", At: rulefile.Place{File: "iserver.yaml", Line: 26, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 38, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 38, Column: 18}},
					Words:   rulefile.Text{Value: "A capture file whose last record is whole.", At: rulefile.Place{File: "iserver.yaml", Line: 39, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 41, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 41, Column: 18}},
					Words:   rulefile.Text{Value: "A capture file of which the last 100 bytes are missing, so that its last packet is cut.", At: rulefile.Place{File: "iserver.yaml", Line: 42, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 23, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 45, Column: 5},
			ID:       rulefile.Text{Value: "CAP002", At: rulefile.Place{File: "iserver.yaml", Line: 45, Column: 9}},
			Name:     rulefile.Text{Value: "tcp-gap", At: rulefile.Place{File: "iserver.yaml", Line: 46, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 47, Column: 15}},
			Text: rulefile.Text{
				Value: "Bytes that one side sent are not in the capture: a later segment or an acknowledgement of the other side proves that they existed. The receiver had them, but what they said was not checked, and what they could have decided is inconclusive. The usual cause is a capture that dropped packets under load.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 50, Column: 11},
			},
			Message: rulefile.Text{Value: "the capture lacks {lost|byte} of this direction", At: rulefile.Place{File: "iserver.yaml", Line: 54, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 49, Column: 13},
				Document: rulefile.Text{Value: "RFC 9293", At: rulefile.Place{File: "iserver.yaml", Line: 49, Column: 24}},
				Section:  rulefile.Text{Value: "3.4 Sequence Numbers", At: rulefile.Place{File: "iserver.yaml", Line: 49, Column: 43}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 49, Column: 74}},
			},
			Check: rulefile.Text{Value: "connection", At: rulefile.Place{File: "iserver.yaml", Line: 48, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 56, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 56, Column: 18}},
					Words:   rulefile.Text{Value: "Segments that come late, twice or out of order, but all of them come.", At: rulefile.Place{File: "iserver.yaml", Line: 57, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 59, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 59, Column: 18}},
					Words: rulefile.Text{
						Value: "A segment with bytes 0 to 99 and one with bytes 200 to 299; the server acknowledges 300.",
						At:    rulefile.Place{File: "iserver.yaml", Line: 60, Column: 16},
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 45, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 63, Column: 5},
			ID:       rulefile.Text{Value: "CAP003", At: rulefile.Place{File: "iserver.yaml", Line: 63, Column: 9}},
			Name:     rulefile.Text{Value: "overlap-conflict", At: rulefile.Place{File: "iserver.yaml", Line: 64, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 65, Column: 15}},
			Text: rulefile.Text{
				Value: "A segment repeats bytes that an earlier one carried, and they differ. A sender retransmits what it sent, so either something on the way changed the bytes, or two senders use one address. The first copy is the one that was checked; the receiver may have taken the other.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 68, Column: 11},
			},
			Message: rulefile.Text{Value: "a retransmission differs from the first copy in {bytes|byte}", At: rulefile.Place{File: "iserver.yaml", Line: 72, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 67, Column: 13},
				Document: rulefile.Text{Value: "RFC 9293", At: rulefile.Place{File: "iserver.yaml", Line: 67, Column: 24}},
				Section:  rulefile.Text{Value: "3.10.7.4 segment arrives, other states", At: rulefile.Place{File: "iserver.yaml", Line: 67, Column: 43}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 67, Column: 92}},
			},
			Check: rulefile.Text{Value: "connection", At: rulefile.Place{File: "iserver.yaml", Line: 66, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 74, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 74, Column: 18}},
					Words:   rulefile.Text{Value: "A segment that is captured twice with the same bytes.", At: rulefile.Place{File: "iserver.yaml", Line: 75, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 77, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 77, Column: 18}},
					Words: rulefile.Text{
						Value: "A segment with the bytes \"Status=OK\" and another one with the same sequence number and \"Status=KO\".",
						At:    rulefile.Place{File: "iserver.yaml", Line: 78, Column: 16},
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 63, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 81, Column: 5},
			ID:       rulefile.Text{Value: "CAP004", At: rulefile.Place{File: "iserver.yaml", Line: 81, Column: 9}},
			Name:     rulefile.Text{Value: "snaplen-cut", At: rulefile.Place{File: "iserver.yaml", Line: 82, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 83, Column: 15}},
			Text: rulefile.Text{
				Value: "The capture was made with a snapshot length that is shorter than the packets, so the end of this packet was not written to the file. What it said was not checked. Capture again with the snapshot length 0 (tcpdump -s 0).",
				At:    rulefile.Place{File: "iserver.yaml", Line: 86, Column: 11},
			},
			Message: rulefile.Text{Value: "the snapshot length cut {lost|byte} from this packet", At: rulefile.Place{File: "iserver.yaml", Line: 89, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 85, Column: 13},
				Document: rulefile.Text{Value: "libpcap and pcapng file formats", At: rulefile.Place{File: "iserver.yaml", Line: 85, Column: 24}},
				Section:  rulefile.Text{Value: "captured length and original length of a packet", At: rulefile.Place{File: "iserver.yaml", Line: 85, Column: 68}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 85, Column: 126}},
			},
			Check: rulefile.Text{Value: "connection", At: rulefile.Place{File: "iserver.yaml", Line: 84, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 91, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 91, Column: 18}},
					Words:   rulefile.Text{Value: "Packets whose captured length is their length on the wire.", At: rulefile.Place{File: "iserver.yaml", Line: 92, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 94, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 94, Column: 18}},
					Words:   rulefile.Text{Value: "A packet of 1514 bytes of which the file holds 96.", At: rulefile.Place{File: "iserver.yaml", Line: 95, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 81, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 98, Column: 5},
			ID:       rulefile.Text{Value: "CAP005", At: rulefile.Place{File: "iserver.yaml", Line: 98, Column: 9}},
			Name:     rulefile.Text{Value: "start-missing", At: rulefile.Place{File: "iserver.yaml", Line: 99, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 100, Column: 15}},
			Text: rulefile.Text{
				Value: "The capture begins inside the connection: its opening (SYN) was not seen. What must come first may have come before, so rules about the beginning of a connection are inconclusive for it unless a LoginReq is seen.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 103, Column: 11},
			},
			Message: rulefile.Text{Value: "the capture begins inside this connection", At: rulefile.Place{File: "iserver.yaml", Line: 106, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 102, Column: 13},
				Document: rulefile.Text{Value: "RFC 9293", At: rulefile.Place{File: "iserver.yaml", Line: 102, Column: 24}},
				Section:  rulefile.Text{Value: "3.5 Establishing a Connection", At: rulefile.Place{File: "iserver.yaml", Line: 102, Column: 43}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 102, Column: 83}},
			},
			Check: rulefile.Text{Value: "connection", At: rulefile.Place{File: "iserver.yaml", Line: 101, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 108, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 108, Column: 18}},
					Words:   rulefile.Text{Value: "A connection whose SYN is in the capture.", At: rulefile.Place{File: "iserver.yaml", Line: 109, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 111, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 111, Column: 18}},
					Words:   rulefile.Text{Value: "A connection of which the first captured packet carries data.", At: rulefile.Place{File: "iserver.yaml", Line: 112, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 98, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 115, Column: 5},
			ID:       rulefile.Text{Value: "CAP006", At: rulefile.Place{File: "iserver.yaml", Line: 115, Column: 9}},
			Name:     rulefile.Text{Value: "resync", At: rulefile.Place{File: "iserver.yaml", Line: 116, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 117, Column: 15}},
			Text: rulefile.Text{
				Value: "Where a header is due, other bytes stand. They were skipped up to the next valid header, and whatever they held was not checked. A wrong length is reported as GLI003 instead where it explains the bytes; a hole in the capture as CAP002.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 120, Column: 11},
			},
			Message: rulefile.Text{Value: "skipped {bytes|byte} to find the next valid header", At: rulefile.Place{File: "iserver.yaml", Line: 124, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 119, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 119, Column: 24}},
				Section:  rulefile.Text{Value: "resynchronisation", At: rulefile.Place{File: "iserver.yaml", Line: 119, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 119, Column: 112}},
			},
			Check: rulefile.Text{Value: "connection", At: rulefile.Place{File: "iserver.yaml", Line: 118, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 126, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 126, Column: 18}},
					Frames:  rulefile.Text{Value: "00 00 00 02 02 00 00 00 00 02 02 00\n", At: rulefile.Place{File: "iserver.yaml", Line: 127, Column: 17}, Block: true, Indent: 12},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 129, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 129, Column: 18}},
					Frames:  rulefile.Text{Value: "00 00 00 02 02 00 72 75 62 62 69 73 68 00 00 00 02 02 00\n", At: rulefile.Place{File: "iserver.yaml", Line: 130, Column: 17}, Block: true, Indent: 12},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 115, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 133, Column: 5},
			ID:       rulefile.Text{Value: "CAP007", At: rulefile.Place{File: "iserver.yaml", Line: 133, Column: 9}},
			Name:     rulefile.Text{Value: "log-truncated", At: rulefile.Place{File: "iserver.yaml", Line: 134, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 135, Column: 15}},
			Text: rulefile.Text{
				Value: "A message in a log ends before its end tag, or its record holds fewer bytes than the record says. Loggers with a line buffer (1024 bytes in a known driver) cut long XML in the middle of a tag and leave no mark. The message itself may have been in order on the wire, so its XML is not held against it.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 138, Column: 11},
			},
			Message: rulefile.Text{Value: "the log holds only {bytes|byte} of the message", At: rulefile.Place{File: "iserver.yaml", Line: 142, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "declared", At: rulefile.Place{File: "iserver.yaml", Line: 144, Column: 7}},
					Text: rulefile.Text{Value: "the record says that the message has {declared} bytes", At: rulefile.Place{File: "iserver.yaml", Line: 144, Column: 17}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 137, Column: 13},
				Document: rulefile.Text{Value: "Log formats of two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 137, Column: 24}},
				Section:  rulefile.Text{Value: "driver log", At: rulefile.Place{File: "iserver.yaml", Line: 137, Column: 76}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 137, Column: 97}},
			},
			Check: rulefile.Text{Value: "connection", At: rulefile.Place{File: "iserver.yaml", Line: 136, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 146, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 146, Column: 18}},
					Words:   rulefile.Text{Value: "A line XML_DATA=(46) that is followed by the 46 bytes of a whole document.", At: rulefile.Place{File: "iserver.yaml", Line: 147, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 149, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 149, Column: 18}},
					Words:   rulefile.Text{Value: "A line that ends inside a document, the next line begins with a time stamp of its own.", At: rulefile.Place{File: "iserver.yaml", Line: 150, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 133, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 153, Column: 5},
			ID:       rulefile.Text{Value: "CAP008", At: rulefile.Place{File: "iserver.yaml", Line: 153, Column: 9}},
			Name:     rulefile.Text{Value: "encrypted-stream", At: rulefile.Place{File: "iserver.yaml", Line: 154, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 155, Column: 15}},
			Text: rulefile.Text{
				Value: "A stream on a port that --port names is TLS: both sides send TLS records, from their first bytes on or wherever the capture begins. Nothing in it can be checked, and nothing else is said about it. Capture where the bytes are in the clear, on the host that ends TLS, or decrypt the capture first.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 158, Column: 11},
			},
			Message: rulefile.Text{Value: "the stream is encrypted with TLS and cannot be checked", At: rulefile.Place{File: "iserver.yaml", Line: 162, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 157, Column: 13},
				Document: rulefile.Text{Value: "RFC 8446", At: rulefile.Place{File: "iserver.yaml", Line: 157, Column: 24}},
				Section:  rulefile.Text{Value: "5.1 Record Layer", At: rulefile.Place{File: "iserver.yaml", Line: 157, Column: 43}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 157, Column: 70}},
			},
			Check: rulefile.Text{Value: "connection", At: rulefile.Place{File: "iserver.yaml", Line: 156, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 164, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 164, Column: 18}},
					Words:   rulefile.Text{Value: "A stream on the port that begins with a GLI header, whatever is wrong with it later.", At: rulefile.Place{File: "iserver.yaml", Line: 165, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 167, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 167, Column: 18}},
					Words: rulefile.Text{
						Value: "A stream checked with --port whose client begins with a ClientHello and whose server answers with a ServerHello.",
						At:    rulefile.Place{File: "iserver.yaml", Line: 168, Column: 16},
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 153, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 171, Column: 5},
			ID:       rulefile.Text{Value: "CAP009", At: rulefile.Place{File: "iserver.yaml", Line: 171, Column: 9}},
			Name:     rulefile.Text{Value: "message-partial", At: rulefile.Place{File: "iserver.yaml", Line: 172, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 173, Column: 15}},
			Text: rulefile.Text{
				Value: "A part of the message is not in the capture: bytes are missing, or the capture or the connection ended before the message did. What there is of it was not checked, and it may have been any message.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 176, Column: 11},
			},
			Message: rulefile.Text{Value: "only {bytes} of {declared} bytes of the message are there; it is not checked", At: rulefile.Place{File: "iserver.yaml", Line: 179, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 175, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 175, Column: 24}},
				Section:  rulefile.Text{Value: "splitting over segments", At: rulefile.Place{File: "iserver.yaml", Line: 175, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 175, Column: 118}},
			},
			Check: rulefile.Text{Value: "connection", At: rulefile.Place{File: "iserver.yaml", Line: 174, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 181, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 181, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 30 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 182, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 185, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 185, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 30 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 186, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 171, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 189, Column: 5},
			ID:       rulefile.Text{Value: "CAP010", At: rulefile.Place{File: "iserver.yaml", Line: 189, Column: 9}},
			Name:     rulefile.Text{Value: "not-exercised", At: rulefile.Place{File: "iserver.yaml", Line: 190, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 191, Column: 15}},
			Text: rulefile.Text{
				Value: "A rule that --require-activated names was activated by no message of any input, so that nothing was tested by it. A gate must not pass because a test run was empty, or took another way than the one it was made for. Reported once for each such rule, about the run as a whole, whatever --select and --ignore say; ignoring a rule does not make it count as activated, and does not keep it from being so.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 194, Column: 11},
			},
			Message: rulefile.Text{Value: "no message activated {subject} {name}, which --require-activated demands", At: rulefile.Place{File: "iserver.yaml", Line: 199, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 193, Column: 13},
				Document: rulefile.Text{Value: "ivrcheck README", At: rulefile.Place{File: "iserver.yaml", Line: 193, Column: 24}},
				Section:  rulefile.Text{Value: "As a gate", At: rulefile.Place{File: "iserver.yaml", Line: 193, Column: 50}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 193, Column: 68}},
			},
			Check: rulefile.Text{Value: "run", At: rulefile.Place{File: "iserver.yaml", Line: 192, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 201, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 201, Column: 18}},
					Words:   rulefile.Text{Value: "--require-activated SEQ020, and a NewCall in one of the captures.", At: rulefile.Place{File: "iserver.yaml", Line: 202, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 204, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 204, Column: 18}},
					Words:   rulefile.Text{Value: "--require-activated SEQ020, and captures in which there is a login and no NewCall.", At: rulefile.Place{File: "iserver.yaml", Line: 205, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 189, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 208, Column: 5},
			ID:       rulefile.Text{Value: "CAP011", At: rulefile.Place{File: "iserver.yaml", Line: 208, Column: 9}},
			Name:     rulefile.Text{Value: "message-too-long", At: rulefile.Place{File: "iserver.yaml", Line: 209, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 210, Column: 15}},
			Text: rulefile.Text{
				Value: "The message is longer than --max-message allows, which is possible in a log only: on the wire a frame holds 65533 bytes. It was skipped and not checked. Often it is no message at all but one whose end tag is missing.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 213, Column: 11},
			},
			Message: rulefile.Text{Value: "the message is longer than {limit} bytes and was skipped", At: rulefile.Place{File: "iserver.yaml", Line: 216, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 212, Column: 13},
				Document: rulefile.Text{Value: "How ivrcheck reads captures", At: rulefile.Place{File: "iserver.yaml", Line: 212, Column: 24}},
				Section:  rulefile.Text{Value: "limits", At: rulefile.Place{File: "iserver.yaml", Line: 212, Column: 62}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 212, Column: 79}},
			},
			Check: rulefile.Text{Value: "document", At: rulefile.Place{File: "iserver.yaml", Line: 211, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 218, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 218, Column: 18}},
					Words:   rulefile.Text{Value: "A document of 900 bytes.", At: rulefile.Place{File: "iserver.yaml", Line: 219, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 221, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 221, Column: 18}},
					Words:   rulefile.Text{Value: "A document of two million bytes in a log, checked with --max-message 1048576.", At: rulefile.Place{File: "iserver.yaml", Line: 222, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 208, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 225, Column: 5},
			ID:       rulefile.Text{Value: "CAP012", At: rulefile.Place{File: "iserver.yaml", Line: 225, Column: 9}},
			Name:     rulefile.Text{Value: "input-empty", At: rulefile.Place{File: "iserver.yaml", Line: 226, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 227, Column: 15}},
			Subject:  rulefile.Text{Value: "input", At: rulefile.Place{File: "iserver.yaml", Line: 229, Column: 14}},
			Text: rulefile.Text{
				Value: "An input that was named on the command line holds no GLI message, so that nothing in it was checked. A gate must not pass because of that. A file that was found in a directory or by a glob may be empty; --allow-empty allows it for all.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 234, Column: 11},
			},
			Message: rulefile.Text{Value: "no GLI message was found in this input", At: rulefile.Place{File: "iserver.yaml", Line: 239, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "capture", At: rulefile.Place{File: "iserver.yaml", Line: 241, Column: 7}},
					Text: rulefile.Text{Value: "is it the right capture? --port N takes every stream on TCP port N as GLI", At: rulefile.Place{File: "iserver.yaml", Line: 241, Column: 16}},
				},
				{
					Name: rulefile.Text{Value: "link", At: rulefile.Place{File: "iserver.yaml", Line: 242, Column: 7}},
					Text: rulefile.Text{Value: "the packets have a link type that is not supported: {link}", At: rulefile.Place{File: "iserver.yaml", Line: 242, Column: 13}},
				},
				{
					Name: rulefile.Text{Value: "log", At: rulefile.Place{File: "iserver.yaml", Line: 243, Column: 7}},
					Text: rulefile.Text{
						Value: "it is read as a text log, because it is neither pcap nor pcapng nor a GLI stream; no XML with a GctiMsg root stands in it",
						At:    rulefile.Place{File: "iserver.yaml", Line: 243, Column: 12},
					},
				},
				{
					Name: rulefile.Text{Value: "empty", At: rulefile.Place{File: "iserver.yaml", Line: 244, Column: 7}},
					Text: rulefile.Text{Value: "the file has no bytes", At: rulefile.Place{File: "iserver.yaml", Line: 244, Column: 14}},
				},
				{
					Name: rulefile.Text{Value: "partial", At: rulefile.Place{File: "iserver.yaml", Line: 245, Column: 7}},
					Text: rulefile.Text{
						Value: "there is a message in it that is not whole or too long, which another finding tells; none was checked",
						At:    rulefile.Place{File: "iserver.yaml", Line: 245, Column: 16},
					},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 231, Column: 7},
				Document: rulefile.Text{Value: "ivrcheck README", At: rulefile.Place{File: "iserver.yaml", Line: 231, Column: 17}},
				Section:  rulefile.Text{Value: "Exit status", At: rulefile.Place{File: "iserver.yaml", Line: 232, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 233, Column: 14}},
			},
			Check: rulefile.Text{Value: "input", At: rulefile.Place{File: "iserver.yaml", Line: 228, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 247, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 247, Column: 18}},
					Words:   rulefile.Text{Value: "a capture of HTTP traffic, named on the command line", At: rulefile.Place{File: "iserver.yaml", Line: 248, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 249, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 249, Column: 18}},
					Words:   rulefile.Text{Value: "a capture with one LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 250, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 225, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 254, Column: 5},
			ID:       rulefile.Text{Value: "GLI001", At: rulefile.Place{File: "iserver.yaml", Line: 254, Column: 9}},
			Name:     rulefile.Text{Value: "header-constant", At: rulefile.Place{File: "iserver.yaml", Line: 255, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 256, Column: 15}},
			Text: rulefile.Text{
				Value: "Three of the six header bytes never vary: the reserved byte is 0, the GLI version 2, the application 0. A peer may drop a frame with another value, or lose its place in the stream.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 259, Column: 11},
			},
			Message: rulefile.Text{Value: "the {field} of the header is {actual}, it must be {expected}", At: rulefile.Place{File: "iserver.yaml", Line: 262, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 258, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 258, Column: 24}},
				Section:  rulefile.Text{Value: "header", At: rulefile.Place{File: "iserver.yaml", Line: 258, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 258, Column: 101}},
			},
			Check: rulefile.Text{Value: "frame", At: rulefile.Place{File: "iserver.yaml", Line: 257, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 264, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 264, Column: 18}},
					Frames:  rulefile.Text{Value: "00 00 00 02 02 00\n", At: rulefile.Place{File: "iserver.yaml", Line: 265, Column: 17}, Block: true, Indent: 12},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 267, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 267, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 30 03 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 268, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 254, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 272, Column: 5},
			ID:       rulefile.Text{Value: "GLI002", At: rulefile.Place{File: "iserver.yaml", Line: 272, Column: 9}},
			Name:     rulefile.Text{Value: "header-type", At: rulefile.Place{File: "iserver.yaml", Line: 273, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 274, Column: 15}},
			Text: rulefile.Text{
				Value: "The second header byte is the message type: 0 keep-alive request, 1 keep-alive acknowledgement, 2 error acknowledgement, 3 XML. There is no other; known peers ignore such a frame or take its body for XML.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 277, Column: 11},
			},
			Message: rulefile.Text{Value: "message type {actual} does not exist, the types are 0 to 3", At: rulefile.Place{File: "iserver.yaml", Line: 280, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 276, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 276, Column: 24}},
				Section:  rulefile.Text{Value: "message type", At: rulefile.Place{File: "iserver.yaml", Line: 276, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 276, Column: 107}},
			},
			Check: rulefile.Text{Value: "frame", At: rulefile.Place{File: "iserver.yaml", Line: 275, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 282, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 282, Column: 18}},
					Frames:  rulefile.Text{Value: "00 00 00 02 02 00\n", At: rulefile.Place{File: "iserver.yaml", Line: 283, Column: 17}, Block: true, Indent: 12},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 285, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 285, Column: 18}},
					Frames:  rulefile.Text{Value: "00 09 00 04 02 00 61 62 00 00 00 02 02 00\n", At: rulefile.Place{File: "iserver.yaml", Line: 286, Column: 17}, Block: true, Indent: 12},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 272, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 289, Column: 5},
			ID:       rulefile.Text{Value: "GLI003", At: rulefile.Place{File: "iserver.yaml", Line: 289, Column: 9}},
			Name:     rulefile.Text{Value: "frame-length", At: rulefile.Place{File: "iserver.yaml", Line: 290, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 291, Column: 15}},
			Text: rulefile.Text{
				Value: "The length field counts the bytes behind itself: version, application and body, so the body and 2 more, high byte first. A peer that believes a wrong length cuts this message and takes its rest, or a part of the next one, for a header. The true end is told by the end tag of the root and by the next header.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 294, Column: 11},
			},
			Message: rulefile.Text{Value: "the length field says {declared}, but {found}", At: rulefile.Place{File: "iserver.yaml", Line: 298, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "body-length", At: rulefile.Place{File: "iserver.yaml", Line: 300, Column: 7}},
					Text: rulefile.Text{
						Value: "it counts the body alone; the version and application bytes count too, so it is 2 too small",
						At:    rulefile.Place{File: "iserver.yaml", Line: 300, Column: 20},
					},
				},
				{
					Name: rulefile.Text{Value: "whole-frame", At: rulefile.Place{File: "iserver.yaml", Line: 301, Column: 7}},
					Text: rulefile.Text{
						Value: "it counts the whole frame; reserved byte, type and the length itself do not count, so it is 4 too big",
						At:    rulefile.Place{File: "iserver.yaml", Line: 301, Column: 20},
					},
				},
				{
					Name: rulefile.Text{Value: "little-endian", At: rulefile.Place{File: "iserver.yaml", Line: 302, Column: 7}},
					Text: rulefile.Text{Value: "its two bytes are swapped; the high byte comes first", At: rulefile.Place{File: "iserver.yaml", Line: 302, Column: 22}},
				},
				{
					Name: rulefile.Text{Value: "wrapped", At: rulefile.Place{File: "iserver.yaml", Line: 303, Column: 7}},
					Text: rulefile.Text{
						Value: "the frame is too long for 16 bits and the length has wrapped at 65536; a body holds 65533 bytes at most",
						At:    rulefile.Place{File: "iserver.yaml", Line: 303, Column: 16},
					},
				},
				{
					Name: rulefile.Text{Value: "minimum", At: rulefile.Place{File: "iserver.yaml", Line: 304, Column: 7}},
					Text: rulefile.Text{Value: "version and application bytes always count, so no length is below 2", At: rulefile.Place{File: "iserver.yaml", Line: 304, Column: 16}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 293, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 293, Column: 24}},
				Section:  rulefile.Text{Value: "length", At: rulefile.Place{File: "iserver.yaml", Line: 293, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 293, Column: 101}},
			},
			Check: rulefile.Text{Value: "frame", At: rulefile.Place{File: "iserver.yaml", Line: 292, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 306, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 306, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 30 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 307, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 310, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 310, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 2e 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e 00 00 00 02 02 00\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 311, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 314, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 314, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 34 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e 00 00 00 02 02 00\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 315, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 289, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 319, Column: 5},
			ID:       rulefile.Text{Value: "GLI004", At: rulefile.Place{File: "iserver.yaml", Line: 319, Column: 9}},
			Name:     rulefile.Text{Value: "keepalive-length", At: rulefile.Place{File: "iserver.yaml", Line: 320, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 321, Column: 15}},
			Text: rulefile.Text{
				Value: "A keep-alive request and its acknowledgement are a header and nothing else, so their length is 2. Anything else makes a peer wait for a body or parse an empty document.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 324, Column: 11},
			},
			Message: rulefile.Text{Value: "a keep-alive has length {declared}, it must be 2", At: rulefile.Place{File: "iserver.yaml", Line: 327, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 323, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 323, Column: 24}},
				Section:  rulefile.Text{Value: "keep-alive", At: rulefile.Place{File: "iserver.yaml", Line: 323, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 323, Column: 105}},
			},
			Check: rulefile.Text{Value: "frame", At: rulefile.Place{File: "iserver.yaml", Line: 322, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 329, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 329, Column: 18}},
					Frames:  rulefile.Text{Value: "00 00 00 02 02 00 00 01 00 02 02 00\n", At: rulefile.Place{File: "iserver.yaml", Line: 330, Column: 17}, Block: true, Indent: 12},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 332, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 332, Column: 18}},
					Frames:  rulefile.Text{Value: "00 00 00 05 02 00 61 62 63 00 00 00 02 02 00\n", At: rulefile.Place{File: "iserver.yaml", Line: 333, Column: 17}, Block: true, Indent: 12},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 319, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 336, Column: 5},
			ID:       rulefile.Text{Value: "GLI005", At: rulefile.Place{File: "iserver.yaml", Line: 336, Column: 9}},
			Name:     rulefile.Text{Value: "keepalive-unanswered", At: rulefile.Place{File: "iserver.yaml", Line: 337, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 338, Column: 15}},
			Subject:  rulefile.Text{Value: "GLI.keep-alive", At: rulefile.Place{File: "iserver.yaml", Line: 339, Column: 14}},
			Text: rulefile.Text{
				Value: "Every keep-alive request gets one acknowledgement from the other side, in the order of the requests. A peer that counts on them takes the connection for dead. Known clients send requests and drop those that they are sent, so a server that asks waits in vain; that is worth knowing before it gives the connection up.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 353, Column: 11},
			},
			Message: rulefile.Text{Value: "{before} has no keep-alive-ack", At: rulefile.Place{File: "iserver.yaml", Line: 357, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 352, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 352, Column: 24}},
				Section:  rulefile.Text{Value: "keep-alive", At: rulefile.Place{File: "iserver.yaml", Line: 352, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 352, Column: 105}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 342, Column: 9},
					Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 342, Column: 19}},
					When: rulefile.Matcher{
						{
							At:    rulefile.Place{File: "iserver.yaml", Line: 344, Column: 15},
							Frame: rulefile.Texts{{Value: "keep-alive-request", At: rulefile.Place{File: "iserver.yaml", Line: 344, Column: 23}}},
							From:  rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 344, Column: 49}},
						},
					},
					Then: rulefile.Matcher{
						{
							At:    rulefile.Place{File: "iserver.yaml", Line: 345, Column: 15},
							Frame: rulefile.Texts{{Value: "keep-alive-ack", At: rulefile.Place{File: "iserver.yaml", Line: 345, Column: 23}}},
							From:  rulefile.Text{Value: "server", At: rulefile.Place{File: "iserver.yaml", Line: 345, Column: 45}},
						},
					},
					Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 343, Column: 16}},
					AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 346, Column: 17}},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 347, Column: 9},
					Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 347, Column: 19}},
					When: rulefile.Matcher{
						{
							At:    rulefile.Place{File: "iserver.yaml", Line: 349, Column: 15},
							Frame: rulefile.Texts{{Value: "keep-alive-request", At: rulefile.Place{File: "iserver.yaml", Line: 349, Column: 23}}},
							From:  rulefile.Text{Value: "server", At: rulefile.Place{File: "iserver.yaml", Line: 349, Column: 49}},
						},
					},
					Then: rulefile.Matcher{
						{
							At:    rulefile.Place{File: "iserver.yaml", Line: 350, Column: 15},
							Frame: rulefile.Texts{{Value: "keep-alive-ack", At: rulefile.Place{File: "iserver.yaml", Line: 350, Column: 23}}},
							From:  rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 350, Column: 45}},
						},
					},
					Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 348, Column: 16}},
					AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 351, Column: 17}},
				},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 359, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 359, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> keep-alive-request\n< keep-alive-request\n< keep-alive-ack\n> keep-alive-ack\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 360, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 367, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 367, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> keep-alive-request\n> keep-alive-request\n< keep-alive-ack\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 368, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 374, Column: 9},
					Verdict: rulefile.Text{Value: "inconclusive", At: rulefile.Place{File: "iserver.yaml", Line: 374, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> keep-alive-request\n...\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 375, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 336, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 381, Column: 5},
			ID:       rulefile.Text{Value: "GLI006", At: rulefile.Place{File: "iserver.yaml", Line: 381, Column: 9}},
			Name:     rulefile.Text{Value: "keepalive-unsolicited", At: rulefile.Place{File: "iserver.yaml", Line: 382, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 383, Column: 15}},
			Subject:  rulefile.Text{Value: "GLI.keep-alive", At: rulefile.Place{File: "iserver.yaml", Line: 384, Column: 14}},
			Text: rulefile.Text{
				Value: "An acknowledgement answers one keep-alive request of the other side that nothing has answered yet. One that comes without a request shows a peer that mixes up who asks, or that sends the acknowledgement by itself.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 395, Column: 11},
			},
			Message: rulefile.Text{Value: "{now} answers no open keep-alive-request", At: rulefile.Place{File: "iserver.yaml", Line: 398, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 394, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 394, Column: 24}},
				Section:  rulefile.Text{Value: "keep-alive", At: rulefile.Place{File: "iserver.yaml", Line: 394, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 394, Column: 105}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 386, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 386, Column: 19}},
					When: rulefile.Matcher{
						{
							At:    rulefile.Place{File: "iserver.yaml", Line: 388, Column: 15},
							Frame: rulefile.Texts{{Value: "keep-alive-ack", At: rulefile.Place{File: "iserver.yaml", Line: 388, Column: 23}}},
							From:  rulefile.Text{Value: "server", At: rulefile.Place{File: "iserver.yaml", Line: 388, Column: 45}},
						},
					},
					Then: rulefile.Matcher{
						{
							At:    rulefile.Place{File: "iserver.yaml", Line: 389, Column: 15},
							Frame: rulefile.Texts{{Value: "keep-alive-request", At: rulefile.Place{File: "iserver.yaml", Line: 389, Column: 23}}},
							From:  rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 389, Column: 49}},
						},
					},
					Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 387, Column: 16}},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 390, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 390, Column: 19}},
					When: rulefile.Matcher{
						{
							At:    rulefile.Place{File: "iserver.yaml", Line: 392, Column: 15},
							Frame: rulefile.Texts{{Value: "keep-alive-ack", At: rulefile.Place{File: "iserver.yaml", Line: 392, Column: 23}}},
							From:  rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 392, Column: 45}},
						},
					},
					Then: rulefile.Matcher{
						{
							At:    rulefile.Place{File: "iserver.yaml", Line: 393, Column: 15},
							Frame: rulefile.Texts{{Value: "keep-alive-request", At: rulefile.Place{File: "iserver.yaml", Line: 393, Column: 23}}},
							From:  rulefile.Text{Value: "server", At: rulefile.Place{File: "iserver.yaml", Line: 393, Column: 49}},
						},
					},
					Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 391, Column: 16}},
				},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 400, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 400, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> keep-alive-request\n< keep-alive-ack\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 401, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 406, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 406, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> keep-alive-request\n< keep-alive-ack\n< keep-alive-ack\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 407, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 413, Column: 9},
					Verdict: rulefile.Text{Value: "inconclusive", At: rulefile.Place{File: "iserver.yaml", Line: 413, Column: 18}},
					Trace:   rulefile.Text{Value: "...\n< keep-alive-ack\n", At: rulefile.Place{File: "iserver.yaml", Line: 414, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 381, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 418, Column: 5},
			ID:       rulefile.Text{Value: "GLI007", At: rulefile.Place{File: "iserver.yaml", Line: 418, Column: 9}},
			Name:     rulefile.Text{Value: "error-ack", At: rulefile.Place{File: "iserver.yaml", Line: 419, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 420, Column: 15}},
			Text: rulefile.Text{
				Value: "An error acknowledgement (type 2) says that its sender could not use a frame. Both known implementations define it and neither handles it, so it is always reported, with the frame before it that came from the other side.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 423, Column: 11},
			},
			Message: rulefile.Text{Value: "an error acknowledgement was sent", At: rulefile.Place{File: "iserver.yaml", Line: 427, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 422, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 422, Column: 24}},
				Section:  rulefile.Text{Value: "error acknowledgement", At: rulefile.Place{File: "iserver.yaml", Line: 422, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 422, Column: 116}},
			},
			Check: rulefile.Text{Value: "frame", At: rulefile.Place{File: "iserver.yaml", Line: 421, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 429, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 429, Column: 18}},
					Frames:  rulefile.Text{Value: "00 00 00 02 02 00\n", At: rulefile.Place{File: "iserver.yaml", Line: 430, Column: 17}, Block: true, Indent: 12},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 432, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 432, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 30 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e 00 02 00 02 02 00\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 433, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 418, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 437, Column: 5},
			ID:       rulefile.Text{Value: "GLI008", At: rulefile.Place{File: "iserver.yaml", Line: 437, Column: 9}},
			Name:     rulefile.Text{Value: "trailing-bytes", At: rulefile.Place{File: "iserver.yaml", Line: 438, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 439, Column: 15}},
			Text: rulefile.Text{
				Value: "The length counts bytes after the end of the document, usually the NUL that ends a string in C, or a newline. The body is the XML and has no terminator; a strict parser rejects what follows the root. The message is checked without these bytes.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 442, Column: 11},
			},
			Message: rulefile.Text{Value: "the length counts {count|byte} after the document ({trailer})", At: rulefile.Place{File: "iserver.yaml", Line: 446, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 441, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 441, Column: 24}},
				Section:  rulefile.Text{Value: "body", At: rulefile.Place{File: "iserver.yaml", Line: 441, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 441, Column: 99}},
			},
			Check: rulefile.Text{Value: "frame", At: rulefile.Place{File: "iserver.yaml", Line: 440, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 448, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 448, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 30 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 449, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 452, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 452, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 31 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e 00\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 453, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 437, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 457, Column: 5},
			ID:       rulefile.Text{Value: "GLI009", At: rulefile.Place{File: "iserver.yaml", Line: 457, Column: 9}},
			Name:     rulefile.Text{Value: "frame-oversize", At: rulefile.Place{File: "iserver.yaml", Line: 458, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 459, Column: 15}},
			Text: rulefile.Text{
				Value: "The body is beyond 32767 bytes. A known peer reads the length as a signed number, takes such a frame for one without a body and loses its place in the stream.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 462, Column: 11},
			},
			Message: rulefile.Text{Value: "the body has {body} bytes, known peers cannot read more than 32767", At: rulefile.Place{File: "iserver.yaml", Line: 465, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 461, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 461, Column: 24}},
				Section:  rulefile.Text{Value: "length read as a signed number", At: rulefile.Place{File: "iserver.yaml", Line: 461, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 461, Column: 125}},
			},
			Check: rulefile.Text{Value: "frame", At: rulefile.Place{File: "iserver.yaml", Line: 460, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 467, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 467, Column: 18}},
					Words:   rulefile.Text{Value: "A message of 989 bytes.", At: rulefile.Place{File: "iserver.yaml", Line: 468, Column: 16}},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 470, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 470, Column: 18}},
					Words:   rulefile.Text{Value: "A message with a body of 40000 bytes, as its length field says.", At: rulefile.Place{File: "iserver.yaml", Line: 471, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 457, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 474, Column: 5},
			ID:       rulefile.Text{Value: "GLI010", At: rulefile.Place{File: "iserver.yaml", Line: 474, Column: 9}},
			Name:     rulefile.Text{Value: "header-missing", At: rulefile.Place{File: "iserver.yaml", Line: 475, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 476, Column: 15}},
			Text: rulefile.Text{
				Value: "XML stands in the stream where a header is due. GLI puts six bytes in front of each body; a peer takes the first six bytes of the XML for them. The message is checked nevertheless.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 479, Column: 11},
			},
			Message: rulefile.Text{Value: "the message has no GLI header in front of it", At: rulefile.Place{File: "iserver.yaml", Line: 482, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 478, Column: 13},
				Document: rulefile.Text{Value: "GLI framing as seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 478, Column: 24}},
				Section:  rulefile.Text{Value: "header", At: rulefile.Place{File: "iserver.yaml", Line: 478, Column: 84}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 478, Column: 101}},
			},
			Check: rulefile.Text{Value: "frame", At: rulefile.Place{File: "iserver.yaml", Line: 477, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 484, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 484, Column: 18}},
					Frames: rulefile.Text{
						Value:  "00 03 00 30 02 00 3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64\n3e 3c 43 61 6e 63 65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 485, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 488, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 488, Column: 18}},
					Frames: rulefile.Text{
						Value:  "3c 47 63 74 69 4d 73 67 3e 3c 43 61 6c 6c 49 64 3e 31 3c 2f 43 61 6c 6c 49 64 3e 3c 43 61 6e 63\n65 6c 2f 3e 3c 2f 47 63 74 69 4d 73 67 3e\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 489, Column: 17},
						Block:  true,
						Indent: 12,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 474, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 495, Column: 5},
			ID:       rulefile.Text{Value: "XML001", At: rulefile.Place{File: "iserver.yaml", Line: 495, Column: 9}},
			Name:     rulefile.Text{Value: "not-well-formed", At: rulefile.Place{File: "iserver.yaml", Line: 496, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 497, Column: 15}},
			Text: rulefile.Text{
				Value: "Every message is a well-formed XML document, from its first byte to its last. What is not cannot be read by the peer, which may drop the message, or the connection. The diagnosis is libxml2's; names and texts of the message in it are masked. Nothing else is said about such a message.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 500, Column: 11},
			},
			Message: rulefile.Text{Value: "the message is not well-formed XML: {diagnosis}", At: rulefile.Place{File: "iserver.yaml", Line: 504, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "ampersand", At: rulefile.Place{File: "iserver.yaml", Line: 506, Column: 7}},
					Text: rulefile.Text{Value: "a bare & must be written &amp;", At: rulefile.Place{File: "iserver.yaml", Line: 506, Column: 18}},
				},
				{
					Name: rulefile.Text{Value: "less-than", At: rulefile.Place{File: "iserver.yaml", Line: 507, Column: 7}},
					Text: rulefile.Text{Value: "a bare < must be written &lt;", At: rulefile.Place{File: "iserver.yaml", Line: 507, Column: 18}},
				},
				{
					Name: rulefile.Text{Value: "quote", At: rulefile.Place{File: "iserver.yaml", Line: 508, Column: 7}},
					Text: rulefile.Text{Value: "the value of an attribute stands in quotes, and they must be closed", At: rulefile.Place{File: "iserver.yaml", Line: 508, Column: 14}},
				},
				{
					Name: rulefile.Text{Value: "unclosed", At: rulefile.Place{File: "iserver.yaml", Line: 509, Column: 7}},
					Text: rulefile.Text{Value: "the document ends before all that was opened is closed; it may have been cut", At: rulefile.Place{File: "iserver.yaml", Line: 509, Column: 17}},
				},
				{
					Name: rulefile.Text{Value: "mismatch", At: rulefile.Place{File: "iserver.yaml", Line: 510, Column: 7}},
					Text: rulefile.Text{Value: "an end tag must close the element that was opened last", At: rulefile.Place{File: "iserver.yaml", Line: 510, Column: 17}},
				},
				{
					Name: rulefile.Text{Value: "repeated", At: rulefile.Place{File: "iserver.yaml", Line: 511, Column: 7}},
					Text: rulefile.Text{Value: "an attribute may stand only once in a tag", At: rulefile.Place{File: "iserver.yaml", Line: 511, Column: 17}},
				},
				{
					Name: rulefile.Text{Value: "control", At: rulefile.Place{File: "iserver.yaml", Line: 512, Column: 7}},
					Text: rulefile.Text{Value: "control characters other than tab and line end cannot stand in XML", At: rulefile.Place{File: "iserver.yaml", Line: 512, Column: 16}},
				},
				{
					Name: rulefile.Text{Value: "nul", At: rulefile.Place{File: "iserver.yaml", Line: 513, Column: 7}},
					Text: rulefile.Text{Value: "a C string's end may have been sent along, or the text is UTF-16", At: rulefile.Place{File: "iserver.yaml", Line: 513, Column: 12}},
				},
				{
					Name: rulefile.Text{Value: "markup", At: rulefile.Place{File: "iserver.yaml", Line: 514, Column: 7}},
					Text: rulefile.Text{Value: "nothing that makes sense as XML stands here", At: rulefile.Place{File: "iserver.yaml", Line: 514, Column: 15}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 499, Column: 13},
				Document: rulefile.Text{Value: "Extensible Markup Language (XML) 1.0", At: rulefile.Place{File: "iserver.yaml", Line: 499, Column: 24}},
				Section:  rulefile.Text{Value: "2.1 Well-Formed XML Documents", At: rulefile.Place{File: "iserver.yaml", Line: 499, Column: 73}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 499, Column: 113}},
			},
			Check: rulefile.Text{Value: "document", At: rulefile.Place{File: "iserver.yaml", Line: 498, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 516, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 516, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><LoginReq ClientName=\"Smith &amp; Sons\" Version=\"4.0\"/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 517, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 519, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 519, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><LoginReq ClientName=\"Smith & Sons\" Version=\"4.0\"/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 520, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 495, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 523, Column: 5},
			ID:       rulefile.Text{Value: "XML002", At: rulefile.Place{File: "iserver.yaml", Line: 523, Column: 9}},
			Name:     rulefile.Text{Value: "encoding", At: rulefile.Place{File: "iserver.yaml", Line: 524, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 525, Column: 15}},
			Text: rulefile.Text{
				Value: "The bytes of a message must be what its XML declaration says (UTF-8 if it says nothing). UTF-8 text under an ISO-8859-1 label is the usual fault: both readings are possible, and the two ends see different names and values. The message is still judged, read as it was most likely meant. Logs are not held to it, because whoever wrote them may have changed the encoding.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 528, Column: 11},
			},
			Message: rulefile.Text{Value: "the bytes of the message are not {encoding}, which it declares", At: rulefile.Place{File: "iserver.yaml", Line: 532, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "utf-8-label", At: rulefile.Place{File: "iserver.yaml", Line: 534, Column: 7}},
					Text: rulefile.Text{
						Value: "the bytes are UTF-8: declare encoding=\"UTF-8\", or write the text in the declared encoding",
						At:    rulefile.Place{File: "iserver.yaml", Line: 534, Column: 20},
					},
				},
				{
					Name: rulefile.Text{Value: "invalid", At: rulefile.Place{File: "iserver.yaml", Line: 535, Column: 7}},
					Text: rulefile.Text{Value: "the bytes are invalid in the declared encoding", At: rulefile.Place{File: "iserver.yaml", Line: 535, Column: 16}},
				},
				{
					Name: rulefile.Text{Value: "unknown-encoding", At: rulefile.Place{File: "iserver.yaml", Line: 536, Column: 7}},
					Text: rulefile.Text{Value: "no such encoding is known, or the bytes cannot be in it", At: rulefile.Place{File: "iserver.yaml", Line: 536, Column: 25}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 527, Column: 13},
				Document: rulefile.Text{Value: "Extensible Markup Language (XML) 1.0", At: rulefile.Place{File: "iserver.yaml", Line: 527, Column: 24}},
				Section:  rulefile.Text{Value: "4.3.3 Character Encoding in Entities", At: rulefile.Place{File: "iserver.yaml", Line: 527, Column: 73}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 527, Column: 120}},
			},
			Check: rulefile.Text{Value: "document", At: rulefile.Place{File: "iserver.yaml", Line: 526, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 538, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 538, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><LoginReq ClientName=\"é\" Version=\"4.0\"/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 539, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 541, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 541, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><LoginReq ClientName=\"é\" Version=\"4.0\"/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 542, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 523, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 545, Column: 5},
			ID:       rulefile.Text{Value: "XML003", At: rulefile.Place{File: "iserver.yaml", Line: 545, Column: 9}},
			Name:     rulefile.Text{Value: "root", At: rulefile.Place{File: "iserver.yaml", Line: 546, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 547, Column: 15}},
			Text: rulefile.Text{
				Value: "The root element of every message is GctiMsg. With another root nothing more can be said about the document; if the name differs only by case the message is judged as if it were right.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 550, Column: 11},
			},
			Message: rulefile.Text{Value: "the root element is {root}, not GctiMsg", At: rulefile.Place{File: "iserver.yaml", Line: 553, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "case", At: rulefile.Place{File: "iserver.yaml", Line: 555, Column: 7}},
					Text: rulefile.Text{Value: "XML tells upper and lower case apart", At: rulefile.Place{File: "iserver.yaml", Line: 555, Column: 13}},
				},
				{
					Name: rulefile.Text{Value: "message", At: rulefile.Place{File: "iserver.yaml", Line: 556, Column: 7}},
					Text: rulefile.Text{Value: "this is a message element; it must stand in a GctiMsg, behind a CallId", At: rulefile.Place{File: "iserver.yaml", Line: 556, Column: 16}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 549, Column: 13},
				Document: rulefile.Text{Value: "two implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 549, Column: 24}},
				Section:  rulefile.Text{Value: "root element", At: rulefile.Place{File: "iserver.yaml", Line: 549, Column: 70}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 549, Column: 91}},
			},
			Check: rulefile.Text{Value: "document", At: rulefile.Place{File: "iserver.yaml", Line: 548, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 558, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 558, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><EndCall EndCause=\"Normal\"/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 559, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 561, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 561, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><EndCall EndCause=\"Normal\"/>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 562, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 545, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 565, Column: 5},
			ID:       rulefile.Text{Value: "XML004", At: rulefile.Place{File: "iserver.yaml", Line: 565, Column: 9}},
			Name:     rulefile.Text{Value: "doctype", At: rulefile.Place{File: "iserver.yaml", Line: 566, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 567, Column: 15}},
			Text: rulefile.Text{
				Value: "Both known implementations begin every message with the document type GctiMsg SYSTEM \"IServer.dtd\". A parser that validates, or takes defaults from the DTD, may need it. The DTD itself is never read.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 570, Column: 11},
			},
			Message: rulefile.Text{Value: "the document type is not GctiMsg SYSTEM \"IServer.dtd\"", At: rulefile.Place{File: "iserver.yaml", Line: 573, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "missing", At: rulefile.Place{File: "iserver.yaml", Line: 575, Column: 7}},
					Text: rulefile.Text{Value: "there is no DOCTYPE", At: rulefile.Place{File: "iserver.yaml", Line: 575, Column: 16}},
				},
				{
					Name: rulefile.Text{Value: "other", At: rulefile.Place{File: "iserver.yaml", Line: 576, Column: 7}},
					Text: rulefile.Text{Value: "the DOCTYPE names something else", At: rulefile.Place{File: "iserver.yaml", Line: 576, Column: 14}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 569, Column: 13},
				Document: rulefile.Text{Value: "two implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 569, Column: 24}},
				Section:  rulefile.Text{Value: "document type declaration", At: rulefile.Place{File: "iserver.yaml", Line: 569, Column: 70}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 569, Column: 104}},
			},
			Check: rulefile.Text{Value: "document", At: rulefile.Place{File: "iserver.yaml", Line: 568, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 578, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 578, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 579, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 581, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 581, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 582, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 565, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 585, Column: 5},
			ID:       rulefile.Text{Value: "XML005", At: rulefile.Place{File: "iserver.yaml", Line: 585, Column: 9}},
			Name:     rulefile.Text{Value: "entity-declaration", At: rulefile.Place{File: "iserver.yaml", Line: 586, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 587, Column: 15}},
			Text: rulefile.Text{
				Value: "A message declares no entities and uses none but the five of XML. An internal DTD subset is how entity bombs and file theft are written, so a document with one is turned away before it is parsed, and so is a reference to an entity that only a DTD could define. Nothing is expanded, and nothing external is read. Nothing else is said about such a message.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 590, Column: 11},
			},
			Message: rulefile.Text{Value: "entities of its own have no place in a message: {hint}", At: rulefile.Place{File: "iserver.yaml", Line: 594, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "subset", At: rulefile.Place{File: "iserver.yaml", Line: 596, Column: 7}},
					Text: rulefile.Text{Value: "the DOCTYPE holds declarations; a message needs none", At: rulefile.Place{File: "iserver.yaml", Line: 596, Column: 15}},
				},
				{
					Name: rulefile.Text{Value: "reference", At: rulefile.Place{File: "iserver.yaml", Line: 597, Column: 7}},
					Text: rulefile.Text{
						Value: "a reference to an entity that only a DTD could define; if a plain & was meant, write &amp;",
						At:    rulefile.Place{File: "iserver.yaml", Line: 597, Column: 18},
					},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 589, Column: 13},
				Document: rulefile.Text{Value: "two implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 589, Column: 24}},
				Section:  rulefile.Text{Value: "document type declaration", At: rulefile.Place{File: "iserver.yaml", Line: 589, Column: 70}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 589, Column: 104}},
			},
			Check: rulefile.Text{Value: "document", At: rulefile.Place{File: "iserver.yaml", Line: 588, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 599, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 599, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><LoginReq ClientName=\"AT&amp;T\" Version=\"4.0\"/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 600, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 602, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 602, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\" [<!ENTITY a \"b\">]><GctiMsg><CallId>1</CallId><LoginReq ClientName=\"&a;\" Version=\"4.0\"/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 603, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 585, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 606, Column: 5},
			ID:       rulefile.Text{Value: "XML006", At: rulefile.Place{File: "iserver.yaml", Line: 606, Column: 9}},
			Name:     rulefile.Text{Value: "xml-limit", At: rulefile.Place{File: "iserver.yaml", Line: 607, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 608, Column: 15}},
			Text: rulefile.Text{
				Value: "Elements stand at most 256 deep, an element has at most 256 attributes, and a name at most 1000 bytes. No message of the protocol comes near; what goes beyond is an attack or a bug, and is not parsed.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 611, Column: 11},
			},
			Message: rulefile.Text{Value: "the message is beyond the limits of what is parsed: {hint}", At: rulefile.Place{File: "iserver.yaml", Line: 614, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "depth", At: rulefile.Place{File: "iserver.yaml", Line: 616, Column: 7}},
					Text: rulefile.Text{Value: "elements stand more than 256 deep", At: rulefile.Place{File: "iserver.yaml", Line: 616, Column: 14}},
				},
				{
					Name: rulefile.Text{Value: "attributes", At: rulefile.Place{File: "iserver.yaml", Line: 617, Column: 7}},
					Text: rulefile.Text{Value: "an element has more than 256 attributes", At: rulefile.Place{File: "iserver.yaml", Line: 617, Column: 19}},
				},
				{
					Name: rulefile.Text{Value: "name", At: rulefile.Place{File: "iserver.yaml", Line: 618, Column: 7}},
					Text: rulefile.Text{Value: "a name is longer than 1000 bytes", At: rulefile.Place{File: "iserver.yaml", Line: 618, Column: 13}},
				},
				{
					Name: rulefile.Text{Value: "size", At: rulefile.Place{File: "iserver.yaml", Line: 619, Column: 7}},
					Text: rulefile.Text{Value: "a text is larger than libxml2 takes", At: rulefile.Place{File: "iserver.yaml", Line: 619, Column: 13}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 610, Column: 13},
				Document: rulefile.Text{Value: "ivrcheck", At: rulefile.Place{File: "iserver.yaml", Line: 610, Column: 24}},
				Section:  rulefile.Text{Value: "limits", At: rulefile.Place{File: "iserver.yaml", Line: 610, Column: 43}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 610, Column: 58}},
			},
			Check: rulefile.Text{Value: "document", At: rulefile.Place{File: "iserver.yaml", Line: 609, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 621, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 621, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 622, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 624, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 624, Column: 18}},
					Words:   rulefile.Text{Value: "A message with elements 257 deep.", At: rulefile.Place{File: "iserver.yaml", Line: 625, Column: 16}},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 606, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 629, Column: 5},
			ID:       rulefile.Text{Value: "MSG001", At: rulefile.Place{File: "iserver.yaml", Line: 629, Column: 9}},
			Name:     rulefile.Text{Value: "unknown-message", At: rulefile.Place{File: "iserver.yaml", Line: 630, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 631, Column: 15}},
			Text: rulefile.Text{
				Value: "The message element bears a name that no rule set knows. A name that differs from exactly one known name by case, look-alike letters or one letter is MSG006 instead, and is judged as that message. The list of known names has those of the reference, of two implementations and of a third vendor; a rule file can add to it.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 634, Column: 11},
			},
			Message: rulefile.Text{Value: "no message {message} is known", At: rulefile.Place{File: "iserver.yaml", Line: 638, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "nearest", At: rulefile.Place{File: "iserver.yaml", Line: 640, Column: 7}},
					Text: rulefile.Text{Value: "the nearest known name is {nearest}", At: rulefile.Place{File: "iserver.yaml", Line: 640, Column: 16}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 633, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 633, Column: 24}},
				Section:  rulefile.Text{Value: "all pages of messages", At: rulefile.Place{File: "iserver.yaml", Line: 633, Column: 70}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 633, Column: 100}},
			},
			Check: rulefile.Text{Value: "message", At: rulefile.Place{File: "iserver.yaml", Line: 632, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 642, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 642, Column: 18}},
					Trace:   rulefile.Text{Value: "> LoginReq ClientName=IVR1 Version=4.0\n", At: rulefile.Place{File: "iserver.yaml", Line: 643, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 645, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 645, Column: 18}},
					Trace:   rulefile.Text{Value: "> LoginRequest ClientName=IVR1 Version=4.0\n", At: rulefile.Place{File: "iserver.yaml", Line: 646, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 629, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 649, Column: 5},
			ID:       rulefile.Text{Value: "MSG002", At: rulefile.Place{File: "iserver.yaml", Line: 649, Column: 9}},
			Name:     rulefile.Text{Value: "direction", At: rulefile.Place{File: "iserver.yaml", Line: 650, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 651, Column: 15}},
			Text: rulefile.Text{
				Value: "Each message is sent by one side only, save EndCall, which both send. The IVR is the end that opened the connection and sends LoginReq. Where the capture does not show who opened the connection, the side is inferred from the messages, and a contradiction is inconclusive.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 658, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} was sent by {sender}, but only {due} sends it", At: rulefile.Place{File: "iserver.yaml", Line: 663, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 655, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 655, Column: 17}},
				Section:  rulefile.Text{Value: "table of contents, the direction of each message", At: rulefile.Place{File: "iserver.yaml", Line: 656, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 657, Column: 14}},
			},
			Check:   rulefile.Text{Value: "message", At: rulefile.Place{File: "iserver.yaml", Line: 652, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 653, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 665, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 665, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 666, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 669, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 669, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> CallStatus Event=Ringing\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 670, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 649, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 675, Column: 5},
			ID:       rulefile.Text{Value: "MSG003", At: rulefile.Place{File: "iserver.yaml", Line: 675, Column: 9}},
			Name:     rulefile.Text{Value: "missing-parameter", At: rulefile.Place{File: "iserver.yaml", Line: 676, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 677, Column: 15}},
			Text: rulefile.Text{
				Value: "A required parameter is there and not empty. Whether it is required, and how well that is known, the catalogue says for each parameter; the severity follows from it. A parameter that is there under a misspelt name or an accepted second name counts as given.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 681, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} lacks {parameter}, which is required", At: rulefile.Place{File: "iserver.yaml", Line: 684, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "empty", At: rulefile.Place{File: "iserver.yaml", Line: 686, Column: 7}},
					Text: rulefile.Text{Value: "{parameter} is there but empty", At: rulefile.Place{File: "iserver.yaml", Line: 686, Column: 14}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 680, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 680, Column: 24}},
				Section:  rulefile.Text{Value: "tables of parameters", At: rulefile.Place{File: "iserver.yaml", Line: 680, Column: 70}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 680, Column: 99}},
			},
			Check:   rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 678, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 679, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 688, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 688, Column: 18}},
					Trace:   rulefile.Text{Value: "< LoginResp IServerVersion=8.5 Result=Success\n", At: rulefile.Place{File: "iserver.yaml", Line: 689, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 691, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 691, Column: 18}},
					Trace:   rulefile.Text{Value: "< LoginResp IServerVersion=8.5\n", At: rulefile.Place{File: "iserver.yaml", Line: 692, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 675, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 695, Column: 5},
			ID:       rulefile.Text{Value: "MSG004", At: rulefile.Place{File: "iserver.yaml", Line: 695, Column: 9}},
			Name:     rulefile.Text{Value: "value", At: rulefile.Place{File: "iserver.yaml", Line: 696, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 697, Column: 15}},
			Text: rulefile.Text{
				Value: "A parameter whose values are listed holds one of them, letter by letter: both known implementations compare exactly. White space around a value does no harm. The printed reference has zero for O and l for I in places; who typed its values from there sends values that no peer knows. The rules about sequences take such a value for whatever would be in order, so that one slip is one finding.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 701, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} has the value \"{value}\" for {parameter}, expected {expected}", At: rulefile.Place{File: "iserver.yaml", Line: 706, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "case", At: rulefile.Place{File: "iserver.yaml", Line: 708, Column: 7}},
					Text: rulefile.Text{Value: "{meant} was meant; upper and lower case count", At: rulefile.Place{File: "iserver.yaml", Line: 708, Column: 13}},
				},
				{
					Name: rulefile.Text{Value: "look-alike", At: rulefile.Place{File: "iserver.yaml", Line: 709, Column: 7}},
					Text: rulefile.Text{
						Value: "{meant} was meant; a letter was taken for another that looks like it, as in the printed reference",
						At:    rulefile.Place{File: "iserver.yaml", Line: 709, Column: 19},
					},
				},
				{
					Name: rulefile.Text{Value: "white-space", At: rulefile.Place{File: "iserver.yaml", Line: 710, Column: 7}},
					Text: rulefile.Text{Value: "{meant} was meant; there is white space in it, or case differs", At: rulefile.Place{File: "iserver.yaml", Line: 710, Column: 20}},
				},
				{
					Name: rulefile.Text{Value: "nearest", At: rulefile.Place{File: "iserver.yaml", Line: 711, Column: 7}},
					Text: rulefile.Text{Value: "the nearest value is {meant}", At: rulefile.Place{File: "iserver.yaml", Line: 711, Column: 16}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 700, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 700, Column: 24}},
				Section:  rulefile.Text{Value: "tables of parameters", At: rulefile.Place{File: "iserver.yaml", Line: 700, Column: 70}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 700, Column: 99}},
			},
			Check:   rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 698, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 699, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 713, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 713, Column: 18}},
					Trace:   rulefile.Text{Value: "< MonitorInfo Port.PortNum=01 Port.Status=OK\n", At: rulefile.Place{File: "iserver.yaml", Line: 714, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 716, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 716, Column: 18}},
					Trace:   rulefile.Text{Value: "< MonitorInfo Port.PortNum=01 Port.Status=0K\n", At: rulefile.Place{File: "iserver.yaml", Line: 717, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 695, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 720, Column: 5},
			ID:       rulefile.Text{Value: "MSG005", At: rulefile.Place{File: "iserver.yaml", Line: 720, Column: 9}},
			Name:     rulefile.Text{Value: "unknown-parameter", At: rulefile.Place{File: "iserver.yaml", Line: 721, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 722, Column: 15}},
			Text: rulefile.Text{
				Value: "An attribute or element that the catalogue does not list for this message, though its source lists or shows all that the message holds. Peers ignore it; it may be an extension, or belong elsewhere. It is reported once for each name, and a rule file can add it to the catalogue. Messages of which not all parameters are known are left alone.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 726, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} has the parameter {parameter}, which is not known for it", At: rulefile.Place{File: "iserver.yaml", Line: 730, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 725, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 725, Column: 24}},
				Section:  rulefile.Text{Value: "tables of parameters", At: rulefile.Place{File: "iserver.yaml", Line: 725, Column: 70}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 725, Column: 99}},
			},
			Check:   rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 723, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 724, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 732, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 732, Column: 18}},
					Trace:   rulefile.Text{Value: "< CallStatus Event=Ringing\n", At: rulefile.Place{File: "iserver.yaml", Line: 733, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 735, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 735, Column: 18}},
					Trace:   rulefile.Text{Value: "< CallStatus Event=Ringing Colour=red\n", At: rulefile.Place{File: "iserver.yaml", Line: 736, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 720, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 739, Column: 5},
			ID:       rulefile.Text{Value: "MSG006", At: rulefile.Place{File: "iserver.yaml", Line: 739, Column: 9}},
			Name:     rulefile.Text{Value: "misspelt-name", At: rulefile.Place{File: "iserver.yaml", Line: 740, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 741, Column: 15}},
			Text: rulefile.Text{
				Value: "A name that differs from exactly one known name of that place by case, by letters that look alike (0 and O, 1, l and I) or by one letter. XML tells case apart, so the peer does not find it. The reference's own examples of MonitorInfo are in lower case; its tables, which are not, hold. The message is judged under the known name, and the parameter counts as given.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 745, Column: 11},
			},
			Message: rulefile.Text{Value: "{written} is misspelt for {known}", At: rulefile.Place{File: "iserver.yaml", Line: 749, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 744, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 744, Column: 24}},
				Section:  rulefile.Text{Value: "tables of parameters", At: rulefile.Place{File: "iserver.yaml", Line: 744, Column: 70}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 744, Column: 99}},
			},
			Check:   rulefile.Text{Value: "message", At: rulefile.Place{File: "iserver.yaml", Line: 742, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 743, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 751, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 751, Column: 18}},
					Trace:   rulefile.Text{Value: "< MonitorInfo ReqId=7 Agent.PortNum=01 Agent.Status=Ready\n", At: rulefile.Place{File: "iserver.yaml", Line: 752, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 754, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 754, Column: 18}},
					Trace:   rulefile.Text{Value: "< MonitorInfo ReqID=7 agent.portnum=01 agent.status=Ready\n", At: rulefile.Place{File: "iserver.yaml", Line: 755, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 739, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 758, Column: 5},
			ID:       rulefile.Text{Value: "MSG007", At: rulefile.Place{File: "iserver.yaml", Line: 758, Column: 9}},
			Name:     rulefile.Text{Value: "parameter-form", At: rulefile.Place{File: "iserver.yaml", Line: 759, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 760, Column: 15}},
			Text: rulefile.Text{
				Value: "Some parameters are attributes, others elements with text. The reference seldom says which; where the catalogue knows it, mostly from implementations, the other form is reported, and its value is still used.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 764, Column: 11},
			},
			Message: rulefile.Text{Value: "{parameter} of {message} is {given}, but is known as {known}", At: rulefile.Place{File: "iserver.yaml", Line: 767, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 763, Column: 13},
				Document: rulefile.Text{Value: "implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 763, Column: 24}},
				Section:  rulefile.Text{Value: "attributes and elements", At: rulefile.Place{File: "iserver.yaml", Line: 763, Column: 66}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 763, Column: 98}},
			},
			Check:   rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 761, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 762, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 769, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 769, Column: 18}},
					Trace:   rulefile.Text{Value: "> NewCall CalledNum=100\n", At: rulefile.Place{File: "iserver.yaml", Line: 770, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 772, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 772, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><NewCall CalledNum=\"100\"/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 773, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 758, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 776, Column: 5},
			ID:       rulefile.Text{Value: "MSG008", At: rulefile.Place{File: "iserver.yaml", Line: 776, Column: 9}},
			Name:     rulefile.Text{Value: "parameter-forbidden", At: rulefile.Place{File: "iserver.yaml", Line: 777, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 778, Column: 15}},
			Text: rulefile.Text{
				Value: "MonitorInfo about a server or a port answers no request, so it never bears a ReqId. An IVR that pairs answers by ReqId would take it for one.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 782, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} about a {with} has a {parameter}", At: rulefile.Place{File: "iserver.yaml", Line: 785, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 781, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference, General Messages", At: rulefile.Place{File: "iserver.yaml", Line: 781, Column: 24}},
				Section:  rulefile.Text{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 781, Column: 90}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 781, Column: 110}},
			},
			Check:   rulefile.Text{Value: "message MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 779, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 780, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 787, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 787, Column: 18}},
					Trace:   rulefile.Text{Value: "< MonitorInfo Port.PortNum=01 Port.Status=OK\n", At: rulefile.Place{File: "iserver.yaml", Line: 788, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 790, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 790, Column: 18}},
					Trace:   rulefile.Text{Value: "< MonitorInfo ReqId=7 Port.PortNum=01 Port.Status=OK\n", At: rulefile.Place{File: "iserver.yaml", Line: 791, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 776, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 794, Column: 5},
			ID:       rulefile.Text{Value: "MSG009", At: rulefile.Place{File: "iserver.yaml", Line: 794, Column: 9}},
			Name:     rulefile.Text{Value: "call-id", At: rulefile.Place{File: "iserver.yaml", Line: 795, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 796, Column: 15}},
			Text: rulefile.Text{
				Value: "Every message, also one that belongs to no call, begins with exactly one CallId that holds something, as the first child of GctiMsg. One implementation takes the first child for it without looking at its name, and fails without it.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 799, Column: 11},
			},
			Message: rulefile.Text{Value: "one CallId that is not empty must stand in front of the message: {hint}", At: rulefile.Place{File: "iserver.yaml", Line: 802, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "missing", At: rulefile.Place{File: "iserver.yaml", Line: 804, Column: 7}},
					Text: rulefile.Text{Value: "there is none", At: rulefile.Place{File: "iserver.yaml", Line: 804, Column: 16}},
				},
				{
					Name: rulefile.Text{Value: "empty", At: rulefile.Place{File: "iserver.yaml", Line: 805, Column: 7}},
					Text: rulefile.Text{Value: "it is there but empty", At: rulefile.Place{File: "iserver.yaml", Line: 805, Column: 14}},
				},
				{
					Name: rulefile.Text{Value: "repeated", At: rulefile.Place{File: "iserver.yaml", Line: 806, Column: 7}},
					Text: rulefile.Text{Value: "there is more than one", At: rulefile.Place{File: "iserver.yaml", Line: 806, Column: 17}},
				},
				{
					Name: rulefile.Text{Value: "order", At: rulefile.Place{File: "iserver.yaml", Line: 807, Column: 7}},
					Text: rulefile.Text{Value: "it stands behind the message element, and must stand before it", At: rulefile.Place{File: "iserver.yaml", Line: 807, Column: 14}},
				},
				{
					Name: rulefile.Text{Value: "misplaced", At: rulefile.Place{File: "iserver.yaml", Line: 808, Column: 7}},
					Text: rulefile.Text{
						Value: "it stands as an attribute or in the message element, and must be the first child of GctiMsg",
						At:    rulefile.Place{File: "iserver.yaml", Line: 808, Column: 18},
					},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 798, Column: 13},
				Document: rulefile.Text{Value: "two implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 798, Column: 24}},
				Section:  rulefile.Text{Value: "envelope", At: rulefile.Place{File: "iserver.yaml", Line: 798, Column: 70}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 798, Column: 87}},
			},
			Check: rulefile.Text{Value: "message", At: rulefile.Place{File: "iserver.yaml", Line: 797, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 810, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 810, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 811, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 813, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 813, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><EndCall/><CallId>1</CallId></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 814, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 794, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 817, Column: 5},
			ID:       rulefile.Text{Value: "MSG010", At: rulefile.Place{File: "iserver.yaml", Line: 817, Column: 9}},
			Name:     rulefile.Text{Value: "envelope", At: rulefile.Place{File: "iserver.yaml", Line: 818, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 819, Column: 15}},
			Text: rulefile.Text{
				Value: "Beside the CallId, GctiMsg holds exactly one message element. Of several, one implementation takes the last and the other the one it looks for; of none, nothing comes. The first is judged.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 822, Column: 11},
			},
			Message: rulefile.Text{Value: "GctiMsg must hold exactly one message: {hint}", At: rulefile.Place{File: "iserver.yaml", Line: 825, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "none", At: rulefile.Place{File: "iserver.yaml", Line: 827, Column: 7}},
					Text: rulefile.Text{Value: "it holds none", At: rulefile.Place{File: "iserver.yaml", Line: 827, Column: 13}},
				},
				{
					Name: rulefile.Text{Value: "several", At: rulefile.Place{File: "iserver.yaml", Line: 828, Column: 7}},
					Text: rulefile.Text{Value: "{second} follows {first}", At: rulefile.Place{File: "iserver.yaml", Line: 828, Column: 16}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 821, Column: 13},
				Document: rulefile.Text{Value: "two implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 821, Column: 24}},
				Section:  rulefile.Text{Value: "envelope", At: rulefile.Place{File: "iserver.yaml", Line: 821, Column: 70}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 821, Column: 87}},
			},
			Check: rulefile.Text{Value: "message", At: rulefile.Place{File: "iserver.yaml", Line: 820, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 830, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 830, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 831, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 833, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 833, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><EndCall/><EndCall/></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 834, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 817, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 837, Column: 5},
			ID:       rulefile.Text{Value: "MSG011", At: rulefile.Place{File: "iserver.yaml", Line: 837, Column: 9}},
			Name:     rulefile.Text{Value: "subtype", At: rulefile.Place{File: "iserver.yaml", Line: 838, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 839, Column: 15}},
			Text: rulefile.Text{
				Value: "MonitorInfo tells of exactly one thing: a server, a port or an agent. The reference describes the three apart; none or several in one message leave the receiver to guess.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 842, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} must hold exactly one of {subtypes}: {hint}", At: rulefile.Place{File: "iserver.yaml", Line: 845, Column: 14}},
			Hints: []rulefile.Hint{
				{
					Name: rulefile.Text{Value: "none", At: rulefile.Place{File: "iserver.yaml", Line: 847, Column: 7}},
					Text: rulefile.Text{Value: "it holds none", At: rulefile.Place{File: "iserver.yaml", Line: 847, Column: 13}},
				},
				{
					Name: rulefile.Text{Value: "several", At: rulefile.Place{File: "iserver.yaml", Line: 848, Column: 7}},
					Text: rulefile.Text{Value: "it holds more than one", At: rulefile.Place{File: "iserver.yaml", Line: 848, Column: 16}},
				},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 841, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference, General Messages", At: rulefile.Place{File: "iserver.yaml", Line: 841, Column: 24}},
				Section:  rulefile.Text{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 841, Column: 90}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 841, Column: 110}},
			},
			Check: rulefile.Text{Value: "message MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 840, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 850, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 850, Column: 18}},
					Trace:   rulefile.Text{Value: "< MonitorInfo Agent.PortNum=01 Agent.Status=Ready\n", At: rulefile.Place{File: "iserver.yaml", Line: 851, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 853, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 853, Column: 18}},
					Trace: rulefile.Text{
						Value:  "< MonitorInfo Agent.PortNum=01 Agent.Status=Ready Port.PortNum=01 Port.Status=OK\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 854, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 837, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 857, Column: 5},
			ID:       rulefile.Text{Value: "MSG012", At: rulefile.Place{File: "iserver.yaml", Line: 857, Column: 9}},
			Name:     rulefile.Text{Value: "format", At: rulefile.Place{File: "iserver.yaml", Line: 858, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 859, Column: 15}},
			Text: rulefile.Text{
				Value: "A parameter that is a number holds digits and nothing else, save a sign in front. TimeToAnswer of DialOut is a number of seconds, and more than zero; TLibErrCode of CallError is an error code of T-Library, which is known to be a number though its page does not say so, and so is only worth an info.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 863, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} has the value \"{value}\" for {parameter}, which is a {due}", At: rulefile.Place{File: "iserver.yaml", Line: 867, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 862, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 862, Column: 24}},
				Section:  rulefile.Text{Value: "tables of parameters", At: rulefile.Place{File: "iserver.yaml", Line: 862, Column: 70}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 862, Column: 99}},
			},
			Check:   rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 860, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 861, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 869, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 869, Column: 18}},
					Trace: rulefile.Text{
						Value:  "< DialOut OrigNum=8001 DestNum=9001 RefID=17 TimeToAnswer=30\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 870, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 872, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 872, Column: 18}},
					Trace: rulefile.Text{
						Value:  "< DialOut OrigNum=8001 DestNum=9001 RefID=17 TimeToAnswer=30s\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 873, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 857, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 876, Column: 5},
			ID:       rulefile.Text{Value: "MSG013", At: rulefile.Place{File: "iserver.yaml", Line: 876, Column: 9}},
			Name:     rulefile.Text{Value: "node", At: rulefile.Place{File: "iserver.yaml", Line: 877, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 878, Column: 15}},
			Text: rulefile.Text{
				Value: "Every Node of UDataEx and ExtnsEx has a Name, a Type and a Val; both implementations write and read all three. Val may be empty. A Node that holds Nodes needs no Val.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 881, Column: 11},
			},
			Message: rulefile.Text{Value: "a Node of {list} lacks {lacking}", At: rulefile.Place{File: "iserver.yaml", Line: 884, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 880, Column: 13},
				Document: rulefile.Text{Value: "two implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 880, Column: 24}},
				Section:  rulefile.Text{Value: "lists of keys and values", At: rulefile.Place{File: "iserver.yaml", Line: 880, Column: 70}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 880, Column: 103}},
			},
			Check: rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 879, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 886, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 886, Column: 18}},
					Trace:   rulefile.Text{Value: "> NewCall CalledNum=100 UDataEx.Language=en\n", At: rulefile.Place{File: "iserver.yaml", Line: 887, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 889, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 889, Column: 18}},
					XML: rulefile.Text{
						Value:  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>1</CallId><NewCall><CalledNum>100</CalledNum><UDataEx><Node Name=\"Language\"/></UDataEx></NewCall></GctiMsg>\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 890, Column: 14},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 876, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 893, Column: 5},
			ID:       rulefile.Text{Value: "MSG014", At: rulefile.Place{File: "iserver.yaml", Line: 893, Column: 9}},
			Name:     rulefile.Text{Value: "node-repeated", At: rulefile.Place{File: "iserver.yaml", Line: 894, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 895, Column: 15}},
			Text:     rulefile.Text{Value: "A key stands once in a list. Which of two values a receiver takes is not known.", At: rulefile.Place{File: "iserver.yaml", Line: 898, Column: 11}},
			Message:  rulefile.Text{Value: "the key {key} stands twice in {list}", At: rulefile.Place{File: "iserver.yaml", Line: 900, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 897, Column: 13},
				Document: rulefile.Text{Value: "two implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 897, Column: 24}},
				Section:  rulefile.Text{Value: "lists of keys and values", At: rulefile.Place{File: "iserver.yaml", Line: 897, Column: 70}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 897, Column: 103}},
			},
			Check: rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 896, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 902, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 902, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> NewCall CalledNum=100 UDataEx.Language=en UDataEx.Country=se\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 903, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 905, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 905, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> NewCall CalledNum=100 UDataEx.Language=en UDataEx.Language=sv\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 906, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 893, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 909, Column: 5},
			ID:       rulefile.Text{Value: "MSG015", At: rulefile.Place{File: "iserver.yaml", Line: 909, Column: 9}},
			Name:     rulefile.Text{Value: "keys-separator", At: rulefile.Place{File: "iserver.yaml", Line: 910, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 911, Column: 15}},
			Text: rulefile.Text{
				Value: "The names in Keys of UDataGet stand with a colon between them. Who puts a comma, a semicolon, a bar or a percent sign there asks for one key with a long name, and gets NoMatch. One name alone needs no colon, and where there is a colon, commas and spaces belong to the names.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 915, Column: 11},
			},
			Message: rulefile.Text{
				Value: "{parameter} of {message} is \"{value}\": the names have {separator} between them, expected a colon",
				At:    rulefile.Place{File: "iserver.yaml", Line: 919, Column: 14},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 914, Column: 13},
				Document: rulefile.Text{Value: "an implementation of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 914, Column: 24}},
				Section:  rulefile.Text{Value: "UDataGet", At: rulefile.Place{File: "iserver.yaml", Line: 914, Column: 68}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 914, Column: 85}},
			},
			Check:   rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 912, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 913, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 921, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 921, Column: 18}},
					Trace:   rulefile.Text{Value: "> UDataGet Keys=\"Account, first:VoxFile\" RequestId=1\n", At: rulefile.Place{File: "iserver.yaml", Line: 922, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 924, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 924, Column: 18}},
					Trace:   rulefile.Text{Value: "> UDataGet Keys=Account,VoxFile RequestId=1\n", At: rulefile.Place{File: "iserver.yaml", Line: 925, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 909, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 928, Column: 5},
			ID:       rulefile.Text{Value: "MSG016", At: rulefile.Place{File: "iserver.yaml", Line: 928, Column: 9}},
			Name:     rulefile.Text{Value: "parameter-repeated", At: rulefile.Place{File: "iserver.yaml", Line: 929, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 930, Column: 15}},
			Text: rulefile.Text{
				Value: "A parameter that has one value is given once, be it as attribute or as element. Which of two a receiver takes is not known.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 933, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} has {parameter} more than once", At: rulefile.Place{File: "iserver.yaml", Line: 935, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 932, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 932, Column: 24}},
				Section:  rulefile.Text{Value: "tables of parameters", At: rulefile.Place{File: "iserver.yaml", Line: 932, Column: 70}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 932, Column: 99}},
			},
			Check: rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 931, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 937, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 937, Column: 18}},
					Trace:   rulefile.Text{Value: "> NewCall CalledNum=100\n", At: rulefile.Place{File: "iserver.yaml", Line: 938, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 940, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 940, Column: 18}},
					Trace:   rulefile.Text{Value: "> NewCall CalledNum=100 CalledNum=101\n", At: rulefile.Place{File: "iserver.yaml", Line: 941, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 928, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 944, Column: 5},
			ID:       rulefile.Text{Value: "MSG017", At: rulefile.Place{File: "iserver.yaml", Line: 944, Column: 9}},
			Name:     rulefile.Text{Value: "alias", At: rulefile.Place{File: "iserver.yaml", Line: 945, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 946, Column: 15}},
			Text: rulefile.Text{
				Value: "The parameter is given under a second name that is known from an implementation, and not under the documented one. Both are accepted and the value is used. A peer that follows the reference to the letter may not find it.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 950, Column: 11},
			},
			Message: rulefile.Text{Value: "{message} has {alias} for {parameter}", At: rulefile.Place{File: "iserver.yaml", Line: 953, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 949, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 949, Column: 24}},
				Section:  rulefile.Text{Value: "tables of parameters against implementations", At: rulefile.Place{File: "iserver.yaml", Line: 949, Column: 70}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 949, Column: 123}},
			},
			Check:   rulefile.Text{Value: "known-message", At: rulefile.Place{File: "iserver.yaml", Line: 947, Column: 12}},
			ByBasis: rulefile.Flag{On: true, At: rulefile.Place{File: "iserver.yaml", Line: 948, Column: 15}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 955, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 955, Column: 18}},
					Trace:   rulefile.Text{Value: "< LoginResp IServerVersion=8.1.001.02 Result=Success\n", At: rulefile.Place{File: "iserver.yaml", Line: 956, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 958, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 958, Column: 18}},
					Trace:   rulefile.Text{Value: "< LoginResp IServerVer=8.1.001.02 Result=Success\n", At: rulefile.Place{File: "iserver.yaml", Line: 959, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 944, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 962, Column: 5},
			ID:       rulefile.Text{Value: "MSG018", At: rulefile.Place{File: "iserver.yaml", Line: 962, Column: 9}},
			Name:     rulefile.Text{Value: "version-gate", At: rulefile.Place{File: "iserver.yaml", Line: 963, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 964, Column: 15}},
			Text: rulefile.Text{
				Value: "Some parameters came with a later version of the protocol, and a server sends them only to an IVR that has logged in with that Version or a later one. A client of an older version does not know them, and may validate against a DTD without them. Versions are compared as numbers; where the login was not seen, or states no version, nothing is said.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 967, Column: 11},
			},
			Message: rulefile.Text{
				Value: "{message} has {parameter}, which the protocol has since version {since}; the login is of version {version}",
				At:    rulefile.Place{File: "iserver.yaml", Line: 971, Column: 14},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 966, Column: 13},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference, Call Information Messages", At: rulefile.Place{File: "iserver.yaml", Line: 966, Column: 24}},
				Section:  rulefile.Text{Value: "CallInfoResp, FirstHomeLocation", At: rulefile.Place{File: "iserver.yaml", Line: 966, Column: 99}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 966, Column: 141}},
			},
			Check: rulefile.Text{Value: "versioned-parameter", At: rulefile.Place{File: "iserver.yaml", Line: 965, Column: 12}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 973, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 973, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=3.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=3.0 CalledNum=4711\n> CallInfoReq CallId=7\n< CallInfoResp CallId=7 ANI=5551234 FirstHomeLocation=Site1\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 974, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 981, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 981, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=2.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=2.0 CalledNum=4711\n> CallInfoReq CallId=7\n< CallInfoResp CallId=7 ANI=5551234 FirstHomeLocation=Site1\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 982, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 989, Column: 9},
					Verdict: rulefile.Text{Value: "not-activated", At: rulefile.Place{File: "iserver.yaml", Line: 989, Column: 18}},
					Trace: rulefile.Text{
						Value:  "...\n> CallInfoReq CallId=7\n< CallInfoResp CallId=7 ANI=5551234 FirstHomeLocation=Site1\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 990, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 962, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 997, Column: 5},
			ID:       rulefile.Text{Value: "SEQ001", At: rulefile.Place{File: "iserver.yaml", Line: 997, Column: 9}},
			Name:     rulefile.Text{Value: "login-first", At: rulefile.Place{File: "iserver.yaml", Line: 998, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 999, Column: 15}},
			Subject:  rulefile.Text{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 1000, Column: 14}},
			Text: rulefile.Text{
				Value: "The first XML message of every connection is the IVR's LoginReq, also after each reconnect, and the first message from the server is LoginResp. Nothing else means anything to the server before it knows which IVR it speaks to.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1011, Column: 11},
			},
			Message: rulefile.Text{Value: "{now} comes where {expected} must be the first", At: rulefile.Place{File: "iserver.yaml", Line: 1016, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1008, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1008, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages (login); order seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1009, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 1010, Column: 14}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1002, Column: 9},
					Template: rulefile.Text{Value: "init", At: rulefile.Place{File: "iserver.yaml", Line: 1002, Column: 19}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1003, Column: 15},
							Message: rulefile.Texts{{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 1003, Column: 25}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1004, Column: 9},
					Template: rulefile.Text{Value: "init", At: rulefile.Place{File: "iserver.yaml", Line: 1004, Column: 19}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1006, Column: 15},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1006, Column: 25}}},
						},
					},
					Among: rulefile.Matcher{
						{
							At:   rulefile.Place{File: "iserver.yaml", Line: 1005, Column: 16},
							From: rulefile.Text{Value: "server", At: rulefile.Place{File: "iserver.yaml", Line: 1005, Column: 23}},
						},
					},
				},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1018, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1018, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1019, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1022, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1022, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> LoginReq ClientName=IVR1 Version=4.0\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1023, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1026, Column: 9},
					Verdict: rulefile.Text{Value: "inconclusive", At: rulefile.Place{File: "iserver.yaml", Line: 1026, Column: 18}},
					Trace: rulefile.Text{
						Value:  "...\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1027, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 997, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1031, Column: 5},
			ID:       rulefile.Text{Value: "SEQ002", At: rulefile.Place{File: "iserver.yaml", Line: 1031, Column: 9}},
			Name:     rulefile.Text{Value: "login-answered", At: rulefile.Place{File: "iserver.yaml", Line: 1032, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 1033, Column: 15}},
			Subject:  rulefile.Text{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1034, Column: 14}},
			Text: rulefile.Text{
				Value: "Every LoginReq gets one LoginResp: none is a server that does not speak, two are a server that lost track. A LoginResp that follows one with Status InitInProgress answers the same LoginReq, because the server reports again when it is ready.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1054, Column: 11},
			},
			Message: rulefile.Text{Value: "{now} answers no LoginReq, an earlier LoginResp has answered it already", At: rulefile.Place{File: "iserver.yaml", Line: 1059, Column: 14}},
			Missing: rulefile.Text{Value: "{before} has no LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1060, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1051, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1051, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages, LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1052, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1053, Column: 14}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1036, Column: 9},
					Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 1036, Column: 19}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1037, Column: 15},
							Message: rulefile.Texts{{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 1037, Column: 25}}},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1038, Column: 15},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1038, Column: 25}}},
						},
					},
					Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1039, Column: 16}},
					AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1040, Column: 17}},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1043, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1043, Column: 19}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1044, Column: 15},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1044, Column: 25}}},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1046, Column: 13},
							Message: rulefile.Texts{{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 1046, Column: 23}}},
						},
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1047, Column: 13},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1047, Column: 23}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Status", At: rulefile.Place{File: "iserver.yaml", Line: 1047, Column: 42}},
									Values: rulefile.Texts{{Value: "InitInProgress", At: rulefile.Place{File: "iserver.yaml", Line: 1047, Column: 50}}},
								},
							},
						},
					},
					Scope: rulefile.Scope{
						At: rulefile.Place{File: "iserver.yaml", Line: 1049, Column: 16},
						After: rulefile.Matcher{
							{
								At:      rulefile.Place{File: "iserver.yaml", Line: 1049, Column: 24},
								Message: rulefile.Texts{{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 1049, Column: 34}}},
							},
						},
					},
					Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1048, Column: 16}},
				},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1062, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1062, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=InitInProgress\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1063, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1067, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1067, Column: 18}},
					Trace:   rulefile.Text{Value: "> LoginReq ClientName=IVR1 Version=4.0\n", At: rulefile.Place{File: "iserver.yaml", Line: 1068, Column: 16}, Block: true, Indent: 10},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1070, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1070, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1071, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1075, Column: 9},
					Verdict: rulefile.Text{Value: "inconclusive", At: rulefile.Place{File: "iserver.yaml", Line: 1075, Column: 18}},
					Trace:   rulefile.Text{Value: "> LoginReq ClientName=IVR1 Version=4.0\n...\n", At: rulefile.Place{File: "iserver.yaml", Line: 1076, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 1031, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1080, Column: 5},
			ID:       rulefile.Text{Value: "SEQ003", At: rulefile.Place{File: "iserver.yaml", Line: 1080, Column: 9}},
			Name:     rulefile.Text{Value: "login-repeated", At: rulefile.Place{File: "iserver.yaml", Line: 1081, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1082, Column: 15}},
			Subject:  rulefile.Text{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 1083, Column: 14}},
			Text: rulefile.Text{
				Value: "An IVR logs in once on a connection. A second LoginReq after a successful login means that it believes the connection lost, or that two of its parts share one. A LoginReq repeated after InitInProgress, NoSuchClient or InvalidProtocolVersion is another try and no fault.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1094, Column: 11},
			},
			Message: rulefile.Text{Value: "LoginReq again, the login was successful at {before.place}", At: rulefile.Place{File: "iserver.yaml", Line: 1099, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1091, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1091, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages (login); order seen in two public implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1092, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 1093, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1101, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1101, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=InitInProgress\n> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1102, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1107, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1107, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1108, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1080, Column: 5},
				Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 1084, Column: 15}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1087, Column: 9},
						Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1087, Column: 19}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "Status", At: rulefile.Place{File: "iserver.yaml", Line: 1087, Column: 38}},
								Values: rulefile.Texts{{Value: "OK", At: rulefile.Place{File: "iserver.yaml", Line: 1087, Column: 46}}},
							},
						},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1088, Column: 9},
						Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1088, Column: 19}}},
						Lacks:   rulefile.Texts{{Value: "Status", At: rulefile.Place{File: "iserver.yaml", Line: 1088, Column: 63}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "Result", At: rulefile.Place{File: "iserver.yaml", Line: 1088, Column: 38}},
								Values: rulefile.Texts{{Value: "Success", At: rulefile.Place{File: "iserver.yaml", Line: 1088, Column: 46}}},
							},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1089, Column: 11},
						Message: rulefile.Texts{{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 1089, Column: 21}}},
					},
				},
				Among: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1085, Column: 12},
						Message: rulefile.Texts{
							{Value: "LoginReq", At: rulefile.Place{File: "iserver.yaml", Line: 1085, Column: 23}},
							{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1085, Column: 33}},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1114, Column: 5},
			ID:       rulefile.Text{Value: "SEQ004", At: rulefile.Place{File: "iserver.yaml", Line: 1114, Column: 9}},
			Name:     rulefile.Text{Value: "login-refused", At: rulefile.Place{File: "iserver.yaml", Line: 1115, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 1116, Column: 15}},
			Subject:  rulefile.Text{Value: "LoginResp.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1117, Column: 14}},
			Text: rulefile.Text{
				Value: "After NoSuchClient or InvalidProtocolVersion the server knows no client on this connection, and no call can be expected to work until a LoginResp says OK. The first call message after the refusal is reported.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1132, Column: 11},
			},
			Message: rulefile.Text{Value: "{now} though the login was refused and no LoginResp has said OK since", At: rulefile.Place{File: "iserver.yaml", Line: 1136, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1129, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1129, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages, LoginResp Status and Result", At: rulefile.Place{File: "iserver.yaml", Line: 1130, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1131, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1138, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1138, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR9 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=NoSuchClient\n> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1139, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1146, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1146, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR9 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=NoSuchClient\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1147, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1114, Column: 5},
				Template: rulefile.Text{Value: "absence", At: rulefile.Place{File: "iserver.yaml", Line: 1119, Column: 15}},
				When: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1121, Column: 9},
						Message: rulefile.Texts{
							{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1121, Column: 19}},
							{Value: "Failure", At: rulefile.Place{File: "iserver.yaml", Line: 1121, Column: 28}},
							{Value: "Connected", At: rulefile.Place{File: "iserver.yaml", Line: 1121, Column: 37}},
							{Value: "RouteRequest", At: rulefile.Place{File: "iserver.yaml", Line: 1121, Column: 48}},
							{Value: "RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1121, Column: 62}},
							{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1121, Column: 77}},
						},
					},
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1122, Column: 9},
						Group: rulefile.Texts{
							{Value: "call-treatment", At: rulefile.Place{File: "iserver.yaml", Line: 1122, Column: 17}},
							{Value: "external-routing", At: rulefile.Place{File: "iserver.yaml", Line: 1122, Column: 33}},
							{Value: "call-information", At: rulefile.Place{File: "iserver.yaml", Line: 1122, Column: 51}},
							{Value: "user-data", At: rulefile.Place{File: "iserver.yaml", Line: 1122, Column: 69}},
							{Value: "transfer", At: rulefile.Place{File: "iserver.yaml", Line: 1122, Column: 80}},
						},
					},
				},
				Scope: rulefile.Scope{
					At: rulefile.Place{File: "iserver.yaml", Line: 1124, Column: 7},
					After: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1125, Column: 11},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1125, Column: 21}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Status", At: rulefile.Place{File: "iserver.yaml", Line: 1125, Column: 40}},
									Values: rulefile.Texts{{Value: "NoSuchClient", At: rulefile.Place{File: "iserver.yaml", Line: 1125, Column: 48}}},
								},
							},
						},
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1126, Column: 11},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1126, Column: 21}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Result", At: rulefile.Place{File: "iserver.yaml", Line: 1126, Column: 40}},
									Values: rulefile.Texts{{Value: "InvalidProtocolVersion", At: rulefile.Place{File: "iserver.yaml", Line: 1126, Column: 48}}},
								},
							},
						},
					},
					Until: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1127, Column: 14},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1127, Column: 24}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Status", At: rulefile.Place{File: "iserver.yaml", Line: 1127, Column: 43}},
									Values: rulefile.Texts{{Value: "OK", At: rulefile.Place{File: "iserver.yaml", Line: 1127, Column: 51}}},
								},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1153, Column: 5},
			ID:       rulefile.Text{Value: "SEQ005", At: rulefile.Place{File: "iserver.yaml", Line: 1153, Column: 9}},
			Name:     rulefile.Text{Value: "login-not-ready", At: rulefile.Place{File: "iserver.yaml", Line: 1154, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 1155, Column: 15}},
			Subject:  rulefile.Text{Value: "LoginResp.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1156, Column: 14}},
			Text: rulefile.Text{
				Value: "InitInProgress says that the server is not ready for new calls yet; only OK says that it is. The first NewCall in between is reported.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1167, Column: 11},
			},
			Message: rulefile.Text{Value: "NewCall for {CallId} before the server was ready: InitInProgress, and no OK since", At: rulefile.Place{File: "iserver.yaml", Line: 1170, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1164, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1164, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages, LoginResp Status", At: rulefile.Place{File: "iserver.yaml", Line: 1165, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1166, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1172, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1172, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=InitInProgress\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1173, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1179, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1179, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=InitInProgress\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1180, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1153, Column: 5},
				Template: rulefile.Text{Value: "absence", At: rulefile.Place{File: "iserver.yaml", Line: 1158, Column: 15}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1159, Column: 11},
						Message: rulefile.Texts{{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1159, Column: 21}}},
					},
				},
				Scope: rulefile.Scope{
					At: rulefile.Place{File: "iserver.yaml", Line: 1161, Column: 7},
					After: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1161, Column: 14},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1161, Column: 24}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Status", At: rulefile.Place{File: "iserver.yaml", Line: 1161, Column: 43}},
									Values: rulefile.Texts{{Value: "InitInProgress", At: rulefile.Place{File: "iserver.yaml", Line: 1161, Column: 51}}},
								},
							},
						},
					},
					Until: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1162, Column: 14},
							Message: rulefile.Texts{{Value: "LoginResp", At: rulefile.Place{File: "iserver.yaml", Line: 1162, Column: 24}}},
							Where: []rulefile.Condition{
								{
									Path: rulefile.Text{Value: "Status", At: rulefile.Place{File: "iserver.yaml", Line: 1162, Column: 43}},
									Values: rulefile.Texts{
										{Value: "OK", At: rulefile.Place{File: "iserver.yaml", Line: 1162, Column: 52}},
										{Value: "NoSuchClient", At: rulefile.Place{File: "iserver.yaml", Line: 1162, Column: 56}},
									},
								},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1187, Column: 5},
			ID:       rulefile.Text{Value: "SEQ010", At: rulefile.Place{File: "iserver.yaml", Line: 1187, Column: 9}},
			Name:     rulefile.Text{Value: "agent-steady-state", At: rulefile.Place{File: "iserver.yaml", Line: 1188, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 1189, Column: 15}},
			Subject:  rulefile.Text{Value: "MonitorInfo.Agent", At: rulefile.Place{File: "iserver.yaml", Line: 1190, Column: 14}},
			Text: rulefile.Text{
				Value: "LoggedIn is never a steady state of an agent. The next status of the same port is Ready or NotReady; other ports, and other messages in between, do not matter. A status that answers a request (it bears a ReqId) counts like any other, on both ends. A peer that shows an agent as logged in and never says more leaves the IVR without knowing whether calls may go there.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1204, Column: 11},
			},
			Message: rulefile.Text{
				Value: "the agent on port {Agent.PortNum} is {actual} after LoggedIn ({before.place}), expected {expected}",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1210, Column: 14},
			},
			Missing: rulefile.Text{Value: "the agent on port {Agent.PortNum} is LoggedIn and no Ready or NotReady follows", At: rulefile.Place{File: "iserver.yaml", Line: 1211, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1201, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1201, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages, MonitorInfo Agent", At: rulefile.Place{File: "iserver.yaml", Line: 1202, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1203, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1213, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1213, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n< MonitorInfo Agent.PortNum=02 Agent.Status=LoggedOut\n< MonitorInfo Agent.PortNum=01 Agent.Status=Ready\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1214, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1220, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1220, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n> AgentQuery ReqId=5 PortNum=01\n< MonitorInfo ReqId=5 Agent.PortNum=01 Agent.Status=NotReady\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1221, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1227, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1227, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> AgentLogin ReqId=5 PortNum=01\n< MonitorInfo ReqId=5 Agent.PortNum=01 Agent.Status=LoggedIn\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedOut\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1228, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1234, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1234, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n< MonitorInfo Agent.PortNum=02 Agent.Status=Ready\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedOut\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1235, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1241, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1241, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1242, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1246, Column: 9},
					Verdict: rulefile.Text{Value: "inconclusive", At: rulefile.Place{File: "iserver.yaml", Line: 1246, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n...\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1247, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1187, Column: 5},
				Template: rulefile.Text{Value: "chain-response", At: rulefile.Place{File: "iserver.yaml", Line: 1191, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "Agent.PortNum", At: rulefile.Place{File: "iserver.yaml", Line: 1192, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1197, Column: 11},
						Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1197, Column: 21}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "Agent.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1197, Column: 42}},
								Values: rulefile.Texts{{Value: "LoggedIn", At: rulefile.Place{File: "iserver.yaml", Line: 1197, Column: 56}}},
							},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1198, Column: 11},
						Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1198, Column: 21}}},
						Where: []rulefile.Condition{
							{
								Path: rulefile.Text{Value: "Agent.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1198, Column: 42}},
								Values: rulefile.Texts{
									{Value: "Ready", At: rulefile.Place{File: "iserver.yaml", Line: 1198, Column: 57}},
									{Value: "NotReady", At: rulefile.Place{File: "iserver.yaml", Line: 1198, Column: 64}},
								},
							},
						},
					},
				},
				Among: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1196, Column: 12},
						Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1196, Column: 22}}},
						Has:     rulefile.Texts{{Value: "Agent", At: rulefile.Place{File: "iserver.yaml", Line: 1196, Column: 40}}},
					},
				},
				AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1199, Column: 13}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1253, Column: 5},
			ID:       rulefile.Text{Value: "SEQ011", At: rulefile.Place{File: "iserver.yaml", Line: 1253, Column: 9}},
			Name:     rulefile.Text{Value: "agent-reqid", At: rulefile.Place{File: "iserver.yaml", Line: 1254, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 1255, Column: 15}},
			Subject:  rulefile.Text{Value: "MonitorInfo.ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1256, Column: 14}},
			Text: rulefile.Text{
				Value: "ReqId stands in a MonitorInfo Agent only when it answers a request, and then repeats the ReqId of that request. An id that no earlier message of the IVR carried belongs to nobody.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1267, Column: 11},
			},
			Message: rulefile.Text{Value: "MonitorInfo answers ReqId {ReqId}, which no earlier request of the IVR carried", At: rulefile.Place{File: "iserver.yaml", Line: 1271, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1264, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1264, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages, MonitorInfo ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1265, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1266, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1273, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1273, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> AgentQuery ReqId=5 PortNum=01\n< MonitorInfo ReqId=5 Agent.PortNum=01 Agent.Status=Ready\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1274, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1279, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1279, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> AgentQuery ReqId=5 PortNum=01\n< MonitorInfo ReqId=6 Agent.PortNum=01 Agent.Status=Ready\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1280, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1285, Column: 9},
					Verdict: rulefile.Text{Value: "inconclusive", At: rulefile.Place{File: "iserver.yaml", Line: 1285, Column: 18}},
					Trace: rulefile.Text{
						Value:  "...\n< MonitorInfo ReqId=6 Agent.PortNum=01 Agent.Status=Ready\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1286, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1253, Column: 5},
				Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1257, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1258, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1259, Column: 11},
						Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1259, Column: 21}}},
						Has: rulefile.Texts{
							{Value: "Agent", At: rulefile.Place{File: "iserver.yaml", Line: 1259, Column: 40}},
							{Value: "ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1259, Column: 47}},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:   rulefile.Place{File: "iserver.yaml", Line: 1262, Column: 11},
						From: rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 1262, Column: 18}},
						Has:  rulefile.Texts{{Value: "ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1262, Column: 28}}},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1290, Column: 5},
			ID:       rulefile.Text{Value: "SEQ012", At: rulefile.Place{File: "iserver.yaml", Line: 1290, Column: 9}},
			Name:     rulefile.Text{Value: "port-unavailable", At: rulefile.Place{File: "iserver.yaml", Line: 1291, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1292, Column: 15}},
			Subject:  rulefile.Text{Value: "MonitorInfo.Port", At: rulefile.Place{File: "iserver.yaml", Line: 1293, Column: 14}},
			Text: rulefile.Text{
				Value: "Port Unavailable says that no further request for this port can be successful until the server says OK for it. A NewCall for the port in between is bound to fail.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1305, Column: 11},
			},
			Message: rulefile.Text{Value: "NewCall for port {CalledNum}, which is Unavailable since {before.place}", At: rulefile.Place{File: "iserver.yaml", Line: 1308, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1302, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1302, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages, MonitorInfo Port", At: rulefile.Place{File: "iserver.yaml", Line: 1303, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1304, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1310, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1310, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n< MonitorInfo Port.PortNum=4711 Port.Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1311, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1318, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1318, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Port.PortNum=4712 Port.Status=Unavailable\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1319, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1325, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1325, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1326, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1290, Column: 5},
				Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 1294, Column: 15}},
				Key: []rulefile.Texts{
					{
						{Value: "Port.PortNum", At: rulefile.Place{File: "iserver.yaml", Line: 1295, Column: 12}},
						{Value: "CalledNum", At: rulefile.Place{File: "iserver.yaml", Line: 1295, Column: 26}},
					},
				},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1299, Column: 11},
						Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1299, Column: 21}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "Port.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1299, Column: 42}},
								Values: rulefile.Texts{{Value: "Unavailable", At: rulefile.Place{File: "iserver.yaml", Line: 1299, Column: 55}}},
							},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1300, Column: 11},
						Message: rulefile.Texts{{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1300, Column: 21}}},
					},
				},
				Among: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1297, Column: 9},
						Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1297, Column: 19}}},
						Has:     rulefile.Texts{{Value: "Port", At: rulefile.Place{File: "iserver.yaml", Line: 1297, Column: 37}}},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1298, Column: 9},
						Message: rulefile.Texts{{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1298, Column: 19}}},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1333, Column: 5},
			ID:       rulefile.Text{Value: "SEQ013", At: rulefile.Place{File: "iserver.yaml", Line: 1333, Column: 9}},
			Name:     rulefile.Text{Value: "agent-status-order", At: rulefile.Place{File: "iserver.yaml", Line: 1334, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1335, Column: 15}},
			Subject:  rulefile.Text{Value: "MonitorInfo.Agent", At: rulefile.Place{File: "iserver.yaml", Line: 1336, Column: 14}},
			Text: rulefile.Text{
				Value: "An agent that is logged in logs out before it logs in again, and one that is logged out is something else before it logs out again. Ready and NotReady imply LoggedIn, so neither needs one before it; Unknown counts as LoggedOut before a LoggedIn and is no fault after a LoggedOut. The answer to a request, which carries a ReqId, may repeat a status and is never the fault.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1356, Column: 11},
			},
			Message: rulefile.Text{
				Value: "the agent on port {Agent.PortNum} is {Agent.Status} again ({before.place} said so before) with nothing in between that ended it",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1362, Column: 14},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1353, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1353, Column: 17}},
				Section:  rulefile.Text{Value: "General Messages, MonitorInfo Agent", At: rulefile.Place{File: "iserver.yaml", Line: 1354, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 1355, Column: 14}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1342, Column: 9},
					Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 1342, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "Agent.PortNum", At: rulefile.Place{File: "iserver.yaml", Line: 1343, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1345, Column: 15},
							Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1345, Column: 25}}},
							Lacks:   rulefile.Texts{{Value: "ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1345, Column: 78}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Agent.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1345, Column: 46}},
									Values: rulefile.Texts{{Value: "LoggedIn", At: rulefile.Place{File: "iserver.yaml", Line: 1345, Column: 60}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1346, Column: 15},
							Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1346, Column: 25}}},
							Lacks:   rulefile.Texts{{Value: "ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1346, Column: 78}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Agent.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1346, Column: 46}},
									Values: rulefile.Texts{{Value: "LoggedIn", At: rulefile.Place{File: "iserver.yaml", Line: 1346, Column: 60}}},
								},
							},
						},
					},
					Among: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1344, Column: 16},
							Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1344, Column: 26}}},
							Where: []rulefile.Condition{
								{
									Path: rulefile.Text{Value: "Agent.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1344, Column: 47}},
									Values: rulefile.Texts{
										{Value: "LoggedIn", At: rulefile.Place{File: "iserver.yaml", Line: 1344, Column: 62}},
										{Value: "LoggedOut", At: rulefile.Place{File: "iserver.yaml", Line: 1344, Column: 72}},
										{Value: "Unknown", At: rulefile.Place{File: "iserver.yaml", Line: 1344, Column: 83}},
									},
								},
							},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1347, Column: 9},
					Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 1347, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "Agent.PortNum", At: rulefile.Place{File: "iserver.yaml", Line: 1348, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1350, Column: 15},
							Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1350, Column: 25}}},
							Lacks:   rulefile.Texts{{Value: "ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1350, Column: 79}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Agent.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1350, Column: 46}},
									Values: rulefile.Texts{{Value: "LoggedOut", At: rulefile.Place{File: "iserver.yaml", Line: 1350, Column: 60}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1351, Column: 15},
							Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1351, Column: 25}}},
							Lacks:   rulefile.Texts{{Value: "ReqId", At: rulefile.Place{File: "iserver.yaml", Line: 1351, Column: 79}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Agent.Status", At: rulefile.Place{File: "iserver.yaml", Line: 1351, Column: 46}},
									Values: rulefile.Texts{{Value: "LoggedOut", At: rulefile.Place{File: "iserver.yaml", Line: 1351, Column: 60}}},
								},
							},
						},
					},
					Among: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1349, Column: 16},
							Message: rulefile.Texts{{Value: "MonitorInfo", At: rulefile.Place{File: "iserver.yaml", Line: 1349, Column: 26}}},
							Has:     rulefile.Texts{{Value: "Agent", At: rulefile.Place{File: "iserver.yaml", Line: 1349, Column: 44}}},
						},
					},
				},
			},
			YieldsTo: rulefile.Texts{{Value: "SEQ010", At: rulefile.Place{File: "iserver.yaml", Line: 1340, Column: 17}}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1364, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1364, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n< MonitorInfo Agent.PortNum=01 Agent.Status=Ready\n< MonitorInfo Agent.PortNum=01 Agent.Status=Unknown\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n< MonitorInfo Agent.PortNum=01 Agent.Status=NotReady\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1365, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1373, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1373, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n< MonitorInfo Agent.PortNum=01 Agent.Status=Ready\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n< MonitorInfo Agent.PortNum=01 Agent.Status=Ready\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1374, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1381, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1381, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedOut\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedOut\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1382, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 1333, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1388, Column: 5},
			ID:       rulefile.Text{Value: "SEQ020", At: rulefile.Place{File: "iserver.yaml", Line: 1388, Column: 9}},
			Name:     rulefile.Text{Value: "newcall-repeated", At: rulefile.Place{File: "iserver.yaml", Line: 1389, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1390, Column: 15}},
			Subject:  rulefile.Text{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1391, Column: 14}},
			Text: rulefile.Text{
				Value: "A NewCall opens the call of its CallId, and is not sent again while that call is open on the same connection. A CallId may be used again after EndCall or Released, and the same CallId on another connection is another call. The repeated NewCall changes nothing else: the call and its requests go on.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1403, Column: 11},
			},
			Message: rulefile.Text{Value: "NewCall for {CallId}, which is open since {before.place}", At: rulefile.Place{File: "iserver.yaml", Line: 1408, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1400, Column: 7},
				Document: rulefile.Text{Value: "public C++ IVR driver", At: rulefile.Place{File: "iserver.yaml", Line: 1400, Column: 17}},
				Section:  rulefile.Text{Value: "NewCall always opens a call", At: rulefile.Place{File: "iserver.yaml", Line: 1401, Column: 16}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1402, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1410, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1410, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1411, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1418, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1418, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1419, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1388, Column: 5},
				Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 1392, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1393, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1397, Column: 11},
						Message: rulefile.Texts{{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1397, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1398, Column: 11},
						Message: rulefile.Texts{{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1398, Column: 21}}},
					},
				},
				Among: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1395, Column: 9},
						Message: rulefile.Texts{
							{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1395, Column: 20}},
							{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1395, Column: 29}},
						},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1396, Column: 9},
						Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 1396, Column: 19}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 1396, Column: 39}},
								Values: rulefile.Texts{{Value: "Released", At: rulefile.Place{File: "iserver.yaml", Line: 1396, Column: 46}}},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1426, Column: 5},
			ID:       rulefile.Text{Value: "SEQ021", At: rulefile.Place{File: "iserver.yaml", Line: 1426, Column: 9}},
			Name:     rulefile.Text{Value: "call-unknown", At: rulefile.Place{File: "iserver.yaml", Line: 1427, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1428, Column: 15}},
			Subject:  rulefile.Text{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1429, Column: 14}},
			Text: rulefile.Text{
				Value: "A message of the routing, treatment, transfer, call information and user data groups belongs to a call that NewCall opened on the same connection. Reported once for each CallId. After a MakeCall or an outbound attempt nothing is reported, because the CallId that it opens is not known.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1450, Column: 11},
			},
			Message: rulefile.Text{Value: "{now} is for CallId {CallId}, which no NewCall opened on this connection", At: rulefile.Place{File: "iserver.yaml", Line: 1455, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1447, Column: 7},
				Document: rulefile.Text{Value: "public C++ IVR driver", At: rulefile.Place{File: "iserver.yaml", Line: 1447, Column: 17}},
				Section:  rulefile.Text{Value: "requests for a call need its NewCall first", At: rulefile.Place{File: "iserver.yaml", Line: 1448, Column: 16}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1449, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1457, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1457, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallStatus CallId=7 Event=Ringing\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1458, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1464, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1464, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n> MakeCall CallId=8\n< CallStatus CallId=9 Event=Dialing\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1465, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1472, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1472, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallStatus CallId=8 Event=Ringing\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1473, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1479, Column: 9},
					Verdict: rulefile.Text{Value: "inconclusive", At: rulefile.Place{File: "iserver.yaml", Line: 1479, Column: 18}},
					Trace:   rulefile.Text{Value: "...\n< CallStatus CallId=8 Event=Ringing\n", At: rulefile.Place{File: "iserver.yaml", Line: 1480, Column: 16}, Block: true, Indent: 10},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1426, Column: 5},
				Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1430, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1431, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1435, Column: 9},
						Message: rulefile.Texts{
							{Value: "Failure", At: rulefile.Place{File: "iserver.yaml", Line: 1435, Column: 19}},
							{Value: "Connected", At: rulefile.Place{File: "iserver.yaml", Line: 1435, Column: 28}},
							{Value: "RouteRequest", At: rulefile.Place{File: "iserver.yaml", Line: 1435, Column: 39}},
							{Value: "RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1435, Column: 53}},
							{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1435, Column: 68}},
						},
					},
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1436, Column: 9},
						Group: rulefile.Texts{
							{Value: "call-treatment", At: rulefile.Place{File: "iserver.yaml", Line: 1436, Column: 17}},
							{Value: "external-routing", At: rulefile.Place{File: "iserver.yaml", Line: 1436, Column: 33}},
							{Value: "call-information", At: rulefile.Place{File: "iserver.yaml", Line: 1436, Column: 51}},
							{Value: "user-data", At: rulefile.Place{File: "iserver.yaml", Line: 1436, Column: 69}},
						},
					},
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 9},
						Message: rulefile.Texts{
							{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 19}},
							{Value: "OneStepXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 31}},
							{Value: "OneStepConf", At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 44}},
							{Value: "InitXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 57}},
							{Value: "InitConf", At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 67}},
							{Value: "CompleteXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 77}},
							{Value: "CompleteConf", At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 91}},
							{Value: "RetrieveCall", At: rulefile.Place{File: "iserver.yaml", Line: 1437, Column: 105}},
						},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1438, Column: 9},
						Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 1438, Column: 19}}},
						Lacks:   rulefile.Texts{{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 1438, Column: 37}}},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1439, Column: 9},
						Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 1439, Column: 18}}},
						Where: []rulefile.Condition{
							{
								Path: rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 11}},
								Values: rulefile.Texts{
									{Value: "Unknown", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 23}},
									{Value: "NoSuchCall", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 32}},
									{Value: "OneStepXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 44}},
									{Value: "OneStepConf", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 57}},
									{Value: "InitConf", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 70}},
									{Value: "CompleteConf", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 80}},
									{Value: "InitXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 94}},
									{Value: "CompleteXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 104}},
									{Value: "RetrieveCall", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 118}},
									{Value: "MakeCall", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 132}},
									{Value: "NotAllowed", At: rulefile.Place{File: "iserver.yaml", Line: 1441, Column: 142}},
								},
							},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1442, Column: 11},
						Message: rulefile.Texts{{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1442, Column: 21}}},
					},
				},
				Scope: rulefile.Scope{
					At: rulefile.Place{File: "iserver.yaml", Line: 1445, Column: 12},
					Until: rulefile.Matcher{
						{
							At: rulefile.Place{File: "iserver.yaml", Line: 1445, Column: 20},
							Message: rulefile.Texts{
								{Value: "MakeCall", At: rulefile.Place{File: "iserver.yaml", Line: 1445, Column: 31}},
								{Value: "DialOut", At: rulefile.Place{File: "iserver.yaml", Line: 1445, Column: 41}},
								{Value: "DialOutInit", At: rulefile.Place{File: "iserver.yaml", Line: 1445, Column: 50}},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1484, Column: 5},
			ID:       rulefile.Text{Value: "SEQ022", At: rulefile.Place{File: "iserver.yaml", Line: 1484, Column: 9}},
			Name:     rulefile.Text{Value: "after-endcall", At: rulefile.Place{File: "iserver.yaml", Line: 1485, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1486, Column: 15}},
			Subject:  rulefile.Text{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1487, Column: 14}},
			Text: rulefile.Text{
				Value: "EndCall is the last message that the IVR sends for a CallId; what it sends later is for a call that the server has forgotten. A NewCall may open the CallId again. The server may still send its own EndCall and late CallStatus.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1505, Column: 11},
			},
			Message: rulefile.Text{Value: "{now} for {CallId}, which the IVR ended at {before.place}", At: rulefile.Place{File: "iserver.yaml", Line: 1509, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1502, Column: 7},
				Document: rulefile.Text{Value: "public implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 1502, Column: 17}},
				Section:  rulefile.Text{Value: "EndCall is the last message of the IVR for a call", At: rulefile.Place{File: "iserver.yaml", Line: 1503, Column: 16}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1504, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1511, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1511, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n< EndCall CallId=7 EndCause=Normal\n< CallStatus CallId=7 Event=Released\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1512, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1519, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1519, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1520, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1527, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1527, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n> RouteRequest CallId=7 RouteDN=8001\n< RouteResponse CallId=7 RouteType=Default\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1528, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1484, Column: 5},
				Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 1488, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1489, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1495, Column: 11},
						Message: rulefile.Texts{{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1495, Column: 21}}},
						From:    rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 1495, Column: 36}},
					},
				},
				Then: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1497, Column: 9},
						Message: rulefile.Texts{
							{Value: "Failure", At: rulefile.Place{File: "iserver.yaml", Line: 1498, Column: 19}},
							{Value: "Connected", At: rulefile.Place{File: "iserver.yaml", Line: 1498, Column: 28}},
							{Value: "RouteRequest", At: rulefile.Place{File: "iserver.yaml", Line: 1498, Column: 39}},
							{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1498, Column: 53}},
						},
						From: rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 1497, Column: 15}},
					},
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1499, Column: 9},
						Group: rulefile.Texts{
							{Value: "call-treatment", At: rulefile.Place{File: "iserver.yaml", Line: 1500, Column: 17}},
							{Value: "external-routing", At: rulefile.Place{File: "iserver.yaml", Line: 1500, Column: 33}},
							{Value: "call-information", At: rulefile.Place{File: "iserver.yaml", Line: 1500, Column: 51}},
							{Value: "user-data", At: rulefile.Place{File: "iserver.yaml", Line: 1500, Column: 69}},
							{Value: "transfer", At: rulefile.Place{File: "iserver.yaml", Line: 1500, Column: 80}},
						},
						From: rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 1499, Column: 15}},
					},
				},
				Among: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1491, Column: 9},
						Message: rulefile.Texts{
							{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1492, Column: 19}},
							{Value: "Failure", At: rulefile.Place{File: "iserver.yaml", Line: 1492, Column: 28}},
							{Value: "Connected", At: rulefile.Place{File: "iserver.yaml", Line: 1492, Column: 37}},
							{Value: "RouteRequest", At: rulefile.Place{File: "iserver.yaml", Line: 1492, Column: 48}},
							{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1492, Column: 62}},
						},
						From: rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 1491, Column: 15}},
					},
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1493, Column: 9},
						Group: rulefile.Texts{
							{Value: "call-treatment", At: rulefile.Place{File: "iserver.yaml", Line: 1494, Column: 17}},
							{Value: "external-routing", At: rulefile.Place{File: "iserver.yaml", Line: 1494, Column: 33}},
							{Value: "call-information", At: rulefile.Place{File: "iserver.yaml", Line: 1494, Column: 51}},
							{Value: "user-data", At: rulefile.Place{File: "iserver.yaml", Line: 1494, Column: 69}},
							{Value: "transfer", At: rulefile.Place{File: "iserver.yaml", Line: 1494, Column: 80}},
						},
						From: rulefile.Text{Value: "ivr", At: rulefile.Place{File: "iserver.yaml", Line: 1493, Column: 15}},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1536, Column: 5},
			ID:       rulefile.Text{Value: "SEQ023", At: rulefile.Place{File: "iserver.yaml", Line: 1536, Column: 9}},
			Name:     rulefile.Text{Value: "call-unended", At: rulefile.Place{File: "iserver.yaml", Line: 1537, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1538, Column: 15}},
			Subject:  rulefile.Text{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1539, Column: 14}},
			Text: rulefile.Text{
				Value: "A call that NewCall opened ends with EndCall, or with CallStatus Released, before the connection is closed. A call that never ends holds its port in the IVR and its interaction in the contact centre.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1552, Column: 11},
			},
			Message: rulefile.Text{Value: "the call {CallId} is never ended: no EndCall and no Released", At: rulefile.Place{File: "iserver.yaml", Line: 1556, Column: 14}},
			Missing: rulefile.Text{Value: "the call {CallId} has no EndCall and no Released", At: rulefile.Place{File: "iserver.yaml", Line: 1557, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1549, Column: 7},
				Document: rulefile.Text{Value: "public implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 1549, Column: 17}},
				Section:  rulefile.Text{Value: "EndCall closes the call of its CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1550, Column: 16}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1551, Column: 14}},
			},
			Counts: rulefile.Text{Value: "calls", At: rulefile.Place{File: "iserver.yaml", Line: 1540, Column: 13}},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1559, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1559, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallStatus CallId=7 Event=Established\n< CallStatus CallId=7 Event=Released\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1560, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1566, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1566, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallStatus CallId=7 Event=Established\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1567, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1572, Column: 9},
					Verdict: rulefile.Text{Value: "inconclusive", At: rulefile.Place{File: "iserver.yaml", Line: 1572, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n...\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1573, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1536, Column: 5},
				Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 1541, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1542, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1543, Column: 11},
						Message: rulefile.Texts{{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 1543, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1545, Column: 9},
						Message: rulefile.Texts{{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1545, Column: 19}}},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1546, Column: 9},
						Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 1546, Column: 19}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 1546, Column: 39}},
								Values: rulefile.Texts{{Value: "Released", At: rulefile.Place{File: "iserver.yaml", Line: 1546, Column: 46}}},
							},
						},
					},
				},
				AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1547, Column: 13}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1579, Column: 5},
			ID:       rulefile.Text{Value: "SEQ024", At: rulefile.Place{File: "iserver.yaml", Line: 1579, Column: 9}},
			Name:     rulefile.Text{Value: "end-cause", At: rulefile.Place{File: "iserver.yaml", Line: 1580, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1581, Column: 15}},
			Subject:  rulefile.Text{Value: "EndCall.EndCause", At: rulefile.Place{File: "iserver.yaml", Line: 1582, Column: 14}},
			Text: rulefile.Text{
				Value: "An EndCall of the server with one of these causes says that somebody erred: InvalidStateTransition, InvalidVersion and FeatureNotSupported blame the IVR's messages, ServerPaused the operation, Timeout a request that was not answered in time.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1593, Column: 11},
			},
			Message: rulefile.Text{Value: "the server ended {CallId} with the cause {EndCause}", At: rulefile.Place{File: "iserver.yaml", Line: 1598, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1590, Column: 7},
				Document: rulefile.Text{Value: "public implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 1590, Column: 17}},
				Section:  rulefile.Text{Value: "the causes of EndCall, listed in one", At: rulefile.Place{File: "iserver.yaml", Line: 1591, Column: 16}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1592, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1600, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1600, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n< EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1601, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1607, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1607, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< EndCall CallId=7 EndCause=InvalidStateTransition\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1608, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1579, Column: 5},
				Template: rulefile.Text{Value: "absence", At: rulefile.Place{File: "iserver.yaml", Line: 1583, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1584, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1586, Column: 7},
						Message: rulefile.Texts{{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1586, Column: 16}}},
						From:    rulefile.Text{Value: "server", At: rulefile.Place{File: "iserver.yaml", Line: 1587, Column: 13}},
						Where: []rulefile.Condition{
							{
								Path: rulefile.Text{Value: "EndCause", At: rulefile.Place{File: "iserver.yaml", Line: 1588, Column: 15}},
								Values: rulefile.Texts{
									{Value: "InvalidStateTransition", At: rulefile.Place{File: "iserver.yaml", Line: 1588, Column: 26}},
									{Value: "InvalidVersion", At: rulefile.Place{File: "iserver.yaml", Line: 1588, Column: 50}},
									{Value: "FeatureNotSupported", At: rulefile.Place{File: "iserver.yaml", Line: 1588, Column: 66}},
									{Value: "ServerPaused", At: rulefile.Place{File: "iserver.yaml", Line: 1588, Column: 87}},
									{Value: "Timeout", At: rulefile.Place{File: "iserver.yaml", Line: 1588, Column: 101}},
								},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1614, Column: 5},
			ID:       rulefile.Text{Value: "SEQ030", At: rulefile.Place{File: "iserver.yaml", Line: 1614, Column: 9}},
			Name:     rulefile.Text{Value: "route-answered", At: rulefile.Place{File: "iserver.yaml", Line: 1615, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1616, Column: 15}},
			Subject:  rulefile.Text{Value: "RouteRequest", At: rulefile.Place{File: "iserver.yaml", Line: 1617, Column: 14}},
			Text: rulefile.Text{
				Value: "A RouteRequest is answered: by the RouteResponse, by a TreatCall that bridges the time until it comes, or by the EndCall of a caller who did not wait.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1627, Column: 11},
			},
			Message: rulefile.Text{Value: "{before} for {CallId} has no RouteResponse, TreatCall or EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1630, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1624, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1624, Column: 17}},
				Section:  rulefile.Text{Value: "Routing Messages, RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1625, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1626, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1632, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1632, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> RouteRequest CallId=7 RouteDN=8001\n< RouteResponse CallId=7 RouteType=Normal Dest=9001\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1633, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1640, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1640, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> RouteRequest CallId=7 RouteDN=8001\n< CallStatus CallId=7 Event=Released\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1641, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1614, Column: 5},
				Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 1618, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1619, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1620, Column: 11},
						Message: rulefile.Texts{{Value: "RouteRequest", At: rulefile.Place{File: "iserver.yaml", Line: 1620, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1621, Column: 11},
						Message: rulefile.Texts{
							{Value: "RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1621, Column: 22}},
							{Value: "TreatCall", At: rulefile.Place{File: "iserver.yaml", Line: 1621, Column: 37}},
							{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 1621, Column: 48}},
						},
					},
				},
				AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1622, Column: 13}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1648, Column: 5},
			ID:       rulefile.Text{Value: "SEQ031", At: rulefile.Place{File: "iserver.yaml", Line: 1648, Column: 9}},
			Name:     rulefile.Text{Value: "route-unsolicited", At: rulefile.Place{File: "iserver.yaml", Line: 1649, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1650, Column: 15}},
			Subject:  rulefile.Text{Value: "RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1651, Column: 14}},
			Text: rulefile.Text{
				Value: "A RouteResponse answers one RouteRequest of its call. Only a reroute of any kind comes without being asked for.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1663, Column: 11},
			},
			Message: rulefile.Text{Value: "RouteResponse for {CallId} answers no open RouteRequest", At: rulefile.Place{File: "iserver.yaml", Line: 1666, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1660, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1660, Column: 17}},
				Section:  rulefile.Text{Value: "Routing Messages, RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1661, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1662, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1668, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1668, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> RouteRequest CallId=7 RouteDN=8001\n< RouteResponse CallId=7 RouteType=Normal Dest=9001\n< RouteResponse CallId=7 RouteType=Reroute Dest=9002\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1669, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1677, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1677, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> RouteRequest CallId=7 RouteDN=8001\n< RouteResponse CallId=7 RouteType=Normal Dest=9001\n< RouteResponse CallId=7 RouteType=Normal Dest=9002\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1678, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1648, Column: 5},
				Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1652, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1653, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1655, Column: 9},
						Message: rulefile.Texts{{Value: "RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1655, Column: 19}}},
						Lacks:   rulefile.Texts{{Value: "RouteType", At: rulefile.Place{File: "iserver.yaml", Line: 1655, Column: 41}}},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1656, Column: 9},
						Message: rulefile.Texts{{Value: "RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1656, Column: 19}}},
						Where: []rulefile.Condition{
							{
								Path: rulefile.Text{Value: "RouteType", At: rulefile.Place{File: "iserver.yaml", Line: 1656, Column: 42}},
								Values: rulefile.Texts{
									{Value: "Default", At: rulefile.Place{File: "iserver.yaml", Line: 1656, Column: 54}},
									{Value: "Normal", At: rulefile.Place{File: "iserver.yaml", Line: 1656, Column: 63}},
								},
							},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1657, Column: 11},
						Message: rulefile.Texts{{Value: "RouteRequest", At: rulefile.Place{File: "iserver.yaml", Line: 1657, Column: 21}}},
					},
				},
				Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1658, Column: 12}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1687, Column: 5},
			ID:       rulefile.Text{Value: "SEQ032", At: rulefile.Place{File: "iserver.yaml", Line: 1687, Column: 9}},
			Name:     rulefile.Text{Value: "route-no-dest", At: rulefile.Place{File: "iserver.yaml", Line: 1688, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 1689, Column: 15}},
			Subject:  rulefile.Text{Value: "RouteResponse.Dest", At: rulefile.Place{File: "iserver.yaml", Line: 1690, Column: 14}},
			Text: rulefile.Text{
				Value: "Only a RouteResponse of type Default tells where to route without saying it. Any other type without a Dest leaves the IVR without a number.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1701, Column: 11},
			},
			Message: rulefile.Text{Value: "RouteResponse of type {RouteType} for {CallId} has no Dest", At: rulefile.Place{File: "iserver.yaml", Line: 1704, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1698, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1698, Column: 17}},
				Section:  rulefile.Text{Value: "Routing Messages, RouteResponse Dest and RouteType", At: rulefile.Place{File: "iserver.yaml", Line: 1699, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 1700, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1706, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1706, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> RouteRequest CallId=7 RouteDN=8001\n< RouteResponse CallId=7 RouteType=Default\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1707, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1714, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1714, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> RouteRequest CallId=7 RouteDN=8001\n< RouteResponse CallId=7 RouteType=Normal\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1715, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1687, Column: 5},
				Template: rulefile.Text{Value: "absence", At: rulefile.Place{File: "iserver.yaml", Line: 1691, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1692, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1694, Column: 7},
						Message: rulefile.Texts{{Value: "RouteResponse", At: rulefile.Place{File: "iserver.yaml", Line: 1694, Column: 16}}},
						Lacks:   rulefile.Texts{{Value: "Dest", At: rulefile.Place{File: "iserver.yaml", Line: 1696, Column: 14}}},
						Where: []rulefile.Condition{
							{
								Path: rulefile.Text{Value: "RouteType", At: rulefile.Place{File: "iserver.yaml", Line: 1695, Column: 15}},
								Values: rulefile.Texts{
									{Value: "Normal", At: rulefile.Place{File: "iserver.yaml", Line: 1695, Column: 27}},
									{Value: "Reroute", At: rulefile.Place{File: "iserver.yaml", Line: 1695, Column: 35}},
									{Value: "RerouteAttended", At: rulefile.Place{File: "iserver.yaml", Line: 1695, Column: 44}},
									{Value: "RerouteConferenced", At: rulefile.Place{File: "iserver.yaml", Line: 1695, Column: 61}},
								},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1723, Column: 5},
			ID:       rulefile.Text{Value: "SEQ040", At: rulefile.Place{File: "iserver.yaml", Line: 1723, Column: 9}},
			Name:     rulefile.Text{Value: "udata-answered", At: rulefile.Place{File: "iserver.yaml", Line: 1724, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1725, Column: 15}},
			Subject:  rulefile.Text{Value: "UDataResp", At: rulefile.Place{File: "iserver.yaml", Line: 1726, Column: 14}},
			Text: rulefile.Text{
				Value: "Each UDataGet, UDataSet and UDataDel gets one UDataResp with its RequestId. Requests of a call may share an id; then the oldest is answered first.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1738, Column: 11},
			},
			Message: rulefile.Text{Value: "{before} (request {RequestId}) for {CallId} has no UDataResp", At: rulefile.Place{File: "iserver.yaml", Line: 1741, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1735, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1735, Column: 17}},
				Section:  rulefile.Text{Value: "User Data Messages, UDataResp", At: rulefile.Place{File: "iserver.yaml", Line: 1736, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1737, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1743, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1743, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> UDataGet CallId=7 Keys=Name:Lang RequestId=1\n< UDataResp CallId=7 RequestId=1 Result=Success UDataEx.Name=x UDataEx.Lang=y\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1744, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1751, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1751, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> UDataGet CallId=7 Keys=Name:Lang RequestId=1\n< UDataResp CallId=7 RequestId=1 Result=Success UDataEx.Name=x UDataEx.Lang=y\n> UDataGet CallId=7 Keys=Name:Lang RequestId=1\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1752, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1723, Column: 5},
				Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 1727, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1728, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1731, Column: 11},
						Message: rulefile.Texts{
							{Value: "UDataGet", At: rulefile.Place{File: "iserver.yaml", Line: 1731, Column: 22}},
							{Value: "UDataSet", At: rulefile.Place{File: "iserver.yaml", Line: 1731, Column: 32}},
							{Value: "UDataDel", At: rulefile.Place{File: "iserver.yaml", Line: 1731, Column: 42}},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1732, Column: 11},
						Message: rulefile.Texts{{Value: "UDataResp", At: rulefile.Place{File: "iserver.yaml", Line: 1732, Column: 21}}},
					},
				},
				Match:     rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1730, Column: 12}},
				Correlate: rulefile.Texts{{Value: "RequestId", At: rulefile.Place{File: "iserver.yaml", Line: 1729, Column: 17}}},
				AtEnd:     rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1733, Column: 13}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1761, Column: 5},
			ID:       rulefile.Text{Value: "SEQ041", At: rulefile.Place{File: "iserver.yaml", Line: 1761, Column: 9}},
			Name:     rulefile.Text{Value: "udata-unsolicited", At: rulefile.Place{File: "iserver.yaml", Line: 1762, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 1763, Column: 15}},
			Subject:  rulefile.Text{Value: "UDataResp.RequestId", At: rulefile.Place{File: "iserver.yaml", Line: 1764, Column: 14}},
			Text: rulefile.Text{
				Value: "UDataResp carries the RequestId of the request that it answers. One that matches no open request of its call belongs to nobody; test rigs that answer with a constant id do this.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1775, Column: 11},
			},
			Message: rulefile.Text{Value: "UDataResp for {CallId} has RequestId {RequestId}, which no open request has", At: rulefile.Place{File: "iserver.yaml", Line: 1779, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1772, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1772, Column: 17}},
				Section:  rulefile.Text{Value: "User Data Messages, UDataResp RequestId", At: rulefile.Place{File: "iserver.yaml", Line: 1773, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1774, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1781, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1781, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> UDataGet CallId=7 Keys=Name:Lang RequestId=1\n< UDataResp CallId=7 RequestId=1 Result=Success UDataEx.Name=x UDataEx.Lang=y\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1782, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1789, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1789, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> UDataGet CallId=7 Keys=Name:Lang RequestId=1\n< UDataResp CallId=7 RequestId=1 Result=Success UDataEx.Name=x UDataEx.Lang=y\n< UDataResp CallId=7 RequestId=UEI Result=Success\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1790, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1761, Column: 5},
				Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1765, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1766, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1769, Column: 11},
						Message: rulefile.Texts{{Value: "UDataResp", At: rulefile.Place{File: "iserver.yaml", Line: 1769, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1770, Column: 11},
						Message: rulefile.Texts{
							{Value: "UDataGet", At: rulefile.Place{File: "iserver.yaml", Line: 1770, Column: 22}},
							{Value: "UDataSet", At: rulefile.Place{File: "iserver.yaml", Line: 1770, Column: 32}},
							{Value: "UDataDel", At: rulefile.Place{File: "iserver.yaml", Line: 1770, Column: 42}},
						},
					},
				},
				Match:     rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1768, Column: 12}},
				Correlate: rulefile.Texts{{Value: "RequestId", At: rulefile.Place{File: "iserver.yaml", Line: 1767, Column: 17}}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1799, Column: 5},
			ID:       rulefile.Text{Value: "SEQ042", At: rulefile.Place{File: "iserver.yaml", Line: 1799, Column: 9}},
			Name:     rulefile.Text{Value: "udata-content", At: rulefile.Place{File: "iserver.yaml", Line: 1800, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1801, Column: 15}},
			Subject:  rulefile.Text{Value: "UDataResp.UDataEx", At: rulefile.Place{File: "iserver.yaml", Line: 1802, Column: 14}},
			Text: rulefile.Text{
				Value: "The answer to a UDataGet holds values of the keys that were asked for and no others; the answer to a UDataSet or UDataDel says only whether it worked, and holds none.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1816, Column: 11},
			},
			Message: rulefile.Text{Value: "UDataResp to {before} for {CallId} holds keys that were not asked for", At: rulefile.Place{File: "iserver.yaml", Line: 1819, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1813, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1813, Column: 17}},
				Section:  rulefile.Text{Value: "User Data Messages, UDataResp UDataEx", At: rulefile.Place{File: "iserver.yaml", Line: 1814, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1815, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1821, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1821, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> UDataGet CallId=7 Keys=Name:Lang RequestId=1\n< UDataResp CallId=7 RequestId=1 Result=Success UDataEx.Lang=y\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1822, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1829, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1829, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> UDataGet CallId=7 Keys=Name:Lang RequestId=1\n< UDataResp CallId=7 RequestId=1 Result=Success UDataEx.Pin=y\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1830, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1837, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1837, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> UDataSet CallId=7 Action=Add RequestId=1 UDataEx.a=1\n< UDataResp CallId=7 RequestId=1 Result=Success UDataEx.a=1\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1838, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1799, Column: 5},
				Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 1803, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1804, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1807, Column: 11},
						Message: rulefile.Texts{
							{Value: "UDataGet", At: rulefile.Place{File: "iserver.yaml", Line: 1807, Column: 22}},
							{Value: "UDataSet", At: rulefile.Place{File: "iserver.yaml", Line: 1807, Column: 32}},
							{Value: "UDataDel", At: rulefile.Place{File: "iserver.yaml", Line: 1807, Column: 42}},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1808, Column: 11},
						Message: rulefile.Texts{{Value: "UDataResp", At: rulefile.Place{File: "iserver.yaml", Line: 1808, Column: 21}}},
					},
				},
				Match:     rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1806, Column: 12}},
				Correlate: rulefile.Texts{{Value: "RequestId", At: rulefile.Place{File: "iserver.yaml", Line: 1805, Column: 17}}},
				Predicate: rulefile.Text{Value: "keys-subset", At: rulefile.Place{File: "iserver.yaml", Line: 1809, Column: 16}},
				Open:      rulefile.Text{Value: "ignored", At: rulefile.Place{File: "iserver.yaml", Line: 1811, Column: 11}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1846, Column: 5},
			ID:       rulefile.Text{Value: "SEQ043", At: rulefile.Place{File: "iserver.yaml", Line: 1846, Column: 9}},
			Name:     rulefile.Text{Value: "stat-answered", At: rulefile.Place{File: "iserver.yaml", Line: 1847, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1848, Column: 15}},
			Subject:  rulefile.Text{Value: "StatResp", At: rulefile.Place{File: "iserver.yaml", Line: 1849, Column: 14}},
			Text:     rulefile.Text{Value: "Each request for a statistic gets one StatResp with its RequestId.", At: rulefile.Place{File: "iserver.yaml", Line: 1860, Column: 11}},
			Message:  rulefile.Text{Value: "{before} (request {RequestId}) has no StatResp", At: rulefile.Place{File: "iserver.yaml", Line: 1862, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1857, Column: 7},
				Document: rulefile.Text{Value: "public implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 1857, Column: 17}},
				Section:  rulefile.Text{Value: "statistics requests", At: rulefile.Place{File: "iserver.yaml", Line: 1858, Column: 16}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1859, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1864, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1864, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> PeekStatReq CallId=7 RequestId=1 StatName=a\n< StatResp CallId=7 RequestId=1 ResultCode=Success Result=5\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1865, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1870, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1870, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> PeekStatReq CallId=7 RequestId=1 StatName=a\n> PeekStatReq CallId=7 RequestId=2 StatName=a\n< StatResp CallId=7 RequestId=2 ResultCode=Success Result=5\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1871, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1846, Column: 5},
				Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 1850, Column: 15}},
				When: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1853, Column: 11},
						Message: rulefile.Texts{
							{Value: "PeekStatReq", At: rulefile.Place{File: "iserver.yaml", Line: 1853, Column: 22}},
							{Value: "GetStatReq", At: rulefile.Place{File: "iserver.yaml", Line: 1853, Column: 35}},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1854, Column: 11},
						Message: rulefile.Texts{{Value: "StatResp", At: rulefile.Place{File: "iserver.yaml", Line: 1854, Column: 21}}},
					},
				},
				Match:     rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1852, Column: 12}},
				Correlate: rulefile.Texts{{Value: "RequestId", At: rulefile.Place{File: "iserver.yaml", Line: 1851, Column: 17}}},
				AtEnd:     rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1855, Column: 13}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1878, Column: 5},
			ID:       rulefile.Text{Value: "SEQ044", At: rulefile.Place{File: "iserver.yaml", Line: 1878, Column: 9}},
			Name:     rulefile.Text{Value: "stat-unsolicited", At: rulefile.Place{File: "iserver.yaml", Line: 1879, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1880, Column: 15}},
			Subject:  rulefile.Text{Value: "StatResp.RequestId", At: rulefile.Place{File: "iserver.yaml", Line: 1881, Column: 14}},
			Text: rulefile.Text{
				Value: "StatResp carries the RequestId of the request that it answers. One that matches no open request belongs to nobody.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1891, Column: 11},
			},
			Message: rulefile.Text{Value: "StatResp has RequestId {RequestId}, which no open request has", At: rulefile.Place{File: "iserver.yaml", Line: 1894, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1888, Column: 7},
				Document: rulefile.Text{Value: "public implementations of the protocol", At: rulefile.Place{File: "iserver.yaml", Line: 1888, Column: 17}},
				Section:  rulefile.Text{Value: "statistics requests", At: rulefile.Place{File: "iserver.yaml", Line: 1889, Column: 16}},
				Basis:    rulefile.Text{Value: "implementations", At: rulefile.Place{File: "iserver.yaml", Line: 1890, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1896, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1896, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> PeekStatReq CallId=7 RequestId=1 StatName=a\n< StatResp CallId=7 RequestId=1 ResultCode=Success Result=5\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1897, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1902, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1902, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> PeekStatReq CallId=7 RequestId=1 StatName=a\n< StatResp CallId=7 RequestId=1 ResultCode=Success\n< StatResp CallId=7 RequestId=1 ResultCode=Success\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1903, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1878, Column: 5},
				Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1882, Column: 15}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1885, Column: 11},
						Message: rulefile.Texts{{Value: "StatResp", At: rulefile.Place{File: "iserver.yaml", Line: 1885, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1886, Column: 11},
						Message: rulefile.Texts{
							{Value: "PeekStatReq", At: rulefile.Place{File: "iserver.yaml", Line: 1886, Column: 22}},
							{Value: "GetStatReq", At: rulefile.Place{File: "iserver.yaml", Line: 1886, Column: 35}},
						},
					},
				},
				Match:     rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1884, Column: 12}},
				Correlate: rulefile.Texts{{Value: "RequestId", At: rulefile.Place{File: "iserver.yaml", Line: 1883, Column: 17}}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1910, Column: 5},
			ID:       rulefile.Text{Value: "SEQ045", At: rulefile.Place{File: "iserver.yaml", Line: 1910, Column: 9}},
			Name:     rulefile.Text{Value: "callinfo-answered", At: rulefile.Place{File: "iserver.yaml", Line: 1911, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1912, Column: 15}},
			Subject:  rulefile.Text{Value: "CallInfoResp", At: rulefile.Place{File: "iserver.yaml", Line: 1913, Column: 14}},
			Text:     rulefile.Text{Value: "Each CallInfoReq gets one CallInfoResp for its call.", At: rulefile.Place{File: "iserver.yaml", Line: 1924, Column: 11}},
			Message:  rulefile.Text{Value: "{before} for {CallId} has no CallInfoResp", At: rulefile.Place{File: "iserver.yaml", Line: 1926, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1921, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1921, Column: 17}},
				Section:  rulefile.Text{Value: "Call Information Messages, CallInfoResp", At: rulefile.Place{File: "iserver.yaml", Line: 1922, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 1923, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1928, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1928, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> CallInfoReq CallId=7\n< CallInfoResp CallId=7 ANI=1\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1929, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1936, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1936, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> CallInfoReq CallId=7\n> CallInfoReq CallId=7\n< CallInfoResp CallId=7 ANI=1\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1937, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1910, Column: 5},
				Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 1914, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1915, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1917, Column: 11},
						Message: rulefile.Texts{{Value: "CallInfoReq", At: rulefile.Place{File: "iserver.yaml", Line: 1917, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1918, Column: 11},
						Message: rulefile.Texts{{Value: "CallInfoResp", At: rulefile.Place{File: "iserver.yaml", Line: 1918, Column: 21}}},
					},
				},
				Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 1916, Column: 12}},
				AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1919, Column: 13}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1946, Column: 5},
			ID:       rulefile.Text{Value: "SEQ050", At: rulefile.Place{File: "iserver.yaml", Line: 1946, Column: 9}},
			Name:     rulefile.Text{Value: "transfer-resolved", At: rulefile.Place{File: "iserver.yaml", Line: 1947, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1948, Column: 15}},
			Subject:  rulefile.Text{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 1949, Column: 14}},
			Text: rulefile.Text{
				Value: "A request for a transfer or a conference is followed by news of it: a CallStatus that says how it goes, or a CallError that names it. Released alone leaves open whether the transfer worked.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1962, Column: 11},
			},
			Message: rulefile.Text{
				Value: "{before} for {CallId} brought neither a CallStatus (other than Released) nor a CallError",
				At:    rulefile.Place{File: "iserver.yaml", Line: 1966, Column: 14},
			},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 1959, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 1959, Column: 17}},
				Section:  rulefile.Text{Value: "Transfer/Conferencing Messages, CallStatus and CallError", At: rulefile.Place{File: "iserver.yaml", Line: 1960, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 1961, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1968, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 1968, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> OneStepXfer CallId=7 DestDN=9001\n< CallStatus CallId=7 Event=XferComplete\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1969, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 1976, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1976, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> OneStepXfer CallId=7 DestDN=9001\n< CallStatus CallId=7 Event=Released\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 1977, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 1946, Column: 5},
				Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 1950, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1951, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 1952, Column: 11},
						Message: rulefile.Texts{
							{Value: "OneStepXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1952, Column: 22}},
							{Value: "OneStepConf", At: rulefile.Place{File: "iserver.yaml", Line: 1952, Column: 35}},
							{Value: "InitXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1952, Column: 48}},
							{Value: "InitConf", At: rulefile.Place{File: "iserver.yaml", Line: 1952, Column: 58}},
							{Value: "CompleteXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1952, Column: 68}},
							{Value: "CompleteConf", At: rulefile.Place{File: "iserver.yaml", Line: 1952, Column: 82}},
						},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1954, Column: 9},
						Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 1954, Column: 19}}},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 1955, Column: 9},
						Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 1955, Column: 18}}},
						Where: []rulefile.Condition{
							{
								Path: rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 17}},
								Values: rulefile.Texts{
									{Value: "Dialing", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 25}},
									{Value: "Ringing", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 34}},
									{Value: "Established", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 43}},
									{Value: "Retrieved", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 56}},
									{Value: "Busy", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 67}},
									{Value: "Held", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 73}},
									{Value: "ConfPartyAdd", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 79}},
									{Value: "ConfPartyDel", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 93}},
									{Value: "XferComplete", At: rulefile.Place{File: "iserver.yaml", Line: 1956, Column: 107}},
								},
							},
						},
					},
				},
				AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 1957, Column: 13}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 1985, Column: 5},
			ID:       rulefile.Text{Value: "SEQ051", At: rulefile.Place{File: "iserver.yaml", Line: 1985, Column: 9}},
			Name:     rulefile.Text{Value: "callerror-request", At: rulefile.Place{File: "iserver.yaml", Line: 1986, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 1987, Column: 15}},
			Subject:  rulefile.Text{Value: "CallError.FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 1988, Column: 14}},
			Text: rulefile.Text{
				Value: "FailedReq names the request that failed, so that a request of this name was sent before for the call. Unknown, NoSuchCall, AgentControl and NotAllowed name none.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2027, Column: 11},
			},
			Message: rulefile.Text{Value: "CallError for {CallId} names {FailedReq}, which was never requested", At: rulefile.Place{File: "iserver.yaml", Line: 2030, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2024, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2024, Column: 17}},
				Section:  rulefile.Text{Value: "Transfer/Conferencing Messages, CallError FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2025, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 2026, Column: 14}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1991, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1991, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1992, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1993, Column: 15},
							Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 1993, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 1993, Column: 44}},
									Values: rulefile.Texts{{Value: "OneStepXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1993, Column: 55}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1994, Column: 15},
							Message: rulefile.Texts{{Value: "OneStepXfer", At: rulefile.Place{File: "iserver.yaml", Line: 1994, Column: 25}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1995, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1995, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 1996, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1997, Column: 15},
							Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 1997, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 1997, Column: 44}},
									Values: rulefile.Texts{{Value: "OneStepConf", At: rulefile.Place{File: "iserver.yaml", Line: 1997, Column: 55}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 1998, Column: 15},
							Message: rulefile.Texts{{Value: "OneStepConf", At: rulefile.Place{File: "iserver.yaml", Line: 1998, Column: 25}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 1999, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 1999, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2000, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2001, Column: 15},
							Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2001, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2001, Column: 44}},
									Values: rulefile.Texts{{Value: "InitConf", At: rulefile.Place{File: "iserver.yaml", Line: 2001, Column: 55}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2002, Column: 15},
							Message: rulefile.Texts{{Value: "InitConf", At: rulefile.Place{File: "iserver.yaml", Line: 2002, Column: 25}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2003, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2003, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2004, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2005, Column: 15},
							Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2005, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2005, Column: 44}},
									Values: rulefile.Texts{{Value: "CompleteConf", At: rulefile.Place{File: "iserver.yaml", Line: 2005, Column: 55}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2006, Column: 15},
							Message: rulefile.Texts{{Value: "CompleteConf", At: rulefile.Place{File: "iserver.yaml", Line: 2006, Column: 25}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2007, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2007, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2008, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2009, Column: 15},
							Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2009, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2009, Column: 44}},
									Values: rulefile.Texts{{Value: "InitXfer", At: rulefile.Place{File: "iserver.yaml", Line: 2009, Column: 55}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2010, Column: 15},
							Message: rulefile.Texts{{Value: "InitXfer", At: rulefile.Place{File: "iserver.yaml", Line: 2010, Column: 25}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2011, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2011, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2012, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2013, Column: 15},
							Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2013, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2013, Column: 44}},
									Values: rulefile.Texts{{Value: "CompleteXfer", At: rulefile.Place{File: "iserver.yaml", Line: 2013, Column: 55}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2014, Column: 15},
							Message: rulefile.Texts{{Value: "CompleteXfer", At: rulefile.Place{File: "iserver.yaml", Line: 2014, Column: 25}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2015, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2015, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2016, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2017, Column: 15},
							Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2017, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2017, Column: 44}},
									Values: rulefile.Texts{{Value: "RetrieveCall", At: rulefile.Place{File: "iserver.yaml", Line: 2017, Column: 55}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2018, Column: 15},
							Message: rulefile.Texts{{Value: "RetrieveCall", At: rulefile.Place{File: "iserver.yaml", Line: 2018, Column: 25}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2019, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2019, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2020, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2021, Column: 15},
							Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2021, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2021, Column: 44}},
									Values: rulefile.Texts{{Value: "MakeCall", At: rulefile.Place{File: "iserver.yaml", Line: 2021, Column: 55}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2022, Column: 15},
							Message: rulefile.Texts{{Value: "MakeCall", At: rulefile.Place{File: "iserver.yaml", Line: 2022, Column: 25}}},
						},
					},
				},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2032, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2032, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> OneStepXfer CallId=7 DestDN=9001\n< CallError CallId=7 FailedReq=OneStepXfer\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2033, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2040, Column: 9},
					Verdict: rulefile.Text{Value: "not-activated", At: rulefile.Place{File: "iserver.yaml", Line: 2040, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallError CallId=7 FailedReq=Unknown\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2041, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2047, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2047, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> InitXfer CallId=7 DestDN=9001\n< CallError CallId=7 FailedReq=OneStepXfer\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2048, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 1985, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2056, Column: 5},
			ID:       rulefile.Text{Value: "SEQ052", At: rulefile.Place{File: "iserver.yaml", Line: 2056, Column: 9}},
			Name:     rulefile.Text{Value: "callstatus-order", At: rulefile.Place{File: "iserver.yaml", Line: 2057, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 2058, Column: 15}},
			Subject:  rulefile.Text{Value: "CallStatus.Event", At: rulefile.Place{File: "iserver.yaml", Line: 2059, Column: 14}},
			Text: rulefile.Text{
				Value: "A call is held before it is retrieved, a party is added before it leaves, and nothing comes after Released, save a NewCall that uses the CallId again.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2078, Column: 11},
			},
			Message: rulefile.Text{Value: "CallStatus {Event} for {CallId} is out of order", At: rulefile.Place{File: "iserver.yaml", Line: 2081, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2075, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2075, Column: 17}},
				Section:  rulefile.Text{Value: "Transfer/Conferencing Messages, CallStatus Event", At: rulefile.Place{File: "iserver.yaml", Line: 2076, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 2077, Column: 14}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2061, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2061, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2062, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2063, Column: 15},
							Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 2063, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 2063, Column: 45}},
									Values: rulefile.Texts{{Value: "Retrieved", At: rulefile.Place{File: "iserver.yaml", Line: 2063, Column: 52}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2064, Column: 15},
							Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 2064, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 2064, Column: 45}},
									Values: rulefile.Texts{{Value: "Held", At: rulefile.Place{File: "iserver.yaml", Line: 2064, Column: 52}}},
								},
							},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2065, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2065, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2066, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2067, Column: 15},
							Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 2067, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 2067, Column: 45}},
									Values: rulefile.Texts{{Value: "ConfPartyDel", At: rulefile.Place{File: "iserver.yaml", Line: 2067, Column: 52}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2068, Column: 15},
							Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 2068, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 2068, Column: 45}},
									Values: rulefile.Texts{{Value: "ConfPartyAdd", At: rulefile.Place{File: "iserver.yaml", Line: 2068, Column: 52}}},
								},
							},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2069, Column: 9},
					Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 2069, Column: 19}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2070, Column: 15}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2072, Column: 15},
							Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 2072, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 2072, Column: 45}},
									Values: rulefile.Texts{{Value: "Released", At: rulefile.Place{File: "iserver.yaml", Line: 2072, Column: 52}}},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2073, Column: 15},
							Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 2073, Column: 25}}},
						},
					},
					Among: rulefile.Matcher{
						{
							At: rulefile.Place{File: "iserver.yaml", Line: 2071, Column: 16},
							Message: rulefile.Texts{
								{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 2071, Column: 27}},
								{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 2071, Column: 39}},
							},
						},
					},
				},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2083, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2083, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallStatus CallId=7 Event=Held\n< CallStatus CallId=7 Event=Retrieved\n< CallStatus CallId=7 Event=Released\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2084, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2091, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2091, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallStatus CallId=7 Event=Established\n< CallStatus CallId=7 Event=Retrieved\n< CallStatus CallId=7 Event=Released\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2092, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2099, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2099, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallStatus CallId=7 Event=Released\n< CallStatus CallId=7 Event=Established\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2100, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 2056, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2107, Column: 5},
			ID:       rulefile.Text{Value: "SEQ053", At: rulefile.Place{File: "iserver.yaml", Line: 2107, Column: 9}},
			Name:     rulefile.Text{Value: "complete-without-init", At: rulefile.Place{File: "iserver.yaml", Line: 2108, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 2109, Column: 15}},
			Subject:  rulefile.Text{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2110, Column: 14}},
			Text: rulefile.Text{
				Value: "CompleteXfer completes an InitXfer of its call, CompleteConf an InitConf, and RetrieveCall takes back the call that one of them has put aside.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2119, Column: 11},
			},
			Message: rulefile.Text{Value: "{now} for {CallId} without {expected} before it", At: rulefile.Place{File: "iserver.yaml", Line: 2122, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2116, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2116, Column: 17}},
				Section:  rulefile.Text{Value: "Transfer/Conferencing Messages (two-step requests)", At: rulefile.Place{File: "iserver.yaml", Line: 2117, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 2118, Column: 14}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2112, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2112, Column: 20}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2112, Column: 38}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2112, Column: 53},
							Message: rulefile.Texts{{Value: "CompleteXfer", At: rulefile.Place{File: "iserver.yaml", Line: 2112, Column: 63}}},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2112, Column: 84},
							Message: rulefile.Texts{{Value: "InitXfer", At: rulefile.Place{File: "iserver.yaml", Line: 2112, Column: 94}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2113, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2113, Column: 20}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2113, Column: 38}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2113, Column: 53},
							Message: rulefile.Texts{{Value: "CompleteConf", At: rulefile.Place{File: "iserver.yaml", Line: 2113, Column: 63}}},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2113, Column: 84},
							Message: rulefile.Texts{{Value: "InitConf", At: rulefile.Place{File: "iserver.yaml", Line: 2113, Column: 94}}},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2114, Column: 9},
					Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2114, Column: 20}},
					Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2114, Column: 38}}}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2114, Column: 53},
							Message: rulefile.Texts{{Value: "RetrieveCall", At: rulefile.Place{File: "iserver.yaml", Line: 2114, Column: 63}}},
						},
					},
					Then: rulefile.Matcher{
						{
							At: rulefile.Place{File: "iserver.yaml", Line: 2114, Column: 84},
							Message: rulefile.Texts{
								{Value: "InitXfer", At: rulefile.Place{File: "iserver.yaml", Line: 2114, Column: 95}},
								{Value: "InitConf", At: rulefile.Place{File: "iserver.yaml", Line: 2114, Column: 105}},
							},
						},
					},
				},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2124, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2124, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> InitXfer CallId=7 DestDN=9001\n< CallStatus CallId=7 Event=Dialing\n> CompleteXfer CallId=7\n< CallStatus CallId=7 Event=XferComplete\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2125, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2134, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2134, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> InitConf CallId=7 DestDN=9001\n< CallStatus CallId=7 Event=Dialing\n> CompleteXfer CallId=7\n< CallStatus CallId=7 Event=XferComplete\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2135, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 2107, Column: 5}},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2145, Column: 5},
			ID:       rulefile.Text{Value: "SEQ054", At: rulefile.Place{File: "iserver.yaml", Line: 2145, Column: 9}},
			Name:     rulefile.Text{Value: "cancel-without-treatment", At: rulefile.Place{File: "iserver.yaml", Line: 2146, Column: 11}},
			Severity: rulefile.Text{Value: "error", At: rulefile.Place{File: "iserver.yaml", Line: 2147, Column: 15}},
			Subject:  rulefile.Text{Value: "Cancel", At: rulefile.Place{File: "iserver.yaml", Line: 2148, Column: 14}},
			Text: rulefile.Text{
				Value: "Cancel cancels a treatment that was started, so that a TreatCall of the same call came before it.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2157, Column: 11},
			},
			Message: rulefile.Text{Value: "Cancel for {CallId}, for which no TreatCall was sent", At: rulefile.Place{File: "iserver.yaml", Line: 2160, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2154, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2154, Column: 17}},
				Section:  rulefile.Text{Value: "Call Treatment Messages, Cancel", At: rulefile.Place{File: "iserver.yaml", Line: 2155, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 2156, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2162, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2162, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< TreatCall CallId=7 Type=Music\n< Cancel CallId=7\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2163, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2170, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2170, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< Cancel CallId=7\n< TreatCall CallId=7 Type=Music\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2171, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 2145, Column: 5},
				Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2149, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2150, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2151, Column: 11},
						Message: rulefile.Texts{{Value: "Cancel", At: rulefile.Place{File: "iserver.yaml", Line: 2151, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2152, Column: 11},
						Message: rulefile.Texts{{Value: "TreatCall", At: rulefile.Place{File: "iserver.yaml", Line: 2152, Column: 21}}},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2179, Column: 5},
			ID:       rulefile.Text{Value: "SEQ055", At: rulefile.Place{File: "iserver.yaml", Line: 2179, Column: 9}},
			Name:     rulefile.Text{Value: "state-divergence", At: rulefile.Place{File: "iserver.yaml", Line: 2180, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 2181, Column: 15}},
			Subject:  rulefile.Text{Value: "CallError.FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2182, Column: 14}},
			Text: rulefile.Text{
				Value: "The server says NoSuchCall for a call that is open as far as the messages go: IVR and server no longer agree which calls there are.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2195, Column: 11},
			},
			Message: rulefile.Text{Value: "the server knows no call {CallId}, which is open since {before.place}", At: rulefile.Place{File: "iserver.yaml", Line: 2198, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2192, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2192, Column: 17}},
				Section:  rulefile.Text{Value: "Transfer/Conferencing Messages, CallError FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2193, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 2194, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2200, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2200, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> EndCall CallId=7 EndCause=Normal\n< CallError CallId=7 FailedReq=NoSuchCall\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2201, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2207, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2207, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n< CallError CallId=7 FailedReq=NoSuchCall\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2208, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 2179, Column: 5},
				Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 2183, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2184, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2189, Column: 11},
						Message: rulefile.Texts{{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 2189, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2190, Column: 11},
						Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2190, Column: 21}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2190, Column: 40}},
								Values: rulefile.Texts{{Value: "NoSuchCall", At: rulefile.Place{File: "iserver.yaml", Line: 2190, Column: 51}}},
							},
						},
					},
				},
				Among: rulefile.Matcher{
					{
						At: rulefile.Place{File: "iserver.yaml", Line: 2186, Column: 9},
						Message: rulefile.Texts{
							{Value: "NewCall", At: rulefile.Place{File: "iserver.yaml", Line: 2186, Column: 20}},
							{Value: "EndCall", At: rulefile.Place{File: "iserver.yaml", Line: 2186, Column: 29}},
						},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2187, Column: 9},
						Message: rulefile.Texts{{Value: "CallStatus", At: rulefile.Place{File: "iserver.yaml", Line: 2187, Column: 19}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "Event", At: rulefile.Place{File: "iserver.yaml", Line: 2187, Column: 39}},
								Values: rulefile.Texts{{Value: "Released", At: rulefile.Place{File: "iserver.yaml", Line: 2187, Column: 46}}},
							},
						},
					},
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2188, Column: 9},
						Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2188, Column: 19}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2188, Column: 38}},
								Values: rulefile.Texts{{Value: "NoSuchCall", At: rulefile.Place{File: "iserver.yaml", Line: 2188, Column: 49}}},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2215, Column: 5},
			ID:       rulefile.Text{Value: "SEQ056", At: rulefile.Place{File: "iserver.yaml", Line: 2215, Column: 9}},
			Name:     rulefile.Text{Value: "not-allowed", At: rulefile.Place{File: "iserver.yaml", Line: 2216, Column: 11}},
			Severity: rulefile.Text{Value: "info", At: rulefile.Place{File: "iserver.yaml", Line: 2217, Column: 15}},
			Subject:  rulefile.Text{Value: "CallError.FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2218, Column: 14}},
			Text: rulefile.Text{
				Value: "NotAllowed is answered only to someone who tries to control a port that the server itself controls: look at the configuration of the port.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2226, Column: 11},
			},
			Message: rulefile.Text{Value: "CallError NotAllowed for {CallId}: the port is controlled by the server", At: rulefile.Place{File: "iserver.yaml", Line: 2229, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2223, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2223, Column: 17}},
				Section:  rulefile.Text{Value: "Transfer/Conferencing Messages, CallError FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2224, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 2225, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2231, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2231, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> OneStepXfer CallId=7 DestDN=9001\n< CallError CallId=7 FailedReq=OneStepXfer\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2232, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2239, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2239, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n> OneStepXfer CallId=7 DestDN=9001\n< CallError CallId=7 FailedReq=NotAllowed\n> EndCall CallId=7 EndCause=Normal\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2240, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 2215, Column: 5},
				Template: rulefile.Text{Value: "absence", At: rulefile.Place{File: "iserver.yaml", Line: 2219, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "CallId", At: rulefile.Place{File: "iserver.yaml", Line: 2220, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2221, Column: 11},
						Message: rulefile.Texts{{Value: "CallError", At: rulefile.Place{File: "iserver.yaml", Line: 2221, Column: 21}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "FailedReq", At: rulefile.Place{File: "iserver.yaml", Line: 2221, Column: 40}},
								Values: rulefile.Texts{{Value: "NotAllowed", At: rulefile.Place{File: "iserver.yaml", Line: 2221, Column: 51}}},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2248, Column: 5},
			ID:       rulefile.Text{Value: "SEQ060", At: rulefile.Place{File: "iserver.yaml", Line: 2248, Column: 9}},
			Name:     rulefile.Text{Value: "registry-answered", At: rulefile.Place{File: "iserver.yaml", Line: 2249, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 2250, Column: 15}},
			Subject:  rulefile.Text{Value: "DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2251, Column: 14}},
			Text:     rulefile.Text{Value: "Each DialOutRegistry gets one DialOutRegistryResp.", At: rulefile.Place{File: "iserver.yaml", Line: 2261, Column: 11}},
			Message:  rulefile.Text{Value: "{before} has no DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2263, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2258, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2258, Column: 17}},
				Section:  rulefile.Text{Value: "Outbound Messages, DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2259, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 2260, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2265, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2265, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=Add DN=8001\n< DialOutRegistryResp Result=Success\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2266, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2271, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2271, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=Add DN=8001\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2272, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 2248, Column: 5},
				Template: rulefile.Text{Value: "response", At: rulefile.Place{File: "iserver.yaml", Line: 2252, Column: 15}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2254, Column: 11},
						Message: rulefile.Texts{{Value: "DialOutRegistry", At: rulefile.Place{File: "iserver.yaml", Line: 2254, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2255, Column: 11},
						Message: rulefile.Texts{{Value: "DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2255, Column: 21}}},
					},
				},
				Match: rulefile.Text{Value: "one-to-one", At: rulefile.Place{File: "iserver.yaml", Line: 2253, Column: 12}},
				AtEnd: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2256, Column: 13}},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2277, Column: 5},
			ID:       rulefile.Text{Value: "SEQ061", At: rulefile.Place{File: "iserver.yaml", Line: 2277, Column: 9}},
			Name:     rulefile.Text{Value: "dialout-unregistered", At: rulefile.Place{File: "iserver.yaml", Line: 2278, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 2279, Column: 15}},
			Subject:  rulefile.Text{Value: "DialOut", At: rulefile.Place{File: "iserver.yaml", Line: 2280, Column: 14}},
			Text: rulefile.Text{
				Value: "The server sends DialOut to an IVR that has registered for outbound calls, and only after it has said Success to that.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2288, Column: 11},
			},
			Message: rulefile.Text{Value: "{now} comes before any successful DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2291, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2285, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2285, Column: 17}},
				Section:  rulefile.Text{Value: "Outbound Messages, DialOut", At: rulefile.Place{File: "iserver.yaml", Line: 2286, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 2287, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2293, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2293, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=Add DN=8001\n< DialOutRegistryResp Result=Success\n< DialOut RefID=1 OrigNum=1 DestNum=2 TimeToAnswer=30\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2294, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2300, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2300, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=Add DN=8001\n< DialOutRegistryResp Result=ConfigError\n< DialOut RefID=1 OrigNum=1 DestNum=2 TimeToAnswer=30\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2301, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 2277, Column: 5},
				Template: rulefile.Text{Value: "precedence", At: rulefile.Place{File: "iserver.yaml", Line: 2281, Column: 15}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2282, Column: 11},
						Message: rulefile.Texts{{Value: "DialOut", At: rulefile.Place{File: "iserver.yaml", Line: 2282, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2283, Column: 11},
						Message: rulefile.Texts{{Value: "DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2283, Column: 21}}},
						Where: []rulefile.Condition{
							{
								Path:   rulefile.Text{Value: "Result", At: rulefile.Place{File: "iserver.yaml", Line: 2283, Column: 50}},
								Values: rulefile.Texts{{Value: "Success", At: rulefile.Place{File: "iserver.yaml", Line: 2283, Column: 58}}},
							},
						},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2308, Column: 5},
			ID:       rulefile.Text{Value: "SEQ062", At: rulefile.Place{File: "iserver.yaml", Line: 2308, Column: 9}},
			Name:     rulefile.Text{Value: "dialout-refid", At: rulefile.Place{File: "iserver.yaml", Line: 2309, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 2310, Column: 15}},
			Subject:  rulefile.Text{Value: "DialOut.RefID", At: rulefile.Place{File: "iserver.yaml", Line: 2311, Column: 14}},
			Text: rulefile.Text{
				Value: "RefID tells one outbound attempt from the others; two DialOut with one RefID cannot be told apart in the answers.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2321, Column: 11},
			},
			Message: rulefile.Text{Value: "DialOut with RefID {RefID}, which {before.place} has used already", At: rulefile.Place{File: "iserver.yaml", Line: 2324, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2318, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2318, Column: 17}},
				Section:  rulefile.Text{Value: "Outbound Messages, DialOut RefID", At: rulefile.Place{File: "iserver.yaml", Line: 2319, Column: 16}},
				Basis:    rulefile.Text{Value: "inferred", At: rulefile.Place{File: "iserver.yaml", Line: 2320, Column: 14}},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2326, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2326, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=Add DN=8001\n< DialOutRegistryResp Result=Success\n< DialOut RefID=1 OrigNum=1 DestNum=2 TimeToAnswer=30\n< DialOut RefID=2 OrigNum=1 DestNum=2 TimeToAnswer=30\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2327, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2334, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2334, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=Add DN=8001\n< DialOutRegistryResp Result=Success\n< DialOut RefID=1 OrigNum=1 DestNum=2 TimeToAnswer=30\n< DialOut RefID=1 OrigNum=1 DestNum=3 TimeToAnswer=30\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2335, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{
				Place:    rulefile.Place{File: "iserver.yaml", Line: 2308, Column: 5},
				Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 2312, Column: 15}},
				Key:      []rulefile.Texts{{{Value: "RefID", At: rulefile.Place{File: "iserver.yaml", Line: 2313, Column: 11}}}},
				When: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2315, Column: 11},
						Message: rulefile.Texts{{Value: "DialOut", At: rulefile.Place{File: "iserver.yaml", Line: 2315, Column: 21}}},
					},
				},
				Then: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2316, Column: 11},
						Message: rulefile.Texts{{Value: "DialOut", At: rulefile.Place{File: "iserver.yaml", Line: 2316, Column: 21}}},
					},
				},
				Among: rulefile.Matcher{
					{
						At:      rulefile.Place{File: "iserver.yaml", Line: 2314, Column: 12},
						Message: rulefile.Texts{{Value: "DialOut", At: rulefile.Place{File: "iserver.yaml", Line: 2314, Column: 22}}},
					},
				},
			},
		},
		{
			At:       rulefile.Place{File: "iserver.yaml", Line: 2343, Column: 5},
			ID:       rulefile.Text{Value: "SEQ063", At: rulefile.Place{File: "iserver.yaml", Line: 2343, Column: 9}},
			Name:     rulefile.Text{Value: "registry-result", At: rulefile.Place{File: "iserver.yaml", Line: 2344, Column: 11}},
			Severity: rulefile.Text{Value: "warning", At: rulefile.Place{File: "iserver.yaml", Line: 2345, Column: 15}},
			Subject:  rulefile.Text{Value: "DialOutRegistryResp.Result", At: rulefile.Place{File: "iserver.yaml", Line: 2346, Column: 14}},
			Text: rulefile.Text{
				Value: "MiscFailure is documented as never used, and a Remove or RemoveAll is always a Success: a server that says otherwise is not the one that is documented.",
				At:    rulefile.Place{File: "iserver.yaml", Line: 2359, Column: 11},
			},
			Message: rulefile.Text{Value: "DialOutRegistryResp says {Result}, which it never does here", At: rulefile.Place{File: "iserver.yaml", Line: 2362, Column: 14}},
			Source: rulefile.Source{
				At:       rulefile.Place{File: "iserver.yaml", Line: 2356, Column: 7},
				Document: rulefile.Text{Value: "Genesys Events and Models Reference", At: rulefile.Place{File: "iserver.yaml", Line: 2356, Column: 17}},
				Section:  rulefile.Text{Value: "Outbound Messages, DialOutRegistryResp Result", At: rulefile.Place{File: "iserver.yaml", Line: 2357, Column: 16}},
				Basis:    rulefile.Text{Value: "documented", At: rulefile.Place{File: "iserver.yaml", Line: 2358, Column: 14}},
			},
			All: []rulefile.Constraint{
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2348, Column: 9},
					Template: rulefile.Text{Value: "absence", At: rulefile.Place{File: "iserver.yaml", Line: 2348, Column: 19}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2349, Column: 15},
							Message: rulefile.Texts{{Value: "DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2349, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Result", At: rulefile.Place{File: "iserver.yaml", Line: 2349, Column: 54}},
									Values: rulefile.Texts{{Value: "MiscFailure", At: rulefile.Place{File: "iserver.yaml", Line: 2349, Column: 62}}},
								},
							},
						},
					},
				},
				{
					Place:    rulefile.Place{File: "iserver.yaml", Line: 2351, Column: 9},
					Template: rulefile.Text{Value: "not-chain-succession", At: rulefile.Place{File: "iserver.yaml", Line: 2351, Column: 19}},
					When: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2353, Column: 15},
							Message: rulefile.Texts{{Value: "DialOutRegistry", At: rulefile.Place{File: "iserver.yaml", Line: 2353, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path: rulefile.Text{Value: "*", At: rulefile.Place{File: "iserver.yaml", Line: 2353, Column: 50}},
									Values: rulefile.Texts{
										{Value: "Remove", At: rulefile.Place{File: "iserver.yaml", Line: 2353, Column: 56}},
										{Value: "RemoveAll", At: rulefile.Place{File: "iserver.yaml", Line: 2353, Column: 64}},
									},
								},
							},
						},
					},
					Then: rulefile.Matcher{
						{
							At:      rulefile.Place{File: "iserver.yaml", Line: 2354, Column: 15},
							Message: rulefile.Texts{{Value: "DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2354, Column: 25}}},
							Where: []rulefile.Condition{
								{
									Path:   rulefile.Text{Value: "Result", At: rulefile.Place{File: "iserver.yaml", Line: 2354, Column: 54}},
									Values: rulefile.Texts{{Value: "ConfigError", At: rulefile.Place{File: "iserver.yaml", Line: 2354, Column: 62}}},
								},
							},
						},
					},
					Among: rulefile.Matcher{
						{
							At: rulefile.Place{File: "iserver.yaml", Line: 2352, Column: 16},
							Message: rulefile.Texts{
								{Value: "DialOutRegistry", At: rulefile.Place{File: "iserver.yaml", Line: 2352, Column: 27}},
								{Value: "DialOutRegistryResp", At: rulefile.Place{File: "iserver.yaml", Line: 2352, Column: 44}},
							},
						},
					},
				},
			},
			Examples: []rulefile.Example{
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2364, Column: 9},
					Verdict: rulefile.Text{Value: "satisfied", At: rulefile.Place{File: "iserver.yaml", Line: 2364, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=Add DN=8001\n< DialOutRegistryResp Result=ConfigError\n> DialOutRegistry Command=Remove DN=8001\n< DialOutRegistryResp Result=Success\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2365, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2372, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2372, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=RemoveAll\n< DialOutRegistryResp Result=ConfigError\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2373, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
				{
					At:      rulefile.Place{File: "iserver.yaml", Line: 2378, Column: 9},
					Verdict: rulefile.Text{Value: "violated", At: rulefile.Place{File: "iserver.yaml", Line: 2378, Column: 18}},
					Trace: rulefile.Text{
						Value:  "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> DialOutRegistry Command=Add DN=8001\n< DialOutRegistryResp Result=MiscFailure\n",
						At:     rulefile.Place{File: "iserver.yaml", Line: 2379, Column: 16},
						Block:  true,
						Indent: 10,
					},
				},
			},
			Constraint: rulefile.Constraint{Place: rulefile.Place{File: "iserver.yaml", Line: 2343, Column: 5}},
		},
	},
}
