package rulefile

import (
	"bytes"
	"encoding/json"
	"reflect"

	"ivrcheck/schema"
)

// JSONSchema describes rule files for editors, as a JSON Schema (2020-12): the
// keys of File and of the catalogue. Only rules verify checks what entries mean
// together, such as that a message is known.
func JSONSchema(v Vocabulary) ([]byte, error) {
	d := describer{v}
	root := d.object(reflect.TypeFor[File]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "ivrcheck rule file"
	root["description"] = "Rules about the order of messages between an IVR and the IVR Server; docs/writing-rules.md tells how to write them."
	root["$defs"] = map[string]any{
		"text":       scalar,
		"texts":      oneOrMany(ref("text")),
		"matcher":    oneOrMany(ref("message")),
		"message":    d.object(reflect.TypeFor[Alternative]()),
		"messages":   entries(d.keys(schema.MessageKeys())),
		"parameters": entries(d.keys(schema.ParameterKeys())),
		"source":     d.keys(schema.SourceKeys()),
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(root)
	return out.Bytes(), err
}

type object = map[string]any

// scalar describes a node that the reader accepts as a text.
var scalar = object{"type": []string{"string", "number", "boolean"}}

func ref(name string) object { return object{"$ref": "#/$defs/" + name} }

func oneOrMany(of object) object {
	return object{"anyOf": []any{of, object{"type": "array", "items": of}}}
}

// entries describes a mapping whose keys are names.
func entries(of object) object {
	return object{"type": "object", "additionalProperties": of}
}

type describer struct{ vocabulary Vocabulary }

// object describes a struct of file.go.
func (d describer) object(t reflect.Type) object {
	properties := object{}
	var required []string
	for _, k := range keysOf(t) {
		p := d.field(k)
		p["description"] = k.doc
		properties[k.name] = p
		if k.required {
			required = append(required, k.name)
		}
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if required != nil {
		out["required"] = required
	}
	return out
}

func (d describer) field(k key) object {
	switch t := k.kind; t {
	case textType:
		return d.text(k)
	case textsType:
		if k.values != "" {
			return oneOrMany(d.text(k))
		}
		return ref("texts")
	case keyType:
		return oneOrMany(ref("texts"))
	case flagType:
		return object{"type": "boolean"}
	case nodeType:
		return ref("messages")
	case conditionsType:
		return entries(ref("texts"))
	case hintsType:
		return entries(ref("text"))
	case matcherType:
		return ref("matcher")
	default:
		if t.Kind() == reflect.Slice {
			return object{"type": "array", "items": d.object(t.Elem())}
		}
		return d.object(t)
	}
}

func (d describer) text(k key) object {
	if known := d.vocabulary[k.values]; known != nil {
		return object{"enum": known}
	}
	if k.pattern != nil {
		return object{"type": "string", "pattern": k.pattern.String()}
	}
	return ref("text")
}

// keys describes an entry of the catalogue.
func (d describer) keys(keys []schema.Key) object {
	properties := object{}
	for _, k := range keys {
		var p object
		switch k.Kind {
		case "one-of":
			p = object{"enum": k.Values}
		case "flag":
			p = object{"type": "boolean"}
		case "texts":
			p = object{"type": "array", "items": ref("text"), "minItems": 1}
		case "source", "parameters":
			p = ref(k.Kind)
		default:
			p = ref("text")
		}
		p["description"] = k.Doc
		properties[k.Name] = p
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false}
}
