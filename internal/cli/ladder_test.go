package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/report"
)

// drawn gives what ladder draws of a capture.
func drawn(t *testing.T, capture []byte, flags ...string) string {
	t.Helper()
	t.Setenv("LC_ALL", "C.UTF-8")
	t.Setenv("COLUMNS", "100")
	file := filepath.Join(t.TempDir(), "x.pcap")
	if err := os.WriteFile(file, capture, 0o600); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := ivrcheck(t, append([]string{"ladder", file}, flags...)...)
	if status != exitClean {
		t.Fatalf("status %d: %s", status, stderr)
	}
	return stdout
}

// The ladder of a call shows the gaps after its start, which may have hidden more of
// it, and the end of its connection.
func TestLadderOfCallShowsGaps(t *testing.T) {
	text := drawn(t, session(func(c *pcaptest.Conn) {
		c.Server("<lost-before")
		c.IVR(newCall("c1"), newCall("c2"))
		c.Server("<unreadable")
		c.IVR(endCall("c1"))
		c.Server("<lost-after", callStatus("c2", "Ringing"))
	})(), "--call", "c1")
	var names []string
	for line := range strings.SplitSeq(text, "\n") {
		for _, name := range []string{"not shown", "NewCall", "unreadable message", "EndCall", "connection closed"} {
			if strings.Contains(line, name) {
				names = append(names, name)
			}
		}
	}
	// NewCall and CallStatus of c2 lie between.
	want := "not shown,NewCall,not shown,unreadable message,EndCall,unreadable message,not shown,connection closed"
	if got := strings.Join(names, ","); got != want {
		t.Errorf("drawn is %s, want %s\n%s", got, want, text)
	}
}

// A bounded number of steps is held and drawn, the others are counted.
func TestLadderIsBounded(t *testing.T) {
	const more = 234
	text := drawn(t, session(func(c *pcaptest.Conn) {
		for range report.MaxSteps + more {
			c.IVR(endCall("c1"))
		}
	})(), "--call", "c1")
	if got := strings.Count(text, "── EndCall"); got != report.MaxSteps {
		t.Errorf("%d steps are drawn, want %d", got, report.MaxSteps)
	}
	if !strings.Contains(text, "235 more not shown, a ladder has 10,000 steps at most") { // the end, too
		t.Errorf("what is left out is not said: %s", text[len(text)-200:])
	}
}

// Two connections are listed, even if only one has messages; findings are counted by
// connection.
func TestConnectionListCountsFindings(t *testing.T) {
	b := pcaptest.New()
	first, second := b.Connect("10.0.0.5:1001", "10.0.0.1:7009"), b.Connect("10.0.0.5:1002", "10.0.0.1:7009")
	login(first)
	login(second)
	second.Server(agentInfo("7001", "LoggedIn"))
	second.IVR(newCall("c1"), newCall("c1"))
	first.Close()
	second.Close()
	text := drawn(t, b.Pcap())
	for _, want := range []string{"       0      1  10.0.0.5:1001 10.0.0.1:7009         2         1         0", "       1      4  10.0.0.5:1002 10.0.0.1:7009         5         2         3"} {
		if !strings.Contains(text, want) {
			t.Errorf("the list lacks\n%s\n%s", want, text)
		}
	}
}
