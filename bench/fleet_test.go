package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/internal/cli"
	"ivrcheck/trace"
)

// ivrcheck runs the program.
func ivrcheck(t *testing.T, args ...string) (status int, stdout string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = cli.Run(t.Context(), append([]string{"ivrcheck", args[0], "--config=", "-q"}, args[1:]...), nil, &out, &errs)
	if status > 1 {
		t.Fatalf("%v: status %d: %s", args, status, errs.String())
	}
	return status, out.String()
}

// For traffic of each kind, shards merge to the report of the whole, in any order; no report
// depends on the number of judges. The orphans are so many that all shards forget some.
func TestShardsOfTrafficMerge(t *testing.T) {
	if testing.Short() {
		t.Skip("one of the long ones")
	}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			size, formats := int64(2*megabyte), []string{"ndjson", "json", "sarif", "text"}
			if k.name == "orphans" {
				size, formats = 15*megabyte, formats[:1]
			}
			dir := t.TempDir()
			path := filepath.Join(dir, k.name)
			if _, err := generate(path, k, size); err != nil {
				t.Fatal(err)
			}
			status, whole := 0, map[string]string{}
			for _, format := range formats {
				status, whole[format] = ivrcheck(t, "check", "--join", "-j", "1", "-f", format, path)
			}
			if k.name == "orphans" && !strings.Contains(whole["ndjson"], trace.KeyEvicted.String()) {
				t.Error("nothing was forgotten")
			}
			for _, jobs := range []string{"2", "8"} {
				if _, got := ivrcheck(t, "check", "-j", jobs, "-f", "ndjson", path); got != whole["ndjson"] {
					t.Errorf("the report differs with --jobs %s", jobs)
				}
			}
			for n := 1; n <= trace.Shards; n *= 2 {
				parts := make([]string, n)
				for i, at := range rand.New(rand.NewPCG(uint64(n), 1)).Perm(n) {
					_, part := ivrcheck(t, "check", "-j", "1", "--host", "a", "--shard", fmt.Sprintf("%d/%d", i, n), path)
					parts[at] = filepath.Join(dir, fmt.Sprintf("%d-%d", i, n))
					if err := os.WriteFile(parts[at], []byte(part), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				for _, format := range formats {
					if gotStatus, got := ivrcheck(t, append([]string{"merge", "-f", format}, parts...)...); gotStatus != status || got != whole[format] {
						t.Errorf("%s of %d shards differs, status %d, want %d: %s", format, n, gotStatus, status, firstDifference(whole[format], got))
					}
				}
			}
		})
	}
}
