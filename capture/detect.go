// What an input is, told by its first bytes.

package capture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"ivrcheck/capture/gli"
)

// Kinds of input, as Options.Input and Stats.Kind name them.
const (
	kindPcap   = "pcap"
	kindPcapng = "pcapng"
	kindGLI    = "gli"
	kindLog    = "log"
)

// peekSize is how much of an input may be looked at before it is read: enough
// for one GLI frame and the header behind it.
const peekSize = 1 << 17

var magics = []struct{ magic, kind string }{
	{"\xd4\xc3\xb2\xa1", kindPcap}, {"\xa1\xb2\xc3\xd4", kindPcap}, // microseconds
	{"\x4d\x3c\xb2\xa1", kindPcap}, {"\xa1\xb2\x3c\x4d", kindPcap}, // nanoseconds
	{"\x0a\x0d\x0d\x0a", kindPcapng},
}

// compressed files cannot be read as they are.
var compressed = []struct{ magic, name, program string }{
	{"\x1f\x8b", "gzip", "gunzip"},
	{"\x28\xb5\x2f\xfd", "zstd", "unzstd"},
}

// foreign capture formats, which would otherwise be searched as a log.
var foreign = []struct{ magic, name string }{
	{"snoop\x00\x00\x00", "a snoop capture"},
	{"\x34\xcd\xb2\xa1", "a pcap capture in Kuznetzov's format"},
	{"\xa1\xb2\xcd\x34", "a pcap capture in Kuznetzov's format"},
}

// detect tells what stands in r, without reading on.
func detect(r *bufio.Reader, told string) (string, error) {
	switch told {
	case "":
	case kindPcap, kindPcapng, kindGLI, kindLog:
		return told, nil
	default:
		return "", fmt.Errorf("input kind %q is not known; use pcap, pcapng, gli or log", told)
	}
	// One read is enough for a magic number; a chain of GLI headers may need
	// more, but a pipe that says nothing yet should not be waited for.
	head, err := r.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.kind, nil
		}
	}
	for _, m := range compressed {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return "", fmt.Errorf("compressed with %s; decompress it first, with %s", m.name, m.program)
		}
	}
	for _, m := range foreign {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return "", fmt.Errorf("%s cannot be read; convert it with editcap -F pcapng", m.name)
		}
	}
	if len(head) == 0 || head[0] != 0 {
		return kindLog, nil // a GLI header begins with a zero byte
	}
	for n := 64; ; n *= 4 {
		head, err = r.Peek(min(n, peekSize))
		switch gli.Recognise(head) {
		case gli.Yes:
			return kindGLI, nil
		case gli.No:
			return kindLog, nil
		}
		if err != nil || n >= peekSize {
			return kindLog, nil
		}
	}
}
