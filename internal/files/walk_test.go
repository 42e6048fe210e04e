package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/google/go-cmp/cmp"
)

// tree makes files in a new folder and changes to it. A name that ends with / is a
// folder, one with -> a link, one with | a named pipe, one with = a hard link.
func tree(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range names {
		var err error
		path, target, isLink := strings.Cut(name, "->")
		hard, old, isHard := strings.Cut(name, "=")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		switch {
		case isLink:
			err = os.Symlink(target, path)
		case isHard:
			err = os.Link(old, hard)
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(name, 0o755)
		case strings.HasSuffix(name, "|"):
			err = syscall.Mkfifo(strings.TrimSuffix(name, "|"), 0o600)
		default:
			err = os.WriteFile(name, []byte(name), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// listed gives what was found as text: names, errors and notes.
func listed(r Result) (out []string) {
	for _, f := range r.Files {
		if f.Err != nil {
			f.Name += ": " + f.Err.Error()
		}
		out = append(out, f.Name)
	}
	for _, n := range r.Notes {
		out = append(out, n.Name+": "+n.Reason)
	}
	return out
}

func TestWalk(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  []string
	}{
		{"byte order", []string{"d/b", "d/a/z", "d/a-", "d/B"}, []string{"d/B", "d/a-", "d/a/z", "d/b"}},
		{"hidden files", []string{"d/.x", "d/.git/y"}, []string{"d/.git/y", "d/.x"}},
		{"a link to a file of the tree", []string{"d/b", "d/a->b"}, []string{"d/b"}},
		{"a link out of the tree", []string{"x", "d/a->../x", "d/b->../x"}, []string{"d/a"}},
		{"a link to a folder", []string{"e/x", "d/a->../e", "d/b->../e"}, []string{"d/a/x"}},
		{"a link to a folder of the tree", []string{"d/e/x", "d/a->e"}, []string{"d/e/x"}},
		{"circles", []string{"d/x", "d/e/up->..", "d/here->.", "d/e/y"}, []string{"d/e/y", "d/x"}},
		{"a link in a folder that a link leads to", []string{"e/f->../g", "g/x", "d/a->../e"}, []string{"d/a/f/x"}},
		{"links in a circle", []string{"d/a->b", "d/b->a"}, []string{
			"d/a: too many levels of symbolic links", "d/b: too many levels of symbolic links",
		}},
		{"a link to nowhere", []string{"d/a->none"}, []string{"d/a: no such file or directory"}},
		{"two names of a file", []string{"d/b", "d/a=d/b"}, []string{"d/a"}},
		{"a pipe and a device", []string{"d/p|", "d/null->/dev/null"}, []string{"d/null: a device", "d/p: a named pipe"}},
		{"an output that is not complete", []string{"d/.ivrcheck-x.json-1z.tmp", "d/.ivrcheck.yaml"}, []string{"d/.ivrcheck.yaml"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree(t, tt.files...)
			if diff := cmp.Diff(tt.want, listed(Walk(t.Context(), "d", nil))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWalkSkips(t *testing.T) {
	tree(t, "d/a", "d/out", "d/out2->out")
	id, err := Identify("d/out2")
	if err != nil {
		t.Fatal(err)
	}
	got := listed(Walk(t.Context(), "d", func(other Identity) string {
		if other == id {
			return "the output"
		}
		return ""
	}))
	if diff := cmp.Diff([]string{"d/a", "d/out: the output"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestGlob(t *testing.T) {
	files := []string{"a.pcap", "b.log", "d/a.pcap", "d/e/f/b.pcap", "d/.h.pcap", "x/a.pcap", "x/l->../d", "d/p.pcap|", "d/up->..", "d/a[1].pcap"}
	tests := []struct {
		pattern string
		want    []string
	}{
		{"*.pcap", []string{"a.pcap"}},
		{"./*.pcap", []string{"a.pcap"}},
		{"*", []string{"a.pcap", "b.log"}},
		{"d/*.pcap", []string{"d/.h.pcap", "d/a.pcap", "d/a[1].pcap", "d/p.pcap: a named pipe"}},
		{"*/a.pcap", []string{"d/a.pcap", "x/a.pcap"}},
		{"x/*/*", []string{"x/l/.h.pcap", "x/l/a.pcap", "x/l/a[1].pcap", "x/l/p.pcap: a named pipe"}},
		{"**/b.*", []string{"b.log", "d/e/f/b.pcap"}},
		{"d/**/b.pcap", []string{"d/e/f/b.pcap"}},
		{"d/up/*.log", []string{"d/up/b.log"}},
		{"{x,d/e}/**/*.pcap", []string{"d/e/f/b.pcap", "x/a.pcap", "x/l/.h.pcap", "x/l/a.pcap", "x/l/a[1].pcap", "x/l/p.pcap: a named pipe"}},
		{"d/a\\[1\\].*", []string{"d/a[1].pcap"}},
		{"none/*", nil},
		{"a.pcap/*", nil},
		{"d/z*", nil},
	}
	tree(t, files...)
	for _, tt := range tests {
		got, err := Glob(t.Context(), tt.pattern, nil)
		if diff := cmp.Diff(tt.want, listed(got)); diff != "" || err != nil {
			t.Errorf("%s: %v, -want +got:\n%s", tt.pattern, err, diff)
		}
	}
	if _, err := Glob(t.Context(), "[a", nil); !errors.Is(err, doublestar.ErrBadPattern) {
		t.Errorf("a wrong pattern: %v", err)
	}
}

// Where there are no links a glob finds what doublestar finds.
func TestGlobAsDoublestar(t *testing.T) {
	tree(t, "a/b/c/d.x", "a/b/d.x", "a/d.x", "d.x", "a/c/d.y", "b/a/d.x", "b/b/b/b.x")
	parts := []string{"*", "**", "a", "?", "[ab]", "{a,b/b}", "*.x", "d.{x,y}", "b*"}
	for _, p := range parts {
		for _, q := range parts {
			for _, r := range parts {
				pattern := p + "/" + q + "/" + r
				want, err := doublestar.FilepathGlob(pattern, doublestar.WithFilesOnly())
				if err != nil {
					t.Fatal(err)
				}
				slices.Sort(want)
				got, err := Glob(t.Context(), pattern, nil)
				if diff := cmp.Diff(slices.Compact(want), listed(got)); diff != "" && len(want)+len(got.Files) > 0 || err != nil {
					t.Errorf("%s: %v, -want +got:\n%s", pattern, err, diff)
				}
			}
		}
	}
}

// A folder that cannot be read is reported, and so is one that only a glob enters.
func TestUnreadableFolder(t *testing.T) {
	tree(t, "d/a", "d/closed/x", "d/z")
	if err := os.Chmod("d/closed", 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod("d/closed", 0o700) })
	if os.Getuid() == 0 {
		for _, dir := range []string{".", ".."} {
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		runtime.LockOSThread() // and never unlocked: the thread ends with the test
		t.Cleanup(func() { _, _, _ = syscall.RawSyscall(syscall.SYS_SETFSUID, 0, 0, 0) })
		if _, _, errno := syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0); errno != 0 {
			t.Skip(errno)
		}
		if _, err := os.ReadDir("d/closed"); !errors.Is(err, fs.ErrPermission) {
			t.Skip("the permission cannot be taken away")
		}
	}
	want := []string{"d/a", "d/closed: permission denied", "d/z"}
	if diff := cmp.Diff(want, listed(Walk(t.Context(), "d", nil))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	got, err := Glob(t.Context(), "d/*/x", nil)
	if diff := cmp.Diff([]string{"d/closed: permission denied"}, listed(got)); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
}

// A walk ends when its context does.
func TestWalkEnds(t *testing.T) {
	tree(t, "d/a", "d/e/b")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := listed(Walk(ctx, "d", nil)); len(got) > 0 {
		t.Errorf("found %q after the end", got)
	}
}
