// Package arch tests the architecture: which package may import which, that the files
// of a package stand in layers, and how large packages and the program may be
// (docs/architecture.md).
package arch

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// allowed lists the packages, and for each the other ones that it may import. A
// package that is not listed belongs to the longest listed path above it; the root
// contains main.go only.
var allowed = map[string][]string{
	".":                 {"internal/cli"},
	"trace":             {},
	"internal/cachectl": {},

	"capture": {
		"trace", "internal/cachectl", "capture/window", "capture/container", "capture/encoded", "capture/packet", "capture/tcp",
		"capture/transport", "capture/transport/gli", "capture/transport/plain",
		"capture/transport/prefixed", "capture/transport/httpxml", "capture/textlog",
	},
	"capture/window":             {},
	"capture/container":          {"trace", "capture/window"},
	"capture/encoded":            {},
	"capture/packet":             {"trace", "capture/tcp", "internal/cachectl"},
	"capture/tcp":                {"trace", "internal/cachectl"},
	"capture/transport":          {"trace"},
	"capture/transport/gli":      {"trace", "capture/transport", "internal/cachectl"},
	"capture/transport/plain":    {"trace", "capture/transport", "capture/transport/gli"},
	"capture/transport/prefixed": {"trace", "capture/transport", "capture/transport/plain"},
	"capture/transport/httpxml":  {"trace", "capture/transport", "capture/transport/plain"},
	"capture/textlog":            {"trace", "capture/transport", "capture/transport/gli", "capture/textlog/records", "internal/cachectl"},
	"capture/textlog/records":    {},

	"schema": {
		"trace", "internal/cachectl", "schema/catalogue", "schema/internal/xmltree", "schema/internal/template", "schema/internal/mask",
	},
	"schema/catalogue":         {"trace", "schema/internal/xmltree"},
	"schema/internal/xmltree":  {"trace", "internal/cachectl"},
	"schema/internal/template": {"trace", "schema/catalogue", "schema/internal/xmltree", "internal/cachectl"},
	"schema/internal/mask":     {"trace", "schema/catalogue", "schema/internal/xmltree", "internal/cachectl"},

	"rules": {
		"trace", "capture", "capture/transport", "capture/transport/gli", "schema", "schema/catalogue", "internal/cachectl",
		"rules/declare", "rules/rulefile", "rules/internal/program", "rules/internal/dispatch", "rules/internal/store",
		"rules/internal/monitor", "rules/internal/wording",
	},
	"rules/declare":           {"trace"},
	"rules/rulefile":          {"schema", "schema/catalogue", "rules/declare"},
	"rules/internal/program":  {"trace", "schema", "schema/catalogue", "rules/declare", "rules/rulefile"},
	"rules/internal/dispatch": {"trace", "schema", "schema/catalogue", "rules/declare", "rules/internal/program", "internal/cachectl"},
	"rules/internal/store":    {"trace", "schema", "rules/declare", "rules/internal/program", "rules/internal/dispatch"},
	"rules/internal/monitor": {
		"trace", "schema", "schema/catalogue", "rules/declare", "rules/internal/program", "rules/internal/dispatch",
		"rules/internal/store", "internal/cachectl",
	},
	"rules/internal/wording": {
		"trace", "schema", "schema/catalogue", "rules/declare", "rules/internal/program", "rules/internal/dispatch",
		"rules/internal/monitor",
	},
	"rules/reference": {"trace", "schema", "rules"},

	"report":            {"trace", "capture", "schema", "schema/catalogue", "rules", "rules/declare"},
	"internal/pipeline": {"trace", "capture"},
	"check":             {"trace", "capture", "schema", "rules", "report", "internal/files", "internal/pipeline"},
	"internal/cli": {
		"trace", "capture", "capture/transport", "capture/transport/gli", "capture/textlog", "schema", "schema/catalogue",
		"rules", "rules/declare", "rules/rulefile", "report", "check", "internal/pipeline", "rewrite", "rewrite/scrub", "internal/files", "internal/gate", "internal/cachectl",
	},
	"rewrite":           {"trace", "capture", "capture/container", "capture/tcp"},
	"rewrite/pseudonym": {"internal/cachectl"},
	"rewrite/scrub":     {"trace", "capture", "capture/container", "capture/packet", "capture/tcp", "schema", "rewrite/pseudonym"},
	"internal/files":    {},
	"internal/gate":     {"rules"},

	"internal/arch":     {},
	"internal/cputime":  {},
	"internal/valgrind": {},
	"internal/mutate":   {"trace", "capture", "schema", "schema/catalogue", "rules"},
	"internal/ivrsim":   {},
	"internal/logtest":  {},
	"internal/pcaptest": {},
	"internal/peak":     {"internal/cli"},
	"bench":             {"trace", "capture", "schema", "internal/cli", "internal/pcaptest", "internal/cachectl", "internal/valgrind"},
}

// unsafeUsers may import unsafe, to read text in place or to share it without a copy.
var unsafeUsers = []string{
	"capture", "capture/transport/gli", "schema", "schema/internal/xmltree", "schema/internal/template", "rules",
	"rules/internal/dispatch", "rules/internal/store", "rules/internal/wording", "rules/internal/monitor", "report",
}

// forTests may be imported by the test files of any package.
var forTests = []string{"internal/cputime", "internal/logtest", "internal/pcaptest", "internal/ivrsim", "internal/valgrind"}

const (
	module  = "ivrcheck/"
	libxml2 = "github.com/lestrrat-go/libxml2"
	// oldGopacket is the unmaintained predecessor of gopacket/gopacket.
	oldGopacket = "github.com/google/gopacket"
)

// file is a Go file and its imports.
type file struct {
	path    string
	imports []string
}

func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// read finds all Go files of a tree, with any build tags.
func read(tree fs.FS) ([]file, error) {
	var files []file
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && strings.HasPrefix(path.Base(name), "."):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		f := file{path: name}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imported)
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

// owner returns the listed package that a folder belongs to, "" for none.
func owner(folder string) string {
	for ; folder != "."; folder = path.Dir(folder) {
		if _, known := allowed[folder]; known {
			return folder
		}
	}
	return ""
}

// violations describes what in a tree violates the rules, one per line.
func violations(files []file) []string {
	var out []string
	var libxml2Files []string
	for _, f := range files {
		home := owner(path.Dir(f.path))
		if path.Dir(f.path) == "." {
			home = "."
		}
		if home == "" {
			out = append(out, fmt.Sprintf("%s: belongs to no package of the list", f.path))
			continue
		}
		for _, imported := range f.imports {
			switch {
			case imported == "unsafe" && !f.isTest() && !slices.Contains(unsafeUsers, home):
				out = append(out, fmt.Sprintf("%s: %s must not import unsafe", f.path, home))
			case under(imported, oldGopacket):
				out = append(out, fmt.Sprintf("%s: imports %s; use github.com/gopacket/gopacket", f.path, imported))
			case under(imported, libxml2):
				if !slices.Contains(libxml2Files, f.path) {
					libxml2Files = append(libxml2Files, f.path)
				}
			}
			local, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			target := owner(local)
			may := target == home || f.isTest() && under(home, target) || slices.Contains(allowed[home], target) ||
				f.isTest() && slices.Contains(forTests, target)
			if !may {
				out = append(out, fmt.Sprintf("%s: %s must not import %s", f.path, home, local))
			}
		}
	}
	if len(libxml2Files) != 1 || !under(path.Dir(libxml2Files[0]), "schema") {
		out = append(out, fmt.Sprintf("libxml2 must be imported by exactly one file, of schema, and is by %q", libxml2Files))
	}
	return out
}

func under(imported, parent string) bool {
	return imported == parent || strings.HasPrefix(imported, parent+"/")
}

func TestImports(t *testing.T) {
	t.Parallel()
	files, err := read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 2 {
		t.Fatal("this is not the root of the module")
	}
	for _, v := range violations(files) {
		t.Error(v)
	}
}

// The lists have no cycle: no package can import back.
func TestNoCycle(t *testing.T) {
	t.Parallel()
	const entered, left = 1, 2
	state := map[string]int{}
	var visit func(name string, path []string)
	visit = func(name string, path []string) {
		switch state[name] {
		case entered:
			t.Errorf("cycle: %s", strings.Join(append(path, name), " → "))
			return
		case left:
			return
		}
		state[name] = entered
		for _, next := range allowed[name] {
			if _, known := allowed[next]; !known {
				t.Errorf("%s may import %s, which is not in the list", name, next)
			}
			visit(next, append(path, name))
		}
		state[name] = left
	}
	for name := range allowed {
		visit(name, nil)
	}
}

// Each violation is found.
func TestViolationsAreFound(t *testing.T) {
	t.Parallel()
	sound := map[string]string{
		"main.go":                  "ivrcheck/internal/cli",
		"trace/trace.go":           "time",
		"capture/tcp/tcp.go":       "ivrcheck/trace",
		"capture/read.go":          "ivrcheck/capture/tcp",
		"capture/read_test.go":     "ivrcheck/internal/pcaptest",
		"schema/libxml2.go":        libxml2 + "/parser",
		"rules/judge.go":           "ivrcheck/schema",
		"report/text.go":           "ivrcheck/rules",
		"internal/cli/cli.go":      "ivrcheck/report",
		"internal/cli/cli_test.go": "ivrcheck/internal/ivrsim",
	}
	onlyOne := `libxml2 must be imported by exactly one file, of schema, and is by `
	for name, c := range map[string]struct {
		path, imported string
		want           []string
	}{
		"sound":                                {"rules/declare/declare.go", "ivrcheck/trace", nil},
		"trace is a leaf":                      {"trace/leaf.go", "ivrcheck/schema", []string{"trace/leaf.go: trace must not import schema"}},
		"capture and schema":                   {"capture/xml.go", "ivrcheck/schema", []string{"capture/xml.go: capture must not import schema"}},
		"schema and capture":                   {"schema/x_test.go", "ivrcheck/capture/tcp", []string{"schema/x_test.go: schema must not import capture/tcp"}},
		"rules and report":                     {"rules/text.go", "ivrcheck/report", []string{"rules/text.go: rules must not import report"}},
		"report and cli":                       {"report/flags.go", "ivrcheck/internal/cli", []string{"report/flags.go: report must not import internal/cli"}},
		"main knows cli alone":                 {"other.go", "ivrcheck/rules", []string{"other.go: . must not import rules"}},
		"test builders in a program":           {"capture/fake.go", "ivrcheck/internal/pcaptest", []string{"capture/fake.go: capture must not import internal/pcaptest"}},
		"the simulator in a program":           {"internal/cli/sim.go", "ivrcheck/internal/ivrsim", []string{"internal/cli/sim.go: internal/cli must not import internal/ivrsim"}},
		"an unlisted package":                  {"util/strings.go", "strings", []string{"util/strings.go: belongs to no package of the list"}},
		"an unlisted import":                   {"rules/x.go", "ivrcheck/util", []string{"rules/x.go: rules must not import util"}},
		"internal itself":                      {"internal/x.go", "strings", []string{"internal/x.go: belongs to no package of the list"}},
		"the old gopacket":                     {"capture/old.go", oldGopacket + "/layers", []string{"capture/old.go: imports github.com/google/gopacket/layers; use github.com/gopacket/gopacket"}},
		"a second file with libxml2":           {"schema/zwei.go", libxml2 + "/dom", []string{onlyOne + `["schema/libxml2.go" "schema/zwei.go"]`}},
		"unsafe":                               {"trace/peek.go", "unsafe", []string{"trace/peek.go: trace must not import unsafe"}},
		"a sub-package and its parent's peers": {"capture/tcp/x.go", "ivrcheck/capture/textlog", []string{"capture/tcp/x.go: capture/tcp must not import capture/textlog"}},
		"the XML and its meaning":              {"schema/internal/xmltree/x.go", "ivrcheck/schema/catalogue", []string{"schema/internal/xmltree/x.go: schema/internal/xmltree must not import schema/catalogue"}},
		"libxml2 elsewhere":                    {"schema/libxml2.go", "time", []string{onlyOne + `[]`}},
	} {
		tree := fstest.MapFS{}
		for _, each := range []map[string]string{sound, {c.path: c.imported}} {
			for name, imported := range each {
				tree[name] = &fstest.MapFile{Data: []byte("//go:build never\n\npackage p\n\nimport " + strconv.Quote(imported) + "\n")}
			}
		}
		files, err := read(tree)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, violations(files)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
