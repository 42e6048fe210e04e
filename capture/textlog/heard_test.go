package textlog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ivrcheck/trace"
)

// What is remembered of lines changes nothing, whatever stands in them.
func TestWhatWasHeardChangesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	stamps := []string{"2024-03-01 09:00:00.001", "2024-03-01T09:00:00.002Z", "09:00:01.5", "Mar  1 09:00:02", "1709283600", "1709283600.25",
		"01/Mar/2024:09:00:03 +0100", "[2024-03-01 09:00:04]", "20240301 090005", "x", ""}
	pieces := []string{" ", " ", " ", "[7031]", "10.0.0.5:49152 -> 10.0.0.1:7009", "10.0.0.1:7009 >> 10.0.0.5:49152", "a", "-", "|", "|10.0.0.1:7009|",
		"|SEND   |123456|", "|CALLBACK_X|XML:", "|REQ_KEY=7|XML_DATA=(1)", "|GCTI_PORT:1|XML_DATA=(9)", "09:00:09", "@1709283609", "2023-01-01 00:00:00",
		"{", `{"time":"2022-01-01T00:00:00Z","xml":"`, "INFO", ".5", ":30"}
	var heads []string
	for range 300 {
		head := ""
		for range random.IntN(6) {
			head += pieces[random.IntN(len(pieces))]
		}
		heads = append(heads, head)
	}
	read := func(text string, off bool) (out []string, known int) {
		l := newReader(t.Context(), "log", strings.NewReader(text), Options{}, func(u *trace.Unit) error {
			out = append(out, fmt.Sprintf("%d %d:%d %v %d %v %q %v", u.Kind, u.Pos.Line, u.Pos.Offset, u.Pos.Time, u.Side, u.Direction, u.Conn.Name, u.Conn.Ends))
			return nil
		})
		l.heard.off = off
		if err := l.read(); err != nil {
			t.Fatal(err)
		}
		if err := l.close(); err != nil {
			t.Fatal(err)
		}
		for i := range l.heard.lines {
			if len(l.heard.lines[i].rest) > 0 {
				known++
			}
		}
		return out, known
	}
	remembered := 0
	for range 300 {
		var text strings.Builder
		few := heads[random.IntN(len(heads)-5):][:5]
		for range 40 {
			text.WriteString(stamps[random.IntN(len(stamps))] + few[random.IntN(len(few))])
			switch random.IntN(8) {
			case 0:
				text.WriteString("\n")
			case 1:
				text.WriteString("<GctiMsg><CallId>1</CallId><EndCall/></GctiMsg> ")
			default:
				text.WriteString("<GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>\n")
			}
		}
		want, _ := read(text.String(), true)
		got, known := read(text.String(), false)
		if !slices.Equal(got, want) {
			for i := range want {
				if i >= len(got) || got[i] != want[i] {
					t.Fatalf("%s\ngot  %v\nwant %v", text.String(), got[i], want[i])
				}
			}
		}
		remembered += known
	}
	if remembered < 150 {
		t.Errorf("only %d lines were remembered", remembered)
	}
}
