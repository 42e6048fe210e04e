// Package schema knows XML and the messages of the protocol: it turns the
// bytes of one document into a Message and says what is wrong with that one
// message alone.
//
// In flow trace.Units and a Catalogue (iserver.yaml, what is known about each
// message); out flow Messages and trace.Faults. The package knows neither
// files nor connections nor the order of messages.
//
// A document goes through these files: scan.go, scan_prologue.go and
// scan_value.go (bytes to nodes, for the plain documents that nearly all are);
// for the others encoding.go (bytes to text), prologue.go and limits.go (what
// libxml2 must not see), libxml2.go (text to nodes); then shape.go (what is
// known from earlier messages with the same names), envelope.go and parameters.go
// (nodes judged by the catalogue), tokens.go, survey.go and evidence.go (where a
// fault stands, with personal values masked).
//
// A Message holds views into the body that it was made of; faults own what they
// hold.
package schema

//go:generate go test -run ^TestInStepWithYAML$ -update
