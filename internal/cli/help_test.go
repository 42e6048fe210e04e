package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	ucli "github.com/urfave/cli/v2"
)

// The help of every command fits a terminal of 80 columns and shows each flag once.
func TestHelpFits(t *testing.T) {
	var walk func(path []string, flags []ucli.Flag, commands []*ucli.Command)
	walk = func(path []string, flags []ucli.Flag, commands []*ucli.Command) {
		var out bytes.Buffer
		if status := Run(t.Context(), append(slices.Clone(path), "--help"), nil, &out, &out); status != 0 {
			t.Fatalf("%q: status %d", path, status)
		}
		for line := range strings.SplitSeq(out.String(), "\n") {
			if len(line) > helpWidth {
				t.Errorf("%q: %d columns: %s", path, len(line), line)
			}
		}
		for _, f := range flags {
			if n := strings.Count(out.String(), "\n   "+strings.Join(dashed(f), ", ")+" "); n != 1 {
				t.Errorf("%q shows %s %d times", path, f.Names()[0], n)
			}
		}
		for _, c := range commands {
			walk(append(slices.Clone(path), c.Name), c.Flags, c.Subcommands)
		}
	}
	walk([]string{"ivrcheck"}, nil, new(program).app().Commands)
}

// A flag is in one group.
func TestFlagGroups(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range flagGroups {
		for _, name := range g.flags {
			if seen[name] {
				t.Errorf("%s is in two groups", name)
			}
			seen[name] = true
		}
	}
	for _, f := range slices.Concat(checkFlags(), reportFlags(), inputFlags(), shardFlags()) {
		if !seen[f.Names()[0]] {
			t.Errorf("--%s of check is in no group", f.Names()[0])
		}
	}
}
