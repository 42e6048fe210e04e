package cli

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A file that was found is read up to its size: it may grow by what the run writes.
// One that was named is read to its end.
func TestGrowingInput(t *testing.T) {
	for _, named := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "x")
		write(t, path, []byte("first "))
		in, err := input{name: path, named: named}.open(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.WriteString("second")
		_ = f.Close()
		want := map[bool]string{false: "first ", true: "first second"}[named]
		if text, err := io.ReadAll(in); string(text) != want || err != nil {
			t.Errorf("named %t: read %q, %v", named, text, err)
		}
		_ = in.Close()
	}
}
