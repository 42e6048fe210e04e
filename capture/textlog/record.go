// What a log line says about the XML that stands in it.
//
// Source: protocol notes, section log formats: the shapes of two drivers, a
// controller and a simulator. Where a line has none of these shapes, nothing
// is concluded from it but a time.

package textlog

import (
	"bytes"
	"strconv"

	"ivrcheck/trace"
)

// declared gives the n of XML_DATA=(n), if that is what front ends with, else
// -1.
func declared(front []byte) int {
	const key = "XML_DATA=("
	front = bytes.TrimRight(front, " ")
	if len(front) == 0 || front[len(front)-1] != ')' {
		return -1
	}
	i := bytes.LastIndex(front, []byte(key))
	if i < 0 {
		return -1
	}
	n, err := strconv.Atoi(string(front[i+len(key) : len(front)-1]))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// direction tells who sent the message behind front, if front has a shape of
// which that is certain.
//
// The driver marks no direction, but writes GCTI_PORT: only for what it sends
// for a call; its other XML_DATA lines are what it received, and the login.
// The controller logs callbacks, which the server caused, and the simulator,
// which plays the server, logs what it sends.
func (l *reader) direction(front []byte) trace.Direction {
	switch {
	case bytes.IndexByte(front, '|') < 0:
	case bytes.Contains(front, []byte("XML_DATA=(")):
		switch {
		case bytes.Contains(front, []byte("|GCTI_PORT:")), len(l.login) > 1 && bytes.Contains(front, l.login):
			return trace.FromIVR
		case bytes.Contains(front, []byte("|REQ_KEY=")):
			return trace.FromServer
		}
	case bytes.Contains(front, []byte("|CALLBACK_")) && bytes.HasSuffix(front, []byte("|XML:")):
		return trace.FromServer
	case simulatorSend(front):
		return trace.FromServer
	}
	return trace.DirectionUnknown
}

// simulatorSend tells whether front ends with |SEND   |<six digits>|.
func simulatorSend(front []byte) bool {
	const digits = 6
	n := len(front) - digits - 2
	if n < 0 || front[n] != '|' || front[len(front)-1] != '|' {
		return false
	}
	for _, c := range front[n+1 : len(front)-1] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return bytes.HasSuffix(bytes.TrimRight(front[:n], " "), []byte("|SEND"))
}
