package mask

import (
	"regexp"
	"testing"
)

// The tests of file names and encodings that replace expressions accept what the expressions do.
func TestFileNamesAndEncodings(t *testing.T) {
	name := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,15}\.(?i:dtd)$`)
	for _, id := range []string{
		"", ".dtd", "a.dtd", "IServer.dtd", "IServer.DTD", "IServer.dtds", "1.dtd", "a1.dtd", "a_b-c.d.dtd", "a/b.dtd", "a b.dtd", "é.dtd", "aé.dtd",
		"a234567890123456.dtd", "a2345678901234567.dtd", "http://host/a.dtd", "a.dt", "adtd", "a.dtd\n", "[.dtd", "@.dtd",
	} {
		if got, want := isFileName(id), name.MatchString(id); got != want {
			t.Errorf("%q: %v, want %v", id, got, want)
		}
	}
	for label := range usualEncodings {
		if !encodingName.MatchString(label) {
			t.Errorf("%s is usual and not accepted", label)
		}
	}
	for label, want := range map[string]bool{"ISO-8859-15": true, "secret": false, "5551234567": false} {
		if got := isEncoding(label); got != want {
			t.Errorf("%s: %v, want %v", label, got, want)
		}
	}
}
