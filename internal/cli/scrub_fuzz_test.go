package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"ivrcheck/internal/pcaptest"
)

// personalValues matches values that are personal wherever they are.
var personalValues = regexp.MustCompile(`<ANI>([0-9]{6,64})</ANI>`)

// FuzzScrub scrubs damaged captures and logs: there is no panic, and what is written can be read, has as many
// messages, and none of the personal values.
func FuzzScrub(f *testing.F) {
	for n, place := range secretPlaces {
		if n%6 != 0 {
			continue
		}
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		c.IVR(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`), aNewCall("", "<ANI>5551234567</ANI>"))
		place.plant(b, c, aSecret(n))
		at := c.Data(pcaptest.Client, pcaptest.XML(aNewCall("", "<ANI>5557654321</ANI>")))
		if n%4 == 0 {
			b.Fragment(at, 64)
		}
		c.Close()
		if n%12 == 0 {
			f.Add(b.Pcapng())
		} else {
			f.Add(b.Pcap())
		}
	}
	f.Add([]byte("2024-03-01 09:00:00.123 recv " + aNewCall("", "<ANI>5551234567</ANI>") + "\n2024-03-01 09:00:01 called 5551234567\n"))
	f.Add(slices.Concat(pcaptest.XML(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`)), pcaptest.XML(aNewCall("", "<ANI>5551234567</ANI>"))))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<16 {
			t.Skip()
		}
		dir := t.TempDir()
		in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
		if err := os.WriteFile(in, content, 0o600); err != nil {
			t.Fatal(err)
		}
		said := func(want []int, args ...string) (stdout []byte, status int) {
			var o, e bytes.Buffer
			status = Run(t.Context(), append([]string{"ivrcheck"}, args...), nil, &o, &e)
			if !slices.Contains(want, status) || bytes.Contains(e.Bytes(), []byte("internal error")) {
				t.Fatalf("%v: status %d: %s", args, status, e.Bytes())
			}
			return o.Bytes(), status
		}
		_, status := said([]int{exitClean, exitInput, exitNothing}, "scrub", "--config=", "-o", out, in)
		result, err := os.ReadFile(out)
		if (err == nil) != (status == exitClean) {
			t.Fatalf("status %d, and reading the result: %v", status, err)
		}
		if status != exitClean {
			return
		}
		before, _ := said([]int{exitClean, exitNothing}, "messages", "--config=", "-f", "xml", in)
		after, _ := said([]int{exitClean, exitNothing}, "messages", "--config=", "-f", "xml", out)
		if bytes.Count(before, []byte("</GctiMsg>")) != bytes.Count(after, []byte("</GctiMsg>")) {
			t.Errorf("the messages\n%q\nbecame\n%q", before, after)
		}
		for _, m := range personalValues.FindAllSubmatch(before, -1) {
			if bytes.Trim(m[1], "0") != nil && len(bytes.Trim(m[1], "0")) > 0 && bytes.Contains(result, m[1]) {
				t.Errorf("%s is left", m[1])
			}
		}
	})
}
