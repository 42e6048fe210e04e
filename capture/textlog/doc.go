// Package textlog finds the XML of messages in text logs.
//
// What flows in: any text, of any driver, server or tool, rubbish included.
// What flows out: trace units, a Document for each message, with the line and
// byte where its XML begins and what the log says around it: a time, a
// connection, a direction. No log format is demanded; those that are known
// tell more, and a Pattern of the user tells what none of them does. XML that
// the log has wrapped or escaped comes out as it was, GLI frames that it shows
// in hex come out as frames.
//
// A log is not the wire: whoever wrote it may have transcoded the text and
// cut it at the size of a buffer. A document that is cut is told as that
// (CAP007), not as malformed, and never swallows the one behind it.
package textlog
