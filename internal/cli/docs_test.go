package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each block of shell commands in the documents is run on the bundled captures; the
// block of text after it has its output, also of standard error. -update rewrites
// the outputs.
func TestOutputsInDocsAreCurrent(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s: make setup-test installs it", tool)
		}
	}
	for _, name := range []string{"guide.md", "jq.md"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("../../docs", name)
			text := string(read(t, path))
			made := rerun(t, text)
			if *update {
				if err := os.WriteFile(path, []byte(made), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(text, made); diff != "" {
				t.Errorf("%s shows something else (-shown +is); -update writes it anew:\n%s", path, diff)
			}
		})
	}
}

const (
	shellBlock  = "```sh\n"
	outputBlock = "```text\n"
	endOfBlock  = "```\n"
)

// rerun gives a document with new outputs. A block of shell commands without a block
// of text right after it is not run.
func rerun(t *testing.T, text string) string {
	t.Helper()
	dir := workplace(t)
	var out strings.Builder
	ran := 0
	for {
		before, rest, found := strings.Cut(text, shellBlock)
		out.WriteString(before)
		if !found {
			break
		}
		commands, rest, _ := strings.Cut(rest, endOfBlock)
		out.WriteString(shellBlock + commands + endOfBlock)
		text = rest
		below, shows := strings.CutPrefix(rest, "\n"+outputBlock)
		if !shows {
			continue
		}
		_, text, _ = strings.Cut(below, endOfBlock)
		cmd := exec.Command("bash", "-c", "exec 2>&1\n"+commands)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "IVRCHECK_AS_PROGRAM=1", "NO_COLOR=1", "LC_ALL=C.UTF-8", "PATH="+dir+"/.bin:"+os.Getenv("PATH"))
		said, _ := cmd.Output() // findings are no error of the document
		if len(said) == 0 {
			t.Errorf("nothing comes from\n%s", commands)
		}
		ran++
		out.WriteString("\n" + outputBlock + string(said) + endOfBlock)
	}
	if ran == 0 {
		t.Error("the document runs nothing")
	}
	return out.String()
}

// workplace is a directory with some bundled captures, and the program in .bin.
func workplace(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, ".bin", "ivrcheck")); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		"agent-not-ready.pcap": "run.pcap", "good.pcap": "good.pcap", "msg003-bad.pcap": "broken.pcap",
		"gap-of-two.pcap": "gap.pcap", "driver-bad.log": "driver.log", "seq023-bad.pcap": "calls.pcap",
	} {
		if err := os.WriteFile(filepath.Join(dir, to), read(t, filepath.Join(captures, from)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
