package cli

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if os.Getenv("IVRCHECK_AS_PROGRAM") != "" {
		os.Exit(Main(os.Args, os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(tests{m}, map[string]func(){
		"ivrcheck": func() { os.Exit(Main(os.Args, os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// tests collect garbage less often than the program: they take a quarter less CPU time.
type tests struct{ *testing.M }

func (m tests) Run() int {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	return m.M.Run()
}

// Each promise of the contract about streams and exit status has a script.
// $CAPTURES has the bundled captures, $RULES the rule files. The scripts run the program 600 times:
// it starts in half the time of the binary of the tests, which they run under the race detector.
func TestScripts(t *testing.T) {
	dir, err := filepath.Abs(captures)
	if err != nil {
		t.Fatal(err)
	}
	var program string
	if !raceEnabled {
		program = filepath.Dir(built(t))
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("CAPTURES", dir)
			env.Setenv("RULES", filepath.Join(dir, "..", "rules"))
			if program != "" {
				env.Setenv("PATH", program+string(os.PathListSeparator)+env.Getenv("PATH"))
			}
			return rotated(env.WorkDir, filepath.Join(dir, "seq010-bad.pcap"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// rotated writes a capture as a ring of three files, whose names are not in order of
// time, and as whole.pcap.gz and whole.pcap.zst.
func rotated(dir, capture string) error {
	data, err := os.ReadFile(capture)
	if err != nil {
		return err
	}
	const header, record = 24, 16
	var ends []int
	for at := header; at < len(data); {
		at += record + int(binary.LittleEndian.Uint32(data[at+8:]))
		ends = append(ends, at)
	}
	cuts := []int{header, ends[len(ends)/3], ends[2*len(ends)/3], len(data)}
	files := map[string][]byte{}
	for i, name := range []string{"ring/run.pcap1", "ring/run.pcap2", "ring/run.pcap0"} {
		files[name] = slices.Concat(data[:header], data[cuts[i]:cuts[i+1]])
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(data)
	_ = z.Close()
	files["whole.pcap.gz"] = packed.Bytes()
	files["cut.pcap.gz"] = packed.Bytes()[:packed.Len()-30]
	e, err := zstd.NewWriter(nil)
	if err != nil {
		return err
	}
	files["whole.pcap.zst"] = e.EncodeAll(data, nil)
	for name, data := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// status runs a program and checks its exit status: status 3 ivrcheck check F.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program args...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		got = strconv.Itoa(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}
