package rulefile

import (
	"reflect"
	"regexp"
	"sync"

	"github.com/goccy/go-yaml/ast"
)

// The types of values.
var (
	textType       = reflect.TypeFor[Text]()
	textsType      = reflect.TypeFor[Texts]()
	flagType       = reflect.TypeFor[Flag]()
	nodeType       = reflect.TypeFor[ast.Node]()
	conditionsType = reflect.TypeFor[[]Condition]()
	hintsType      = reflect.TypeFor[[]Hint]()
	matcherType    = reflect.TypeFor[Matcher]()
	keyType        = reflect.TypeFor[[]Texts]()
	placeType      = reflect.TypeFor[Place]()
)

// key is a key of a struct, with its tags.
type key struct {
	name  string
	index []int // of the field
	kind  reflect.Type

	doc, values, expected string
	pattern               *regexp.Regexp
	required              bool
}

// keysOf lists the keys of a struct and its embedded structs, in their order.
func keysOf(t reflect.Type) []key {
	if known, ok := keysByType.Load(t); ok {
		return known.([]key)
	}
	var out []key
	for _, f := range reflect.VisibleFields(t) {
		name := f.Tag.Get("yaml")
		if name == "-" || name == ",inline" || name == "" {
			continue
		}
		k := key{
			name: name, index: f.Index, kind: f.Type, required: f.Tag.Get("required") != "",
			doc: f.Tag.Get("doc"), values: f.Tag.Get("values"), expected: f.Tag.Get("expected"),
		}
		if p := f.Tag.Get("pattern"); p != "" {
			k.pattern = regexp.MustCompile(p)
		}
		out = append(out, k)
	}
	keysByType.Store(t, out)
	return out
}

var keysByType sync.Map
