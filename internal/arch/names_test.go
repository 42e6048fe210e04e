package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const catalogueFile = "schema/catalogue/iserver.yaml"

// catalogueNames matches the lines of the catalogue that name the envelope, a list of
// nodes, or a message.
var catalogueNames = regexp.MustCompile(`(?m)^  (?:(?:root|call-id|system|containers|item): (.*)|([A-Z]\w+):.*)$`)

// nameLiterals are the string literals in a package that may equal a name of the
// protocol. The list only shrinks.
var nameLiterals = map[string][]string{
	"rules/internal/program": {"UDataEx.*"},
}

// protocolNames describes where Go code outside tests contains a name of the protocol:
// a string literal that begins with one, and continues with a path or not at all.
func protocolNames(tree fs.FS) ([]string, error) {
	text, err := fs.ReadFile(tree, catalogueFile)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, found := range catalogueNames.FindAllStringSubmatch(string(text), -1) {
		for _, name := range strings.FieldsFunc(found[1]+" "+found[2], func(r rune) bool { return strings.ContainsRune("[], ", r) }) {
			names[name] = true
		}
	}
	if len(names) < 2 {
		return nil, fmt.Errorf("%s has no names", catalogueFile)
	}
	// A word of English is no name of the protocol.
	maps.DeleteFunc(names, func(name string, _ bool) bool { return len(regexp.MustCompile(`[A-Z]`).FindAllString(name, -1)) < 2 })

	files, err := read(tree)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		folder := path.Dir(f.path)
		if f.isTest() || slices.ContainsFunc(support, func(s string) bool { return under(folder, s) }) {
			continue
		}
		text, err := fs.ReadFile(tree, f.path)
		if err != nil {
			return nil, err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.path, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			value, err := strconv.Unquote(literal.Value)
			if err != nil {
				return true
			}
			name, _, _ := strings.Cut(value, "=")
			if !names[name] {
				name, _, _ = strings.Cut(name, ".")
			}
			if names[name] && !strings.Contains(value, " ") && !slices.Contains(nameLiterals[folder], value) {
				out = append(out, fmt.Sprintf("%s: %q is a name of the protocol; take it from the catalogue", f.path, value))
			}
			return true
		})
	}
	return out, nil
}

// Go code contains no name of the protocol: they come from the catalogue.
func TestProtocolNames(t *testing.T) {
	t.Parallel()
	found, err := protocolNames(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

func TestProtocolNamesAreFound(t *testing.T) {
	t.Parallel()
	catalogue := "envelope:\n  root: GctiMsg\n  call-id: CallId\nlist:\n  containers: [UDataEx, ExtnsEx]\nmessages:\n  LoginReq:\n    group: general\n  Cancel:\n  Reset: {group: general}\n"
	code := "package p\n\nvar a = []string{%s}\n"
	for literal, bad := range map[string]bool{
		`"LoginReq"`: true, `"LoginReq.Version"`: true, `"LoginReq="`: true, `"ExtnsEx"`: true, `"GctiMsg"`: true,
		`"LoginRequest"`: false, `"Cancel"`: false, `"such as LoginReq"`: false, `"group"`: false,
	} {
		tree := fstest.MapFS{catalogueFile: {Data: []byte(catalogue)}, "rules/a.go": {Data: fmt.Appendf(nil, code, literal)}, "rules/a_test.go": {Data: fmt.Appendf(nil, code, `"LoginReq"`)}}
		found, err := protocolNames(tree)
		if err != nil {
			t.Fatal(err)
		}
		if (len(found) > 0) != bad {
			t.Errorf("%s: found %q", literal, found)
		}
	}
}

// privateNames are words that a reader has to have explained, as identifiers.
var privateNames = []string{
	"act", "ages", "aside", "bury", "debris", "enliven", "greeted", "habit", "hear", "heard", "hit", "homes",
	"lately", "moment", "rack", "sight", "sought", "stencil", "stow", "survey",
}

// declaredNames lists the identifiers that a file declares, with their places.
func declaredNames(files *token.FileSet, file *ast.File) map[string]token.Position {
	out := map[string]token.Position{}
	add := func(names ...*ast.Ident) {
		for _, n := range names {
			out[n.Name] = files.Position(n.Pos())
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			add(n.Name)
		case *ast.TypeSpec:
			add(n.Name)
		case *ast.ValueSpec:
			add(n.Names...)
		case *ast.Field:
			add(n.Names...)
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				if name, is := left.(*ast.Ident); is && n.Tok == token.DEFINE {
					add(name)
				}
			}
		}
		return true
	})
	return out
}

// Identifiers are standard terms.
func TestPrivateNames(t *testing.T) {
	t.Parallel()
	files, err := read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.isTest() {
			continue
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, "../../"+f.path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for name, at := range declaredNames(set, parsed) {
			if slices.Contains(privateNames, strings.ToLower(name)) {
				t.Errorf("%s: %s is no standard term", at, name)
			}
		}
	}
}

// The tests that the Makefile names exist, in one of the packages that it names with them.
func TestMakefileNamesTests(t *testing.T) {
	t.Parallel()
	tree := os.DirFS("../..")
	makefile, err := fs.ReadFile(tree, "Makefile")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`(?m)^RACE := (.+)$`).FindSubmatch(makefile)
	run := regexp.MustCompile(`(?m)-race .*-run '\$\(RACE\)' .*?(\./.+)$`).FindSubmatch(makefile)
	if names == nil || run == nil {
		t.Fatal("the Makefile has no RACE, or does not run it")
	}
	var tests strings.Builder
	for _, folder := range strings.Fields(string(run[1])) {
		files, err := fs.Glob(tree, strings.TrimPrefix(folder, "./")+"/*_test.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%d tests in %s: %v", len(files), folder, err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(tree, file)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(text)
		}
	}
	for _, name := range strings.Split(string(names[1]), "|") {
		name, script, isScript := strings.Cut(name, "/")
		if !strings.Contains(tests.String(), "func "+name+"(t *testing.T)") {
			t.Errorf("RACE in the Makefile names %s, which is no test of %s", name, run[1])
		}
		if _, err := fs.Stat(tree, "internal/cli/testdata/script/"+script+".txtar"); isScript && err != nil {
			t.Errorf("RACE in the Makefile: %v", err)
		}
	}
}
