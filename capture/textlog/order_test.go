package textlog

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/trace"
)

// cancelOf returns a message with a number, to tell one from another.
func cancelOf(n int) string { return fmt.Sprintf("<GctiMsg><CallId>%d</CallId><Cancel/></GctiMsg>", n) }

// order reads a log and lists the numbers of its messages as they come out, with a ! for
// CAP013 and a ? for a connection of unknown order.
func order(t *testing.T, log string) (got, note string) {
	var list []string
	opt := Options{Names: names, Note: func(text string) { note = text }}
	if _, err := Read(context.Background(), "x.log", strings.NewReader(log), opt, func(u *trace.Unit) error {
		switch {
		case u.Kind == trace.Note:
			list = append(list, "!"+u.Faults[0].Code+" "+u.Faults[0].Hint)
		case u.Kind == trace.Start && u.Conn.OrderUnknown:
			list = append(list, "?")
		case u.Kind == trace.Document:
			var n int
			if _, err := fmt.Sscanf(string(u.Body), "<GctiMsg><CallId>%d", &n); err != nil {
				t.Errorf("%q: %v", u.Body, err)
			}
			list = append(list, fmt.Sprint(n))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, " "), note
}

// lines writes a log: each word is a time, a slash and the number of a message.
func lines(words string) string {
	var b strings.Builder
	for _, w := range strings.Fields(words) {
		at, n, _ := strings.Cut(w, "/")
		if at != "" {
			at = "2024-03-01T09:00:" + at + " "
		}
		var number int
		fmt.Sscan(n, &number)
		fmt.Fprintf(&b, "%sx %s\n", at, cancelOf(number))
	}
	return b.String()
}

func TestOrder(t *testing.T) {
	for _, c := range []struct{ name, log, want, note string }{
		{name: "oldest first", log: "01.1/1 02.1/2 03.1/3", want: "1 2 3"},
		{name: "newest first", log: "05.1/5 04.1/4 03.1/3 02.1/2 01.1/1", want: "!CAP013 ordered 1 2 3 4 5"},
		{name: "two messages, newest first", log: "02.1/2 01.1/1", want: "!CAP013 ordered 1 2"},
		{name: "messages with the same time are reversed, too", log: "02.1/4 02.1/3 01.1/2 01.1/1", want: "!CAP013 ordered 1 2 3 4"},
		{name: "a few lines that two threads wrote at the same time", log: "02.2/1 02.1/2 03.1/3 04.1/4", want: "1 2 3 4"},
		{name: "newest first, but for one that has no time stamp", log: "05.1/5 04.1/4 /3 02.1/2 01.1/1", want: "!CAP013 unstamped ? 5 4 3 2 1"},
		{name: "no time stamps at all", log: "/3 /2 /1", want: "3 2 1"},
		{name: "a block twice", log: "01.1/1 02.1/2 03.1/3 02.1/2 03.1/3 04.1/4", want: "1 2 3 4", note: "2 messages"},
		{name: "one line twice", log: "01.1/1 02.1/2 02.1/2 03.1/3", want: "1 2 3", note: "1 message"},
		{name: "one line twice, seconds only", log: "01/1 02/2 02/2 03/3", want: "1 2 2 3"},
		{name: "two lines twice, seconds only", log: "01/1 02/2 03/3 02/2 03/3 04/4", want: "1 2 3 4", note: "2 messages"},
		{name: "three lines twice, at the end", log: "01/1 02/2 03/3 01/1 02/2 03/3", want: "1 2 3", note: "3 messages"},
		{name: "the same lines in another order, seconds only", log: "01/1 02/2 02/2 01/1", want: "1 2 2 1"},
		{name: "the same text at another time", log: "01.1/1 02.1/1 03.1/1", want: "1 1 1"},
		{name: "the same text without a time", log: "/1 /2 /1 /2", want: "1 2 1 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, note := order(t, lines(c.log))
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if !strings.HasPrefix(note, c.note) || note != "" && c.note == "" {
				t.Errorf("note %q, want %q", note, c.note)
			}
		})
	}
}

// A log that is too long to be put in order comes out as it is, and nothing is lost.
func TestLongLogIsNotOrdered(t *testing.T) {
	var b strings.Builder
	var want []string
	const n = 1200
	for i := range n {
		fmt.Fprintf(&b, "2024-03-01T09:%02d:%02d.5 <GctiMsg><CallId>%d</CallId><Cancel>%s</Cancel></GctiMsg>\n", (n-i)/60, (n-i)%60, i, strings.Repeat("x", 1<<14))
		want = append(want, fmt.Sprint(i))
	}
	got, _ := order(t, b.String())
	if d := cmp.Diff("!CAP013 long ? "+strings.Join(want, " "), got); d != "" {
		t.Error(d)
	}
}

// The last documents are remembered, and no others.
func TestLastMessagesAreRemembered(t *testing.T) {
	var c copies
	u := trace.Unit{Pos: trace.Position{Time: trace.Stamp{Text: "09:00:00.1"}}}
	judge := func(i int) verdict {
		u.Body = fmt.Appendf(nil, "<GctiMsg><CallId>%d</CallId></GctiMsg>", i)
		v, _ := c.judge(&u, nil, nil)
		return v
	}
	for i := range 3 * maxSeen {
		if judge(i) != original {
			t.Fatalf("%d is no original", i)
		}
	}
	for i := 3*maxSeen - 500; i < 3*maxSeen; i++ {
		if judge(i) != copied {
			t.Fatalf("%d is forgotten", i)
		}
	}
	if judge(0) != original {
		t.Error("the first message is remembered")
	}
}
