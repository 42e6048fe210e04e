package cli

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// habitWords are phrases that read as if translated. A word that is plain English elsewhere is
// matched with its neighbours.
var habitWords = `(?i)\b(` + strings.Join([]string{
	`tells? (that|whether|what|how|which|where|more|every|when|of|nothing|each|its|the (program|reader|user))`, // reports whether
	`stands? (in|before|behind|after|there|at|on|alone|here|inside|first|as|twice|for|by|side|beside|below|above|between)`,
	`bears?`, `borne out`, `anew`, `mend(s|ed|ing)?`, `save (for|the|that|a)`,
	`behind (the|it|this|that|a|them|which|itself|each|one|any)`, // after
	`in (the )?place of`, `in front( of)?`,
	`as (they|it|most|others|ever|those|these|mostly) (do|does|did|say|says|comes?|stands?)`, `as ever`,
	`(holds?|holding) (its|the|a|an|no|fewer|only|XML|one|two|declarations|keys|exactly|nothing|everything|more|up to|what|messages|GLI|any|all|less)`, // contains
	`(says?) (that|what|where|whether|which|how|who|when|of|so|nothing|something|it|once|more)`, `said about`,
	`was meant`, `is told`, `(is )?held against`, `has no place`, `nothing more can be said`, `nobody (has|is|asked|else)`,
	`what (a|the|an) \w+ is,`, `what is (open|left|whole|still|believed|due)`, // subjects that are clauses
	`(every|a|the|no|this|any) slips?`, `slipped`, `monster`, `forgetting`, `forgotten`, `count for`, `is something to`, `in words`, `nothing waits`, `the shortest way`,
	`was not shown to hold`, `no message touched`, `must be the first`, `a letter was taken`, `one of the two`, `there is none`, `is no (message|fault)`,
	`holds? (true|whole|for|of|it|each)`, `goes? on (in|from|with|as|counting)`, `is borne`, `so is what`, `be it`, `let it`, `comes? of`, `of its kin`, `and its kin`,
	`should (it|you|the \w+) (go|have|be) `, `passed over`, `turned away`, `thereof`, `whatever becomes`, `of yours`, `hand over`,
}, "|") + `)\b`

// habits is compiled when a test needs it: the scripts start this program hundreds of times.
var habits = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(habitWords) })

// plain gives what users read, by its origin: documents, texts of rules and of the catalogue, help.
func plain(t *testing.T) map[string]string {
	texts := map[string]string{}
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(docs) < 8 {
		t.Fatalf("%d documents: %v", len(docs), err)
	}
	for _, path := range append(docs, "../../README.md", "../../CONTRIBUTING.md", "../../CHANGELOG.md") {
		texts[path] = string(read(t, path))
	}
	for _, path := range []string{"../../rules/iserver.yaml", "../../schema/catalogue/iserver.yaml"} {
		texts[path] = commentMarks.ReplaceAllString(string(read(t, path)), "\n")
	}
	var man bytes.Buffer
	if status := Run(t.Context(), []string{"ivrcheck", "man"}, nil, &man, &man); status != 0 {
		t.Fatalf("status %d: %s", status, man.String())
	}
	texts["ivrcheck man"] = man.String()
	return texts
}

var commentMarks = regexp.MustCompile(`\n *#`)

// What users read is plain English.
func TestPlainEnglish(t *testing.T) {
	for name, text := range plain(t) {
		text = strings.Join(strings.Fields(text), " ")
		for _, at := range habits().FindAllStringIndex(text, -1) {
			t.Errorf("%s: ...%s...", name, text[max(0, at[0]-50):min(len(text), at[1]+40)])
		}
	}
}

// eachFile calls f for each Go file but tests.
func eachFile(t *testing.T, f func(files *token.FileSet, file *ast.File)) {
	n := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err == nil {
			f(files, file)
			n++
		}
		return err
	})
	if err != nil || n < 300 {
		t.Fatalf("%d files: %v", n, err)
	}
}

// So are the sentences in the code: messages, errors, notes and descriptions of flags.
func TestPlainEnglishOfMessages(t *testing.T) {
	eachFile(t, func(files *token.FileSet, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			for _, m := range habits().FindAllString(lit.Value, -1) {
				t.Errorf("%s: %q in %s", files.Position(lit.Pos()), m, lit.Value)
			}
			return true
		})
	})
}

// commentHabits are more phrases of comments: a function returns, it does not give.
var commentHabits = regexp.MustCompile(`(?i)\b(gives (the|a|an|how|what|where|which|its)|hands? (on|out)|at hand|be it|nobody)\b`)

// plainInComments are identifiers that are no habit, and a phrase of the standard library.
var plainInComments = regexp.MustCompile(`\b(Nobody|Forgotten|Holds?|there is none)\b`)

// And the comments.
func TestPlainEnglishOfComments(t *testing.T) {
	eachFile(t, func(files *token.FileSet, file *ast.File) {
		for _, group := range file.Comments {
			text := plainInComments.ReplaceAllString(strings.Join(strings.Fields(group.Text()), " "), "")
			for _, m := range append(habits().FindAllString(text, -1), commentHabits.FindAllString(text, -1)...) {
				t.Errorf("%s: %q in %.200s", files.Position(group.Pos()), m, text)
			}
		}
	})
}

func TestHabitsAreFound(t *testing.T) {
	for text, want := range map[string]bool{
		"`rules verify` tells every slip": true, "what stands in front of it": true, "it holds no message": true, "What is mended": true,
		"the IVR holds the call and retrieves it": true, "a status of Held": false, "reports every error": false, "hold on": false,
	} {
		if habits().MatchString(text) != want {
			t.Errorf("%q: matched %v", text, !want)
		}
	}
}
