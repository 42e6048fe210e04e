// Package schema knows XML and the messages of the protocol: it turns the
// bytes of one document into a Message and says what is wrong with that one
// message alone.
//
// In flow trace.Units and a Catalogue (iserver.yaml, what is known about each
// message); out flow Messages and trace.Faults. The package knows neither
// files nor connections nor the order of messages.
//
// A document goes through these files: encoding.go (bytes to text),
// prologue.go and limits.go (what libxml2 must not see), libxml2.go (text to
// nodes), envelope.go and parameters.go (nodes judged by the catalogue),
// places.go and evidence.go (where a fault stands, with personal values masked).
package schema

//go:generate go test -run ^TestGrammarsAreInStep$ -update
