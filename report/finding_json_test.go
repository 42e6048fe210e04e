package report

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"ivrcheck/rules"
)

// special are texts that are special in JSON, UTF-8 or on a terminal.
var special = []string{
	"", "a", `"`, `\`, "/", "<b>&", "\x00", "\b", "\f", "\n", "\r", "\t", "\x1b[1m", "\x7f", "ä", "\u0085", "\u2028", "\u202e", "\ufffd", "\xff", "😀", "\xe2\x80",
}

// fill sets every field that JSON shows, some of them to an empty value.
func fill(v reflect.Value, dice *rand.Rand) {
	switch v.Kind() {
	case reflect.String:
		text := ""
		for range dice.IntN(4) {
			text += special[dice.IntN(len(special))]
		}
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		v.SetInt(dice.Int64N(3) * (dice.Int64N(1<<40) - 1<<20))
	case reflect.Uint16:
		v.SetUint(dice.Uint64N(1 << 12))
	case reflect.Uint8: // severity and verdict
		v.SetUint(1 + dice.Uint64N(3))
	case reflect.Pointer:
		if dice.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), dice)
		}
	case reflect.Slice:
		if n := dice.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n))
		}
		for i := range v.Len() {
			fill(v.Index(i), dice)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if isShown(v.Type().Field(i)) {
				fill(v.Field(i), dice)
			}
		}
	default:
		panic("a kind of field that the test does not know: " + v.Kind().String())
	}
}

func isShown(f reflect.StructField) bool { return f.IsExported() && f.Tag.Get("json") != "-" }

func TestAppendFindingEqualsMarshal(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	var f rules.Finding
	for range 40_000 {
		f = rules.Finding{}
		fill(reflect.ValueOf(&f).Elem(), dice)
		f.Type = "finding"
		want, err := marshal(&f)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendFinding(nil, &f); string(got) != string(want) {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
}
