package mask

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Diagnosis returns libxml2's message for a report. The same errors recur, so the messages are cached.
func (k *Masker) Diagnosis(said string) string {
	if k.showValues {
		return Visible(said)
	}
	const most, longest = 256, 256
	shown, ok := k.diagnoses[said]
	if !ok {
		shown = k.maskDiagnosis(said)
		if k.diagnoses == nil || len(k.diagnoses) >= most {
			k.diagnoses = map[string]string{}
		}
		if len(said) <= longest {
			k.diagnoses[strings.Clone(said)] = shown
		}
	}
	return shown
}

// maskDiagnosis shows only libxml2's own words, names of the catalogue and line numbers of a diagnosis. Everything else
// may be a piece of the document.
func (k *Masker) maskDiagnosis(s string) string {
	var out strings.Builder
	previous := ""
	word := func(w string) {
		number := isNumber(w)
		switch {
		case w == "":
			return
		case ownWords[strings.ToLower(w)], number && previous == "line", number && previous == "value" && len(w) < 4:
			out.WriteString(w)
		case k.c.NameTable.Of(w) != 0:
			out.WriteString(w)
		default:
			if !strings.HasSuffix(out.String(), Masked) {
				out.WriteString(Masked)
			}
		}
		previous = w
	}
	start := 0
	for i, r := range s {
		if r == '\'' && strings.HasPrefix(s[i:], "'t ") {
			continue // couldn't, doesn't
		}
		if r < utf8.RuneSelf && strings.ContainsRune(" '\":;,!()<>=/&?[]%#-", r) {
			word(s[start:i])
			out.WriteRune(r)
			start = i + 1
		}
	}
	word(s[start:])
	return Visible(out.String())
}

// isNumber reports whether a word consists of digits, with or without a sign.
func isNumber(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// IsDiagnosisWord reports whether a word of a diagnosis is shown because it is a word of libxml2.
func IsDiagnosisWord(word []byte) bool {
	var lower [maxOwnWord]byte
	if len(word) > len(lower) {
		return false
	}
	for i, c := range word {
		if c >= utf8.RuneSelf {
			return ownWords[strings.ToLower(string(word))]
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	return ownWords[string(lower[:len(word)])]
}

// maxOwnWord is longer than the longest of ownWords, in bytes and in any case.
const maxOwnWord = 32

// DiagnosisWords returns a text with all of ownWords.
func DiagnosisWords() string {
	return strings.Join(slices.Sorted(maps.Keys(ownWords)), "\n")
}

// ownWords are libxml2's own words in its diagnoses.
var ownWords = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`
		a allowed an and and/or any at attribute attributes attvalue bad be begin beginning by char character charref
		closing comment construct content could couldn't data decimal declaration declared defined
		detected did disallowed doctype document does double duplicate element empty encoding end ending entity entityref
		error eof excessive expected expecting extra failed find finished following for forbidden found from hexadecimal
		in incorrect input internal invalid is it larger length limit line literal loop malformed mandates
		markup match mismatch missing must name names namespace nested no not of on only opening or out parsed parser pcdata pi
		pidata predefined prefix premature prohibited proper public pubid quote quotes redefined reference references
		required reserved root section sequence should space specification start started starting string subset support supported switch syntax
		system systemliteral pubidliteral tag target terminated text the to token tokens too type unescaped unexpected unfinished unparsed
		unsupported uri use utf valid value version was within xml xmldecl xmlns xmlparsestarttag xmlparseattvalue xmlparseentityref
		xmlparsecharref xmlparseelementstart xmlparseendtag xmlparsepi xmlparsecomment xmlparsecdsect cdata xmlparsegetlasterror
		indicate bytes never after bounds closed hyphen id improperly parsepi parsing starttag values xmlchar
		xmlparsedoctypedecl blank needed here standalone accepts yes ...`) {
		words[w] = true
	}
	return words
}()
