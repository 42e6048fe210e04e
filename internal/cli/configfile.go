package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"ivrcheck/internal/files"
	"ivrcheck/internal/gate"
	"ivrcheck/rules"
	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
)

const configName = ".ivrcheck.yaml"

const configSchema = "ivrcheck/config/v1"

// configFile is the content of a configuration file.
type configFile struct {
	path  string
	found bool // by a search, not named by the user
	// settings are the values of flags by long name, in file order.
	settings     []setting
	suppressions []gate.Suppression
	// severities are the severities of built-in rules.
	severities []severity
}

// severity is the severity of a rule: error, warning, info, or off. line and column are the position of its code.
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

// findConfig searches for a configuration file in a directory and its parents. It returns "" if there is none.
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

// readConfig reads a configuration file. The error lists all errors of the file, one per line, with file, line and
// column. flags are the flags that may be set, by long name. A file that was found, not named, may come with a capture
// from a stranger, so it cannot choose other files to write or read.
func readConfig(ctx context.Context, path string, flags map[string]flagKind, found bool) (*configFile, error) {
	text, err := files.ReadAll(ctx, path, rulefile.MaxBytes, "configuration")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, withoutPath(err))
	}
	r := configReader{file: &configFile{path: path, found: found}, flags: flags}
	r.read(text)
	if r.errs.Len() > 0 && !r.claims(text) {
		// It may be any file of the user, so nothing is quoted.
		return nil, fmt.Errorf("%s: not a configuration: none of its keys is known; config show lists them", path)
	}
	return r.file, r.errs.Err([]string{path})
}

// claims reports whether a file has a key in the first column that is known or nearly known (fail_on, Fail-On).
func (r *configReader) claims(text []byte) bool {
	for line := range bytes.Lines(text) {
		line = bytes.TrimLeft(bytes.TrimPrefix(line, []byte("\ufeff")), "{\"'")
		name, _, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			continue
		}
		key := string(bytes.TrimRight(name, "\"' \t"))
		if bytes.Contains(line, []byte(configSchema)) || slices.Contains(r.keys(), key) || len(key) > len("port") && schema.Nearest(key, r.keys()) != "" {
			return true
		}
	}
	return false
}

// keys lists the known keys.
func (r *configReader) keys() []string {
	return slices.AppendSeq([]string{"severity", "suppressions"}, maps.Keys(r.flags))
}

// flagKind is the type of a flag's value.
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
	errs  rulefile.ErrorList
}

func (r *configReader) wrong(n ast.Node, format string, args ...any) {
	at := begin(n)
	r.errs.At(rulefile.Place{File: r.file.path, Line: at.Line, Column: at.Column}, format, args...)
}

// begin returns the position of a node. The token of a mapping is its first colon.
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
	root, err := rulefile.Tree(r.file.path, text, "configuration")
	if err != nil {
		r.errs.Add(err)
		return
	}
	if root == nil {
		return // the file is empty
	}
	for _, e := range r.entries(root, "a configuration") {
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
		r.wrong(e.node, "unknown key %q%s", e.key, nearest(e.key, r.keys()))
		return
	}
	if r.file.found && slices.Contains(namedOnly, e.key) {
		r.wrong(e.node, "a configuration that was found cannot set %s; set it on the command line, or name this file with --config", e.key)
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
		if r.file.found && (e.key == "rules" || e.key == "baseline") && v != "" && !files.Below(filepath.Dir(r.file.path), v) {
			r.wrong(item, "the path of %s leaves the folder of this configuration, which was found; set it on the command line, or name this file with --config", e.key)
			return
		}
		if v != "" { // an empty value is no value
			s.values = append(s.values, r.located(e.key, v))
		}
	}
	r.file.settings = append(r.file.settings, s)
}

// namedOnly are the settings that are allowed only in a configuration that the user names.
var namedOnly = []string{"output", "write-baseline", "log-pattern"}

func (k flagKind) String() string {
	return [...]string{"a text", "a whole number", "true or false", "a text or a list of texts", "a number or a list of numbers"}[k]
}

// located resolves a path relative to the configuration file.
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

// scalar returns the text of a value as written, for any type.
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

// severityRules returns the severities as a rule file, each on its line in the configuration. It extends the built-in
// rules if no other rule file is loaded.
func (f *configFile) severityRules(extends bool) (rules.RuleText, error) {
	builtin, err := rules.Builtin()
	if err != nil {
		return rules.RuleText{}, err
	}
	text := "{schema: ivrcheck/rules/v1, name: configuration, extends: [], rules: ["
	if extends {
		text = strings.Replace(text, "[]", "[iserver]", 1)
	}
	line, separator := 1, ""
	var errs []error
	for _, s := range f.severities {
		if builtin.Rule(s.code) == nil {
			errs = append(errs, fmt.Errorf("%s:%d:%d: no built-in rule has the code %q; a rule of your own has its severity in its file", f.path, s.line, s.column, s.code))
		}
		text += fmt.Sprintf("%s%s{id: %q, severity: %q}", separator, strings.Repeat("\n", max(s.line-line, 0)), s.code, s.level)
		line, separator = s.line, ", "
	}
	return rules.RuleText{Name: f.path, Data: []byte(text + "]}\n")}, errors.Join(errs...)
}

func (r *configReader) suppressions(n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.wrong(n, "suppressions is a list; begin each entry with - rule: CODE")
		return
	}
	for _, item := range list.Values {
		s := gate.Suppression{Place: fmt.Sprintf("%s:%d", r.file.path, begin(item).Line)}
		before := r.errs.Len()
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
		if err := s.Validate(); err != nil && r.errs.Len() == before {
			r.wrong(item, "%v", err)
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

// nearest suggests the known word nearest to a wrong one, or lists all words if no word is near.
func nearest(wrong string, known []string) string {
	slices.Sort(known)
	if near := schema.Nearest(wrong, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; known are " + strings.Join(known, ", ")
}
