package files

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"syscall"
)

// Walk finds the regular files below a folder. Each file and folder is found once,
// under its own name rather than that of a link to it. Links are followed; pipes,
// sockets and devices are omitted with a note. It ends early when ctx does.
//
// skip returns the reason why a file is left out, "" for none.
func Walk(ctx context.Context, root string, skip func(Identity) string) Result {
	w := newWalker(ctx, root, skip)
	w.run()
	return w.result()
}

// Glob finds the files that match a pattern, like Walk. The error is about the
// pattern.
func Glob(ctx context.Context, pattern string, skip func(Identity) string) (Result, error) {
	p, err := parsePattern(pattern)
	if err != nil {
		return Result{}, err
	}
	w := newWalker(ctx, p.base, skip)
	w.matches, w.descends, w.followed = p.matches, p.descends, make(map[Identity]bool)
	w.run()
	found := w.result()
	// A missing folder has no files that match.
	found.Files = slices.DeleteFunc(found.Files, func(f Found) bool {
		return f.Name == p.base && (errors.Is(f.Err, fs.ErrNotExist) || errors.Is(f.Err, syscall.ENOTDIR))
	})
	return found, nil
}
