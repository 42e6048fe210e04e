package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// On a terminal the result comes first, equal findings are a group with the first
// positions, and lines fit the width.
func TestTerminalGroupsFindings(t *testing.T) {
	t.Parallel()
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
		cmd := exec.Command(script, "-qec", "stty cols 50; "+bin+" check --config= --progress never --select MSG004 "+flags+" "+log, os.DevNull)
		cmd.Env = append(os.Environ(), "IVRCHECK_AS_PROGRAM=1", "NO_COLOR=1")
		out, _ := cmd.Output() // findings
		return strings.ReplaceAll(string(out), "\r", "")
	}
	for flags, want := range map[string]string{
		"": "lines 1:150, 2:150, 3:150 and 9 more", "--max-same 2": "lines 1:150, 2:150 and 10 more", "--max-same 0": "lines 1:150, 2:150, 3:150, 4:150,",
	} {
		out := show(flags)
		first, _, _ := strings.Cut(out, "\n")
		if !strings.HasPrefix(first, "12 errors in") {
			t.Errorf("%q: the first line is %q", flags, first)
		}
		if strings.Count(out, "error MSG004 Invalid parameter value, 12 times") != 1 || !strings.Contains(out, want) {
			t.Errorf("%q: no single group of 12 with %q:\n%s", flags, want, out)
		}
		for line := range strings.Lines(out) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > 50 {
				t.Errorf("%q: a line of %d columns: %s", flags, n, line)
			}
		}
	}
}
