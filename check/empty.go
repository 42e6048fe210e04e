package check

import (
	"ivrcheck/capture"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// emptyFault returns the finding about an input, or a set, without a message,
// with a hint at the likely cause; partial reports that a part of a message was
// found. It returns none if an input failed, since its messages are unknown, or
// if all is encrypted (CAP008).
func emptyFault(results []capture.Result, partial bool) (f trace.Fault, ok bool) {
	f = trace.Fault{Code: "CAP012", Subject: "input"}
	var bytes int64
	var logs, encrypted, gliStreams, frames int
	seen := capture.NewSeen()
	for _, r := range results {
		if r.Err != nil {
			return f, false
		}
		bytes += r.Stats.Bytes
		encrypted += r.Stats.Encrypted
		gliStreams += r.Stats.GLIStreams
		if r.Stats.Kind == "log" {
			logs++
		}
		frames += r.Stats.Packets
		if r.Stats.Seen != nil {
			seen.Add(r.Stats.Seen)
		}
	}
	switch {
	case len(results) == 0:
		return f, false
	case encrypted > 0 && gliStreams == 0:
		return f, false
	case partial:
		f.Hint = "partial"
	case bytes == 0:
		f.Hint = "empty"
	case logs == len(results):
		f.Hint, f.Args = seenInText(seen)
	case gliStreams > 0:
		f.Hint = "frames"
	case frames == 0:
		f.Hint = "no-packets"
	default:
		f.Hint, f.Args = seenInPackets(seen)
	}
	return f, true
}

// seenInText returns the hint of CAP012 about a text.
func seenInText(seen *capture.Seen) (hint string, args []trace.Arg) {
	switch {
	case seen.Encoding != "":
		return "encoding", trace.Args("encoding", seen.Encoding)
	case len(seen.Roots) > 0:
		return "roots", trace.Args("roots", capture.List(shownNames(seen.Roots)))
	}
	return "log", nil
}

// shownNames returns names in the form that a report may show.
func shownNames(names []string) []string {
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = schema.ShownName(name)
	}
	return shown
}

// seenInPackets returns the hint of CAP012 about a packet capture.
func seenInPackets(seen *capture.Seen) (hint string, args []trace.Arg) {
	args = trace.Args("layers", capture.LayerList(seen.Layers), "ports", capture.PortList(seen.Ports),
		"excluded", capture.PortList(seen.Excluded), "encrypted", capture.PortList(seen.Encrypted))
	ports, encrypted := len(seen.Ports) > 0, len(seen.Encrypted) > 0
	switch {
	case len(seen.Excluded) > 0:
		return "excluded", args
	case len(seen.Layers) > 0 && ports:
		return "layers-and-ports", args
	case len(seen.Layers) > 0:
		return "layers", args
	case encrypted:
		return "encrypted", args
	case ports:
		return "capture", args
	}
	return "no-tcp", args
}
