package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"ivrcheck/internal/gate"
	"ivrcheck/rules"
	"ivrcheck/schema"
)

const configName = ".ivrcheck.yaml"

const configSchema = "ivrcheck/config/v1"

const maxConfig = 1 << 20

type configFile struct {
	path string
	// settings are the values of flags by long name, in file order.
	settings     []setting
	suppressions []gate.Suppression
	// severities are those of built-in rules.
	severities []severity
}

// severity is that of a rule: error, warning, info, or off. line and column are
// those of its code.
type severity struct {
	code, level  string
	line, column int
}

type setting struct {
	name   string
	values []string
	// place is "file:line".
	place string
}

// findConfig searches for a configuration file in a directory and its parents;
// "" if there is none.
func findConfig(dir string) string {
	for {
		path := filepath.Join(dir, configName)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// readConfig reads a configuration file. The error has all errors of the file, a
// line each, with file, line and column. flags are the flags that may be set, by
// long name.
func readConfig(path string, flags map[string]flagKind) (*configFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, withoutPath(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, withoutPath(err))
	}
	if len(text) > maxConfig {
		return nil, fmt.Errorf("%s: longer than %d bytes: not a configuration", path, maxConfig)
	}
	r := configReader{file: &configFile{path: path}, flags: flags}
	r.read(text)
	return r.file, errors.Join(r.errs...)
}

type flagKind uint8

const (
	takesText flagKind = iota
	takesNumber
	takesBool
	takesTexts
	takesNumbers
)

type configReader struct {
	file  *configFile
	flags map[string]flagKind
	errs  []error
}

func (r *configReader) wrong(n ast.Node, format string, args ...any) {
	at := begin(n)
	r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %w", r.file.path, at.Line, at.Column, fmt.Errorf(format, args...)))
}

// begin gives where a node begins; the token of a mapping is its first colon.
func begin(n ast.Node) *token.Position {
	switch m := n.(type) {
	case *ast.MappingValueNode:
		return m.Key.GetToken().Position
	case *ast.MappingNode:
		if !m.IsFlowStyle && len(m.Values) > 0 {
			return m.Values[0].Key.GetToken().Position
		}
	}
	return n.GetToken().Position
}

func (r *configReader) read(text []byte) {
	doc, err := parser.ParseBytes(text, 0)
	if err != nil {
		var e yaml.Error
		if errors.As(err, &e) && e.GetToken() != nil {
			at := e.GetToken().Position
			err = fmt.Errorf("%d:%d: not YAML: %s", at.Line, at.Column, e.GetMessage())
		}
		r.errs = append(r.errs, fmt.Errorf("%s:%w", r.file.path, err))
		return
	}
	if len(doc.Docs) > 1 {
		r.wrong(doc.Docs[1].Body, "a configuration is one YAML document")
		return
	}
	if len(doc.Docs) == 0 || doc.Docs[0].Body == nil || doc.Docs[0].Body.Type() == ast.NullType {
		return // nothing is configured
	}
	for _, e := range r.entries(doc.Docs[0].Body, "a configuration") {
		switch e.key {
		case "schema":
			if v := r.text(e.value); v != configSchema {
				r.wrong(e.value, "schema is %q, use %s", v, configSchema)
			}
		case "suppressions":
			r.suppressions(e.value)
		case "severity":
			r.severities(e.value)
		default:
			r.setting(e)
		}
	}
}

type entry struct {
	key   string
	node  ast.Node
	value ast.Node
}

// entries lists a mapping. The parser rejects a repeated key.
func (r *configReader) entries(n ast.Node, what string) []entry {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.wrong(n, "%s is a mapping of keys to values", what)
		return nil
	}
	var out []entry
	for _, v := range values {
		key := v.Key.GetToken().Value
		out = append(out, entry{key, v.Key, v.Value})
	}
	return out
}

func (r *configReader) setting(e entry) {
	kind, ok := r.flags[e.key]
	if !ok {
		known := []string{"severity", "suppressions"}
		for name := range r.flags {
			known = append(known, name)
		}
		r.wrong(e.node, "unknown key %q%s", e.key, nearest(e.key, known))
		return
	}
	s := setting{name: e.key, place: fmt.Sprintf("%s:%d", r.file.path, e.node.GetToken().Position.Line)}
	items := []ast.Node{e.value}
	if list, ok := e.value.(*ast.SequenceNode); ok {
		if kind != takesTexts && kind != takesNumbers {
			r.wrong(e.value, "%s takes one value, not a list", e.key)
			return
		}
		items = list.Values
	}
	for _, item := range items {
		v, ok := scalar(item)
		switch {
		case !ok:
			r.wrong(item, "%s takes %s", e.key, kind)
			return
		case kind == takesBool && item.Type() != ast.BoolType:
			r.wrong(item, "%s is %q, use true or false", e.key, v)
			return
		case kind == takesNumber || kind == takesNumbers:
			if _, err := strconv.Atoi(v); err != nil {
				r.wrong(item, "%s is %q, use a whole number", e.key, v)
				return
			}
		}
		if v != "" { // an empty value is as none
			s.values = append(s.values, r.located(e.key, v))
		}
	}
	r.file.settings = append(r.file.settings, s)
}

func (k flagKind) String() string {
	return [...]string{"a text", "a whole number", "true or false", "a text or a list of texts", "a number or a list of numbers"}[k]
}

// located makes the path of a file relative to the configuration file.
func (r *configReader) located(key, value string) string {
	in := func(path string) string {
		if path == "" || path == "-" || filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(filepath.Dir(r.file.path), path)
	}
	switch key {
	case "rules", "baseline", "write-baseline":
		return in(value)
	case "output":
		if format, path, ok := strings.Cut(value, "="); ok {
			return format + "=" + in(path)
		}
	}
	return value
}

// scalar gives the text of a value as written, whatever its type.
func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func (r *configReader) text(n ast.Node) string {
	v, ok := scalar(n)
	if !ok {
		r.wrong(n, "a text is expected here")
	}
	return v
}

func (r *configReader) severities(n ast.Node) {
	for _, e := range r.entries(n, "severity") {
		v := r.text(e.value)
		if _, ok := rules.ParseSeverity(v); !ok && v != "off" {
			r.wrong(e.value, "severity of %s is %q, use error, warning, info or off", e.key, v)
			continue
		}
		at := begin(e.node)
		r.file.severities = append(r.file.severities, severity{e.key, v, at.Line, at.Column})
	}
}

// severityRules gives the severities as a rule file. It extends the built-in
// rules if no other rule file is loaded.
func (f *configFile) severityRules(extends bool) (rules.RuleText, error) {
	builtin, err := rules.Builtin()
	if err != nil {
		return rules.RuleText{}, err
	}
	text := "schema: ivrcheck/rules/v1\nname: configuration\nextends: []\nrules:\n"
	if extends {
		text = strings.Replace(text, "[]", "[iserver]", 1)
	}
	var errs []error
	for _, s := range f.severities {
		if builtin.Rule(s.code) == nil {
			errs = append(errs, fmt.Errorf("%s:%d:%d: no built-in rule has the code %q; a rule of your own has its severity in its file", f.path, s.line, s.column, s.code))
		}
		text += fmt.Sprintf("  - {id: %s, severity: %q}\n", s.code, s.level)
	}
	return rules.RuleText{Name: f.path, Data: []byte(text)}, errors.Join(errs...)
}

func (r *configReader) suppressions(n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.wrong(n, "suppressions is a list; begin each entry with - rule: CODE")
		return
	}
	for _, item := range list.Values {
		s := gate.Suppression{Place: fmt.Sprintf("%s:%d", r.file.path, begin(item).Line)}
		before := len(r.errs)
		for _, e := range r.entries(item, "a suppression") {
			switch e.key {
			case "rule":
				s.Rule = r.text(e.value)
			case "subject":
				s.Subject = r.text(e.value)
			case "reason":
				s.Reason = r.text(e.value)
			case "expires":
				day, err := time.Parse(time.DateOnly, r.text(e.value))
				if err != nil {
					r.wrong(e.value, "expires is a day such as 2027-01-31, the last on which it holds")
				}
				s.Expires = day
			case "where":
				r.where(&s.Where, e.value)
			default:
				r.wrong(e.node, "unknown key %q%s", e.key, nearest(e.key, []string{"rule", "subject", "where", "reason", "expires"}))
			}
		}
		if err := s.Validate(); err != nil && len(r.errs) == before {
			r.wrong(item, "%w", err)
		}
		r.file.suppressions = append(r.file.suppressions, s)
	}
}

func (r *configReader) where(w *gate.Where, n ast.Node) {
	fields := map[string]*string{"file": &w.File, "call_id": &w.CallID, "port": &w.Port, "src": &w.Src, "dst": &w.Dst}
	for _, e := range r.entries(n, "where") {
		field := fields[e.key]
		if field == nil {
			r.wrong(e.node, "unknown key %q%s", e.key, nearest(e.key, []string{"file", "call_id", "port", "src", "dst"}))
			continue
		}
		*field = r.text(e.value)
	}
}

// nearest suggests the known word nearest to a wrong one, or lists all words if
// none is near.
func nearest(wrong string, known []string) string {
	slices.Sort(known)
	if near := schema.Nearest(wrong, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; known are " + strings.Join(known, ", ")
}
