package mask

import (
	"strings"
	"testing"

	"ivrcheck/trace"
)

// Every byte ends what is printable or does not, whatever stands around it.
func TestPrintablePrefix(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			for _, around := range []string{" ", "!", "~", "a"} {
				s := strings.Repeat(around, at) + string([]byte{byte(c)}) + strings.Repeat(around, 20-at)
				want := at
				if c >= ' ' && c < 0x7f {
					want = len(s)
				}
				if got := printablePrefix([]byte(s)); got != want {
					t.Fatalf("%q: %d, expected %d", s, got, want)
				}
			}
		}
	}
}

func TestEvidenceStart(t *testing.T) {
	const prolog = `<?xml version="1.0"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`
	long := strings.Repeat("x", 100)
	for _, c := range []struct{ body, at, want string }{
		// What is about an element begins with its tag, whatever is before it.
		{prolog + `<GctiMsg><CallId>1</CallId><Info><Agent Status="0K"/></Info></GctiMsg>`, `<Info>`, `<Info>`},
		// A short head is shown whole, without the prolog.
		{prolog + `<GctiMsg><CallId>1</CallId><Info><Agent Status="0K"/></Info></GctiMsg>`, `Status`, `<GctiMsg>`},
		{`<GctiMsg><CallId>1</CallId><Info><Agent Status="0K"/></Info></GctiMsg>`, `Status`, `<GctiMsg>`},
		// A value far inside is shown with its tag.
		{prolog + `<GctiMsg><CallId>` + long + `</CallId><Info><Agent PortNum="1234567890" Name="` + long[:40] + `" Status="0K"/></Info>`, `Status`, `<Agent`},
		// An end tag is shown with what is before it.
		{`<GctiMsg><CallId>` + long + `</CallId></Info>`, `</Info>`, `</CallId>`},
		// What is about the prolog is shown there.
		{prolog + `<Other/>`, `<!DOCTYPE`, `<?xml`},
		{`<?xml version="1.0"?><GctiMsg/>`, `<GctiMsg`, `<?xml`},
	} {
		start := strings.Index(c.body, c.at)
		if got := c.body[evidenceStart([]byte(c.body), trace.Span{Start: start, End: start + len(c.at)}):]; !strings.HasPrefix(got, c.want) {
			t.Errorf("%s at %s: begins with %.20s, want %s", c.body, c.at, got, c.want)
		}
	}
}
