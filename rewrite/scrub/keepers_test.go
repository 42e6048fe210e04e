package scrub

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// keepers is one expression for what nextKept finds.
var keepers = regexp.MustCompile(strings.Join([]string{
	`\b\d{4}[-/.]?\d{2}[-/.]?\d{2}[T _]?\d{2}:?\d{2}:?\d{2}(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?`,
	`\b\d{1,2}[-/. ][A-Z][a-z]{2}[-/. ]\d{4}[: ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: [+-]\d{4})?`,
	`\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4} \d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?`,
	`\b[A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: \d{4})?`,
	`\b\d{4}-\d{2}-\d{2}\b`,
	`\b\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?\b`,
	`^\W{0,3}1\d{9}(?:\d{3}|\d{6}|\d{9})?(?:[.,]\d{1,9})?\b`,
	`(?i)\b[@_]*(?:time|timestamp|ts|epoch|_realtime_timestamp|t)[\\"']{0,4}\s*[:=]\s*[\\"']{0,4}1\d{9}(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?\b`,
	`\[[\\"]{1,2}1\d{18}[\\"]{1,2},`,
	`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:[:.]\d{1,5})?\b`,
	`(?i)\b(?:len|length|size|bytes)\b[^\w<]{0,3}\d{1,7}\b`, `\b\d{1,7} (?i:bytes)\b`,
	`(?:encoding|version)\s*=\s*(?:[\\"'“”]|(?:&(?:amp;)*[#a-z0-9]{2,5};)){1,4}[A-Za-z0-9._-]{1,20}`,
	`\\*"[A-Za-z_@][A-Za-z_@.-]{0,40}\\*"\s*:`,
	`\x1b\[[0-9;]{0,16}m`,
	`\\+(?:u00[0-7][0-9a-fA-F]|x[0-7][0-9a-fA-F]|[abfnrtv])`,
	`(?:&|\\u0026)(?:amp;)*(?:#x[0-9a-fA-F]{2}|#\d{2,3}|lt|gt|amp|quot|apos|nbsp);`,
	`#0(?:11|12|15|33)`, `%[0-7][0-9A-F]`, `=[0-7][0-9A-F]`, `^<\d{1,3}>\d? ?`,
}, "|"))

// What stays in a line is what one expression of all would find, in all logs of testdata and in lines of
// pieces that nearly match.
func TestKeptAsByOneExpression(t *testing.T) {
	check := func(line []byte) {
		t.Helper()
		var got [][]int
		for start, end := nextKept(line, 0); start >= 0; start, end = nextKept(line, end) {
			got = append(got, []int{start, end})
		}
		if want := keepers.FindAllIndex(line, -1); !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q: %v, want %v", line, got, want)
		}
	}
	logs, err := filepath.Glob("../../testdata/logs/*")
	if err != nil || len(logs) < 50 {
		t.Fatal(len(logs), err)
	}
	for _, path := range logs {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(content)) {
			if n++; n <= 20 && len(line) < 4000 {
				check([]byte(line))
			}
		}
	}
	pieces := strings.Split(`2026|11|30|-|/|.|:|T|_| |  |10:11:12|10:11:12,345678|+01:00|Z|Nov|nov|1732000000|000|123456|1|9|12|123|1234567|"|\|\"|'|@|time|TimeStamp|ts|`+
		`epoch|_realtime_timestamp|t|T|e|length|LEN|size|bytes|Bytes|=|==|[|<|>|<13>|encoding|version|Version|&LT;|\\N|\\U003C|UTF-8|"key.a-b"|&|amp;|lt;|&quot;|#|#x3c;|#60;|#1234;|\u0026|\u003c|\x3C|`+
		`\n|\\r|%3C|=3D|%8F|#011|#01|\x1b[0;31m|x|ab|ü|\xff|10.0.0.5|10.0.0.5:7009|127.0.0|4.0|1.2.3.4.5|\t|,|{|}|“|2026-11-30|20261130101112|20261130 101112`, "|")
	for i, p := range pieces {
		pieces[i] = strings.NewReplacer(`\x1b`, "\x1b", `\xff`, "\xff", `\t`, "\t").Replace(p)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var line strings.Builder
		for range 1 + random.IntN(8) {
			line.WriteString(pieces[random.IntN(len(pieces))])
		}
		check([]byte(line.String()))
	}
}

// The first digits of a longer word are no date, even if they could be one.
func TestPartOfWordIsNoDate(t *testing.T) {
	for _, tc := range []struct {
		line string
		part bool
	}{
		{"20261130101112 x", false},
		{"20261130101112", false},
		{"20261130101112.345 x", false},
		{"2026-11-30T10:11:12Z", false},
		{`Val="20261130101112F32F2A2C"`, true},
		{`Val="202611301011127A"`, true},
		{"1732000000_1", false}, // no match
	} {
		b := []byte(tc.line)
		start, end := nextKept(b, 0)
		if got := start >= 0 && isPartOfWord(b, start, end); got != tc.part {
			t.Errorf("%s: %v", tc.line, got)
		}
	}
}
