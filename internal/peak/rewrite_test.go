package peak

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"ivrcheck/internal/pcaptest"
)

// manyCalls writes a capture of about size bytes: short connections, each with values of its own.
func manyCalls(size int) func(io.Writer) {
	return func(w io.Writer) {
		now := pcaptest.New().Now
		for n, written := 0, 0; written < size; n++ {
			b := pcaptest.New()
			b.Now = now
			c := b.Connect(fmt.Sprintf("10.%d.%d.%d:49152", 1+n>>16, n>>8&255, n&255), "10.0.0.1:7009")
			c.IVR(envelope("login", `<LoginReq ClientName="IVR1" Version="4.0"/>`))
			c.Server(envelope("login", `<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`))
			for call := range 5 {
				id := fmt.Sprintf("c%d-%d", n, call)
				c.IVR(envelope(id, fmt.Sprintf(`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>4711</CalledNum><ANI>%010d</ANI></NewCall>`, 5_000_000_000+n*7919+call)))
				c.IVR(envelope(id, fmt.Sprintf(`<UDataSet><UDataEx><Node Name="account" Type="Str" Val="A%09d"/></UDataEx></UDataSet>`, n*6007+call)))
				c.IVR(envelope(id, `<EndCall/>`))
			}
			c.Close()
			now = b.Now
			content := b.Pcap()
			if n > 0 {
				content = content[24:] // the header of the file
			}
			k, err := w.Write(content)
			if err != nil {
				panic(err)
			}
			written += k
		}
	}
}

func envelope(id, message string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg><CallId>` + id + `</CallId>` + message + `</GctiMsg>`
}

// Captures as output take no more memory than promised, however large the input is.
func TestPeakOfCopies(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector takes memory of its own")
	}
	size := 100 << 20
	if testing.Short() {
		size = 8 << 20
	}
	path := inputFile(t, manyCalls(size))
	out := filepath.Join(t.TempDir(), "out")
	for _, args := range [][]string{
		{"check", "--config=", "--jobs", "8", "-q", "-o", "pcapng=" + out, path},
		{"scrub", "--config=", "--jobs", "8", "-o", out, path},
	} {
		peak := measure(t, args...)
		t.Logf("%s: %d MiB", args[0], peak>>20)
		if peak > limit-reserve {
			t.Errorf("%s: %d MiB, want at most %d", args[0], peak>>20, (limit-reserve)>>20)
		}
		if info, err := os.Stat(out); err != nil || info.Size() < int64(size)/2 {
			t.Errorf("%s: no result: %v", args[0], err)
		}
	}
}
