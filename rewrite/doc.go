// Package rewrite writes captures: copies of what was read, parts of it, and packets that
// are built from scratch.
//
// In: the records of packet captures (capture.ReadRecords), and what is to be done with
// them, in terms of frames, connections and bytes. Out: a pcapng file. Rules, findings and
// the meaning of messages are not known here.
//
// pcapgo's NgWriter is not used: it writes all times in nanoseconds, whatever the
// resolution of the interface was, and loses what it does not know, such as options of
// packets, name resolution and secrets.
//
// Files, from the entry point down: annotate.go, cut.go, text.go, collect.go,
// talk.go, message.go, segment.go, minimize.go, writer.go, block.go.
package rewrite
