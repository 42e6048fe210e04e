package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The lines of messages that threads write between each other are told apart by the thread that
// their prefix names.
func TestThreadsBetweenEachOther(t *testing.T) {
	prefixes := map[string]string{
		"logback": "2024-03-01 09:00:%02d,%03d [worker-%d] INFO  driver - ",
		"log4j":   "2024-03-01T09:00:%02d.%03dZ INFO [pool-1-thread-%d] c.e.Driver: ",
		"numbers": "09:00:%02d.%03d [%d] ",
	}
	for name, prefix := range prefixes {
		random := rand.New(rand.NewPCG(seedOf(name), 1))
		for trial := range 40 {
			threads := 1 + trial%4
			lines := make([][]string, threads) // still to write
			var want []string
			for thread := range threads {
				for n := range 1 + random.IntN(3) {
					id := fmt.Sprintf("c%d-%d", thread, n)
					xml := newCall(id)
					if random.IntN(3) > 0 {
						xml = strings.ReplaceAll(xml, "><", ">\n<")
					}
					lines[thread] = append(lines[thread], strings.Split(xml, "\n")...)
					want = append(want, strings.ReplaceAll(xml, "\n", ""))
					if random.IntN(2) == 0 {
						lines[thread] = append(lines[thread], "idle")
					}
				}
			}
			var log strings.Builder
			for at := 0; slices.ContainsFunc(lines, func(l []string) bool { return len(l) > 0 }); {
				thread := random.IntN(threads)
				if len(lines[thread]) == 0 {
					continue
				}
				fmt.Fprintf(&log, prefix+"%s\n", at/1000, at%1000, thread+1, lines[thread][0])
				lines[thread] = lines[thread][1:]
				at += random.IntN(3)
			}
			path := filepath.Join(t.TempDir(), "app.log")
			write(t, path, []byte(log.String()))
			_, out, _ := ivrcheck(t, "messages", "--allow-empty", path)
			var got []string
			for l := range strings.Lines(out) {
				var m struct{ XML string }
				if err := json.Unmarshal([]byte(l), &m); err != nil {
					t.Fatal(err)
				}
				got = append(got, strings.ReplaceAll(m.XML, "\n", ""))
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("%s, %d threads:\ngot  %q\nwant %q\n%s", name, threads, got, want, log.String())
			}
		}
	}
}

func seedOf(name string) (n uint64) {
	for _, c := range []byte(name) {
		n = n*31 + uint64(c)
	}
	return n
}

// A message that was cut holds back neither the next one of its thread nor those of others.
func TestThreadWithACutMessage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	line := func(at, thread int, text string) string {
		return fmt.Sprintf("2024-03-01 09:00:00,%03d [worker-%d] INFO - %s\n", at, thread, text)
	}
	write(t, path, []byte(line(1, 1, prologue+"<GctiMsg><CallId>c1</CallId><NewCall Call")+line(2, 2, prologue+"<GctiMsg>")+
		line(3, 1, "idle")+line(4, 2, "<CallId>c2</CallId><EndCall/></GctiMsg>")+line(5, 1, endCall("c3"))+line(6, 2, endCall("c4"))))
	_, out, _ := ivrcheck(t, "messages", path)
	var got []string
	for l := range strings.Lines(out) {
		var m struct {
			Call string `json:"call_id"`
			Line int
		}
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(m.Call, " ", m.Line))
	}
	slices.Sort(got)
	if want := []string{"c2 2", "c3 5", "c4 6"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q\n%s", got, want, out)
	}
}
