package cli

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// With --xml libxml2 the report is the same, byte for byte: for every bundled capture,
// and for the logs with many damages.
func TestScannerAndLibxml2GiveSameReport(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(captures, "*.*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var damaged []string
	r := rand.New(rand.NewPCG(6, 1))
	dir := t.TempDir()
	const bytesThatMatter = "<>&\"'= /x\xe9\x01\r]-!?:A"
	for i := range files {
		name := filepath.Base(files[i])
		if filepath.Ext(name) != ".log" {
			continue
		}
		for range 20 {
			data := bytes.Clone(read(t, files[i]))
			for range 1 + len(data)/400 {
				data[r.IntN(len(data))] = bytesThatMatter[r.IntN(len(bytesThatMatter))]
			}
			file := filepath.Join(dir, string(rune('a'+len(damaged)%26))+name+string(rune('a'+len(damaged)/26)))
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			damaged = append(damaged, file)
		}
	}
	if len(damaged) == 0 {
		t.Fatal("no log to damage")
	}
	compare := func(names ...string) {
		t.Helper()
		args := append([]string{"check", "--format", "json"}, names...)
		status, stdout, stderr := ivrcheck(t, append(args, "--xml", "auto")...)
		otherStatus, otherStdout, otherStderr := ivrcheck(t, append(args, "--xml", "libxml2")...)
		if status != otherStatus || stdout != otherStdout || stderr != otherStderr {
			t.Errorf("with auto %d, with libxml2 %d: %s", status, otherStatus, cmp.Diff(otherStdout+otherStderr, stdout+stderr))
		}
	}
	var bundled []string
	for _, file := range files {
		if filepath.Ext(file) != ".ndjson" {
			bundled = append(bundled, filepath.Base(file))
		}
	}
	compare(bundled...)
	compare(damaged...)
}

func TestXMLFlagRejectsOtherValues(t *testing.T) {
	if status, _, stderr := ivrcheck(t, "check", "--xml", "expat", "good.pcap"); status != exitUsage || !bytes.Contains([]byte(stderr), []byte("use auto or libxml2")) {
		t.Errorf("%d, %s", status, stderr)
	}
}
