package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"ivrcheck/internal/pcaptest"
)

// longCapture is a session without any DOCTYPE, in which many calls have one of six faults, three
// of them errors. The first fault is a warning.
func longCapture() []byte {
	return session(func(c *pcaptest.Conn) {
		say := func(sends func(...string) *pcaptest.Conn, id, element string) {
			sends(strings.TrimPrefix(doc(id, element), prologue))
		}
		for i := range 120 {
			id, answer := fmt.Sprint("call-", i), "<RequestId>r1</RequestId>"
			say(c.IVR, id, `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>4711</CalledNum></NewCall>`)
			switch event := "Established"; i % 20 {
			case 7, 11, 13:
				event = "Establised"
				fallthrough
			default:
				say(c.Server, id, `<CallStatus Event="`+event+`"/>`)
			case 3: // SEQ023 and SEQ030
				say(c.IVR, id, `<RouteRequest RouteDN="8001"/>`)
				continue
			case 5, 9:
				say(c.IVR, id, `<UDataSet Action="Replace">`+answer+`<UDataEx><Node Name="Path" Type="Str" Value="x"/></UDataEx></UDataSet>`)
				say(c.Server, id, `<UDataResp Result="Success">`+answer+`</UDataResp>`)
			case 17:
				say(c.IVR, id, `<UDataGet Keys="Name">`+answer+`</UDataGet>`)
			case 19:
				say(c.Server, "login-1", `<MonitorInfo><Agent PortNum="7004" Status="LoggedIn"/></MonitorInfo>`)
				say(c.Server, "login-1", `<MonitorInfo><Agent PortNum="7004" Status="LoggedOut"/></MonitorInfo>`)
			}
			say(c.IVR, id, `<EndCall EndCause="Normal"/>`)
		}
	})()
}

// onTerminal runs the program on a terminal of 24 lines and 80 columns.
func onTerminal(t *testing.T, args ...string) (lines []string, status int) {
	t.Helper()
	terminal, seen := openTerminal(t)
	size := [4]uint16{24, 80}
	if _, _, n := syscall.Syscall(syscall.SYS_IOCTL, terminal.Fd(), syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&size))); n != 0 {
		t.Skip(n)
	}
	t.Setenv("NO_COLOR", "1")
	status = Run(t.Context(), append([]string{"ivrcheck", "--config=", "--progress", "never"}, args...), nil, terminal, terminal)
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(seen()), "\r", ""), "\n"), "\n"), status
}

// The first screen shows the verdict and the three worst groups, each with its message.
func TestFirstScreen(t *testing.T) {
	t.Chdir(t.TempDir())
	path := "faulty.pcap"
	if err := os.WriteFile(path, longCapture(), 0o600); err != nil {
		t.Fatal(err)
	}
	lines, status := onTerminal(t, path)
	screen := strings.Join(lines[:min(24, len(lines))], "\n")
	heads := regexp.MustCompile(`(?m)^(error|warning|inconclusive|info) (\w+).*$`).FindAllStringSubmatch(screen, -1)
	if status != exitFindings || !strings.HasSuffix(lines[0], ": FAIL") || len(heads) < 3 {
		t.Fatalf("status %d, the first screen is\n%s", status, screen)
	}
	var codes []string
	for _, h := range heads[:3] {
		if h[1] != "error" {
			t.Errorf("%s is among the first three groups", h[0])
		}
		codes = append(codes, h[2])
	}
	if want := []string{"MSG004", "MSG013", "SEQ010"}; !slices.Equal(slices.Sorted(slices.Values(codes)), want) {
		t.Errorf("the first groups are %v, expected %v", codes, want)
	}
	if len(lines) >= 120 {
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		if len([]rune(l)) > 80 {
			t.Errorf("longer than the terminal: %s", l)
		}
	}
}

// A capture whose messages only lack the DOCTYPE takes a few lines.
func TestShortScreenOfACleanCapture(t *testing.T) {
	t.Chdir(t.TempDir())
	path := "ok.pcap"
	ok := session(func(c *pcaptest.Conn) {
		for i := range 200 {
			id := fmt.Sprint("call-", i)
			for _, body := range []string{newCall(id), endCall(id)} {
				c.IVR(strings.TrimPrefix(body, prologue))
			}
		}
	})()
	if err := os.WriteFile(path, ok, 0o600); err != nil {
		t.Fatal(err)
	}
	if lines, status := onTerminal(t, path); status != 0 || len(lines) > 8 || !strings.HasSuffix(lines[0], ": PASS") {
		t.Errorf("status %d, %d lines:\n%s", status, len(lines), strings.Join(lines, "\n"))
	}
}

// longLines are the codes whose one-line text may have more than 160 characters, with the reason.
var longLines = map[string]string{
	"inconclusive SEQ010": "names the frame of the LoggedIn, and that of the missing bytes",
}

// A finding on one line is short enough for a pager, beside the directory of its file.
func TestOneLineTextIsShort(t *testing.T) {
	var out bytes.Buffer
	Run(t.Context(), []string{"ivrcheck", "check", "--config=", "--progress", "never", "--oneline", captures, "../../testdata/logs"}, nil, &out, io.Discard)
	long, total := map[string]int{}, 0
	for line := range strings.Lines(out.String()) {
		path, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		line = filepath.Base(path) + ": " + rest
		severity, rest, _ := strings.Cut(rest, " ")
		code, _, _ := strings.Cut(rest, " ")
		total++
		if n := len([]rune(line)); n > 160 {
			long[severity+" "+code]++
			if longLines[severity+" "+code] == "" {
				t.Errorf("%d characters: %s", n, line)
			}
		}
	}
	for code := range longLines {
		if long[code] == 0 {
			t.Errorf("no finding of %s is long", code)
		}
	}
	t.Logf("%d of %d findings are longer: %v", long["inconclusive SEQ010"], total, long)
	if total < 150 {
		t.Errorf("only %d findings", total)
	}
}
