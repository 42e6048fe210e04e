package schema

import (
	"slices"
	"testing"
)

func TestAll(t *testing.T) {
	c := Builtin()
	m, err := NewChecker(c, Options{}).Parse([]byte(`<GctiMsg><CallId>1</CallId><NewCall Version=" 4.0 "><CalledNum>7</CalledNum>` +
		`<UDataEx><Node Name="a" Type="Str" Val="1"/><Node Name="b" Type="Str" Val=""/></UDataEx></NewCall></GctiMsg>`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		path string
		want []string
		ok   bool
	}{
		{"UDataEx.*", []string{"a", "b"}, true},
		{"ExtnsEx.*", nil, false},
		{"Version", []string{"4.0"}, true},
		{"*", []string{"4.0", "7", "a", "Str", "1", "b", "Str"}, true},
	} {
		if got, ok := m.AppendAll(nil, tc.path); ok != tc.ok || !slices.Equal(got, tc.want) {
			t.Errorf("All(%q) = %q, %v, want %q, %v", tc.path, got, ok, tc.want, tc.ok)
		}
	}
}
