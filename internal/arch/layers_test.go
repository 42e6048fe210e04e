package arch

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	// maxFiles is how many files a package may have, without tests.
	maxFiles = 16
	// maxLines is how many lines of Go the program may have, without tests,
	// generated files and test support.
	maxLines = 29_000
	// small is set when the program keeps to maxLines.
	small = false
)

// large are the packages that may have more than maxFiles.
var large = []string{"internal/cli", "report"}

// support are the packages that are no part of the program. Their lines do not
// count.
var support = []string{"bench", "internal/arch", "internal/cachectl", "internal/cputime", "internal/ivrsim", "internal/logtest", "internal/mutate", "internal/pcaptest", "internal/valgrind", "rules/reference"}

// source is a package with its parsed files.
type source struct {
	path  string // below the module
	fset  *token.FileSet
	files []*ast.File // without tests
	types *types.Package
	uses  map[*ast.Ident]types.Object
}

// sources loads the packages of the module. The compiler's export data of what they
// import comes from the go command, so that only the module itself is parsed.
func sources(root string) ([]*source, error) {
	list := exec.Command("go", "list", "-pgo=off", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,CgoFiles,Standard", "./...")
	list.Dir = root
	var problems bytes.Buffer
	list.Stderr = &problems
	text, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, problems.Bytes())
	}
	type listed struct {
		ImportPath, Dir, Export string
		GoFiles, CgoFiles       []string
	}
	exports := map[string]string{}
	var ours []listed
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		exports[p.ImportPath] = p.Export
		if p.ImportPath == strings.TrimSuffix(module, "/") || strings.HasPrefix(p.ImportPath, module) {
			ours = append(ours, p)
		}
	}
	var out []*source
	for _, p := range ours {
		s := &source{path: strings.TrimPrefix(p.ImportPath, module), fset: token.NewFileSet(), uses: map[*ast.Ident]types.Object{}}
		for _, name := range append(p.GoFiles, p.CgoFiles...) {
			f, err := parser.ParseFile(s.fset, filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			s.files = append(s.files, f)
		}
		err := s.check(importer.ForCompiler(s.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (s *source) check(from types.Importer) (err error) {
	config := types.Config{FakeImportC: true, Importer: from}
	s.types, err = config.Check(s.path, s.fset, s.files, &types.Info{Uses: s.uses})
	return err
}

// name returns the name of the file that contains a position.
func (s *source) name(p token.Pos) string { return filepath.Base(s.fset.Position(p).Filename) }

// edge is the use of one file of a package by another one.
type edge struct{ from, to string }

// edges returns which files use package-level objects, methods and fields that
// other files declare, and which those are.
func (s *source) edges() map[edge][]string {
	out := map[edge][]string{}
	for id, object := range s.uses {
		if object.Pkg() != s.types {
			continue
		}
		e := edge{s.name(id.Pos()), s.name(object.Pos())}
		if e.from != e.to && !slices.Contains(out[e], object.Name()) {
			out[e] = append(out[e], object.Name())
		}
	}
	return out
}

// listedFiles matches the list in a doc comment of the files of a package, in the
// order of their layers: a file may use those after it.
var listedFiles = regexp.MustCompile(`Files, from the entry point down:\s+([^:]*?\.go)\.(?:\s|$)`)

// order returns the files of a package as its doc comment lists them, or nil.
func (s *source) order() []string {
	for _, f := range s.files {
		if found := listedFiles.FindStringSubmatch(f.Doc.Text()); found != nil {
			return strings.FieldsFunc(found[1], func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
		}
	}
	return nil
}

// written returns the names of the files of a package that people write; a doc.go
// contains no code.
func (s *source) written() []string {
	var names []string
	for _, f := range s.files {
		if name := s.name(f.Package); name != "doc.go" && !ast.IsGenerated(f) {
			names = append(names, name)
		}
	}
	return names
}

// disorder reports what is wrong with the layers of a package.
func (s *source) disorder() []string {
	written, order := s.written(), s.order()
	if len(order) == 0 {
		if len(written) > 3 {
			return []string{`the doc comment does not list its files ("Files, from the entry point down: a.go, b.go.")`}
		}
		return nil
	}
	var out []string
	if a, b := slices.Sorted(slices.Values(written)), slices.Sorted(slices.Values(order)); !slices.Equal(a, b) {
		out = append(out, fmt.Sprintf("the doc comment lists the files %s, the package has %s", b, a))
	}
	edges := s.edges()
	var upward []edge
	for e := range edges {
		if from, to := slices.Index(order, e.from), slices.Index(order, e.to); from >= 0 && to >= 0 && to < from {
			upward = append(upward, e)
		}
	}
	if 10*len(upward) > len(edges) {
		slices.SortFunc(upward, func(a, b edge) int {
			return cmp.Or(slices.Index(order, a.from)-slices.Index(order, b.from), slices.Index(order, a.to)-slices.Index(order, b.to))
		})
		out = append(out, fmt.Sprintf("%d of %d uses between files run upward, a tenth is allowed", len(upward), len(edges)))
		for _, e := range upward {
			out = append(out, fmt.Sprintf("upward: %s uses %s: %s", e.from, e.to, strings.Join(slices.Sorted(slices.Values(edges[e])), ", ")))
		}
	}
	return out
}

// The files of a package stand in layers, and are not too many.
func TestLayers(t *testing.T) {
	t.Parallel()
	packages, err := sources("../..")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, p := range packages {
		found[p.path] = true
		for _, d := range p.disorder() {
			t.Errorf("%s: %s", p.path, d)
		}
		if count := len(p.files); count > maxFiles && !slices.Contains(large, p.path) {
			t.Errorf("%s has %d files without tests, %d are allowed", p.path, count, maxFiles)
		}
	}
	for _, path := range large {
		if !found[path] {
			t.Errorf("there is no package %s: take it off the list", path)
		}
	}
}

// Each fault of a package is found.
func TestDisorderIsFound(t *testing.T) {
	t.Parallel()
	files := []string{
		"// Package p does it.\n//\n// Files, from the entry point down: a.go,\n// b.go, c.go, d.go.\npackage p\n\nfunc a() { b(); c() }\n",
		"package p\n\nfunc b() { var s s; s.d(); _ = s.field; c() }\n",
		"package p\n\nfunc c() {}\n",
		"package p\n\ntype s struct{ field int }\n\nfunc (s) d() {}\n",
	}
	disorder := func(change map[int]string) []string {
		s := &source{path: "p", fset: token.NewFileSet(), uses: map[*ast.Ident]types.Object{}}
		for i, text := range files {
			if changed, ok := change[i]; ok {
				text = changed
			}
			f, err := parser.ParseFile(s.fset, string(rune('a'+i))+".go", text, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			s.files = append(s.files, f)
		}
		if err := s.check(nil); err != nil {
			t.Fatal(err)
		}
		return s.disorder()
	}
	for name, c := range map[string]struct {
		change map[int]string
		want   []string
	}{
		"sound":         {nil, nil},
		"no list":       {map[int]string{0: "package p\n\nfunc a() {}\n"}, []string{`the doc comment does not list its files ("Files, from the entry point down: a.go, b.go.")`}},
		"an upward use": {map[int]string{2: "package p\n\nfunc c() { a() }\n"}, []string{"1 of 5 uses between files run upward, a tenth is allowed", "upward: c.go uses a.go: a"}},
		"a method and a field": {
			map[int]string{0: strings.Replace(files[0], "c.go, d.go", "d.go, c.go", 1), 2: "package p\n\nfunc c() { s := s{}; s.d(); s.field++ }\n"},
			[]string{"1 of 5 uses between files run upward, a tenth is allowed", "upward: c.go uses d.go: d, field, s"},
		},
		"a file not listed": {map[int]string{0: strings.Replace(files[0], ", d.go", "", 1)}, []string{"the doc comment lists the files [a.go b.go c.go], the package has [a.go b.go c.go d.go]"}},
		"a missing file":    {map[int]string{0: strings.Replace(files[0], ", d.go", ", d.go, e.go", 1)}, []string{"the doc comment lists the files [a.go b.go c.go d.go e.go], the package has [a.go b.go c.go d.go]"}},
	} {
		got := disorder(c.change)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

// The program is small enough to be read.
func TestLines(t *testing.T) {
	t.Parallel()
	lines := map[string]int{}
	tree := os.DirFS("../..")
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		folder := filepath.ToSlash(filepath.Dir(name))
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		case slices.ContainsFunc(support, func(s string) bool { return under(folder, s) }):
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			return err
		}
		if !ast.IsGenerated(f) {
			lines[folder] += bytes.Count(text, []byte("\n"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, folder := range slices.Sorted(maps.Keys(lines)) {
		t.Logf("%6d %s", lines[folder], folder)
		all += lines[folder]
	}
	t.Logf("%6d lines in all, the limit is %d", all, maxLines)
	if all > maxLines && small {
		t.Errorf("%d lines of Go, without tests, generated files and test support; %d are allowed", all, maxLines)
	}
}
