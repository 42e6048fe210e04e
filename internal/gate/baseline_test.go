package gate

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// An error has its position, and quotes nothing of a file that is no baseline.
func TestBaselineErrors(t *testing.T) {
	const head = `{"schema":"ivrcheck/baseline/v1","findings":[` + "\n"
	tests := []struct{ name, text, want string }{
		{"no JSON", "hunter2\n", "b:1:1: not a baseline"},
		{"a list", `["hunter2"]`, "b:1:1: not a baseline: expected {"},
		{"other JSON", `{"password":"hunter2"}`, "b:1:11: not a baseline"},
		{"other key", "{\n \"hunter2\": 1}", "b:2:10: not a baseline"},
		{"other schema", `{"schema":"hunter2"}`, "b:1:19: not a baseline: the schema is not ivrcheck/baseline/v1; write the baseline again with --write-baseline"},
		{"findings of something else", `{"findings":[{"hunter2":1}]}`, "b:1:26: not a baseline"},
		{"no schema", `{"findings":[]}`, "b:1:15: not a baseline: no key schema, expected ivrcheck/baseline/v1"},
		{"empty", "", "b:1:1: not a baseline: it ends early"},
		{"cut", head, "b:2:1: not a baseline: it ends early"},
		{"unknown key", head + `{"fingerprints":"x"}]}`, `b:2:20: not a baseline: json: unknown field "fingerprints"`},
		{"wrong type", head + "{\"fingerprint\":7}\n]}", "b:2:16: not a baseline: json: cannot unmarshal number into Go struct field Entry.fingerprint of type string"},
		{"no count", head + `{"fingerprint":"x"}]}`, "b:2:19: not a baseline: entry 1 has no fingerprint or no count; write the baseline again with --write-baseline"},
		{"null", head + `null]}`, "b:2:4: not a baseline: entry 1 has no fingerprint or no count; write the baseline again with --write-baseline"},
		{
			"twice", head + `{"fingerprint":"x","count":1},` + "\n" + `{"fingerprint":"x","count":1}]}`,
			"b:3:29: not a baseline: entry 2 repeats the fingerprint of an earlier one; write the baseline again with --write-baseline",
		},
		{"more after it", head + `]} {}`, "b:2:4: not a baseline: text after the end of the baseline"},
	}
	for _, tt := range tests {
		_, err := ReadBaseline("b", strings.NewReader(tt.text))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v\nwant %s", tt.name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error quotes the file", tt.name)
		}
	}
}

func TestBaselineByteOrderMark(t *testing.T) {
	b, err := ReadBaseline("b", strings.NewReader("\ufeff"+`{"schema":"ivrcheck/baseline/v1","findings":[{"fingerprint":"x","count":2}]}`))
	if err != nil || len(b.entries) != 1 {
		t.Errorf("%v, %v", b, err)
	}
}

// The keys may be in any order: jq -S sorts them.
func TestBaselineSortedKeys(t *testing.T) {
	b, err := ReadBaseline("b", strings.NewReader(`{"findings":[{"count":2,"fingerprint":"x"}],"schema":"ivrcheck/baseline/v1"}`))
	if err != nil || len(b.entries) != 1 {
		t.Errorf("%v, %v", b, err)
	}
}

// endless repeats a text for ever and counts what is read.
type endless struct {
	text string
	n    int64
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.text[(e.n+int64(i))%int64(len(e.text))]
	}
	e.n += int64(len(p))
	return len(p), nil
}

// An endless baseline is refused after its bound, in bounded memory.
func TestBaselineIsBounded(t *testing.T) {
	const entry = `{"fingerprint":"%d","message":"%s","count":1},`
	var many bytes.Buffer
	for i := range maxEntries + 2 {
		fmt.Fprintf(&many, entry, i, "")
	}
	long := strings.Repeat("x", 200)
	var texts bytes.Buffer
	for i := range maxEntries {
		fmt.Fprintf(&texts, `{"fingerprint":"%d%s%s","count":1},`, i, long, long)
	}
	const head = `{"schema":"ivrcheck/baseline/v1","findings":[`
	tests := []struct {
		name string
		in   io.Reader
		want string
		most int64 // bytes read
	}{
		{"zeros", &endless{text: "\x00"}, "not a baseline", 1 << 20},
		{"spaces", &endless{text: " "}, "longer than", 4 << 20},
		{"a long text", io.MultiReader(strings.NewReader(head+`{"fingerprint":"`), &endless{text: "x"}), "an entry longer than", 4 << 20},
		{"deep", io.MultiReader(strings.NewReader(head), &endless{text: "["}), "", 4 << 20},
		{"entries", io.MultiReader(strings.NewReader(head), &many), "more than 65536 entries", 0},
		{"texts", io.MultiReader(strings.NewReader(head), &texts), "bytes of fingerprints", 0},
	}
	for _, tt := range tests {
		var before, after runtime.MemStats
		counted := &counting{r: tt.in}
		runtime.ReadMemStats(&before)
		_, err := ReadBaseline("b", counted)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
		if tt.most > 0 && counted.n > tt.most {
			t.Errorf("%s: %d bytes read, want at most %d", tt.name, counted.n, tt.most)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 96<<20 {
			t.Errorf("%s: %d MiB allocated", tt.name, used>>20)
		}
	}
}

type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// What a Recorder writes can be read.
func TestBaselineOfFullRecorder(t *testing.T) {
	var r Recorder
	for i := range maxEntries {
		f := finding(fmt.Sprint(i), 0)
		f.Message = strings.Repeat("m", 200)
		r.Add(f)
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := r.Write(&text); err != nil {
		t.Fatal(err)
	}
	b, err := ReadBaseline("b", &text)
	if err != nil || len(b.entries) != maxEntries {
		t.Errorf("%v", err)
	}
}
