// Package files keeps the user's files safe. It finds inputs, compares files by
// identity, opens files that may block, reads files up to a limit, and writes
// outputs so that the old file stays until the new one is complete.
//
// In: paths of the command line and of configurations. Out: lists of inputs,
// readers that end at a signal or at their limit, and outputs.
//
// Files, from the entry point down: find.go, glob.go, walk.go, folder.go, output.go, use.go,
// identity.go, open.go.
package files
