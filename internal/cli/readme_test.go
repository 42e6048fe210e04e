package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The session in README.md equals that of a terminal of 80 columns.
func TestReadmeSession(t *testing.T) {
	script, err := exec.LookPath("script")
	if err != nil {
		t.Skip("script(1), which gives a program a terminal, is not installed")
	}
	if err := exec.Command(script, "-qec", "true", os.DevNull).Run(); err != nil {
		t.Skipf("script(1) can give no terminal here: %v", err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- session -->\n", "<!-- /session -->"
	readme := string(read(t, filepath.Join(root, "README.md")))
	before, rest, found := strings.Cut(readme, begin)
	shown, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("README.md has no session between its markers")
	}
	command := "bin/ivrcheck check --select SEQ010 testdata/captures/agent-not-ready.pcap"
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The test binary is the program if called by this name.
	bin := filepath.Join(t.TempDir(), "ivrcheck")
	if err := os.Symlink(self, bin); err != nil {
		t.Fatal(err)
	}
	line := strings.Replace(command, "bin/ivrcheck", bin, 1)
	run := exec.Command(script, "-qec", "stty cols 80; "+line, os.DevNull)
	run.Dir = root
	run.Env = append(os.Environ(), "IVRCHECK_AS_PROGRAM=1", "NO_COLOR=1")
	out, err := run.Output()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitFindings {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
	var want strings.Builder
	for _, l := range strings.Split("$ "+command+"\n"+strings.ReplaceAll(string(out), "\r", "")+"$ echo $?\n1", "\n") {
		want.WriteString(strings.TrimRight("    "+l, " ") + "\n")
	}
	if *update {
		write(t, filepath.Join(root, "README.md"), []byte(before+begin+want.String()+end+after))
		shown = want.String()
	}
	if diff := cmp.Diff(want.String(), shown); diff != "" {
		t.Errorf("README.md shows another session (-want +got), -update writes it anew:\n%s", diff)
	}
}
