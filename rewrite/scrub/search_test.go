package scrub

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/rewrite/pseudonym"
)

// An original that is found with bytes of a payload and of the headers beside it is there by chance. One that is
// within a payload, or within headers, is not.
func TestSearchAtBordersOfPayloads(t *testing.T) {
	b := pcaptest.New()
	c := b.Midway("10.0.0.5:49152", "10.0.0.1:7009")
	c.Send(pcaptest.Client, []byte("first payload"))
	c.Send(pcaptest.Client, []byte("second payload"))
	c.Send(pcaptest.Client, []byte("third payload"))
	for name, file := range map[string][]byte{"pcap": b.Pcap(), "pcapng": b.Pcapng()} {
		start := bytes.Index(file, []byte("second payload"))
		end := start + len("second payload")
		for _, tc := range []struct {
			name  string
			from  int
			to    int
			found bool
		}{
			{"end of a payload and next header", end - 5, end + 3, false},
			{"header and beginning of a payload", start - 2, start + 6, false},
			{"whole payload and next header", start, end + 1, false},
			{"whole payload", start, end, true},
			{"within a payload", start, start + 6, true},
			{"end of a payload", end - 7, end, true},
			{"within headers", start - 40, start - 34, true},
		} {
			originals := pseudonym.NewOriginals("")
			originals.Add(file[tc.from:tc.to])
			if originals.Len() != 1 {
				t.Fatalf("%s: %s: %q is not searched for", name, tc.name, file[tc.from:tc.to])
			}
			opt := &Options{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }}
			err := Search(context.Background(), opt, originals)
			var found *FoundError
			if errors.As(err, &found) != tc.found || err != nil && !tc.found {
				t.Errorf("%s: %s: %v", name, tc.name, err)
			}
		}
	}
}

// A chance match does not end the search.
func TestSearchGoesOnAfterChance(t *testing.T) {
	b := pcaptest.New()
	c := b.Midway("10.0.0.5:49152", "10.0.0.1:7009")
	c.Send(pcaptest.Client, []byte("first payload"))
	c.Send(pcaptest.Client, []byte("second payload"))
	file := b.Pcap()
	end := bytes.Index(file, []byte("first payload")) + len("first payload")
	originals := pseudonym.NewOriginals("")
	originals.Add(file[end-6 : end+2])
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }
	if err := Search(context.Background(), &Options{Open: open}, originals); err != nil {
		t.Fatal(err)
	}
	originals.Add([]byte("second"))
	var found *FoundError
	if err := Search(context.Background(), &Options{Open: open}, originals); !errors.As(err, &found) {
		t.Errorf("no error: %v", err)
	}
}

// The end of the content is known, and nothing else is taken for a part of it.
func TestRecentContent(t *testing.T) {
	var r recentContent
	var all []byte
	for n := range 600 {
		b := bytes.Repeat([]byte{byte(n), byte(n / 3), 'x'}, 1+n*37%1500)
		r.add(b)
		all = append(all, b...)
		if len(r.bytes) > maxRecent || len(r.bytes) < min(len(all), maxRecent/2) {
			t.Fatalf("%d bytes of %d are kept", len(r.bytes), len(all))
		}
		for _, back := range []int{1, 1000, maxRecent/2 - 1, maxRecent/2 + 1, 2 * maxRecent} {
			at := len(all) - back
			if at < 0 {
				continue
			}
			text := all[at:min(len(all), at+100)]
			if got, want := r.has(text, int64(at)), at >= len(all)-len(r.bytes); got != want {
				t.Fatalf("%d bytes before the end of %d: %v", back, len(all), got)
			}
			other := bytes.Clone(text)
			other[len(other)-1]++
			if r.has(other, int64(at)) || r.has(append(other, 0), int64(at)) || r.has(text, -1) || r.has(text, int64(len(all)+1)) {
				t.Fatalf("text that is not there, %d bytes before the end of %d", back, len(all))
			}
		}
	}
}
