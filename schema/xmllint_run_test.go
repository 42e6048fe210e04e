package schema

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// xmllint validates many files in one process: with --schema or --dtdvalid
// and the grammar's name. It gives what is wrong with each file; a file
// without fault is not in the map.
func xmllint(t *testing.T, option, grammar string, files [][]byte) map[int][]string {
	t.Helper()
	program, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed; make setup-test installs it")
	}
	grammar, err = filepath.Abs(grammar)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if option == "--dtdvalid" {
		// So that the document type that the files name is found as well.
		text, err := os.ReadFile(grammar)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(grammar)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"--nonet", "--noout", option, grammar}
	number := map[string]int{}
	for i, data := range files {
		name := fileName(i)
		number[name] = i
		args = append(args, name)
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.Command(program, args...)
	run.Dir = dir
	out, err := run.CombinedOutput()
	if run.ProcessState == nil || !run.ProcessState.Exited() {
		t.Fatalf("%v: %s", err, out)
	}
	if bytes.Contains(out, []byte(filepath.Base(grammar)+":")) {
		t.Fatalf("the grammar itself is at fault: %s", out)
	}
	faults := map[int][]string{}
	seen := 0
	for _, line := range strings.Split(string(out), "\n") {
		name, said, found := strings.Cut(line, ":")
		i, known := number[name]
		switch {
		case found && known:
			faults[i] = append(faults[i], said)
		case strings.HasSuffix(line, " validates"):
			seen++
		case strings.HasSuffix(line, " fails to validate"):
			seen++
			i := number[strings.TrimSuffix(line, " fails to validate")]
			if len(faults[i]) == 0 {
				faults[i] = []string{line}
			}
		}
	}
	if option == "--schema" && seen != len(files) {
		t.Fatalf("xmllint judged %d of %d files: %.2000s", seen, len(files), out)
	}
	return faults
}

func fileName(i int) string {
	const digits = "0123456789"
	return string([]byte{digits[i/10000%10], digits[i/1000%10], digits[i/100%10], digits[i/10%10], digits[i%10]}) + ".xml"
}
