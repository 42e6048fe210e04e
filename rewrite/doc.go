// Package rewrite writes captures: copies, excerpts, and packets that are built from
// scratch.
//
// In: the records of packet captures (capture.ReadRecords), and the changes to make, in
// terms of frames, connections and bytes. Out: a pcapng file. The package does not depend
// on rules, findings or the meaning of messages.
//
// pcapgo's NgWriter is not used: it writes all times in nanoseconds, whatever the
// resolution of the interface, and loses data that it does not know, such as options
// of packets, name resolution and secrets.
//
// Files, from the entry point down: annotate.go, cut.go, text.go, collect.go,
// talk.go, message.go, segment.go, minimize.go, writer.go, block.go.
package rewrite
