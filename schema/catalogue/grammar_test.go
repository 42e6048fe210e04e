package catalogue

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write what is generated from the catalogue anew")

// The grammars that are checked in say what the catalogue says.
func TestInStepWithYAML(t *testing.T) {
	for name, want := range map[string][]byte{"gctimsg.xsd": Builtin().XSD(), "IServer.dtd": Builtin().DTD()} {
		if *update {
			if err := os.WriteFile(name, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, want) {
			t.Errorf("%s does not match the catalogue; go generate ./schema/catalogue writes it", name)
		}
	}
}
