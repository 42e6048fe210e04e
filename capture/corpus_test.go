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
	"time"

	"ivrcheck/trace"
)

// unread are the files of the corpus that are not read to their end, and why.
var unread = map[string]string{
	"pcapplusplus/ExamplesTest_pcap_examples_solaris.snoop": "snoop is no format of ours",
	"pcapplusplus/Pcap++Test_PcapExamples_solaris.snoop":    "snoop is no format of ours",
	"tcpdump/slip-compressed_sl_print-oobr.pcap":            "pcapgo refuses a record that is longer than its packet was",
	"tcpdump/slip-sliplink_print-oobr.pcap":                 "pcapgo refuses a record that is longer than its packet was",
	"zeek/trunc_mpls-6in6-broken.pcap.gz":                   "compressed",
}

// What others captured must be read to its end, packet for packet. The corpus
// is named by IVRCHECK_CORPUS and lists its files in MANIFEST.md, with the
// number of packets that capinfos finds.
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
			begin := time.Now()
			documents := 0
			stats, err := Read(context.Background(), name, bytes.NewReader(data), Options{}, func(u *trace.Unit) error {
				if u.Kind == trace.Document {
					documents++
				}
				return nil
			})
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			var input *InputError
			if err != nil && !errors.As(err, &input) {
				t.Errorf("error is no *InputError: %v", err)
			}
			if unread[filepath.ToSlash(name)] != "" {
				if err == nil {
					t.Error("is read to its end now: take it off the list")
				}
			} else if pkts, ok := want[name]; ok && stats.Packets != pkts {
				t.Errorf("%d packets, want %d: %v", stats.Packets, pkts, err)
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

// manifest reads the packet counts of the corpus.
func manifest(t *testing.T, dir string) map[string]int {
	text, err := os.ReadFile(filepath.Join(dir, "MANIFEST.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 8 {
			continue
		}
		if pkts, err := strconv.Atoi(strings.TrimSpace(cells[5])); err == nil {
			want[filepath.FromSlash(strings.TrimSpace(cells[1]))] = pkts
		}
	}
	return want
}
