package schema

import "testing"

func TestBuiltin(t *testing.T) {
	c, err := Load("iserver.yaml", builtinYAML)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Messages()) < 40 {
		t.Errorf("only %d messages", len(c.Messages()))
	}
}
