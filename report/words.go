package report

import (
	"fmt"
	"strconv"
	"strings"
)

// OneOf joins names as in a sentence: "a, b or c".
func OneOf(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// plural returns "1 message" or "2,310 messages".
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// count formats a number with its digits in groups of three.
func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func size(n int64) string {
	const k = 1000
	for _, u := range []struct {
		unit string
		by   float64
	}{{"GB", k * k * k}, {"MB", k * k}, {"kB", k}} {
		if float64(n) >= u.by {
			return fmt.Sprintf("%.1f %s", float64(n)/u.by, u.unit)
		}
	}
	return plural(n, "byte")
}

func letters(code string) string { return strings.TrimRight(code, "0123456789") }
