package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
)

// ticketFolder writes a ticket and returns its folder.
func ticketFolder(t *testing.T, input string, args ...string) string {
	t.Helper()
	parent := t.TempDir()
	dir := filepath.Join(parent, "ticket")
	var stdout, stderr bytes.Buffer
	if status := Run(t.Context(), slices.Concat([]string{"ivrcheck", "ticket", input, "-o", dir}, args), nil, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, stderr.Bytes())
	}
	if stdout.Len() > 0 {
		t.Errorf("standard output: %s", stdout.Bytes())
	}
	entries, err := os.ReadDir(parent)
	if err != nil || len(entries) != 1 {
		t.Errorf("besides the folder: %v, %v", entries, err)
	}
	return dir
}

// The ticket of the README's capture is complete: the reports agree, the page opens in a browser,
// and tshark reads the capture without a warning and shows the comment.
func TestTicket(t *testing.T) {
	dir := ticketFolder(t, "../../testdata/captures/agent-not-ready.pcap", "--rule", "SEQ010")
	file := func(name string) string { return filepath.Join(dir, name) }
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{"README.txt", "capture.pcapng", "explanation.txt", "report.html", "report.json"}; !slices.Equal(names, want) {
		t.Errorf("files %v, want %v", names, want)
	}
	readme := string(read(t, file("README.txt")))
	if strings.Count(readme, "\n") != 5 || !strings.HasPrefix(readme, "SEQ010 agent-steady-state (error, violated): ") || !strings.Contains(readme, "of the original") {
		t.Errorf("README.txt:\n%s", readme)
	}
	if text := string(read(t, file("explanation.txt"))); !strings.HasPrefix(text, "SEQ010") {
		t.Errorf("explanation.txt:\n%s", text)
	}
	var reported struct {
		Findings []struct{ Rule, File string }
	}
	if err := json.Unmarshal(read(t, file("report.json")), &reported); err != nil {
		t.Fatal(err)
	}
	shown := false
	for _, f := range reported.Findings {
		shown = shown || f.Rule == "SEQ010"
		if f.File != "capture.pcapng" {
			t.Errorf("a finding in %s", f.File)
		}
	}
	if !shown {
		t.Errorf("report.json does not have the finding: %v", reported)
	}
	again := run(t, "check", "-f", "ndjson", file("capture.pcapng"))
	if n := bytes.Count(again, []byte(`"type":"finding"`)); n != len(reported.Findings) {
		t.Errorf("the capture has %d findings, report.json %d", n, len(reported.Findings))
	}
	t.Run("tshark", func(t *testing.T) {
		tshark, err := exec.LookPath("tshark")
		if err != nil {
			t.Skip("tshark is not installed")
		}
		read := exec.CommandContext(t.Context(), tshark, "-r", file("capture.pcapng"), "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
			"-T", "fields", "-e", "frame.comment", "-e", "_ws.expert.severity", "-e", "tcp.checksum.status")
		out, err := read.Output()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(out), "ivrcheck SEQ010 error: ") {
			t.Errorf("no comment in\n%s", out)
		}
		for line := range strings.Lines(string(out)) {
			if f := strings.Split(strings.TrimRight(line, "\n"), "\t"); len(f) != 3 || f[2] == "0" || strings.Contains(f[1], "6291456") || strings.Contains(f[1], "8388608") {
				t.Errorf("a warning: %q", line)
			}
		}
	})
	t.Run("browser", func(t *testing.T) {
		p := open(t, startBrowser(t), file("report.html"))
		if text := eval[string](p, `document.body.innerText`); !strings.Contains(text, "SEQ010") || !strings.Contains(text, "capture.pcapng") {
			t.Errorf("the page shows %.500s", text)
		}
	})
}

// Nothing personal is in a folder, neither of a capture nor of a log, also where the finding is
// about the value.
func TestTicketSecrets(t *testing.T) {
	secret := aSecret(1)
	b := pcaptest.New()
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	c.IVR(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`))
	c.Server(callWith(`<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`))
	c.IVR(aNewCall("", "<ANI>"+secret+"</ANI><ANI>"+secret+"</ANI>"), udata(`<Node Name="a" Val="`+secret+`"/>`), callWith("<EndCall/>"))
	c.Close()
	line := "09:00:01.000 sent " + aNewCall("", "<ANI>"+secret+"</ANI><ANI>"+secret+"</ANI>") + "\n"
	for _, input := range []string{saved(t, b.Pcap()), saved(t, []byte(line))} {
		dir := ticketFolder(t, input, "--rule", "MSG016")
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 5 {
			t.Fatal(entries, err)
		}
		for _, e := range entries {
			if at := leak(read(t, filepath.Join(dir, e.Name())), secret); at != "" {
				t.Errorf("%s: %s", e.Name(), at)
			}
		}
	}
}

// A ticket of every kind of finding in the bundled captures can be written.
func TestTicketOfEveryRule(t *testing.T) {
	captures, err := filepath.Glob("../../testdata/captures/*-bad.pcap")
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for i, path := range captures {
		code := strings.ToUpper(strings.TrimSuffix(filepath.Base(path), "-bad.pcap"))
		if testing.Short() && i%7 != 0 || strings.HasPrefix(code, "CAP") || strings.HasPrefix(code, "RECORDED") {
			continue
		}
		dir := filepath.Join(t.TempDir(), "ticket")
		var stdout, stderr bytes.Buffer
		if status := Run(t.Context(), []string{"ivrcheck", "ticket", path, "-o", dir, "--rule", code}, nil, &stdout, &stderr); status != 0 {
			t.Errorf("%s: status %d: %s", path, status, stderr.Bytes())
			continue
		}
		written++
		if readme := string(read(t, filepath.Join(dir, "README.txt"))); !strings.HasPrefix(readme, code+" ") {
			t.Errorf("%s: %s", path, readme)
		}
	}
	t.Log(written, "tickets")
}
