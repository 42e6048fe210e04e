package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

func (p *program) messagesCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "messages",
		Usage:     "list every GLI frame and message found, without judging them",
		ArgsUsage: "PATH...",
		Description: "One line each, in the order in which the receiver had them whole. ndjson is made\n" +
			"for jq, text for people; xml prints only the XML bodies, gli writes the frames\n" +
			"back byte for byte. Values are shown unless --values masked.",
		Flags: slices.Concat([]ucli.Flag{
			&ucli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "ndjson", Usage: strings.Join(report.MessageFormats(), ", ")},
			&ucli.StringFlag{Name: "values", Value: "shown", Usage: "values that may be personal: masked or shown"},
			&ucli.BoolFlag{Name: "allow-empty", Usage: "nothing found is not a failure"},
			&ucli.BoolFlag{Name: "allow-damaged", Usage: "a damaged or cut input does not make the status 3"},
			&ucli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"},
		}, messageFlags(), reportFlags(), inputFlags()),
		Action: p.messages,
	}
}

// listing is one run of messages.
type listing struct {
	*program
	set  *rules.Set
	cat  *schema.Catalogue
	read capture.Options
	jobs int
	show bool
	// filter says what is listed, of all messages that were found.
	filter *filter
	all    int64
	// frames tells that the frames are wanted byte for byte, also those whose
	// length is so wrong that the end of their message is not known.
	frames bool
	out    report.MessageWriter
	bar    *progress
	found  int64
	// unread: an input could not be read, or not to its end.
	unread bool
}

// listed is what a worker makes of a unit.
type listed struct {
	event rules.Event
	xml   []byte // masked; nil: the body as it is
	brief string // what else tells a reader what the message says
}

func (p *program) messages(c *ucli.Context) error {
	s, err := settle(c)
	if err != nil {
		return err
	}
	return s.blame(p.listMessages(c))
}

func (p *program) listMessages(c *ucli.Context) error {
	l := &listing{program: p, jobs: c.Int("jobs"), show: c.String("values") == "shown"}
	err := chosen(c)
	if err != nil {
		return err
	}
	if l.set, err = ruleSet(c); err != nil {
		return err
	}
	l.cat = l.set.Catalogue()
	if l.read, err = readOptions(c); err != nil {
		return err
	}
	if l.filter, err = newFilter(c); err != nil {
		return err
	}
	l.read.Began = l.filter.begin
	if l.jobs < 1 {
		return usagef("--jobs is %d, use 1 or more", l.jobs)
	}
	format := c.String("format")
	l.frames = format == "gli"
	if format == "gli" && !l.show {
		return usagef("--format gli writes the frames as they are, which --values masked forbids")
	}
	ins, err := inputs(c.Args().Slice())
	if err != nil {
		return err
	}
	together, err := sets(ins, c.Bool("join"))
	if err != nil {
		return err
	}
	opt := terminalOptions(c, p.stdout)
	opt.OneLine = !isTerminal(p.stdout)
	if l.out, err = report.NewMessages(format, p.stdout, opt); err != nil {
		return usageError{err}
	}
	if !isTerminal(p.stdout) || c.String("progress") == "always" { // else the list itself tells
		l.bar = newProgress(c, p.stderr)
	}
	l.bar.begin(ins)
	for _, set := range together {
		results, err := l.input(c.Context, set)
		for _, r := range results {
			if e := (*capture.InputError)(nil); errors.As(r.Err, &e) {
				l.unread = l.unread || !e.Damaged || !c.Bool("allow-damaged")
				fmt.Fprintln(p.stderr, "ivrcheck:", &report.InputError{File: r.Name, Place: e.Place, Error: e.Err.Error()})
			}
		}
		switch {
		case err == nil:
		case errors.Is(err, context.Canceled):
			return l.out.Close()
		case l.frames && !errors.Is(err, syscall.EPIPE):
			return usageError{err} // a log holds no frames to write
		default:
			return errors.Join(err, l.out.Close())
		}
	}
	switch {
	case l.unread:
		p.status = exitInput
	case l.found == 0 && l.all > 0 && !c.Bool("allow-empty"):
		p.status = exitNothing
		fmt.Fprintf(p.stderr, "ivrcheck: none of the %d messages found is one that %s asks for\n", l.all, l.filter)
	case l.found == 0 && !c.Bool("allow-empty"):
		p.status = exitNothing
		fmt.Fprintln(p.stderr, "ivrcheck: no GLI message was found; --port N takes every stream on TCP port N as GLI")
	}
	return l.out.Close()
}

func (l *listing) input(ctx context.Context, set inputSet) ([]capture.Result, error) {
	speakers := rules.NewSpeakers()
	l.filter.start()
	results, err := pipe(ctx, set.reading(l.stdin, l.bar.reader, l.read), l.jobs,
		l.worker,
		func(u *trace.Unit, made *listed) error {
			direction := speakers.Direction(&made.event)
			l.filter.seen(u)
			m := l.message(u, made)
			if m == nil {
				return nil
			}
			if m.Type == report.TypeMessage {
				l.all++
			}
			if !l.filter.unit(u, &made.event) {
				return nil
			}
			if m.Type == report.TypeMessage {
				l.found++
			}
			m.Direction = direction.String()
			l.bar.hide()
			err := l.out.Message(m)
			l.bar.tell(l.all, -1)
			return err
		})
	l.bar.hide()
	for _, r := range results {
		l.givenUp(r.Name, r.Stats)
	}
	return results, err
}

func (l *listing) worker() func(*trace.Unit, *listed) {
	checker := l.cat.NewChecker(schema.Options{ShowValues: true})
	projector := l.set.NewProjector()
	return func(u *trace.Unit, made *listed) {
		made.xml, made.brief = nil, ""
		var m *schema.Message
		if u.Kind == trace.Document {
			if !u.Partial {
				m, _ = checker.Parse(u.Body)
				made.brief = brief(m, false)
			}
			if !l.show {
				made.xml = checker.Mask(u.Body)
			}
		}
		projector.Project(&made.event, u, m, nil)
	}
}

// message makes the line of a unit; nil if it has none.
func (l *listing) message(u *trace.Unit, made *listed) *report.Message {
	m := &report.Message{
		File: u.Pos.File, Frame: u.Pos.Frame, Frames: slices.Clone(u.Pos.AllFrames()), Line: u.Pos.Line,
		Time: u.Pos.Time.String(), Name: made.event.Name(), CallID: made.event.CallID(), RequestID: made.event.RequestID(),
		Brief: made.brief,
	}
	size := int64(len(u.Body))
	switch {
	case u.Kind == trace.Document && !u.Partial:
		m.Type, m.Body, m.Bytes = report.TypeMessage, u.Body, &size
		if made.xml != nil {
			m.Body = made.xml
		}
	case u.Kind == trace.Frame:
		m.Type = report.TypeFrame
	case u.Kind == trace.Gap && u.Lost > 0:
		m.Type, m.Bytes = report.TypeGap, &u.Lost
	case u.Kind == trace.Document:
		// What is there of a message that was not found whole is no message,
		// and where the capture has cut it, no frame either.
		if !l.frames || slices.ContainsFunc(u.Faults, func(f trace.Fault) bool { return f.Code == "CAP009" }) {
			return nil
		}
		m.Type = report.TypeFrame
	default:
		return nil
	}
	if u.Header.Present {
		h := u.Header
		m.GLI = &report.GLI{Type: h.Type(), Length: h.Length(), Version: h.Version(), Application: h.Application()}
		m.Raw = slices.Concat(h.Raw[:], u.Body, u.Trailer)
	} else if u.Pos.Line == 0 {
		m.Raw = slices.Concat(u.Body, u.Trailer) // XML without a header
	}
	if u.Pos.Frame == 0 {
		offset := u.Pos.Offset
		m.Offset = &offset
	}
	if c := u.Conn; c != nil {
		m.VLAN = c.VLAN
		if c.Stream >= 0 {
			stream := c.Stream
			m.Stream = &stream
		}
		if u.Side >= 0 && c.Ends[0].IsValid() {
			m.Src, m.Dst = c.Ends[u.Side].String(), c.Ends[1-u.Side].String()
		}
	}
	return m
}
