package schema

import (
	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/mask"
	"ivrcheck/schema/internal/xmltree"
)

// The names of package catalogue that other packages use with a Message.
type (
	Catalogue     = catalogue.Catalogue
	MessageSpec   = catalogue.Message
	ParameterSpec = catalogue.Parameter
	Param         = catalogue.Param
	Source        = catalogue.Source
	Key           = catalogue.Key
	FileError     = catalogue.FileError
	Version       = catalogue.Version
)

// Part is a part of a document, see Checker.Parts.
type Part = mask.Part

// The kinds of parts.
const (
	PartValue   = mask.PartValue
	PartLiteral = mask.PartLiteral
	PartAny     = mask.PartAny
	PartShown   = mask.PartShown
	PartID      = mask.PartID
	PartName    = mask.PartName
)

// Functions of package catalogue, and for bench the cost of libxml2 alone.
var (
	Builtin       = catalogue.Builtin
	ParseVersion  = catalogue.ParseVersion
	Nearest       = catalogue.Nearest
	Near          = catalogue.Near
	Groups        = catalogue.Groups
	Senders       = catalogue.Senders
	Bases         = catalogue.Bases
	MessageKeys   = catalogue.MessageKeys
	ParameterKeys = catalogue.ParameterKeys
	SourceKeys    = catalogue.SourceKeys
	WellFormed    = xmltree.WellFormed

	IsDiagnosisWord = mask.IsDiagnosisWord
	DiagnosisWords  = mask.DiagnosisWords
)
