package cli

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// shardCounts are the numbers of shards of a whole.
var shardCounts = []int{1, 2, 4, 8, 16}

// runResult is what a run leaves.
type runResult struct {
	status         int
	stdout, stderr string
}

func runProgram(t *testing.T, args ...string) runResult {
	t.Helper()
	var out, errs bytes.Buffer
	status := Run(t.Context(), append([]string{"ivrcheck"}, args...), strings.NewReader(""), &out, &errs)
	return runResult{status, out.String(), errs.String()}
}

// partials writes the partial reports of n shards, and returns their paths in another order.
func partials(t *testing.T, dir string, n int, args ...string) []string {
	t.Helper()
	var paths []string
	for i := range n {
		got := runProgram(t, append([]string{"check", "--shard", fmt.Sprintf("%d/%d", i, n)}, args...)...)
		if got.status != exitClean && got.status != exitInput {
			t.Fatalf("shard %d of %d: status %d: %s", i, n, got.status, got.stderr)
		}
		path := filepath.Join(dir, fmt.Sprintf("%d-%d.ndjson", i, n))
		write(t, path, []byte(got.stdout))
		paths = append(paths, path)
	}
	dice := rand.New(rand.NewPCG(uint64(n), 7))
	dice.Shuffle(n, func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	return paths
}

// mergesLike checks that merging n shards gives what check --join gives.
func mergesLike(t *testing.T, counts []int, formats []string, inputs ...string) {
	t.Helper()
	dir := t.TempDir()
	want := map[string]runResult{}
	for _, format := range formats {
		got := runProgram(t, append([]string{"check", "--config=", "--join", "--sort", "decided", "--jobs", "1", "--format", format}, inputs...)...)
		want[format] = got
	}
	for _, n := range counts {
		paths := partials(t, dir, n, append([]string{"--config="}, inputs...)...)
		for _, format := range formats {
			got := runProgram(t, append([]string{"merge", "--config=", "--sort", "decided", "--format", format}, paths...)...)
			if w := want[format]; got.stdout != w.stdout || got.status != w.status {
				t.Fatalf("%s of %v by %d shards: status %d, want %d: %s\ngot\n%.2000s\nwant\n%.2000s", format, inputs, n, got.status, w.status, got.stderr, got.stdout, w.stdout)
			}
		}
	}
}

// allInputs are the bundled captures and logs.
func allInputs(t *testing.T) (paths []string) {
	t.Helper()
	for _, dir := range []string{captures, "../../testdata/logs"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".golden") && !strings.HasSuffix(path, ".ndjson") && !strings.HasSuffix(path, ".md") {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// Shards merge to the report of the whole, in every order, for every input.
func TestMergeEqualsCheck(t *testing.T) {
	inputs, counts, formats := allInputs(t), shardCounts, []string{"ndjson", "json", "sarif", "text", "junit", "github", "csv", "codeclimate"}
	if testing.Short() {
		counts, formats = []int{1, 8}, []string{"ndjson", "text"}
	}
	for i, path := range inputs {
		if testing.Short() && i%12 > 0 {
			continue
		}
		mergesLike(t, counts, formats, path)
	}
	mergesLike(t, []int{4}, []string{"ndjson"}, inputs...) // captures, logs and raw streams as one set
}

// So they do for a capture that is cut into files of one packet.
func TestMergeOfSinglePackets(t *testing.T) {
	const header, record = 24, 16
	counts, formats := shardCounts, []string{"ndjson", "json", "sarif", "text"}
	if testing.Short() {
		counts, formats = []int{2, 16}, formats[:1]
	}
	for i, path := range allInputs(t) {
		data, err := os.ReadFile(path)
		if err != nil || filepath.Ext(path) != ".pcap" || testing.Short() && i%20 > 0 || len(data) > 64<<10 || binary.LittleEndian.Uint32(data) != 0xa1b2c3d4 {
			continue
		}
		dir := t.TempDir()
		var files []string
		for at := header; at+record <= len(data); {
			end := min(at+record+int(binary.LittleEndian.Uint32(data[at+8:])), len(data))
			name := filepath.Join(dir, fmt.Sprintf("%04d.pcap", len(files)))
			write(t, name, slices.Concat(data[:header], data[at:end]))
			files = append(files, name)
			at = end
		}
		if len(files) > 60 {
			continue
		}
		mergesLike(t, counts, formats, files...)
	}
}

// openRequests is a capture with so many open requests that every virtual shard forgets some.
func openRequests(t *testing.T, connections, requests int) string {
	t.Helper()
	b := pcaptest.New()
	var conns []*pcaptest.Conn
	for i := range connections {
		conns = append(conns, b.Connect(fmt.Sprintf("10.0.%d.1:%d", i, 40000+i), "10.1.0.1:7009"))
	}
	for i := range requests {
		c, call := conns[i%connections], fmt.Sprint("c", i)
		c.IVR(newCall(call), doc(call, fmt.Sprintf(`<UDataGet RequestId="%d" Keys="a"/>`, i)))
		if i < connections {
			c.Server(doc(call, `<FlowControl Status="off"/>`))
		}
	}
	path := filepath.Join(t.TempDir(), "open.pcap")
	write(t, path, b.Pcap())
	return path
}

// At the memory bound the report is the same for every number of jobs and of shards.
func TestMemoryBoundIsThatOfShards(t *testing.T) {
	const requests = 8_000
	path := openRequests(t, 40, requests)
	args := []string{"check", "--config=", "--format", "ndjson", "--sort", "decided"}
	want := runProgram(t, append(args, "--jobs", "1", path)...)
	if n := strings.Count(want.stdout, trace.KeyEvicted.String()); n < requests/10 || want.status != exitClean && want.status != exitFindings {
		t.Fatalf("%d findings are at the memory bound, status %d: %s", n, want.status, want.stderr)
	}
	for _, jobs := range []string{"2", "3", "8"} {
		if got := runProgram(t, append(args, "--jobs", jobs, path)...); got.stdout != want.stdout {
			t.Errorf("the report differs with --jobs %s", jobs)
		}
	}
	counts := shardCounts
	if testing.Short() {
		counts = []int{16}
	}
	for _, n := range counts {
		paths := partials(t, t.TempDir(), n, "--config=", "--jobs", "2", path)
		got := runProgram(t, append([]string{"merge", "--config=", "--format", "ndjson", "--sort", "decided"}, paths...)...)
		if got.stdout != want.stdout {
			t.Errorf("the report of %d shards differs: %s", n, got.stderr)
		}
	}
}

// What does not belong together is refused, and the number of a missing shard is named.
func TestMergeRefuses(t *testing.T) {
	dir := t.TempDir()
	capture := filepath.Join(captures, "seq010-bad.pcap")
	other := filepath.Join(captures, "seq020-bad.pcap")
	part := func(name string, args ...string) string {
		path := filepath.Join(dir, name)
		write(t, path, []byte(runProgram(t, append([]string{"check", "--config=", "--host", "a"}, args...)...).stdout))
		return path
	}
	zero, one := part("0", "--shard", "0/2", capture), part("1", "--shard", "1/2", capture)
	cut := filepath.Join(dir, "cut")
	whole, err := os.ReadFile(zero)
	if err != nil {
		t.Fatal(err)
	}
	write(t, cut, whole[:bytes.LastIndexByte(whole[:len(whole)-1], '\n')+1])
	changed := filepath.Join(dir, "changed")
	write(t, changed, bytes.Replace(whole, []byte(`"version":"`), []byte(`"version":"0`), 1))
	rule := filepath.Join(dir, "rule.yaml")
	write(t, rule, []byte("schema: ivrcheck/rules/v1\nextends: iserver\nrules:\n  - {id: SEQ010, severity: info}\n"))
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"none", nil, "name the partial reports"},
		{"a missing shard", []string{zero}, "shard 1 of 2 of host a is missing"},
		{"several missing shards", []string{part("m", "--shard", "2/4", capture)}, "shards 0, 1, 3 of 4 of host a are missing"},
		{"a shard twice", []string{zero, one, part("2", "--shard", "1/2", capture)}, "shard 1 of 2 of host a is there twice"},
		{"other numbers", []string{zero, part("3", "--shard", "1/4", capture)}, "one of 4"},
		{"another version", []string{changed, one}, "different versions"},
		{"other inputs", []string{zero, part("4", "--shard", "1/2", other)}, "different inputs"},
		{"other options", []string{zero, part("5", "--shard", "1/2", "--assume-complete", capture)}, "different options: --assume-complete"},
		{"other rules", []string{zero, part("6", "--shard", "1/2", "-r", rule, capture)}, "different rules"},
		{"rules that merge does not have", []string{part("7", "--shard", "0/1", "-r", rule, capture)}, "other rules: give merge the same"},
		{"an incomplete shard", []string{cut, one}, "shard 0 of 2 of host a is not complete"},
		{"a report", []string{rule}, "not a partial report"},
	} {
		got := runProgram(t, append([]string{"merge", "--config="}, tc.args...)...)
		if got.status != exitUsage || !strings.Contains(got.stderr, tc.want) || got.stdout != "" {
			t.Errorf("%s: status %d, stdout %.100q, stderr %s, want 2 and %q", tc.name, got.status, got.stdout, got.stderr, tc.want)
		}
	}
	// The shard that was not complete is run again.
	if again := part("8", "--shard", "0/2", capture); string(read(t, again)) != string(whole) {
		t.Error("a shard that is run again is another")
	}
}

// Several hosts come in the order of their names, and --group makes one finding of each cause.
func TestMergeOfHosts(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for host, capture := range map[string]string{"b": "seq010-bad.pcap", "a": "seq010-bad.pcap", "c": "seq020-bad.pcap", "d": "cap012-bad.pcap"} {
		for i := range 2 {
			got := runProgram(t, "check", "--config=", "--host", host, "--shard", fmt.Sprintf("%d/2", i), filepath.Join(captures, capture))
			path := filepath.Join(dir, fmt.Sprint(host, i))
			write(t, path, []byte(got.stdout))
			paths = append(paths, path)
		}
	}
	schema := compiled(t, "../../docs/schema/report.schema.json")
	whole := runProgram(t, append([]string{"merge", "--config=", "-f", "ndjson"}, paths...)...)
	html := runProgram(t, append([]string{"merge", "--config=", "-f", "html"}, paths...)...)
	if !strings.Contains(html.stdout, "SEQ010") || !strings.Contains(html.stderr, "no ladders") {
		t.Errorf("no note about ladders: %s", html.stderr)
	}
	var hosts []string
	for line := range strings.Lines(whole.stdout) {
		conforms(t, schema, []byte(line))
		if strings.HasPrefix(line, `{"type":"finding","rule":"CAP012"`) && !strings.Contains(line, `"host":"d"`) {
			t.Errorf("the host is missing: %s", line)
		}
		if _, after, is := strings.Cut(line, `"host":"`); is && strings.HasPrefix(line, `{"type":"finding"`) {
			hosts = append(hosts, after[:1])
		}
	}
	if all := strings.Join(hosts, ""); all == "" || !slices.IsSorted(hosts) || strings.Count(all, "a") != strings.Count(all, "b") || strings.Count(all, "d") != 1 {
		t.Errorf("the findings are of the hosts %s: %s", all, whole.stderr)
	}
	grouped := runProgram(t, append([]string{"merge", "--config=", "-f", "ndjson", "--group", "fingerprint"}, paths...)...)
	seen := map[string]bool{}
	for line := range strings.Lines(grouped.stdout) {
		conforms(t, schema, []byte(line))
		if !strings.HasPrefix(line, `{"type":"finding"`) {
			continue
		}
		_, print, _ := strings.Cut(line, `"fingerprint":`)
		if seen[print] {
			t.Errorf("two groups have the fingerprint %s", print)
		}
		seen[print] = true
		if strings.Contains(line, "seq010") && !strings.Contains(line, `"hosts":[{"host":"a","count":`) {
			t.Errorf("the hosts of a group are missing: %s", line)
		}
	}
	if len(seen) == 0 || grouped.status != whole.status {
		t.Errorf("%d groups, status %d, want %d", len(seen), grouped.status, whole.status)
	}
}

// Each line of a partial report conforms to the schema.
func TestPartialReportsConform(t *testing.T) {
	schema := compiled(t, "../../docs/schema/partial.schema.json")
	for _, path := range []string{"seq010-bad.pcap", "seq020-bad.pcap", "empty.pcap", "nowhere.pcap"} {
		got := runProgram(t, "check", "--config=", "--shard", "0/1", filepath.Join(captures, path))
		for line := range bytes.Lines([]byte(got.stdout)) {
			conforms(t, schema, line)
		}
	}
}
