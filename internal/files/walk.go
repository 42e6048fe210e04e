package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// Found is a regular file that a walk or a glob found, or something unreadable.
type Found struct {
	Name string
	ID   Identity
	// Err is the reason why a folder or a link cannot be read.
	Err error
}

// Result is the result of a walk or a glob, in the byte order of the names. Notes
// are about omitted files: a name, a colon and a reason.
type Result struct {
	Files []Found
	Notes []Note
}

// Note is about an omitted file.
type Note struct{ Name, Reason string }

// walker finds files in two passes: first below the root itself, then through
// links.
type walker struct {
	ctx  context.Context
	root string
	skip func(Identity) string
	// matches and descends select files and folders by their path below the root.
	matches, descends func(rel string) bool

	folders, files map[Identity]bool
	links          []string // below the root, not followed yet
	// followed are links. It is nil for a walk, which visits a folder once; a glob
	// follows each link once, since a name may match only through one.
	followed map[Identity]bool
	linked   bool // in the second pass
	found    Result
}

func newWalker(ctx context.Context, root string, skip func(Identity) string) *walker {
	all := func(string) bool { return true }
	return &walker{
		ctx: ctx, root: root, skip: skip, matches: all, descends: all,
		folders: make(map[Identity]bool), files: make(map[Identity]bool),
	}
}

func (w *walker) run() {
	w.folder("")
	w.linked = true
	for len(w.links) > 0 && w.ctx.Err() == nil {
		rel := w.links[0]
		w.links = w.links[1:]
		w.follow(rel)
	}
}

func (w *walker) result() Result {
	slices.SortFunc(w.found.Files, func(a, b Found) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(w.found.Notes, func(a, b Note) int { return strings.Compare(a.Name, b.Name) })
	return w.found
}

// name returns the path of something below the root.
func (w *walker) name(rel string) string {
	switch {
	case rel == "":
		return w.root
	case w.root == ".":
		return rel
	}
	return path.Join(w.root, rel)
}

// folder visits a folder and those below it.
func (w *walker) folder(rel string) {
	name := w.name(rel)
	info, err := os.Stat(name)
	if err == nil {
		id := Of(info)
		if w.folders[id] && w.followed == nil {
			return
		}
		w.folders[id] = true
	}
	var entries []fs.DirEntry
	if err == nil {
		entries, err = os.ReadDir(name) // includes those before an error
	}
	if err != nil {
		w.fail(rel, err)
	}
	for _, e := range entries {
		if w.ctx.Err() != nil {
			return
		}
		below := path.Join(rel, e.Name())
		switch {
		case e.IsDir():
			if w.descends(below) {
				w.folder(below)
			}
		case e.Type()&fs.ModeSymlink != 0:
			if w.matches(below) || w.descends(below) {
				w.links = append(w.links, below)
			}
		default:
			w.file(below, e)
		}
	}
}

// file adds a file that is not a link.
func (w *walker) file(rel string, e fs.DirEntry) {
	if !w.matches(rel) || isTemp(e.Name()) {
		return
	}
	info, err := e.Info()
	switch {
	case errors.Is(err, fs.ErrNotExist): // it was removed since
	case err != nil:
		w.fail(rel, err)
	default:
		w.add(rel, info)
	}
}

// follow visits the target of a link.
func (w *walker) follow(rel string) {
	if w.followed != nil {
		link, err := os.Lstat(w.name(rel))
		if err == nil && w.followed[Of(link)] {
			return
		}
		if err == nil {
			w.followed[Of(link)] = true
		}
	}
	info, err := os.Stat(w.name(rel))
	switch {
	case err != nil:
		if w.matches(rel) {
			w.fail(rel, err)
		}
	case info.IsDir():
		if w.descends(rel) {
			w.folder(rel)
		}
	case w.matches(rel):
		w.add(rel, info)
	}
}

// add adds a file, unless it was found before under another name.
func (w *walker) add(rel string, info fs.FileInfo) {
	name := w.name(rel)
	if kind := special(info.Mode()); kind != "" {
		w.found.Notes = append(w.found.Notes, Note{name, kind})
		return
	}
	id := Of(info)
	if w.files[id] && (w.linked || hardLinks(info) > 1) {
		return
	}
	w.files[id] = true
	if w.skip != nil {
		if reason := w.skip(id); reason != "" {
			w.found.Notes = append(w.found.Notes, Note{name, reason})
			return
		}
	}
	w.found.Files = append(w.found.Files, Found{Name: name, ID: id})
}

func (w *walker) fail(rel string, err error) {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	w.found.Files = append(w.found.Files, Found{Name: w.name(rel), Err: err})
}

// special describes a file that is not regular.
func special(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return ""
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// hardLinks returns the number of names of a file. With a single name it cannot be another file,
// although some network file systems assign the same inode number to several files.
func hardLinks(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Nlink) //nolint:unconvert // other systems have other types
	}
	return 1
}
