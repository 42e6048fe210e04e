// Package literal writes Go values as Go: what tests and go generate have read
// from YAML becomes composite literals that the linker lays out, so that the
// program has at once what it would else read in every run.
//
// In flow values of structs, slices, pointers, texts, numbers and truths; out
// flows the source of a file with one variable. Builds with the tag fromyaml
// leave such files out and read the YAML instead, so that they can be made anew
// also when they do not compile any more.
package literal

import (
	"bytes"
	"fmt"
	"go/format"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// File gives the source of a file of package pkg, an import path, that declares
// the variable name with value v; from says what it was made of. What several
// pointers in v point to is written once.
func File(pkg, from, name string, v any) ([]byte, error) {
	w := &writer{pkg: pkg, seen: map[uintptr]bool{}, shared: map[uintptr]string{}}
	w.count(reflect.ValueOf(v))
	var body bytes.Buffer
	for _, p := range w.order {
		fmt.Fprintf(&body, "\nvar %s = %s\n", w.shared[p.Pointer()], w.value(p.Elem(), false))
	}
	fmt.Fprintf(&body, "\nvar %s = %s\n", name, w.value(reflect.ValueOf(v), false))

	var out bytes.Buffer
	fmt.Fprintf(&out, "// Code generated from %s by go generate. DO NOT EDIT.\n\n//go:build !fromyaml\n\npackage %s\n\n", from, path.Base(pkg))
	slices.Sort(w.imports)
	for _, path := range w.imports {
		fmt.Fprintf(&out, "import %q\n", path)
	}
	out.Write(body.Bytes())
	if w.wrong != nil {
		return nil, w.wrong
	}
	return format.Source(out.Bytes())
}

type writer struct {
	pkg     string
	imports []string
	// seen are the pointers met; shared are those met more than once, with the
	// variables that hold what they point to, which stand before those in which
	// they are used.
	seen   map[uintptr]bool
	shared map[uintptr]string
	order  []reflect.Value
	wrong  error
}

// count finds the pointers that are shared.
func (w *writer) count(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		switch p := v.Pointer(); {
		case v.IsNil():
		case !w.seen[p]:
			w.seen[p] = true
			w.count(v.Elem())
		case w.shared[p] == "":
			w.shared[p] = fmt.Sprintf("shared%d", len(w.order)+1)
			w.order = append(w.order, v)
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.count(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			w.count(v.Field(i))
		}
	}
}

// value gives a value as source; where its type is that of the list around it,
// elided, it is left out.
func (w *writer) value(v reflect.Value, elided bool) string {
	switch v.Kind() {
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Pointer:
		switch name := w.shared[v.Pointer()]; {
		case v.IsNil():
			return "nil"
		case name != "":
			return "&" + name
		case elided:
			return w.value(v.Elem(), true)
		}
		return "&" + w.value(v.Elem(), false)
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, w.value(v.Index(i), true))
		}
		return w.composite(v.Type(), elided, parts)
	case reflect.Struct:
		var parts []string
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() {
				parts = append(parts, v.Type().Field(i).Name+": "+w.value(f, false))
			}
		}
		return w.composite(v.Type(), elided, parts)
	}
	if w.wrong == nil {
		w.wrong = fmt.Errorf("a %s cannot be written as a literal", v.Type())
	}
	return ""
}

// composite puts the parts of a literal on one line, if it is short.
func (w *writer) composite(t reflect.Type, elided bool, parts []string) string {
	const short = 160
	name := ""
	if !elided {
		name = w.typ(t)
	}
	if one := strings.Join(parts, ", "); len(one) <= short && !strings.Contains(one, "\n") {
		return name + "{" + one + "}"
	}
	return name + "{\n" + strings.Join(parts, ",\n") + ",\n}"
}

// typ is a type as the file names it.
func (w *writer) typ(t reflect.Type) string {
	switch {
	case t.Name() == "" && t.Kind() == reflect.Pointer:
		return "*" + w.typ(t.Elem())
	case t.Name() == "":
		return "[]" + w.typ(t.Elem())
	case t.PkgPath() == "" || t.PkgPath() == w.pkg:
		return t.Name()
	}
	if !slices.Contains(w.imports, t.PkgPath()) {
		w.imports = append(w.imports, t.PkgPath())
	}
	return path.Base(t.PkgPath()) + "." + t.Name()
}
