package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// On a terminal the same finding is shown a few times, the others are counted, and
// lines fit the width.
func TestTerminalHidesRepeatedFindings(t *testing.T) {
	script, err := exec.LookPath("script")
	if err != nil {
		t.Skip("script(1), which gives a program a terminal, is not installed")
	}
	if err := exec.Command(script, "-qec", "true", os.DevNull).Run(); err != nil {
		t.Skipf("script(1) can give no terminal here: %v", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	bin, log := filepath.Join(dir, "ivrcheck"), filepath.Join(dir, "many.log")
	if err := os.Symlink(self, bin); err != nil {
		t.Fatal(err)
	}
	lines := strings.Repeat(doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="Broken"/></MonitorInfo>`)+"\n", 12)
	if err := os.WriteFile(log, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	show := func(flags string) string {
		cmd := exec.Command(script, "-qec", "stty cols 50; "+bin+" check --config= --select MSG004 "+flags+" "+log, os.DevNull)
		cmd.Env = append(os.Environ(), "IVRCHECK_AS_PROGRAM=1", "NO_COLOR=1")
		out, _ := cmd.Output() // findings
		return strings.ReplaceAll(string(out), "\r", "")
	}
	for flags, want := range map[string]int{"": 5, "--max-same 2": 2, "--max-same 0": 12} {
		out := show(flags)
		if got := strings.Count(out, "error MSG004"); got != want {
			t.Errorf("%q: the finding is shown %d times, want %d:\n%s", flags, got, want, out)
		}
		if more := strings.Contains(out, " more of MSG004"); more != (want < 12) {
			t.Errorf("%q: the rest is told: %t\n%s", flags, more, out)
		}
		for line := range strings.Lines(out) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > 50 {
				t.Errorf("%q: a line of %d columns: %s", flags, n, line)
			}
		}
	}
}
