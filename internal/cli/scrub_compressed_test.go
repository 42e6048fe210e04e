package cli

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
)

// A message in a compressed body is checked. No pseudonym has a place in it, so that a capture with one is refused
// by scrub and nothing of it is written.
func TestCompressedBodies(t *testing.T) {
	secret := aSecret(1)
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	if _, err := w.Write([]byte(aNewCall("", "<ANI>"+secret+"</ANI>"))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b := pcaptest.New()
	b.Connect("10.0.0.5:50002", "10.0.0.2:80").Data(pcaptest.Client,
		fmt.Appendf(nil, "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", body.Len(), body.String()))
	path := saved(t, b.Pcap())
	if _, out, _ := ivrcheck(t, "messages", path); strings.Count(out, `"type":"message"`) != 1 || !strings.Contains(out, secret) {
		t.Errorf("messages: %s", out)
	}
	if status, said, result := scrubFile(t, path); status != 3 || result != nil || strings.Contains(said, secret) {
		t.Errorf("status %d, %d bytes: %s", status, len(result), said)
	}
}
