// What an input is, told by its first bytes.

package capture

import (
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

// foreign capture formats, which would otherwise be searched as a log.
var foreign = []struct{ magic, name string }{
	{"snoop\x00\x00\x00", "a snoop capture"},
	{"\x1c\x00\x01\xac", "a pcap capture in IXIA's format"},
	{"\xac\x01\x00\x1c", "a pcap capture in IXIA's format"},
	{"XCP\x00", "a NetXRay or Sniffer capture"},
	{"TRSNIFF data", "a Sniffer capture"},
	{"GMBU", "a Network Monitor capture"},
	{"RTSS", "a Network Monitor capture"},
}

// binaries are files that hold no log, whatever text may be in them.
var binaries = []struct{ magic, name string }{
	{"\x7fELF", "a program"}, {"%PDF-", "a PDF document"}, {"\x89PNG\r\n\x1a\n", "a picture"}, {"SQLite f", "a database"},
}

// detect tells what stands in r, without reading on.
func detect(in *window, told string) (string, error) {
	switch told {
	case "":
	case kindPcap, kindPcapng, kindGLI, kindLog:
		return told, nil
	default:
		return "", fmt.Errorf("input kind %q is not known; use pcap, pcapng, gli or log", told)
	}
	// One read is enough for a magic number; a chain of GLI headers may need
	// more, but a pipe that says nothing yet should not be waited for.
	head, err := in.peek(12)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\x0a\x0d\x0d\x0a")):
		return kindPcapng, nil
	case pcapMagic(head) != nil:
		return kindPcap, nil
	}
	for _, m := range foreign {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return "", fmt.Errorf("%s cannot be read; convert it with editcap -F pcapng", m.name)
		}
	}
	for _, b := range binaries {
		if bytes.HasPrefix(head, []byte(b.magic)) {
			return "", fmt.Errorf("%s is no capture; leave it out, or read it with --input log", b.name)
		}
	}
	if len(head) == 0 || head[0] != 0 {
		return kindLog, nil // a GLI header begins with a zero byte
	}
	for n := 64; ; n *= 4 {
		head, err = in.peek(min(n, peekSize))
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
