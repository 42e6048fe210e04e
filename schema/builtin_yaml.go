//go:build fromyaml

package schema

// The built-in catalogue straight from its YAML, for go generate.

import _ "embed"

//go:embed iserver.yaml
var builtinYAML []byte

var builtinCatalogue = func() Catalogue {
	c, err := read(builtinFile, builtinYAML)
	if err != nil {
		panic(err)
	}
	return *c
}()
