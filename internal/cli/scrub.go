package cli

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/check"
	"ivrcheck/internal/files"
	"ivrcheck/rewrite/scrub"
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

func (p *program) scrubCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "scrub",
		Usage:     "write a capture or log with personal values replaced, safe to share",
		ArgsUsage: "PATH",
		Description: "Values that may be personal become others of the same length, digits for digits and\n" +
			"letters for letters, the same value always the same. Packets of other streams are cut\n" +
			"after their headers. The result is checked: if its report differs, or an original\n" +
			"value is in it, nothing is written and the exit status is 3.",
		Flags:  slices.Concat(scrubFlags(), reportFlags(), shownFlags(), inputFlags()),
		Action: p.scrub,
	}
}

func scrubFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the result to `FILE`"},
		&ucli.StringFlag{Name: "key", Usage: "replace values alike in all runs with the secret in `FILE` (16 bytes or more); default: a new secret for each run"},
		&ucli.BoolFlag{Name: "addresses", Usage: "replace IP and MAC addresses too"},
	}
}

const (
	// minKey is the length in bytes of the shortest key.
	minKey = 16
	// maxKeys is the maximum number of random keys to try. A pseudonym can by chance equal another value, which changes
	// the report.
	maxKeys = 4
)

// scrubKey reads the key of pseudonyms. It returns nil for a random key.
func scrubKey(c *ucli.Context) ([]byte, error) {
	path := c.String("key")
	if path == "" {
		return nil, nil
	}
	f, err := files.Open(c.Context, path)
	if err != nil {
		return nil, usagef("--key: %w", err)
	}
	defer f.Close()
	key, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return nil, usagef("--key: %w", err)
	}
	if key = bytes.TrimSpace(key); len(key) < minKey {
		return nil, usagef("--key %s: the secret has %d bytes, use %d or more (head -c 32 /dev/urandom | base64)", path, len(key), minKey)
	}
	return key, nil
}

func (p *program) scrub(c *ucli.Context) error {
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	return s.withOrigin(p.writeScrubbed(c, s.config))
}

func (p *program) writeScrubbed(c *ucli.Context, config *configFile) error {
	path := outputPath(c)
	if path == "" {
		return usagef("-o FILE is missing: the file to write")
	}
	base, err := p.newCaptureRun(c, config)
	if err != nil {
		return err
	}
	key, err := scrubKey(c)
	if err != nil {
		return err
	}
	set, err := base.oneInput(c)
	if err != nil {
		return err
	}
	run, err := newScrubRun(base, set, key, c.Bool("addresses"))
	if err != nil {
		return err
	}
	out, err := run.create(c.Context, path)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			out.Discard()
		}
	}()
	result, err := run.write(c.Context, out)
	if err != nil {
		return err
	}
	if run.status != 0 {
		return nil
	}
	done = true
	if err := out.Commit(); err != nil {
		return err
	}
	run.note("%s: %s", path, scrubbed(result))
	return nil
}

// oneInput returns the only input of a command that reads it several times.
func (run *captureRun) oneInput(c *ucli.Context) (inputSet, error) {
	if err := run.findInputs(c); err != nil {
		return nil, err
	}
	switch {
	case run.inputs > 1:
		return nil, usagef("%s takes one file, not %d", c.Command.Name, run.inputs)
	case run.inputs == 0:
		return nil, usagef("no file matched")
	case run.sets[0][0].isStdin():
		return nil, usagef("%s reads its input several times; name a file instead of standard input", c.Command.Name)
	}
	return run.sets[0], nil
}

// scrubRun scrubs one input and proves the result.
type scrubRun struct {
	*captureRun
	set     inputSet
	key     []byte // nil for random ones
	options scrub.Options
}

func newScrubRun(base *captureRun, set inputSet, key []byte, addresses bool) (*scrubRun, error) {
	run := &scrubRun{captureRun: base, set: set, key: key}
	var err error
	if run.opt.Selection, err = base.set.Select(nil, nil); err != nil {
		return nil, err
	}
	catalogue := base.set.Catalogue()
	run.options = scrub.Options{
		Name: set[0].name, Open: func() (io.ReadCloser, error) { return set[0].open(context.Background(), nil) },
		Read: base.capture, Addresses: addresses, Kept: base.set.TestedValues(),
		Parts: func(functions int) (all []func(*trace.Unit) []schema.Part) {
			checker := schema.NewChecker(catalogue, schema.Options{})
			for range functions {
				all = append(all, checker.Another().Parts)
			}
			return all
		},
		Known: catalogue.IsWord, Quoted: schema.IsDiagnosisWord, Public: catalogue.AllWords() + schema.DiagnosisWords(),
	}
	return run, nil
}

// create opens the output, which must not be the input.
func (run *scrubRun) create(ctx context.Context, path string) (*files.Output, error) {
	if id, err := files.Identify(path); err == nil {
		if err := files.Conflict([]files.Use{{Name: "-o " + path, ID: id}}, run.uses()); err != nil {
			return nil, usageError{err}
		}
	}
	out, err := files.Create(ctx, path)
	if err != nil {
		return nil, usagef("-o %s: %w", path, withoutPath(err))
	}
	if out.Direct() {
		out.Discard()
		return nil, usagef("-o %s: the result is checked before it is put in place, which needs a regular file", path)
	}
	return out, nil
}

// write writes the result and proves it. It sets the status if nothing has to be scrubbed.
func (run *scrubRun) write(ctx context.Context, out *files.Output) (scrub.Result, error) {
	defer boundScrub()()
	if scratch, err := files.Scratch(); err == nil {
		defer scratch.Close()
		run.options.Scratch = scratch
	}
	s := scrub.New(&run.options)
	before, kind, err := run.judge(ctx, run.set, s.Collector(), s.Collect)
	if failure := (*capture.InputError)(nil); errors.As(err, &failure) && failure.Damaged {
		return scrub.Result{}, fmt.Errorf("%w; damaged input is not scrubbed, and nothing was written", failure)
	}
	if err != nil {
		return scrub.Result{}, err
	}
	if before.units == 0 {
		run.status = exitNothing
		run.note("%s: no message was found, so there is nothing to scrub", run.set[0].name)
		return scrub.Result{}, nil
	}
	if err := s.Collected(kind); err != nil {
		return scrub.Result{}, fmt.Errorf("%s: %w", run.set[0].name, withoutPath(err))
	}
	var result scrub.Result
	err = withKeys(run.key, func(key []byte) error {
		if err := out.Rewind(0); err != nil {
			return err
		}
		var err error
		if result, err = s.Write(ctx, key, out); err != nil {
			return fmt.Errorf("%s: %w", run.set[0].name, withoutPath(err))
		}
		if err := run.prove(ctx, before, result, out); err != nil {
			return unproven(run.set[0].name, err)
		}
		return nil
	})
	return result, err
}

// withKeys scrubs with a key, or else with up to maxKeys random keys. With any key a pseudonym can by chance equal
// another value.
func withKeys(key []byte, scrubWith func(key []byte) error) error {
	for n := 1; ; n++ {
		random := key
		if key == nil {
			random = make([]byte, 32)
			if _, err := rand.Read(random); err != nil {
				return err
			}
		}
		err := scrubWith(random)
		var difference *differenceError
		var found *scrub.FoundError
		switch {
		case !errors.As(err, &difference) && !errors.As(err, &found):
			return err
		case key != nil:
			return fmt.Errorf("%w; use another --key, or none", err)
		case n == maxKeys:
			return err
		}
	}
}

// prove returns an error if the report of the result differs, or if it contains an original.
func (run *scrubRun) prove(ctx context.Context, before *reportDigest, result scrub.Result, out *files.Output) error {
	written := run.options
	written.Name, written.Open = out.Path(), func() (io.ReadCloser, error) { return os.Open(out.Path()) }
	searching, stop := context.WithCancel(ctx)
	defer stop()
	found := make(chan error, 1)
	go func() {
		err := scrub.Search(searching, &written, result.Originals)
		if err != nil {
			stop() // the report no longer matters
		}
		found <- err
	}()
	searcher := scrub.NewSearcher(result.Originals)
	after, _, err := run.judge(searching, inputSet{{name: out.Path(), named: true}}, searcher.Watcher(), nil)
	if err != nil && searching.Err() == nil {
		return err
	}
	if err := cmp.Or(<-found, err); err != nil {
		return err
	}
	if err := before.compare(after); err != nil {
		return err
	}
	return searcher.Err()
}

// differenceError reports that the report of a result would differ.
type differenceError struct{ what string }

func (e *differenceError) Error() string { return "its report would differ: " + e.what }

func differs(format string, args ...any) error { return &differenceError{fmt.Sprintf(format, args...)} }

// unproven is the error for a result that is not published.
func unproven(input string, err error) error {
	var failure *capture.InputError
	if errors.As(err, &failure) {
		err = fmt.Errorf("the result cannot be read: %w", failure.Err)
	}
	return fmt.Errorf("%s: not scrubbed, and nothing was written: %w", input, err)
}

func scrubbed(r scrub.Result) string {
	text := fmt.Sprintf("%d messages, %d personal values of 6 characters or more replaced; same report", r.Messages, r.Originals.Len())
	if r.Cut > 0 {
		text += fmt.Sprintf("; %d packets of other streams cut after their headers", r.Cut)
	}
	return text
}

// reportDigest is the report of an input, without the parts that may change when values are replaced.
type reportDigest struct {
	messages int64
	units    int64 // messages, parts of them, and frames
	// rules has, for each rule, the number of findings and a digest that is independent of their order.
	rules map[string]digest
}

// digest is a digest of findings.
type digest struct {
	count int64
	sum   uint64
	// evicted counts the findings that are undecided because too many instances were open. They are not in count and
	// sum: the rules keep hashes of evicted keys, which other keys may collide with.
	evicted int64
}

// sameAs reports whether the findings of a rule may be those of the same messages with other values.
func (d digest) sameAs(other digest) bool {
	if n := d.evicted + other.evicted; n > 0 {
		return max(d.count-other.count, other.count-d.count) <= n
	}
	return d == other
}

// judge checks an input, which a Watcher follows, and returns its kind. collect, if not nil, gets each document with
// its parts. Damage is an error.
func (run *scrubRun) judge(ctx context.Context, set inputSet, w *capture.Watcher, collect func(*trace.Unit, schema.Parts)) (j *reportDigest, kind string, err error) {
	j = &reportDigest{rules: map[string]digest{}}
	watched := *run.captureRun
	watched.capture = run.capture.Watched(w)
	_, results, err := watched.checkInputs(ctx, set, check.Options{
		AllowEmpty: true, Parts: collect,
		Finding: func(f *rules.Finding) error {
			d := j.rules[f.Rule]
			if f.Why == trace.KeyEvicted {
				d.evicted++
			} else {
				f.Quote()
				d.count++
				d.sum += run.digest(f)
			}
			j.rules[f.Rule] = d
			f.Release()
			return nil
		},
		Unit: func(u *trace.Unit) error {
			if u.Kind == trace.Document && !u.Partial {
				j.messages++
			}
			if u.Kind == trace.Document || u.Kind == trace.Frame {
				j.units++
			}
			return nil
		},
	})
	for _, r := range results {
		kind = r.Stats.Kind
		err = errors.Join(err, r.Err)
	}
	return j, kind, err
}

// digest returns the digest of a finding: texts count with each letter and digit replaced by its class.
func (run *scrubRun) digest(f *rules.Finding) uint64 {
	h := fnv.New64a()
	exact := func(texts ...string) {
		for _, t := range texts {
			h.Write(append([]byte(t), 0))
		}
	}
	number := func(numbers ...int64) {
		for _, n := range numbers {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
		}
	}
	exact(f.Rule, f.Time, f.Direction)
	number(int64(f.Severity), int64(f.Verdict), f.Count, int64(f.Frame), int64(f.Line), int64(f.XMLLine), int64(f.XMLColumn), int64(len(f.Related)))
	for _, frame := range f.Frames {
		number(int64(frame))
	}
	if f.Stream != nil {
		number(int64(*f.Stream))
	}
	if f.Offset != nil {
		number(*f.Offset)
	}
	exact(shape(f.Subject), shape(f.CallID), shape(f.RequestID), shape(f.Port), shape(f.Evidence), shape(f.Hint))
	if !run.options.Addresses {
		exact(f.Src, f.Dst, shape(f.Message))
	}
	if f.Actual != nil {
		exact(shape(*f.Actual))
	}
	exact(f.Expected...)
	for _, r := range f.Related {
		number(int64(r.Frame), int64(r.Line))
		exact(r.Time, shape(r.Note))
	}
	return h.Sum64()
}

// shape replaces each letter and digit with a representative of its class, which pseudonyms keep.
func shape(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return '0'
		case r >= 'a' && r <= 'z':
			return 'a'
		case r >= 'A' && r <= 'Z':
			return 'A'
		case r >= 0x80:
			return 0x80
		}
		return r
	}, text)
}

// compare returns an error if another report differs.
func (j *reportDigest) compare(other *reportDigest) error {
	if j.messages != other.messages {
		return differs("%d messages instead of %d", other.messages, j.messages)
	}
	all := slices.Concat(slices.Collect(maps.Keys(j.rules)), slices.Collect(maps.Keys(other.rules)))
	slices.Sort(all)
	for _, code := range all {
		a, b := j.rules[code], other.rules[code]
		switch {
		case a.sameAs(b):
		case a.count != b.count:
			return differs("%d findings of %s instead of %d", b.count, code, a.count)
		default:
			return differs("the findings of %s are not the same", code)
		}
	}
	return nil
}
