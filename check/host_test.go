package check_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"ivrcheck/check"
	"ivrcheck/report"
	"ivrcheck/rules"
)

// The list of inputs of a host, which may be long, is kept once for all its parts.
func TestPartsOfHostShareInputs(t *testing.T) {
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const n = 4
	var paths []string
	for i := range n {
		w, err := check.NewPartWriter()
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		result, err := check.Run(context.Background(), []check.Input{check.File(captured)}, check.Options{Options: rules.Options{Shards: rules.PartOf(i, n)}, Finding: w.Finding})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), fmt.Sprint(i))
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(file, report.Partial{Host: "a", Shard: i, Of: n, Rules: set.Digest()}, result); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	hosts, err := check.ReadHosts(context.Background(), set, "", paths...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range hosts[0].Parts {
		if &p.Start.Inputs[0] != &hosts[0].Parts[0].Start.Inputs[0] {
			t.Errorf("%s has a list of its own", p.Path)
		}
	}
}
