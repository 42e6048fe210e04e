package cli

import (
	"bytes"
	"io"
	"os"
	"slices"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/internal/files"
)

// compareFiles compares the files that the run writes with those that it reads, before it opens any. Files are compared
// by identity, not by name.
func (run *checkRun) compareFiles(c *ucli.Context, config *configFile) error {
	outputs := []files.Use{{Name: "standard output", ID: files.OfStream(run.stdout)}}
	identify := func(uses []files.Use, name, path string) []files.Use {
		id, err := files.Identify(path)
		if err != nil {
			return uses // the error recurs when the file is opened
		}
		return append(uses, files.Use{Name: name, ID: id})
	}
	for _, f := range run.outputs.files {
		outputs = identify(outputs, "--output "+f.format+"="+f.path, f.path)
	}
	if run.baseline != "" {
		outputs = identify(outputs, "--write-baseline "+run.baseline, run.baseline)
	}
	run.dropReports(outputs)

	read := run.uses()
	for _, path := range c.StringSlice("rules") {
		read = identify(read, "the rule file "+path, path)
	}
	if config != nil {
		read = identify(read, "the configuration "+config.path, config.path)
	}
	if path := c.String("baseline"); path != "" {
		known := identify(nil, "the baseline "+path, path)
		// A baseline may be updated: it is read before it is written.
		if n := len(outputs); run.baseline == "" || len(known) == 0 || known[0].ID != outputs[n-1].ID {
			read = append(read, known...)
		}
	}
	if err := files.Conflict(outputs, read); err != nil {
		return usageError{err}
	}
	return nil
}

// compareStdout compares standard output with the inputs.
func (run *captureRun) compareStdout() error {
	if err := files.Conflict([]files.Use{{Name: "standard output", ID: files.OfStream(run.stdout)}}, run.uses()); err != nil {
		return usageError{err}
	}
	return nil
}

// uses returns the inputs.
func (run *captureRun) uses() (read []files.Use) {
	for _, set := range run.sets {
		for _, in := range set {
			name := "the input " + in.name
			if in.name == "-" {
				name = "standard input"
			}
			read = append(read, files.Use{Name: name, ID: in.id})
		}
	}
	return read
}

// dropReports leaves out files that a walk or a glob found and that an earlier run of the same command wrote: reports
// that this run replaces. Reports with findings are left out anyway.
func (run *checkRun) dropReports(outputs []files.Use) {
	replaced := make(map[files.Identity]bool)
	for _, o := range outputs {
		replaced[o.ID] = o.ID != (files.Identity{})
	}
	for i := range run.sets {
		run.sets[i] = slices.DeleteFunc(slices.Clone(run.sets[i]), func(in input) bool {
			if in.named || !replaced[in.id] || !withoutFindings(in.name) {
				return false
			}
			run.inputs--
			run.note("%s: skipped: a report that this run replaces", in.name)
			return true
		})
	}
	run.sets = slices.DeleteFunc(run.sets, func(set inputSet) bool { return len(set) == 0 })
}

// withoutFindings reports whether a file is a report without findings in a format that is not otherwise recognised: an
// empty text or list.
func withoutFindings(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head, _ := io.ReadAll(io.LimitReader(f, 16)) // an unreadable file is no report
	text := string(bytes.Join(bytes.Fields(head), nil))
	return text == "" || text == "[]"
}
