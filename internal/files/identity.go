package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// Identity identifies the file that a path leads to, whatever its name and through
// all links. Equal identities are the same file. The zero value is no file.
type Identity struct {
	dev, ino uint64
	// name is the name of a file that does not exist yet; dev and ino are those of
	// its folder.
	name string
}

// Of returns the identity of an existing file.
func Of(info fs.FileInfo) Identity {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return Identity{dev: uint64(st.Dev), ino: st.Ino} //nolint:unconvert // other systems have other types
	}
	return Identity{}
}

// OfStream returns the identity of a stream of the process, such as standard output,
// if it is a regular file; else the zero Identity.
func OfStream(stream any) Identity {
	if f, ok := stream.(interface{ Stat() (os.FileInfo, error) }); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return Of(info)
		}
	}
	return Identity{}
}

// Identify returns the identity of the file that a path names; the file need not
// exist, but its folder must. A character device has no identity: a second use
// cannot damage it.
func Identify(path string) (Identity, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.Mode()&fs.ModeCharDevice != 0:
		return Identity{}, nil
	case err == nil:
		return Of(info), nil
	case !errors.Is(err, fs.ErrNotExist):
		return Identity{}, err
	}
	target, err := resolve(path)
	if err != nil {
		return Identity{}, err
	}
	folder, err := os.Stat(filepath.Dir(target))
	if err != nil {
		return Identity{}, err
	}
	id := Of(folder)
	id.name = filepath.Base(target)
	return id, nil
}

// maxLinks limits the links in a row that are followed, like in the kernel.
const maxLinks = 40

// resolve follows the links at the end of a path. Their target need not exist.
func resolve(path string) (string, error) {
	for range maxLinks {
		to, err := os.Readlink(path)
		if err != nil {
			return path, nil // not a link
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", &fs.PathError{Op: "open", Path: path, Err: syscall.ELOOP}
}

// descriptor returns the number of the open file of this process that a path leads to,
// such as /dev/stdout and /dev/fd/3; otherwise -1.
func descriptor(path string) int {
	for range maxLinks {
		folder, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err == nil && (folder == "/dev/fd" || folder == "/proc/"+strconv.Itoa(os.Getpid())+"/fd") {
			if n, err := strconv.Atoi(filepath.Base(path)); err == nil {
				return n
			}
		}
		to, err := os.Readlink(path)
		if err != nil {
			return -1
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return -1
}

// Below reports whether a path, relative to a folder unless it is absolute, stays
// below that folder, also through links.
func Below(folder, path string) bool {
	if !filepath.IsAbs(path) {
		if !filepath.IsLocal(path) {
			return false
		}
		path = filepath.Join(folder, path)
	}
	// A path that does not exist is identified by its nearest existing folder.
	var real, missing string
	for at := filepath.Clean(path); ; at = filepath.Dir(at) {
		var err error
		if real, err = filepath.EvalSymlinks(at); err == nil {
			break
		}
		if _, err := os.Lstat(at); err == nil || filepath.Dir(at) == at {
			return false // a dangling link
		}
		missing = filepath.Join(filepath.Base(at), missing)
	}
	real = filepath.Join(real, missing)
	root, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return false
	}
	if root, err = filepath.Abs(root); err != nil {
		return false
	}
	if real, err = filepath.Abs(real); err != nil {
		return false
	}
	rel, err := filepath.Rel(root, real)
	return err == nil && filepath.IsLocal(rel)
}
