package scrub

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ivrcheck/rewrite/pseudonym"
)

// keepers are the expressions for what nextKept finds.
var keepers = []string{
	`\b\d{4}[-/.]?\d{2}[-/.]?\d{2}[T _-]?\d{2}:?\d{2}:?\d{2}(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?`,
	`\b\d{1,2}[-/. ][A-Z][a-z]{2}[-/. ]\d{4}[: ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: [+-]\d{4})?`,
	`\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T _-]\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?`,
	`\b[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: \d{4})?`,
	`\b\d{4}-\d{2}-\d{2}\b`,
	`\b\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?\b`,
	`^\W{0,3}1\d{9}(?:\d{3}|\d{6}|\d{9})?(?:[.,]\d{1,9})?\b`,
	`(?i)\b[@_]*(?:time|timestamp|ts|epoch|_realtime_timestamp|t|date|datetime|timeMillis|eventTime|event_time|created)[\\"']{0,4}\s*[:=]\s*[\\"']{0,4}1\d{9}(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?\b`,
	`\[[\\"]{1,2}1\d{18}[\\"]{1,2},`,
	`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:[:.]\d{1,5})?\b`,
	`(?i)\b(?:len|length|size|bytes)\b[^\w<]{0,3}\d{1,7}\b`, `\b\d{1,7} (?i:bytes)\b`,
	`(?:encoding|version)\s*=\s*(?:[\\"'“”]|(?:&(?:amp;)*[#a-z0-9]{2,5};)){1,4}[A-Za-z0-9._-]{1,20}`,
	`\\*"(?i:[@_]*(?:time|timestamp|ts|epoch|_realtime_timestamp|t|date|datetime|timeMillis|eventTime|event_time|created)\\*"\s*:\s*[\\"']{0,4}1\d{9}(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?)\b`,
	`\\*"[A-Za-z_@][A-Za-z_@.-]{0,40}\\*"\s*:`,
	`\x1b\[[0-9;]{0,16}m`,
	`\\+(?:u00[0-7][0-9a-fA-F]|x[0-7][0-9a-fA-F]|[abfnrtv])`,
	`(?:&|\\u0026)(?:amp;)*(?:#x[0-9a-fA-F]{2}|#\d{2,3}|lt|gt|amp|quot|apos|nbsp);`,
	`#0(?:11|12|15|33)`, `%[0-7][0-9A-F]`, `=[0-7][0-9A-F]`, `^<\d{1,3}>\d? ?`,
}

// anyCase is the index of the first expression in which case does not matter, nor in those after it.
const anyCase = 7

// keepersAt is one expression of those that may match at the beginning of a line, at that of a word, and elsewhere.
func keepersAt(line, word bool) *regexp.Regexp {
	var all []string
	for i, k := range keepers {
		k = strings.TrimPrefix(k, "(?i)")
		if k[0] == '^' && !line || strings.HasPrefix(k, `\b`) && !word {
			continue
		}
		if i >= anyCase {
			k = "(?i)" + k
		}
		all = append(all, k)
	}
	return regexp.MustCompile("^(?:" + strings.Join(all, "|") + ")")
}

// kept finds what the expressions find in a line. A word also begins after a colour, and after a line break or a tab that
// is escaped.
func kept(line []byte) (found [][]int) {
	for at := 0; at < len(line); at++ {
		r := atLine
		if at > 0 {
			r = atOther
			if isWordByte(line[at]) != isWordByte(line[at-1]) || isWordByte(line[at]) && notWord.Match(line[:at]) {
				r = atWord
			}
		}
		// \b is in the expressions, too: the character before the text is none of a word.
		if m := r.FindIndex(line[at:]); m != nil {
			found = append(found, []int{at, at + m[1]})
			at += m[1] - 1
		}
	}
	return found
}

var (
	atLine, atWord, atOther = keepersAt(true, true), keepersAt(false, true), keepersAt(false, false)
	notWord                 = regexp.MustCompile(`(?:\\[nrt]|\x1b\[[0-9;]{0,16}m)$`)
)

// What stays in a line is what one expression of all would find, in all logs of testdata and in lines of
// pieces that nearly match; also if each segment is looked at without those that follow. The segments have the words of the line.
func TestKeptAsByOneExpression(t *testing.T) {
	check := func(line []byte) {
		t.Helper()
		var got [][]int
		for start, end := nextKept(line, 0); start >= 0; start, end = nextKept(line, end) {
			got = append(got, []int{start, end})
		}
		if want := kept(line); !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q: %v, want %v", line, got, want)
		}
		var inSegments [][]int
		var words, wantWords []string
		bytewise := pseudonym.Bytewise(line)
		for at := 0; at < len(line); {
			next := segmentEnd(line, at)
			for start, end := nextKept(line[:next], at); start >= 0; start, end = nextKept(line[:next], end) {
				inSegments = append(inSegments, []int{start, end})
			}
			pseudonym.EachWord(line[at:next], bytewise, func(word []byte) { words = append(words, string(word)) })
			at = next
		}
		if !slices.EqualFunc(got, inSegments, slices.Equal) {
			t.Fatalf("%q: %v in segments, want %v", line, inSegments, got)
		}
		pseudonym.EachWord(line, bytewise, func(word []byte) { wantWords = append(wantWords, string(word)) })
		if !slices.Equal(words, wantWords) {
			t.Fatalf("%q: %q in segments, want %q", line, words, wantWords)
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
	pieces := strings.Split(`2026|11|30|-|/|.|:|T|_| |  |10:11:12|10:11:12,345678|+01:00|Z|Nov|nov|1732000000|000|123456|1|9|12|123|1234567|"|\|\"|'|@|time|TimeStamp|ts|date|created|`+
		`"ts":|"date": |\\"timeMillis\\":|epoch|_realtime_timestamp|t|T|e|length|LEN|size|bytes|Bytes|=|==|[|<|>|='|<13>|a=|len="|ANI>|xcreated="|Created="|encoding|version|Version|&LT;|\\N|\\U003C|UTF-8|"key.a-b"|&|amp;|lt;|&quot;|#|#x3c;|#60;|#1234;|\u0026|\u003c|\x3C|`+
		`\n|\\r|%3C|=3D|%8F|#011|#01|\x1b[0;31m|x|ab|ü|\xff|10.0.0.5|10.0.0.5:7009|127.0.0|4.0|1.2.3.4.5|\t|,|{|}|“|2026-11-30|20261130101112|20261130 101112`, "|")
	for i, p := range pieces {
		pieces[i] = strings.NewReplacer(`\x1b`, "\x1b", `\xff`, "\xff", `\t`, "\t").Replace(p)
	}
	trials := 40_000
	if testing.Short() {
		trials = 8_000
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range trials {
		var line strings.Builder
		if n%2 > 0 {
			line.WriteString("this is not at the beginning ")
		}
		for range 1 + random.IntN(8) {
			line.WriteString(pieces[random.IntN(len(pieces))])
		}
		check([]byte(line.String()))
	}
	for line, want := range map[string]string{
		"\x1b[2m2024-03-01T09:00:00Z\x1b[0m": "\x1b[2m|2024-03-01T09:00:00Z|\x1b[0m",
		`a\n2024-03-01 09:00:00 b`:           `\n|2024-03-01 09:00:00`,
		`am2024-03-01 an2024-03-01`:          "",
		`2024-3-1 9:00:00.5 2024/3/1-09:00`:  "2024-3-1 9:00:00.5",
		`[3/1/24 9:00:00:123 CET]`:           "3/1/24 9:00:00:123",
		`{"ts":1709283600.007,"t":5551234}`:  `"ts":1709283600.007|"t":`,
		`{\"date\": 1709283600123}`:          `\"date\": 1709283600123`,
		`"id":1709283600`:                    `"id":`,
	} {
		var got []string
		for start, end := nextKept([]byte(line), 0); start >= 0; start, end = nextKept([]byte(line), end) {
			got = append(got, line[start:end])
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: kept %q, want %q", line, got, want)
		}
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
