package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/internal/cachectl"
	"ivrcheck/internal/cli"
)

// All reports are the same bytes with every cache off as with every cache on, for the
// captures and logs of testdata and for generated traffic of each kind. A run over
// testdata reads all files, so that caches see traffic of many writers.
func TestCachesChangeNoReport(t *testing.T) { // not parallel: the switches are global
	if len(cachectl.All()) == 0 {
		t.Fatal("no cache has a switch")
	}
	inputs := map[string]string{"captures": "../testdata/captures", "logs": "../testdata/logs"}
	size := int64(1_000_000)
	if testing.Short() {
		size = 100_000
	}
	for _, k := range kinds {
		path := filepath.Join(t.TempDir(), k.name)
		if _, err := generate(path, k, size); err != nil {
			t.Fatal(err)
		}
		inputs[k.name] = path
	}
	for name, path := range inputs {
		for _, args := range [][]string{
			{"check", "--format", "ndjson", "--values", "masked"},
			{"check", "--format", "ndjson", "--values", "shown", "--jobs", "1"},
			{"messages", "--values", "masked"},
		} {
			args = append(args, "--config=", path)
			run := func(off bool) (status int, stdout, stderr string) {
				cachectl.SetAll(off)
				defer cachectl.SetAll(false)
				var out, errs bytes.Buffer
				status = cli.Run(context.Background(), append([]string{"ivrcheck"}, args...), nil, &out, &errs)
				return status, out.String(), errs.String()
			}
			onStatus, on, onErrs := run(false)
			offStatus, off, offErrs := run(true)
			if onStatus != offStatus || onErrs != offErrs {
				t.Errorf("%s: %v: status %d with caches, %d without\n%s\n%s", name, args, onStatus, offStatus, onErrs, offErrs)
			}
			if onStatus == 2 || on == "" {
				t.Errorf("%s: %v: nothing was read:\n%s", name, args, onErrs)
			}
			if on != off {
				t.Errorf("%s: %v: %s", name, args, firstDifference(off, on))
			}
		}
	}
}

// firstDifference shows the first line in which two reports differ.
func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "want\n" + a[i] + "\ngot\n" + b[i]
		}
	}
	return "one report is longer"
}
