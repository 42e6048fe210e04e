// Package xmltree turns the bytes of a document into flat nodes: elements and attributes in document order. It knows a
// table of names, but no catalogue.
//
// The Scanner reads plain documents, which nearly all are, without a copy. It accepts nothing that libxml2 rejects and
// produces the same nodes. It leaves every other document to Parse, which calls libxml2. Before that, the caller has to
// reject documents with an internal subset (ReadPrologue) or beyond a limit (BeyondLimit). The Tokenizer splits any
// bytes into markup and text, well-formed or not.
//
// Files, from the entry point down: scan.go, scan_prologue.go, libxml2.go, scan_value.go, scanner.go,
// limits.go, prologue.go, encoding.go, tokens.go, class.go, node.go.
package xmltree
