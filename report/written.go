package report

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// Written returns the format of a file that ivrcheck wrote, detected by its beginning, such as "an ivrcheck report
// (SARIF)". It is empty for other files. XML or GLI written by messages is ordinary input; its text format contains no
// XML.
func Written(head []byte) string {
	text := plainText(head)
	switch {
	case text == "":
		return ""
	case text[0] == '{' || text[0] == '[':
		return writtenJSON(text)
	}
	for _, f := range writtenText {
		if f.begins.MatchString(text[:min(len(text), 4096)]) {
			return f.name
		}
	}
	return ""
}

// writtenText are the formats other than JSON.
var writtenText = []struct {
	name   string
	begins *regexp.Regexp
}{
	{"an ivrcheck report (JUnit)", regexp.MustCompile(`^(<\?xml[^>]*>\s*)?<testsuites\s[^>]*name="ivrcheck"`)},
	{"an ivrcheck report (HTML)", regexp.MustCompile(`(?i)^<!DOCTYPE html>(?s:.*)<meta name="generator" content="ivrcheck`)},
	{"an ivrcheck ladder (SVG)", regexp.MustCompile(`^<svg [^>]*aria-label="ladder diagram"`)},
	{"an ivrcheck report (CSV)", regexp.MustCompile(`^rule,severity,verdict,file,position,message`)},
	{"an ivrcheck report (GitHub annotations)", regexp.MustCompile(`^::(error|warning|notice) (file=[^\n]*,)?title=[A-Z]+[0-9]{3} [a-z0-9-]+::`)},
	{"an ivrcheck report (text)", regexp.MustCompile(`^[^\n]+:[0-9]+(:[0-9]+)?: (error|warning|info|inconclusive) [A-Z]+[0-9]{3} [a-z0-9-]+: `)},
}

// plainText returns text without a byte order mark and leading white space. Shells also write UTF-16.
func plainText(head []byte) string {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		head = bytes.ReplaceAll(head[2:], []byte{0}, nil)
	}
	return strings.TrimLeft(string(bytes.TrimPrefix(head, []byte("\ufeff"))), " \t\r\n")
}

var (
	schemaKey  = regexp.MustCompile(`"schema"\s*:\s*"ivrcheck/([a-z]+)/v[0-9]+"`)
	sarifTool  = regexp.MustCompile(`"driver"\s*:\s*\{\s*[^{}]*"name"\s*:\s*"ivrcheck"`)
	firstKey   = regexp.MustCompile(`^\{\s*"type"\s*:\s*"(finding|input-error|partial)"\s*,\s*"(rule|file|error|schema)"\s*:`)
	firstFrame = regexp.MustCompile(`^\{\s*"type"\s*:\s*"(message|frame|gap)"\s*,\s*"file"\s*:`)
)

// writtenJSON is Written for JSON, which may be truncated.
func writtenJSON(text string) string {
	if sarifTool.MatchString(text) {
		return "an ivrcheck report (SARIF)"
	}
	first := strings.TrimLeft(strings.TrimPrefix(text, "["), " \t\r\n")
	switch {
	case firstKey.MatchString(first):
		return "an ivrcheck report (NDJSON)"
	case firstFrame.MatchString(first):
		return "ivrcheck messages (NDJSON)"
	}
	if m := schemaKey.FindStringSubmatchIndex(text); m != nil && topLevel(text[:m[0]]) {
		switch name := text[m[2]:m[3]]; name {
		case "report":
			return "an ivrcheck report (JSON)"
		default:
			return "an ivrcheck " + name + " (JSON)"
		}
	}
	// Other programs sort the keys.
	var object map[string]json.RawMessage
	if json.NewDecoder(strings.NewReader(first)).Decode(&object) != nil {
		return ""
	}
	has := func(keys ...string) bool {
		for _, key := range keys {
			if object[key] == nil {
				return false
			}
		}
		return true
	}
	switch kind := string(object["type"]); {
	case kind == `"issue"` && has("check_name", "description", "fingerprint", "location"):
		return "an ivrcheck report (Code Climate)"
	case kind == `"finding"` && has("rule", "verdict", "fingerprint"):
		return "an ivrcheck report (NDJSON)"
	case kind == `"message"` && has("file", "bytes", "name", "direction"), kind == `"message"` && has("file", "bytes", "xml"),
		kind == `"frame"` && has("file", "gli"), kind == `"gap"` && has("file", "bytes"):
		return "ivrcheck messages (NDJSON)"
	}
	return ""
}

// topLevel reports whether the end of text is in the first object of a JSON text, outside strings.
func topLevel(text string) bool {
	quotes := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			quotes++
		}
	}
	return quotes%2 == 0
}
