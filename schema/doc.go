// Package schema turns the bytes of one document into a Message and reports the
// faults of that one message.
//
// In: trace.Units and a Catalogue (package catalogue: the facts about each message). Out: Messages and trace.Faults.
// The package knows neither files nor connections nor the order of messages.
//
// A document is read into nodes by internal/xmltree, or faster by internal/template, which remembers the markup of
// earlier documents. bind.go binds the nodes to parameters of the catalogue and detects, by tables, that nearly every
// message is sound. recognise.go remembers that in templates (template.go), also for other numbers of list items. For
// other messages, envelope.go and parameters.go determine the faults, place.go their positions, and internal/mask what
// a report may show.
//
// A Message refers to its body, as does a fault whose evidence is not made yet. Faults own everything else.
//
// Files, from the entry point down: check.go, parts.go, place.go, bare.go, envelope.go, parameters.go, recognise.go, template.go, bind.go,
// values.go, checker.go, brief.go, message.go, schema.go.
package schema
