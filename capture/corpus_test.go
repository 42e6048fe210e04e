package capture

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ivrcheck/internal/cputime"
	"ivrcheck/trace"
)

// unread are the files of the corpus that are not read to their end, and why.
var unread = map[string]string{
	"pcapplusplus/ExamplesTest_pcap_examples_solaris.snoop": "snoop is no format of ours",
	"pcapplusplus/Pcap++Test_PcapExamples_solaris.snoop":    "snoop is no format of ours",
}

// otherwise are the files in which we find TCP in other packets than tshark, and
// why.
var otherwise = map[string]string{
	"gopacket/layers_testdata_linux_sll_oversized_addr.pcapng":    "a TCP header that says that it is 0 bytes long",
	"pcapplusplus/ExamplesTest_pcap_examples_tcp-reassembly.pcap": "tshark counts a packet of which sFlow holds samples",
	"tcpdump/bigtcp-ipv4-geneve-ipv6.pcap":                        "tshark 4.0 does not take UDP of length 0, as segmentation offload writes it",
	"tcpdump/bigtcp-ipv4-vxlan-ipv4.pcap":                         "the same",
	"tcpdump/tcp_header_heapoverflow.pcap":                        "the TCP header is cut behind its ports",
	"tcpdump/bigtcp-ipv6.pcap":                                    "tshark 4.0 does not take IPv6 of length 0, as segmentation offload writes it",
}

// What others captured must be read to its end, packet for packet. The corpus
// is named by IVRCHECK_CORPUS and lists its files in MANIFEST.md, with the
// number of packets that capinfos finds and the number of frames that tshark
// calls TCP.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("IVRCHECK_CORPUS")
	if dir == "" {
		t.Skip("IVRCHECK_CORPUS is not set")
	}
	want := manifest(t, dir)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".md") {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			limit := cputime.Limit(t, "reading")
			documents := 0
			stats, err := Read(context.Background(), name, bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
				if u.Kind == trace.Document {
					documents++
				}
				return nil
			})
			limit()
			var input *InputError
			if err != nil && !errors.As(err, &input) {
				t.Errorf("error is no *InputError: %v", err)
			}
			if unread[filepath.ToSlash(name)] != "" {
				if err == nil {
					t.Error("is read to its end now: take it off the list")
				}
			} else if w, ok := want[name]; ok {
				if w.packets >= 0 && stats.Packets != w.packets {
					t.Errorf("%d packets, want %d: %v", stats.Packets, w.packets, err)
				}
				if same := w.tcp < 0 || stats.Segments == w.tcp; same == (otherwise[filepath.ToSlash(name)] != "") {
					t.Errorf("TCP in %d packets, tshark finds it in %d", stats.Segments, w.tcp)
				}
			}
			if name == filepath.Join("ivr", "bizserv.pcap") && documents != 902 {
				t.Errorf("%d documents, want 902", documents)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// counted is what MANIFEST.md says of a file, -1 where it does not.
type counted struct{ packets, tcp int }

// manifest reads the counts of the corpus.
func manifest(t *testing.T, dir string) map[string]counted {
	text, err := os.ReadFile(filepath.Join(dir, "MANIFEST.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]counted{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 8 {
			continue
		}
		c := counted{-1, -1}
		for cell, to := range map[int]*int{5: &c.packets, 6: &c.tcp} {
			if n, err := strconv.Atoi(strings.TrimSpace(cells[cell])); err == nil {
				*to = n
			}
		}
		want[filepath.FromSlash(strings.TrimSpace(cells[1]))] = c
	}
	if len(want) < 100 {
		t.Fatalf("MANIFEST.md lists %d files", len(want))
	}
	return want
}
