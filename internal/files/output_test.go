package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// content gives the files of the working directory with their contents.
func content(t *testing.T) map[string]string {
	t.Helper()
	out := make(map[string]string)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.HasPrefix(d.Name(), tempPrefix) {
			path = "temporary"
		}
		out[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func create(t *testing.T, path string) *Output {
	t.Helper()
	o, err := Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOutput(t *testing.T) {
	for _, path := range []string{"old", "new", "link", "to-new", "d/../old"} {
		tree(t, "d/x", "link->d/x", "to-new->d/new", "old")
		before := content(t)
		o := create(t, path)
		_, _ = io.WriteString(o, "some text")
		during := content(t)
		if during["temporary"] != "some text" {
			t.Errorf("%s: no file beside: %v", path, during)
		}
		delete(during, "temporary")
		if diff := cmp.Diff(before, during); diff != "" {
			t.Errorf("%s: changed before it was complete:\n%s", path, diff)
		}
		if err := o.Rewind(5); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(o, "words")
		if o.Size() != 10 || o.Direct() {
			t.Errorf("%s: size %d, direct %t", path, o.Size(), o.Direct())
		}
		if err := o.Commit(); err != nil {
			t.Error(err)
		}
		if text, _ := os.ReadFile(path); string(text) != "some words" {
			t.Errorf("%s holds %q", path, text)
		}
		if _, left := content(t)["temporary"]; left || len(unfinished.names) > 0 {
			t.Errorf("%s: the temporary file is left", path)
		}
		for _, link := range []string{"link", "to-new"} {
			if _, err := os.Readlink(link); err != nil {
				t.Errorf("%s: %s is no link any more", path, link)
			}
		}
	}
}

func TestOutputDiscarded(t *testing.T) {
	tree(t, "old")
	before := content(t)
	for _, path := range []string{"old", "new"} {
		o := create(t, path)
		_, _ = io.WriteString(o, "text")
		o.Discard()
		o = create(t, path)
		_, _ = io.WriteString(o, "text")
		DiscardAll()
		if err := o.Commit(); err == nil {
			t.Error("what was discarded is committed")
		}
	}
	if diff := cmp.Diff(before, content(t)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestOutputKeepsPermissions(t *testing.T) {
	tree(t, "old")
	if err := os.Chmod("old", 0o604); err != nil {
		t.Fatal(err)
	}
	if err := create(t, "old").Commit(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat("old"); err != nil || info.Mode() != 0o604 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestOutputErrors(t *testing.T) {
	tree(t, "d/", "loop->loop", "x")
	for path, want := range map[string]error{
		"d": syscall.EISDIR, "d/": syscall.EISDIR, "none/x": fs.ErrNotExist, "loop": syscall.ELOOP, "x/y": syscall.ENOTDIR,
	} {
		if _, err := Create(t.Context(), path); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	if diff := cmp.Diff(map[string]string{"x": "x"}, content(t)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A small file system that is full: the old file stays.
func TestOutputOnFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	t.Chdir(dir)
	if err := os.WriteFile("old", []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := create(t, "old")
	_, err := o.Write(make([]byte, 1<<20))
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want %v", err, syscall.ENOSPC)
	}
	o.Discard()
	if diff := cmp.Diff(map[string]string{"old": "old"}, content(t)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// An open file of the process is written at its position.
func TestOutputToDescriptor(t *testing.T) {
	tree(t, "x")
	f, err := os.OpenFile("x", os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, path := range []string{"/dev/fd/", "/proc/self/fd/"} {
		o := create(t, path+itoa(f.Fd()))
		_, _ = io.WriteString(o, "y")
		if err := o.Commit(); err != nil || !o.Direct() {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(map[string]string{"x": "xyy"}, content(t)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func itoa(fd uintptr) string {
	return string(bytes.TrimLeft([]byte{'0' + byte(fd/10), '0' + byte(fd%10)}, "0"))
}

func TestConflict(t *testing.T) {
	tree(t, "a", "b", "link->a", "hard=b", "d/", "to-new->d/new", "dir->d", "p|")
	use := func(name string) Use {
		id, err := Identify(name)
		if err != nil {
			t.Fatal(err)
		}
		return Use{name, id}
	}
	tests := []struct{ out, in, want string }{
		{"a", "b", ""},
		{"a", "a", "a and a"},
		{"link", "a", "link and a"},
		{"./b", "hard", "./b and hard"},
		{"a b", "link", "a and link"},
		{"a link", "", "link and a"},
		{"new ./new", "", "./new and new"},
		{"new d/new", "", ""},
		{"d/new to-new", "", "to-new and d/new"},
		{"dir/new d/new", "", "d/new and dir/new"},
		{"p", "p", "p and p"},
		{"/dev/null /dev/null", "/dev/null", ""},
	}
	for _, tt := range tests {
		var outputs, inputs []Use
		for name := range strings.FieldsSeq(tt.out) {
			outputs = append(outputs, use(name))
		}
		for name := range strings.FieldsSeq(tt.in) {
			inputs = append(inputs, use(name))
		}
		err := Conflict(outputs, inputs)
		if err != nil {
			got, _ := strings.CutSuffix(err.Error(), " are the same file")
			if got != tt.want {
				t.Errorf("%s, %s: %s", tt.out, tt.in, got)
			}
		} else if tt.want != "" {
			t.Errorf("%s, %s: no conflict", tt.out, tt.in)
		}
	}
	for _, path := range []string{"none/x", "a/x"} {
		if _, err := Identify(path); err == nil {
			t.Errorf("%s has an identity", path)
		}
	}
}

func TestBelow(t *testing.T) {
	tree(t, "in/sub/x", "out/x", "in/away->../out/x", "in/far->../out", "in/near->sub/x", "in/nowhere->/none", "alias->in")
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"sub/x": true, "sub/../sub/x": true, "new": true, "near": true, "no/such/folder": true,
		"../out/x": false, "sub/../../out/x": false, "away": false, "far/x": false, "far/new": false, "nowhere": false,
		"/etc/passwd": false, root + "/in/sub/x": true, root + "/alias/sub/x": true, root + "/in/../out/x": false,
	} {
		for _, folder := range []string{"in", "alias", "./in/"} {
			if got := Below(folder, path); got != want {
				t.Errorf("Below(%s, %s) is %t", folder, path, got)
			}
		}
	}
}

// The opening of a named pipe waits for its other side, and so does a read.
func TestOpenPipe(t *testing.T) {
	tree(t, "p|")
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("signal")
	time.AfterFunc(10*time.Millisecond, func() { cancel(cause) })
	if _, err := Open(ctx, "p"); !errors.Is(err, cause) {
		t.Errorf("opened for reading: %v", err)
	}
	if _, err := Create(ctx, "p"); !errors.Is(err, cause) {
		t.Errorf("opened for writing: %v", err)
	}

	tree(t, "q|")
	ctx, cancel = context.WithCancelCause(t.Context())
	go func() {
		o, err := Create(t.Context(), "q")
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(o, "text")
		time.AfterFunc(10*time.Millisecond, func() { cancel(cause) })
		<-ctx.Done()
		time.AfterFunc(time.Second, func() { _ = o.Commit() })
	}()
	if text, err := ReadAll(ctx, "q", 100, "text"); !errors.Is(err, cause) {
		t.Errorf("read %q, %v", text, err)
	}
}

func TestReadAllIsBounded(t *testing.T) {
	tree(t, "abc")
	if text, err := ReadAll(t.Context(), "abc", 3, "text"); err != nil || string(text) != "abc" {
		t.Errorf("%q, %v", text, err)
	}
	for _, path := range []string{"abc", "/dev/zero"} {
		if _, err := ReadAll(t.Context(), path, 2, "text"); err == nil || err.Error() != "longer than 2 bytes: not a text" {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// A write that nobody takes fails a while after the context has ended; one that is
// taken does not.
func TestBlockedWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("signal")
		ctx, cancel := context.WithCancelCause(t.Context())
		r, pipe := io.Pipe()
		w := &blockingWriter{ctx: ctx, w: pipe}
		go func() { _, _ = io.ReadFull(r, make([]byte, 8)) }()
		if n, err := io.WriteString(w, "text"); n != 4 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		cancel(cause)
		if n, err := io.WriteString(w, "more"); n != 4 || err != nil {
			t.Errorf("after the end: %d, %v", n, err)
		}
		began := time.Now()
		for range 2 {
			if _, err := io.WriteString(w, "lost"); !errors.Is(err, cause) {
				t.Error(err)
			}
		}
		if waited := time.Since(began); waited != blockedWait {
			t.Errorf("waited %v", waited)
		}
		_ = r.Close()
	})
}
