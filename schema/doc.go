// Package schema turns the bytes of one document into a Message and reports the
// faults of that one message.
//
// It takes trace.Units and a Catalogue (package catalogue: the facts about each
// message) and returns Messages and trace.Faults. The package knows neither
// files nor connections nor the order of messages.
//
// A document is read into nodes by internal/xmltree, or faster by internal/template, which
// remembers how earlier documents were written. bind.go binds the nodes to
// parameters of the catalogue and finds out, by tables, that nearly every message
// is sound; recognise.go remembers that in templates (template.go), also for other numbers of items of
// a list. Only of the others envelope.go and parameters.go show what is wrong, place.go where, and
// internal/mask what may be shown of it.
//
// A Message has views of the body that it was made of, as a fault has whose evidence is not made yet; faults own all else.
//
// Files, from the entry point down: check.go, parts.go, place.go, bare.go, envelope.go, parameters.go, recognise.go, template.go, bind.go,
// values.go, checker.go, brief.go, message.go, schema.go.
package schema
