package files

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

// ErrNotEmpty is the error of CreateFolder about a folder that is not empty.
var ErrNotEmpty = errors.New("the folder is not empty")

// Folder is a folder that is written next to its target, to which Commit moves it.
type Folder struct{ target, temp string }

// CreateFolder creates a folder at a path that does not exist or is an empty folder.
func CreateFolder(path string) (*Folder, error) {
	target, err := resolve(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	switch entries, err := os.ReadDir(target); {
	case err == nil && len(entries) > 0:
		return nil, ErrNotEmpty
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	dir, base := filepath.Split(target)
	for range 100 {
		temp := filepath.Join(dir, tempPrefix+base[:min(len(base), 100)]+"-"+strconv.FormatUint(rand.Uint64(), 36)+tempSuffix)
		err := os.Mkdir(temp, 0o777)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		unfinished.add(temp)
		return &Folder{target, temp}, nil
	}
	return nil, fmt.Errorf("%s: %w", path, fs.ErrExist)
}

// Path returns the path of a file in the folder before Commit.
func (f *Folder) Path(name string) string { return filepath.Join(f.temp, name) }

// Commit moves the folder to its target.
func (f *Folder) Commit() error {
	if err := os.Remove(f.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // it is no longer empty
	}
	if err := os.Rename(f.temp, f.target); err != nil {
		return err
	}
	unfinished.remove(f.temp)
	return nil
}

// Discard removes the folder.
func (f *Folder) Discard() {
	_ = os.RemoveAll(f.temp)
	unfinished.remove(f.temp)
}
