package rulefile

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"ivrcheck/schema"
)

// Read reads a rule file. It adds errors to the list and continues with the rest
// of the file.
func Read(name string, data []byte, v Vocabulary, errs *ErrorList) *File {
	f := &File{Name: name, At: Place{name, 1, 1}}
	r := &reader{file: name, lines: strings.Split(string(data), "\n"), vocabulary: v, errs: errs}
	root, err := Tree(name, data, "rule file")
	switch {
	case (err != nil || root != nil) && len(data) <= MaxBytes && invalid(data) < 0 && !claims(data):
		// It may be any file of the user, so nothing is quoted.
		errs.At(f.At, "a rule file needs the key schema: %s", Schema)
		return f
	case err != nil:
		errs.Add(err)
		return f
	case root == nil:
		errs.At(f.At, "the file is empty, expected a rule file that begins with schema: %s", Schema)
		return f
	}
	r.mapping(root, reflect.ValueOf(f).Elem(), "a rule file")
	return f
}

// reader fills the structs of a File from nodes.
type reader struct {
	file       string
	lines      []string
	vocabulary Vocabulary
	errs       *ErrorList
}

func (r *reader) place(n ast.Node) Place {
	at := Place{r.file, 1, 1}
	switch block := n.(type) {
	case *ast.MappingNode:
		if !block.IsFlowStyle && len(block.Values) > 0 {
			return r.place(block.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return r.place(block.Key)
	}
	if n != nil && n.GetToken() != nil {
		at.Line, at.Column = n.GetToken().Position.Line, n.GetToken().Position.Column
	}
	return at
}

func (r *reader) errorAt(n ast.Node, format string, args ...any) {
	r.errs.At(r.place(n), format, args...)
}

// mapping fills a struct.
func (r *reader) mapping(n ast.Node, into reflect.Value, what string) {
	for i := range into.NumField() {
		if f := into.Field(i); f.Type() == placeType {
			f.Set(reflect.ValueOf(r.place(n)))
		} else if into.Type().Field(i).Anonymous {
			f.FieldByName("Place").Set(reflect.ValueOf(r.place(n)))
		}
	}
	known := keysOf(into.Type())
	var names []string
	for _, k := range known {
		names = append(names, k.name)
	}
	given := map[string]bool{}
	ok := r.entries(n, what, names, func(name Text, value ast.Node) {
		i := slices.Index(names, name.Value)
		if i < 0 {
			near := schema.Nearest(name.Value, names)
			hint := instead[name.Value]
			switch {
			case hint != "":
				near = ""
			case near != "":
				hint = "did you mean " + near + "?"
			default:
				hint = "expected one of " + strings.Join(names, ", ")
			}
			r.errs.At(name.At, "unknown key %s in %s; %s", name.Value, what, hint)
			// Read it as the intended key, which is then not reported as missing.
			if i = slices.Index(names, near); i < 0 || given[near] {
				return
			}
		}
		given[names[i]] = true
		r.value(value, into.FieldByIndex(known[i].index), known[i])
	})
	for _, k := range known {
		if ok && k.required && !given[k.name] {
			r.errorAt(n, "%s needs the key %s%s", what, k.name, r.example(k))
		}
	}
}

// instead has the correct syntax for keys that people try.
var instead = map[string]string{
	"off":         "write severity: off",
	"disabled":    "write severity: off",
	"enabled":     "to switch a rule off write severity: off",
	"code":        "write id",
	"description": "write text",
	"if":          "write when",
	"trigger":     "write when",
	"expect":      "write then",
	"timeout":     "write within",
	"msg":         "write message",
	"parameters":  "name parameters under where, has or lacks",
}

// entries visits the entries of a mapping. It returns false if the node is not a mapping.
func (r *reader) entries(n ast.Node, what string, known []string, each func(key Text, value ast.Node)) bool {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		some := ""
		if len(known) > 0 {
			some = " such as " + known[0]
		}
		r.errorAt(n, "expected %s: keys%s with values, not %s", what, some, kind(n))
		return false
	}
	for _, v := range values {
		name, ok := r.scalar(v.Key)
		if !ok {
			r.errorAt(v.Key, "expected a plain key in %s", what)
			continue
		}
		each(name, v.Value)
	}
	return true
}

// value fills one field.
func (r *reader) value(n ast.Node, into reflect.Value, k key) {
	if isEmpty(n) {
		r.errorAt(n, "%s has no value%s", k.name, r.example(k))
		// The key is present, though empty, so it is not reported as missing.
		switch into.Type() {
		case textType:
			into.Set(reflect.ValueOf(Text{At: r.place(n)}))
		case matcherType:
			into.Set(reflect.ValueOf(Matcher{{At: r.place(n)}}))
		}
		return
	}
	switch into.Type() {
	case textType:
		t, ok := r.text(n, k)
		if !ok {
			t = Text{At: t.At} // present, and the error has been reported
		}
		into.Set(reflect.ValueOf(t))
	case textsType:
		into.Set(reflect.ValueOf(r.texts(n, k)))
	case keyType:
		var out []Texts
		for _, item := range items(n) {
			out = append(out, r.texts(item, k))
		}
		into.Set(reflect.ValueOf(out))
	case flagType:
		b, ok := n.(*ast.BoolNode)
		if !ok {
			r.errorAt(n, "%s is %s, expected true or false", k.name, kind(n))
			return
		}
		into.Set(reflect.ValueOf(Flag{b.Value, r.place(n)}))
	case nodeType:
		into.Set(reflect.ValueOf(n))
	case conditionsType:
		var out []Condition
		r.entries(n, k.name, nil, func(path Text, value ast.Node) {
			if isEmpty(value) {
				r.errs.At(path.At, "%s %s has no value, expected one or a list; to ask whether it is there write has: %[2]s", k.name, path.Value)
				return
			}
			out = append(out, Condition{path, r.texts(value, key{name: path.Value})})
		})
		into.Set(reflect.ValueOf(out))
	case hintsType:
		var out []Hint
		r.entries(n, k.name, nil, func(name Text, value ast.Node) {
			if t, ok := r.text(value, key{name: name.Value}); ok {
				out = append(out, Hint{name, t})
			}
		})
		into.Set(reflect.ValueOf(out))
	default:
		r.structs(n, into, k)
	}
}

// structs fills a struct or a list of structs. A matcher may be a single
// alternative instead of a list.
func (r *reader) structs(n ast.Node, into reflect.Value, k key) {
	if into.Kind() == reflect.Struct {
		r.mapping(n, into, k.name)
		return
	}
	list, isList := n.(*ast.SequenceNode)
	if !isList && into.Type() != matcherType {
		r.errorAt(n, "%s is %s, expected a list: each entry begins with a dash", k.name, kind(n))
		return
	}
	nodes := []ast.Node{n}
	if isList {
		nodes = list.Values
	}
	if len(nodes) == 0 && into.Type() == matcherType {
		r.errorAt(n, "%s is an empty list, which matches nothing", k.name)
	}
	out := reflect.MakeSlice(into.Type(), len(nodes), len(nodes))
	for i, item := range nodes {
		what := k.name
		if isList && into.Type() != matcherType {
			what = "an entry of " + k.name
		}
		r.mapping(item, out.Index(i), what)
	}
	into.Set(out)
}

func (r *reader) texts(n ast.Node, k key) Texts {
	out := Texts{}
	for _, item := range items(n) {
		if t, ok := r.text(item, k); ok {
			out = append(out, t)
		}
	}
	return out
}

// entryCount returns the number of entries of a mapping.
func entryCount(n ast.Node) int {
	switch n := n.(type) {
	case *ast.MappingNode:
		return len(n.Values)
	case *ast.MappingValueNode:
		return 1
	}
	return 0
}

// items returns the items of a list, or the node itself if it is not a list.
func items(n ast.Node) []ast.Node {
	if list, ok := n.(*ast.SequenceNode); ok {
		return list.Values
	}
	return []ast.Node{n}
}

// text reads a text and checks it against its key's vocabulary and pattern.
func (r *reader) text(n ast.Node, k key) (Text, bool) {
	t, ok := r.scalar(n)
	switch {
	case !ok:
		r.errorAt(n, "%s is %s, expected a text%s", k.name, kind(n), r.example(k))
		return t, false
	case k.values != "":
		known := r.vocabulary[k.values]
		if slices.Contains(known, t.Value) {
			return t, true
		}
		hint := "expected " + OrList(known)
		if near := schema.Nearest(t.Value, known); near != "" && len(known) > 1 {
			hint = "did you mean " + near + "? Expected " + OrList(known)
		}
		r.errs.At(t.At, "%s is %q; %s", k.name, t.Value, hint)
		return t, false
	case k.pattern != nil && !k.pattern.MatchString(t.Value):
		r.errs.At(t.At, "%s is %q, expected %s", k.name, t.Value, k.expected)
		return t, false
	}
	return t, true
}

// example returns a hint with the values that a key may have.
func (r *reader) example(k key) string {
	if known := r.vocabulary[k.values]; len(known) > 0 {
		return ": " + OrList(known)
	}
	if k.expected != "" {
		return ": " + k.expected
	}
	return ""
}

func (r *reader) scalar(n ast.Node) (Text, bool) {
	t := Text{At: r.place(n)}
	switch n := n.(type) {
	case *ast.StringNode:
		t.Value = n.Value
	case *ast.LiteralNode:
		t.Value = n.Value.Value
		if t.Block = strings.HasPrefix(n.Start.Value, "|"); t.Block {
			for _, line := range r.lines[min(t.At.Line, len(r.lines)):] {
				if rest := strings.TrimLeft(line, " "); strings.TrimSpace(rest) != "" {
					t.Indent = len(line) - len(rest)
					break
				}
			}
		}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		t.Value = n.GetToken().Value
	default:
		return t, false
	}
	return t, true
}

func isEmpty(n ast.Node) bool {
	if n == nil {
		return true
	}
	_, null := n.(*ast.NullNode)
	return null
}

// kind names the kind of a node.
func kind(n ast.Node) string {
	switch n.(type) {
	case nil, *ast.NullNode:
		return "empty"
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.InfinityNode, *ast.NanNode:
		return "a number"
	}
	return fmt.Sprintf("%q", n.GetToken().Value)
}

// OrList joins words as "a, b or c".
func OrList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
