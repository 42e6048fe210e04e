package catalogue

// The facts about parameters as tables by number, so that a document is bound and checked without comparing names.

import (
	"slices"

	"ivrcheck/schema/internal/xmltree"
)

// finish prepares the data for checking: the messages by name and number, the recognised parameters of names-only
// messages, the numbers of parameters, the tables.
func (c *Catalogue) finish() {
	c.byName = make(map[string]*Message, len(c.messages))
	c.messageNames = make([]string, len(c.messages))
	for i, m := range c.messages {
		c.byName[m.Name], c.messageNames[i], m.number, m.callID = m, m.Name, i+1, c.Envelope.CallID
	}
	c.unknown = &Message{NameOnly: true}
	c.parameters = []*Parameter{nil}
	c.number(c.List.Items)
	for _, m := range append([]*Message{c.unknown}, c.messages...) {
		m.recognised = nil
		if m.Correlation != "" {
			m.recognised = append(m.recognised, &Parameter{Name: m.Correlation, Path: m.Correlation, Form: FormUnknown})
		}
		for _, name := range c.List.Containers {
			m.recognised = append(m.recognised, &Parameter{Name: name, Path: name, Form: FormNodes, Parameters: c.List.Items})
		}
		c.number(m.recognised)
		c.number(m.Parameters)
	}
	c.collectNames()
	c.buildTables()
}

// number numbers parameters and the parameters in them, each once.
func (c *Catalogue) number(params []*Parameter) {
	for _, p := range params {
		if p.number == 0 {
			p.number = len(c.parameters)
			c.parameters = append(c.parameters, p)
			c.number(p.Parameters)
		}
	}
}

// collectNames fills c.NameTable with all names and values of the catalogue. Names of parameters come first.
func (c *Catalogue) collectNames() {
	var texts, values []string
	for _, p := range c.parameters[1:] {
		texts = append(append(texts, p.Name), p.Aliases...)
		values = append(values, p.Values...)
	}
	c.Tables = &Tables{width: xmltree.NewNames(texts).Len() + 1}
	texts = append(texts, c.Envelope.Root, c.Envelope.CallID)
	texts = append(append(texts, c.List.Containers...), c.messageNames...)
	for _, m := range c.messages {
		texts = append(texts, m.Correlation)
	}
	c.NameTable = xmltree.NewNames(append(texts, values...))
}

func (c *Catalogue) buildTables() {
	t := &Tables{names: c.NameTable, width: c.Tables.width, enums: [][]uint64{nil}, shared: map[*Parameter]ScopeID{}}
	c.Tables = t
	t.Scopes, t.Traits = make([]Scope, Closed+1), make([]Traits, len(c.parameters))
	t.children = make([]uint16, t.width*len(t.Scopes))
	t.messages, t.callID = make([]int32, c.NameTable.Len()+1), make([]Spelling, c.NameTable.Len()+1)
	for id := 1; id <= c.NameTable.Len(); id++ {
		t.callID[id] = MatchName(c.NameTable.Text(xmltree.NameID(id)), c.Envelope.CallID)
	}
	items := c.List.Items[0].Parameters
	item := &t.Scopes[t.scope(items, nil)]
	item.Required = t.Traits[items[0].number].Bit | t.Traits[items[1].number].Bit
	item.Present = t.Traits[items[2].number].Bit
	t.Traits[items[0].number].Flags |= IsKey | Checked
	for _, m := range append([]*Message{c.unknown}, c.messages...) {
		m.scope = t.scope(m.known(), m)
		t.messages[c.NameTable.Of(m.Name)] = int32(m.number)
		if i := slices.IndexFunc(m.known(), func(p *Parameter) bool { return p.Name == m.Correlation }); i >= 0 && m.Correlation != c.Envelope.CallID {
			m.correlation = m.known()[i].number
			t.Traits[m.correlation].Flags |= IsCorrelation | Checked
		}
	}
	t.messages[0] = 0 // for names that are not in the table
}

// scope makes the tables of the parameters inside an element. m is its message, or nil. Lists share their tables.
func (t *Tables) scope(params []*Parameter, m *Message) ScopeID {
	switch {
	case len(params) > 0:
	case m != nil && (m.Open || m.NameOnly):
		return Opaque
	default:
		return Closed
	}
	if id := t.shared[params[0]]; id != 0 {
		return id
	}
	id := ScopeID(len(t.Scopes))
	t.shared[params[0]] = id
	s := Scope{Parameters: params, Open: m != nil && m.Open, Partial: len(params) > 64}
	t.Scopes = append(t.Scopes, s)
	t.children = append(t.children, make([]uint16, t.width)...)
	subtypes := map[string]uint64{}
	for i, p := range params {
		bit := uint64(1) << (i & 63)
		if m != nil && m.IsSubtype(p.Name) {
			s.Subtypes |= bit
			subtypes[p.Name] = bit
		}
		if p.Required {
			s.Required |= bit
		}
		s.Partial = s.Partial || m == nil && len(p.ForbiddenWith) > 0
		for _, alias := range p.Aliases {
			t.child(id, alias, p.number|aliasBit)
		}
	}
	for i, p := range params {
		tr := p.traits()
		tr.Bit = 1 << (i & 63)
		for _, name := range p.ForbiddenWith {
			tr.Forbidden |= subtypes[name]
		}
		switch p.Form {
		case FormUnknown:
			tr.Inside = Opaque
		case FormStruct, FormNodes:
			tr.Inside = t.scope(p.Parameters, nil)
		default:
			tr.Inside = Closed
		}
		if len(p.Values) > 0 {
			tr.Enum = t.enum(p.Values)
		}
		if tr.Enum != 0 || tr.Format != AnyFormat || tr.Forbidden != 0 || tr.Flags&IsPort != 0 {
			tr.Flags |= Checked
		}
		t.Traits[p.number] = tr
		t.child(id, p.Name, p.number)
	}
	t.Scopes[id] = s
	return id
}

// traits returns the traits of a parameter.
func (p *Parameter) traits() (tr Traits) {
	tr.Format = Format(slices.Index(formats, p.Format) + 1)
	for _, f := range []struct {
		flag Flags
		is   bool
	}{
		{NoElement, p.Form == FormAttribute},
		{NoAttribute, p.Form == FormElement || p.Form == FormStruct || p.Form == FormNodes},
		{Repeats, p.Repeats},
		{IsPort, p.Role == "port"},
		{IsVersioned, p.Since != ""},
	} {
		if f.is {
			tr.Flags |= f.flag
		}
	}
	return tr
}

// child sets the meaning of a name inside an element. Names and parameters beyond the range of the tables are found
// without them.
func (t *Tables) child(scope ScopeID, name string, number int) {
	if id := int(t.names.Of(name)); id > 0 && id < t.width && number&^aliasBit < aliasBit {
		t.children[int(scope)*t.width+id] = uint16(number)
	}
}

// enum makes a set of values, as numbers of names.
func (t *Tables) enum(values []string) uint16 {
	set := make([]uint64, t.names.Len()/64+1)
	for _, v := range values {
		if id := t.names.Of(v); id != 0 {
			set[id/64] |= 1 << (id % 64)
		}
	}
	t.enums = append(t.enums, set)
	return uint16(len(t.enums) - 1)
}

// Has reports whether a value in the table of names is in a set.
func (t *Tables) Has(enum uint16, value xmltree.NameID) bool {
	return t.enums[enum][value/64]>>(value%64)&1 != 0
}

// Row returns, by numbers of names, the parameters inside an element with exactly these names. Values beyond
// len(Traits) are aliases.
func (t *Tables) Row(scope ScopeID) []uint16 {
	return t.children[int(scope)*t.width:][:t.width]
}

// Exactly returns the number of the parameter inside an element with exactly that name. It returns 0 if there is none
// or only Child can decide.
func (t *Tables) Exactly(scope ScopeID, id xmltree.NameID) int {
	if int(id) < t.width {
		if found := t.children[int(scope)*t.width+int(id)]; found < aliasBit {
			return int(found)
		}
	}
	return 0
}

// Child returns the number of the parameter inside an element that a name means, 0 if there is none. other is the name
// if it is not in the table of names.
func (t *Tables) Child(scope ScopeID, id xmltree.NameID, other string) (number int, how Spelling) {
	if int(id) < t.width {
		switch found := t.children[int(scope)*t.width+int(id)]; {
		case found >= aliasBit:
			return int(found &^ aliasBit), Alias
		case found > 0:
			return int(found), Exact
		}
	}
	if params := t.Scopes[scope].Parameters; len(params) > 0 {
		p, how := MatchParameter(t.name(id, other), params)
		return p.Number(), how
	}
	return 0, NotFound
}

func (t *Tables) name(id xmltree.NameID, other string) string {
	if id == 0 {
		return other
	}
	return t.names.Text(id)
}

// FindMessage finds the message for a name, nil if there is none. other is the name if it is not in the table of names.
func (c *Catalogue) FindMessage(id xmltree.NameID, other string) (*Message, Spelling) {
	if number := c.Tables.messages[id]; number != 0 {
		return c.messages[number-1], Exact
	}
	return c.MatchMessage(c.Tables.name(id, other))
}

// MatchCallID returns how a name matches that of the call id. other is the name if it is not in the table of names.
func (c *Catalogue) MatchCallID(id xmltree.NameID, other string) Spelling {
	if id != 0 {
		return c.Tables.callID[id]
	}
	return MatchName(other, c.Envelope.CallID)
}

// ScopeOf returns the scope of a message. nil means an unknown message.
func (c *Catalogue) ScopeOf(m *Message) ScopeID {
	if m == nil {
		m = c.unknown
	}
	return m.scope
}
