package main

import (
	"bufio"
	"fmt"

	"ivrcheck/internal/pcaptest"
)

// output writes a capture or a log piece by piece.
type output struct {
	*bufio.Writer
	*pcaptest.Builder
	log      bool
	header   bool // of the capture has been written
	written  int64
	messages int64
}

// line writes a line of a log.
func (o *output) line(format string, args ...any) {
	n, _ := fmt.Fprintf(o, format+"\n", args...) // Flush reports the error
	o.written += int64(n)
}

// enough is how many packets are written at once.
const enough = 4096

// write writes the packets made so far if they are at least so many.
func (o *output) write(least int) error {
	if o.log || len(o.Packets) < least {
		return nil
	}
	b := o.Pcap()
	if o.header {
		b = b[24:]
	}
	o.header = true
	o.Packets = o.Packets[:0]
	o.written += int64(len(b))
	_, err := o.Writer.Write(b)
	return err
}
