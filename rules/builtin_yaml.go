//go:build fromyaml

package rules

// The built-in rules straight from their YAML, for go generate.

import (
	_ "embed"

	"ivrcheck/rules/rulefile"
)

//go:embed iserver.yaml
var builtinYAML []byte

var builtinRules = func() rulefile.File {
	f, slips := rulefile.Read(BuiltinFile, builtinYAML, Vocabulary())
	if err := slips.Err([]string{BuiltinFile}); err != nil {
		panic(err)
	}
	return *f
}()
