package program

import "fmt"

// Severity is the severity of a finding, in ascending order.
type Severity uint8

const (
	Info Severity = iota + 1
	Warning
	Error
)

var severityNames = [...]string{Info: "info", Warning: "warning", Error: "error"}

func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return ""
}

// ParseSeverity is the inverse of String. ok is false for any other text.
func ParseSeverity(text string) (s Severity, ok bool) {
	for i := Info; i <= Error; i++ {
		if severityNames[i] == text {
			return i, true
		}
	}
	return 0, false
}

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (s *Severity) UnmarshalText(text []byte) error {
	severity, known := ParseSeverity(string(text))
	if !known {
		return fmt.Errorf("unknown severity %q", text)
	}
	*s = severity
	return nil
}

// Source names the document of a rule or fact, and its basis: documented, implementations or inferred.
type Source struct {
	Document string `json:"document,omitempty"`
	Section  string `json:"section,omitempty"`
	Basis    string `json:"basis,omitempty"`
}
