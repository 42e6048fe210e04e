package schema

import (
	"ivrcheck/schema/catalogue"
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

// These are functions of package catalogue, and for bench what libxml2 alone costs.
var (
	Builtin       = catalogue.Builtin
	ParseVersion  = catalogue.ParseVersion
	Nearest       = catalogue.Nearest
	Groups        = catalogue.Groups
	Senders       = catalogue.Senders
	Bases         = catalogue.Bases
	MessageKeys   = catalogue.MessageKeys
	ParameterKeys = catalogue.ParameterKeys
	SourceKeys    = catalogue.SourceKeys
	WellFormed    = xmltree.WellFormed
)
