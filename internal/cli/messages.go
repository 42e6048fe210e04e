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
	"ivrcheck/internal/pipeline"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

func (p *program) messagesCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "messages",
		Usage:     "list every GLI frame and message",
		ArgsUsage: "PATH...",
		Description: "One line each, in the order of arrival. ndjson is for jq, text for people; xml prints\n" +
			"the XML bodies, gli writes the frames byte for byte. Values are shown unless --values\n" +
			"masked.",
		Flags: slices.Concat([]ucli.Flag{
			&ucli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "ndjson", Usage: "on standard output: " + strings.Join(report.MessageFormats(), ", ")},
			&ucli.StringFlag{Name: "values", Value: "shown", Usage: "personal values: masked or shown"},
			&ucli.BoolFlag{Name: "allow-empty", Usage: "exit status 0 instead of 4 if nothing is found"},
			&ucli.BoolFlag{Name: "allow-damaged", Usage: "a damaged input does not make the exit status 3"},
			&ucli.StringFlag{Name: "color", Value: "auto", Usage: "colour: auto, always or never"},
		}, messageFlags(), reportFlags(), inputFlags()),
		Action: p.messages,
	}
}

type messagesRun struct {
	*captureRun
	showValues bool
	out        report.MessageWriter
	// frames reports that frames are output byte for byte, including those whose length is so wrong that the end of
	// their message is unknown.
	frames bool
	// found counts all messages, listed the selected ones.
	found, listed int64
}

// messageEvent is the result of a worker for a unit.
type messageEvent struct {
	event   rules.Event
	xml     []byte // masked; nil: the body is shown unchanged
	brief   string // the most relevant values
	subtype string
}

func (p *program) messages(c *ucli.Context) error {
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	return s.withOrigin(p.listMessages(c))
}

func (p *program) listMessages(c *ucli.Context) error {
	base, err := p.newCaptureRun(c, nil)
	if err != nil {
		return err
	}
	format := c.String("format")
	run := &messagesRun{captureRun: base, showValues: c.String("values") == "shown", frames: format == "gli"}
	if run.frames && !run.showValues {
		return usagef("--format gli writes the frames as they are, which --values masked forbids")
	}
	if isTerminal(p.stdout) && c.String("progress") != "always" {
		run.bar = nil // the list itself shows progress
	}
	if err := run.findInputs(c); err != nil {
		return err
	}
	if err := run.compareStdout(); err != nil {
		return err
	}
	opt := terminalOptions(c, p.stdout)
	opt.OneLine = !isTerminal(p.stdout)
	if run.out, err = report.NewMessages(format, p.stdout, opt); err != nil {
		return usageError{err}
	}
	for _, set := range run.sets {
		results, err := run.listSet(c.Context, set)
		run.reportInputErrors(results)
		switch {
		case err == nil:
		case errors.Is(err, context.Canceled):
			return run.out.Close()
		case run.frames && !errors.Is(err, syscall.EPIPE):
			return usageError{err} // a log has no frames
		default:
			return errors.Join(err, run.out.Close())
		}
	}
	switch {
	case run.inputFailed:
		p.status = exitInput
	case run.listed > 0 || c.Bool("allow-empty"):
	case run.found > 0:
		p.status = exitNothing
		p.note(noneSelected, run.found, run.filter)
	default:
		p.status = exitNothing
		fmt.Fprintln(p.stderr, "ivrcheck: no message was found; in a capture, --port N takes every stream on TCP port N as GLI")
	}
	return run.out.Close()
}

func (run *messagesRun) listSet(ctx context.Context, set inputSet) ([]capture.Result, error) {
	speakers := rules.NewSpeakers()
	return readSet(ctx, run.captureRun, set, run.newWorker, func(u *trace.Unit, made *messageEvent) error {
		direction := speakers.Direction(&made.event)
		m := run.message(u, made)
		if m == nil {
			return nil
		}
		m.Direction = direction.String()
		wanted := run.filter.unit(u, &made.event, made.subtype)
		if m.Type == report.TypeMessage {
			run.found++
			if wanted {
				run.listed++
			}
		}
		if !wanted {
			return nil
		}
		run.bar.hide()
		err := run.out.Message(m)
		run.bar.update(run.found, -1)
		return err
	})
}

func (run *messagesRun) newWorker() func(*trace.Unit, *messageEvent) int {
	checker := schema.NewChecker(run.set.Catalogue(), schema.Options{ShowValues: true})
	projector := run.set.NewProjector()
	return func(u *trace.Unit, made *messageEvent) int {
		made.xml, made.brief, made.subtype = nil, "", ""
		var m *schema.Message
		var err error
		if u.Kind == trace.Document {
			if !u.Partial {
				m, err = checker.Parse(u.Body)
				made.brief, made.subtype = m.Brief(false, false), m.Subtype()
			}
			if !run.showValues {
				made.xml = checker.Mask(u.Body, u.Partial || errors.Is(err, schema.ErrMalformed))
			}
		}
		projector.Project(&made.event, u, m, nil)
		if len(u.Body) > pipeline.BigDocument {
			checker.Trim()
		}
		return len(made.xml) + made.event.Excess()
	}
}

// message returns the line of a unit, nil if it has none.
func (run *messagesRun) message(u *trace.Unit, made *messageEvent) *report.Message {
	m := &report.Message{
		File: u.Pos.File, Frame: u.Pos.Frame, Frames: slices.Clone(u.Pos.AllFrames()), Line: u.Pos.Line,
		Time: u.Pos.Time.String(), Name: made.event.Name(), Subtype: made.subtype, Brief: made.brief,
	}
	m.CallID, m.RequestID = made.event.ShownIDs(run.showValues)
	body := u.Body
	if u.Wire != nil {
		body = u.Wire
	}
	size := int64(len(body))
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
		// A part of a message is not listed as a message, nor as a frame if the capture truncated it.
		if !run.frames || slices.ContainsFunc(u.Faults, func(f trace.Fault) bool { return f.Code == "CAP009" }) {
			return nil
		}
		m.Type = report.TypeFrame
	default:
		return nil
	}
	if u.Header.Present {
		h := u.Header
		m.GLI = &report.GLI{Type: h.Type(), Length: h.Length(), Version: h.Version(), Application: h.Application()}
		m.Raw = slices.Concat(h.Raw[:], u.Lead, body, u.Trailer)
		if u.Follows {
			m.Raw = m.Raw[len(h.Raw):]
		}
	} else if u.Pos.Line == 0 {
		m.Raw = slices.Concat(u.Lead, u.Body, u.Trailer) // XML without a header
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
