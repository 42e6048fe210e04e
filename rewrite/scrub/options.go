package scrub

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io"
	"slices"

	"ivrcheck/capture"
	"ivrcheck/rewrite/pseudonym"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Options are the input and what is kept of it.
type Options struct {
	// Name is the name of the input. Open opens it; it is called for each pass.
	Name string
	Open func() (io.ReadCloser, error)
	Read capture.Options
	// Addresses: IP and MAC addresses are replaced, too.
	Addresses bool
	// Parts returns functions for as many goroutines. Each lists the parts of a document that may be personal. They are
	// called if the second pass finds another document than the first, and use much memory together.
	Parts func(functions int) []func(*trace.Unit) []schema.Part
	// Scratch is a file for the parts that the first pass lists. If it is nil, they are listed again.
	Scratch io.ReadWriteSeeker
	// Kept are values that stay because rules compare with them.
	Kept []string
	// Known reports whether a word is one of the catalogue. Public is a text with all of these words.
	Known  func(word []byte) bool
	Public string
	// Quoted reports whether a report shows a word of a damaged document at the place of a name: it may be a word of the
	// parser's diagnoses.
	Quoted func(word []byte) bool
}

// Result has the counts and the originals of a scrubbed input.
type Result struct {
	// Originals are the personal values that were replaced.
	Originals *pseudonym.Originals
	// Kind is the kind of the input: pcap, log, gli and so on.
	Kind     string
	Messages int
	// Frames is the number of packets whose payload was written, Cut of those that were cut after their headers.
	Frames, Cut int
}

// errBlock is the error for a record that cannot be written again.
var errBlock = errors.New("a block that is too short for its type")

type scrubber struct {
	opt      *Options
	result   Result
	replacer *replacer
	// helpers replace texts alike in other goroutines.
	helpers []*scrubber
	out     *sink
	marks   marks
	parts   *partsFile // nil for none
}

// watch reads the input once more.
func (s *scrubber) watch(ctx context.Context, w *capture.Watcher, emit func(*trace.Unit) error) (capture.Stats, error) {
	in, err := s.opt.Open()
	if err != nil {
		return capture.Stats{}, &capture.InputError{File: s.opt.Name, Err: err}
	}
	defer in.Close()
	return capture.Watch(ctx, s.opt.Name, in, s.opt.Read, w, emit)
}

// marks is a set of frames.
type marks []uint64

func (m *marks) set(frame int) {
	for len(*m) <= frame/64 {
		*m = append(*m, 0)
	}
	(*m)[frame/64] |= 1 << (frame % 64)
}

func (m marks) has(frame int) bool { return frame/64 < len(m) && m[frame/64]>>(frame%64)&1 != 0 }

// partsFile has the parts of documents in the order of the input, each with a hash of the document: if the second pass
// finds another one, it has no parts.
type partsFile struct {
	file io.ReadWriteSeeker
	seed maphash.Seed
	out  *bufio.Writer
	in   *bufio.Reader // nil if nothing can be read
	one  []byte        // the parts of one document
	err  error         // of writing
}

// partsBuffer is the size of the buffers in bytes.
const partsBuffer = 32 << 10

func newPartsFile(file io.ReadWriteSeeker) *partsFile {
	return &partsFile{file: file, seed: maphash.MakeSeed(), out: bufio.NewWriterSize(file, partsBuffer)}
}

// hash returns the hash of a document.
func (f *partsFile) hash(document []byte) uint32 { return uint32(maphash.Bytes(f.seed, document)) }

// add adds the parts of the next document.
func (f *partsFile) add(document []byte, parts schema.Parts) {
	if f == nil || f.err != nil {
		return
	}
	head := binary.LittleEndian.AppendUint32(f.out.AvailableBuffer(), f.hash(document))
	_, f.err = f.out.Write(binary.AppendUvarint(head, uint64(len(parts))))
	if f.err == nil {
		_, f.err = f.out.Write(parts)
	}
}

// rewind begins to read the parts that were added.
func (f *partsFile) rewind() {
	if f == nil {
		return
	}
	f.in = nil
	if f.err == nil {
		f.err = f.out.Flush()
	}
	if f.err != nil {
		return // the parts are listed again
	}
	if _, err := f.file.Seek(0, io.SeekStart); err == nil {
		f.in = bufio.NewReaderSize(f.file, partsBuffer)
	}
}

// next returns the parts of the next document, nil if they are not in the file. They are valid until the next call.
func (f *partsFile) next(document []byte) schema.Parts {
	if f == nil || f.in == nil {
		return nil
	}
	var hash [4]byte
	_, err := io.ReadFull(f.in, hash[:])
	size, sizeErr := binary.ReadUvarint(f.in)
	if err = errors.Join(err, sizeErr); err == nil {
		f.one = slices.Grow(f.one[:0], int(size)+1)[:size] // never nil
		_, err = io.ReadFull(f.in, f.one)
	}
	if err != nil {
		f.in = nil
		return nil
	}
	if binary.LittleEndian.Uint32(hash[:]) != f.hash(document) {
		return nil
	}
	return f.one
}
