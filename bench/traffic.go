package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"

	"ivrcheck/internal/pcaptest"
)

// kind is one kind of traffic.
type kind struct {
	name, text  string
	log         bool // a text log, not a capture
	mixed       bool
	connections int // open at once; only for mixed traffic
	// spoil puts a fault into a uniform message. nil means no fault.
	spoil func(i int, m message) message
}

// defaultConnections is the number of concurrent connections of mixed traffic.
const defaultConnections = 200

var kinds = []kind{
	{name: "mixed", text: "conformant: many dialects, applications and kinds of calls", mixed: true, connections: defaultConnections},
	{name: "uniform", text: "conformant: one dialect and one kind of call"},
	{name: "catalogue", text: "every message has a fault of the catalogue", spoil: misspell},
	{name: "sequence", text: "every message has a fault of the sequences: it answers a request that was never sent", spoil: unasked},
	{name: "orphans", text: "every message is about a call of its own, which nobody opens or ends: 1.7 findings each", spoil: strangeCall},
	{name: "malformed", text: "no message is well-formed", spoil: unclose},
	{name: "log", text: "the uniform messages as a text log, one a line", log: true},
	{name: "mixedlog", text: "the mixed messages as a text log, on one line or on several", mixed: true, log: true, connections: defaultConnections},
	{name: "jsonlog", text: "mixedlog, a JSON object for each message", mixed: true, log: true, connections: defaultConnections},
	{name: "dockerlog", text: "mixedlog, a JSON object of Docker for each line", mixed: true, log: true, connections: defaultConnections},
	{name: "prefixlog", text: "mixedlog, a time and a level before each line", mixed: true, log: true, connections: defaultConnections},
	{name: "escapedlog", text: "mixedlog, with < and > as references", mixed: true, log: true, connections: defaultConnections},
	{name: "crilog", text: "mixedlog, the prefix of CRI before each line", mixed: true, log: true, connections: defaultConnections},
	{name: "sysloglog", text: "mixedlog, the prefix of syslog before each line", mixed: true, log: true, connections: defaultConnections},
}

func kindNamed(name string) (kind, error) {
	at := slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })
	if at < 0 {
		return kind{}, fmt.Errorf("unknown kind of traffic %q", name)
	}
	return kinds[at], nil
}

// generate writes about size bytes of traffic and returns the number of messages in it. The same arguments produce the
// same file. A larger file is a longer run of the same traffic.
func generate(path string, k kind, size int64) (messages int64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	out := &output{Writer: bufio.NewWriterSize(f, 1<<20), Builder: pcaptest.New(), log: k.log, shipper: shippers[k.name]}
	out.Step = 40_000 // ns
	if k.mixed {
		err = generateMixed(out, k.connections, size)
	} else {
		err = generateUniform(out, k.spoil, size)
	}
	if err != nil {
		return 0, err
	}
	if err := out.Flush(); err != nil {
		return 0, err
	}
	return out.messages, f.Close()
}
