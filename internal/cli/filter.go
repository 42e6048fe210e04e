package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// reportFlags select the part that is reported. Everything is read and judged.
func reportFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "call", Usage: "only the call with this `ID`"},
		&ucli.StringFlag{Name: "since", Usage: "only from `TIME` on: 2024-03-01T09:00:00Z, 09:00:00.250 or seconds from the start (12.5)"},
		&ucli.StringFlag{Name: "until", Usage: "only up to `TIME`, as for --since"},
	}
}

func messageFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringSliceFlag{Name: "name", Usage: "only messages with these `NAMES` (repeatable)"},
		&ucli.IntSliceFlag{Name: "stream", Usage: "only TCP stream `N`, as Wireshark counts them (repeatable)"},
	}
}

// filter selects the part that is reported.
type filter struct {
	call         string
	names        []string
	streams      []int
	since, until bound

	// start is the time of the first packet of the input, or else of its first unit.
	start time.Time
}

func newFilter(c *ucli.Context) (*filter, error) {
	f := &filter{call: c.String("call"), names: splitList(c.StringSlice("name")), streams: c.IntSlice("stream")}
	if c.IsSet("call") && f.call == "" {
		return nil, usagef("--call is empty, name a CallId")
	}
	for _, n := range f.streams {
		if n < 0 {
			return nil, usagef("--stream is %d, streams count from 0", n)
		}
	}
	for flag, to := range map[string]*bound{"since": &f.since, "until": &f.until} {
		if !c.IsSet(flag) {
			continue
		}
		b, err := parseBound(c.String(flag))
		if err != nil {
			return nil, usagef("--%s is %q, %v", flag, c.String(flag), err)
		}
		*to = b
	}
	if s, u := f.since, f.until; s.form == u.form && (s.form == instant && u.at.Before(s.at) || s.form == offset && u.span < s.span) {
		return nil, usagef("--until %s is before --since %s", c.String("until"), c.String("since"))
	}
	return f, nil
}

type form uint8

const (
	unbound form = iota
	instant      // a date and a time
	daytime      // a time of day on any day, as shown in the input
	offset       // seconds from the start of the input
)

type bound struct {
	form form
	at   time.Time
	span time.Duration // since midnight, or since the start
}

// parseBound reads the value of --since or --until. A time without a zone is UTC, like the times of captures in
// reports.
func parseBound(text string) (bound, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return bound{form: instant, at: t}, nil
		}
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return bound{form: daytime, span: sinceMidnight(t)}, nil
		}
	}
	number := strings.TrimSuffix(strings.TrimPrefix(text, "+"), "s")
	if seconds, err := strconv.ParseFloat(number, 64); err == nil && seconds >= 0 && seconds < 1e9 {
		return bound{form: offset, span: time.Duration(seconds * float64(time.Second))}, nil
	}
	return bound{}, fmt.Errorf("use a date and time (2024-03-01T09:00:00Z), a time of day (09:00:00.250) or seconds from the start (12.5)")
}

func sinceMidnight(t time.Time) time.Duration {
	hour, minute, second := t.Clock()
	return time.Duration(hour*3600+minute*60+second)*time.Second + time.Duration(t.Nanosecond())
}

func (f *filter) setStart(at time.Time) { f.start = at }

func (f *filter) seen(u *trace.Unit) {
	if f.start.IsZero() {
		f.start = u.Pos.Time.Time
	}
}

// during reports whether a time is in the period, including its ends. A time that is unknown, or not comparable with
// the bound, is not.
func (f *filter) during(at trace.Stamp) bool {
	sinceStart, ok1 := f.distance(f.since, at)
	sinceEnd, ok2 := f.distance(f.until, at)
	after, before := ok1 && sinceStart >= 0, ok2 && sinceEnd <= 0
	if f.since.form == daytime && f.until.form == daytime && f.until.span < f.since.span { // over midnight
		return after || before
	}
	return after && before
}

// distance returns the time from a bound to at, 0 without a bound.
func (f *filter) distance(b bound, at trace.Stamp) (d time.Duration, ok bool) {
	switch {
	case b.form == unbound:
		return 0, true
	case at.Time.IsZero():
		return 0, false
	case b.form == daytime:
		return sinceMidnight(at.Time) - b.span, true
	case b.form == offset:
		return at.Time.Sub(f.start) - b.span, true
	}
	return at.Time.Sub(b.at), at.Time.Year() > 1 // day 1 of year 1: only a time of day
}

func (f *filter) timed() bool { return f.since.form != unbound || f.until.form != unbound }

// unit reports whether a unit is selected. ev is its event, subtype the subtype of its message.
func (f *filter) unit(u *trace.Unit, ev *rules.Event, subtype string) bool {
	switch {
	case len(f.names) > 0 && !f.named(ev.Name(), subtype):
	case f.call != "" && ev.CallID() != f.call:
	case len(f.streams) > 0 && (u.Conn == nil || !slices.Contains(f.streams, u.Conn.Stream)):
	case f.timed() && !f.during(u.Pos.Time):
	default:
		return true
	}
	return false
}

// named reports whether --name has the name of a message, or its name with the subtype, as lists and subjects show it:
// MonitorInfo/Agent, MonitorInfo.Agent.
func (f *filter) named(name, subtype string) bool {
	return slices.ContainsFunc(f.names, func(wanted string) bool {
		rest, ok := strings.CutPrefix(wanted, name)
		return ok && (rest == "" || subtype != "" && (rest == "/"+subtype || rest == "."+subtype))
	})
}

// finding reports whether a finding is selected.
func (f *filter) finding(x *rules.Finding) bool {
	isCall := f.call == "" || x.CallID == f.call || x.CallID == schema.ShownID(f.call) // it may be masked
	return isCall && (!f.timed() || f.during(x.At))
}

// noneSelected is the note for a filter that selects no message, such as one with a misspelt CallId, or with a time for
// a log without time stamps.
const noneSelected = "none of the %d messages found is one that %s asks for"

func (f *filter) String() string {
	var flags []string
	add := func(flag string, on bool) {
		if on {
			flags = append(flags, flag)
		}
	}
	add("--name", len(f.names) > 0)
	add("--call", f.call != "")
	add("--stream", len(f.streams) > 0)
	add("--since", f.since.form != unbound)
	add("--until", f.until.form != unbound)
	return strings.Join(flags, ", ")
}

// selection is the part of the input that ladder draws.
type selection struct {
	*filter
	first, last int64 // frames; 0, 0: any
}

func newSelection(f *filter, frames string) (selection, error) {
	s := selection{filter: f}
	if frames == "" {
		return s, nil
	}
	from, to, isRange := strings.Cut(frames, "-")
	if !isRange {
		to = from
	}
	var errs [2]error
	if from != "" {
		s.first, errs[0] = strconv.ParseInt(from, 10, 64)
	}
	if to != "" {
		s.last, errs[1] = strconv.ParseInt(to, 10, 64)
	}
	if errors.Join(errs[:]...) != nil || from == "" && to == "" || s.first < 0 || to != "" && s.last < s.first {
		return s, usagef("--frames is %q, use A-B, A- or -B, such as 10-50", frames)
	}
	return s, nil
}

func (s selection) isAll() bool { return s.String() == "" }

func (s selection) String() string {
	text := s.filter.String()
	if s.first > 0 || s.last > 0 {
		if text != "" {
			text += ", "
		}
		text += "--frames"
	}
	return text
}

// describe describes the selection for the title of a ladder.
func (s selection) describe() string {
	var parts []string
	if s.call != "" {
		parts = append(parts, "call "+s.call)
	}
	switch {
	case s.last > 0:
		parts = append(parts, fmt.Sprintf("from %d to %d", s.first, s.last))
	case s.first > 0:
		parts = append(parts, fmt.Sprintf("from %d on", s.first))
	}
	return strings.Join(parts, ", ")
}
