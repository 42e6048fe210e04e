package mask

// Determines which names and values are harmless. Everything else is masked.

import (
	"regexp"
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/xmltree"
)

const (
	// Masked replaces hidden text.
	Masked = "***"
	// maskedName replaces a hidden name in a well-formed document, which stays well-formed.
	maskedName = "masked"
)

// Limits of shown values, in bytes.
const (
	longestWord  = 32   // of a wrong value of an enumeration
	longestToken = 128  // of an id
	longestList  = 4096 // of names of data
	longestValue = 160  // of any other
)

// mayShow reports whether a value of a parameter is harmless: a value of its enumeration, or a word instead of one; a
// port or a number of the contact centre; an id. p is nil for unknown parameters. A value with markup is not harmless:
// a tag or a quote was lost.
func mayShow[T string | []byte](p *catalogue.Parameter, value T) bool {
	switch {
	case p == nil || p.Private || len(p.Parameters) > 0:
		return false
	case len(p.Values) > 0:
		return isWord(value)
	case p.Format == catalogue.FormatKeyList:
		return len(value) <= longestList && !hasMarkup(value)
	case p.Role != "":
		return isToken(value)
	}
	return len(value) <= longestValue && !hasMarkup(value)
}

// isWord reports whether a value is short and contains no number.
func isWord[T string | []byte](value T) bool {
	return len(value) <= longestWord && !hasMarkup(value) && !hasNumber(value)
}

// isToken reports whether a value can be an id or a port: it contains no space.
func isToken[T string | []byte](value T) bool {
	return len(value) <= longestToken && !hasAny(value, markup|space)
}

// hasMarkup reports whether a value contains a markup or control character.
func hasMarkup[T string | []byte](value T) bool { return hasAny(value, markup) }

// Classes of bytes in a value.
const (
	markup = 1 << iota
	space
)

var classes = func() (classes [256]uint8) {
	for c := range ' ' {
		classes[c] = markup
	}
	for _, c := range `<>"'&=` {
		classes[c] = markup
	}
	classes[' '] = space
	return classes
}()

func hasAny[T string | []byte](value T, of uint8) bool {
	for i := range len(value) {
		if classes[value[i]]&of != 0 {
			return true
		}
	}
	return false
}

// hasNumber reports whether there are four digits in a row.
func hasNumber[T string | []byte](s T) bool {
	digits := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			digits = 0
		} else if digits++; digits == 4 {
			return true
		}
	}
	return false
}

// MayShow reports whether a report may show a value of a parameter. p is nil for unknown parameters.
func MayShow(p *catalogue.Parameter, value string) bool { return mayShow(p, value) }

// Plain returns a value that is not private for a report. Its place may contain any text.
func Plain(value string) string {
	if len(value) > longestValue || hasMarkup(value) {
		return Masked
	}
	return value
}

// ID returns a call id, request id or port for a report.
func ID(value string) string {
	if !isToken(value) {
		return Masked
	}
	return value
}

// WithoutNumbers returns the name of an element or attribute without the parts that look like a number.
func WithoutNumbers(name string) string {
	if !hasNumber(name) {
		return name
	}
	if !strings.Contains(name, ":") {
		return Masked
	}
	parts := strings.Split(name, ":")
	for i, part := range parts {
		if hasNumber(part) {
			parts[i] = Masked
		}
	}
	return strings.Join(parts, ":")
}

// Name returns the name of an element or attribute for a sentence.
func (k *Masker) Name(name string) string {
	if !k.showValues {
		name = WithoutNumbers(name)
	}
	return Visible(name)
}

// Plain is like the function Plain, unless values are shown.
func (k *Masker) Plain(value string) string {
	if !k.showValues {
		value = Plain(value)
	}
	return Visible(value)
}

var xmlDeclaration = regexp.MustCompile(`^<\?xml\s+version\s*=\s*["']1\.\d["'](?:\s+encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>$`)

// isDeclaration reports whether an instruction is an XML declaration with a known encoding.
func isDeclaration(instruction []byte) bool {
	end, label, ok := xmltree.Declaration(instruction)
	if !ok || end != len(instruction) {
		m := xmlDeclaration.FindSubmatch(instruction)
		if m == nil {
			return false
		}
		label = m[1]
	}
	return len(label) == 0 || isEncoding(label)
}

// isFileName reports whether the system identifier of a document type is a file name without a path: at most 16
// letters, digits, dots, underscores and dashes, starting with a letter, and .dtd.
func isFileName(id string) bool {
	const extension, longest = ".dtd", 16
	n := len(id) - len(extension)
	if n < 1 || n > longest || !strings.EqualFold(id[n:], extension) || !isLetter(id[0]) {
		return false
	}
	for i := range n {
		if c := id[i]; !isLetter(c) && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// usualEncodings are the encodings of most documents, a fast path before encodingName.
var usualEncodings = map[string]bool{"ISO-8859-1": true, "UTF-8": true, "utf-8": true, "UTF-16": true, "US-ASCII": true}

// isEncoding reports whether a label may be the name of an encoding.
func isEncoding[T string | []byte](label T) bool {
	return usualEncodings[string(label)] || encodingName.MatchString(string(label))
}

// encodingName matches short texts that begin like the names of encodings.
var encodingName = regexp.MustCompile(`^(?i:utf|ucs|iso|us-ascii|ascii|ansi|latin|windows|cp|ibm|ebcdic|koi8|mac|big5|gb|shift|euc)[-_.A-Za-z]{0,8}\d{0,5}(?:[-_.:][A-Za-z0-9]{1,3}){0,2}$`)

// Encoding returns the name of an encoding for a sentence.
func (k *Masker) Encoding(label string) string {
	if k.showValues || strings.Contains(label, "(none") || isEncoding(label) {
		return Visible(label)
	}
	return Masked
}
