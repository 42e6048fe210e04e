package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
)

// TestLongEvidenceSideBySide: judges that work side by side make the evidence of long documents
// at the same time, and the report is that of one judge.
func TestLongEvidenceSideBySide(t *testing.T) {
	b := pcaptest.New()
	var conns []*pcaptest.Conn
	for i := range 64 {
		conns = append(conns, b.Connect(fmt.Sprintf("10.0.1.%d:49152", i+1), "10.0.0.1:7009"))
	}
	long := `<GctiMsg><CallId>` + strings.Repeat("x", 8000) + `</CallId><EndCall EndCause="Odd"/></GctiMsg>`
	for range 20 {
		for _, c := range conns {
			c.IVR(long)
			c.Server(long)
		}
	}
	file := filepath.Join(t.TempDir(), "long.pcap")
	if err := os.WriteFile(file, b.Pcap(), 0o644); err != nil {
		t.Fatal(err)
	}
	var want string
	for _, jobs := range []string{"1", "2", "8"} {
		_, out, _ := ivrcheck(t, "check", "--config=", "-f", "ndjson", "--jobs", jobs, file)
		if want == "" {
			want = out
		}
		if out != want || out == "" {
			t.Errorf("--jobs %s gives another report than --jobs 1", jobs)
		}
	}
}
