package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"ivrcheck/report"
)

// A file may have a name that a terminal would obey. No output has it as it is, nor the
// document's own characters of that kind.
func TestNamesOfFilesAreHarmless(t *testing.T) {
	const odd = "a\x1b[31mb\u202ec\u0085d\x9be\r\nf\u2066g"
	bad := "<GctiMsg><CallId>c\u202e1\u0085</CallId><NewCal\u2066l Version='\u009b31m'/></GctiMsg>"
	for name, content := range map[string]string{
		"log":     "2024-03-01T09:00:00Z " + bad + "\n2024-03-01T09:00:00Z <GctiMsg><CallId>c1",
		"nothing": "nothing here\n",
		"damaged": "\x1f\x8b\x08 not gzip",
		"cut":     "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x01\x00\x00\x00cut",
		"missing": "",
		"rules":   "rules: [",
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), odd)
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Skip(err)
			}
			input := filepath.Join(dir, odd)
			if name != "missing" {
				if err := os.WriteFile(input, []byte(content), 0o600); err != nil {
					t.Skip(err)
				}
			}
			calls := [][]string{{"check", "--oneline=false", input}, {"check", dir}, {"check", input + "*"}, {"messages", "-f", "text", input}, {"messages", input}, {"messages", "-f", "gli", input},
				{"ladder", input}, {"ladder", "-f", "svg", input}, {"check", "-r", input, input}, {"rules", "test", input}, {"rules", "verify", input},
				{"check", "--config", input, input}, {"config", "show", "--config", input}, {"config", "verify", "--config", input}, {"check", "--baseline", input, input}, {"check", "--write-baseline", dir, input},
				{"explain", odd}, {"check", "--select", odd, input}, {"check", "-o", odd, input}, {"check", "-o", "json=" + dir, input}, {"check", "--" + odd}, {odd}, {"check", "--fail-on", odd, input}, {"ladder", "--call", odd, input}, {"messages", "--call", odd, input}}
			for _, f := range report.Formats() {
				calls = append(calls, []string{"check", "-f", f, input})
			}
			for _, args := range calls {
				var stdout, stderr bytes.Buffer
				Run(t.Context(), append([]string{"ivrcheck"}, args...), strings.NewReader(content), &stdout, &stderr)
				for _, out := range [][]byte{stdout.Bytes(), stderr.Bytes()} {
					if at := bytes.IndexFunc(out, harms); at >= 0 || !utf8.Valid(out) {
						at = max(at, 0)
						t.Errorf("%q: ...%q", args, out[max(0, at-100):min(len(out), at+40)])
					}
				}
			}
		})
	}
}

func harms(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028'
}
