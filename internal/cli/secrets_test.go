package cli

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/report"
	"ivrcheck/schema"
)

// planter generates documents with a secret in every place that may contain something
// personal: what the catalogue calls private, lists of keys and values, whatever the
// catalogue does not know, and text, comments and instructions anywhere.
type planter struct {
	*rand.Rand
	secret string
}

func (p *planter) one(of ...string) string { return of[p.IntN(len(of))] }

// document generates one document, not yet damaged.
func (p *planter) document() string {
	messages := schema.Builtin().Messages()
	m := messages[p.IntN(len(messages))]
	var b strings.Builder
	b.WriteString(p.one(`<?xml version="1.0" encoding="iso-8859-1"?>`, `<?xml version='1.0'?>`, ""))
	b.WriteString(p.aside(20))
	b.WriteString(p.one(`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, "\n"+`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`+"\n", "", p.strangeType()))
	b.WriteString("<" + p.misspelt("GctiMsg") + p.attributes(30) + ">")
	b.WriteString(p.one("<CallId"+p.attributes(20)+">c"+fmt.Sprint(p.IntN(50))+p.aside(30)+"</CallId>", "<CallId>c1</CallId>", "<CallId></CallId>", "<CallId/>"))
	b.WriteString(p.stray(10))
	b.WriteString(p.element(p.misspelt(m.Name), m.Parameters))
	b.WriteString(p.stray(10) + "</GctiMsg>" + p.aside(30))
	return b.String()
}

// strangeType is a document type that names the secret.
func (p *planter) strangeType() string {
	if p.IntN(6) > 0 {
		return ""
	}
	return p.one(`<!DOCTYPE GctiMsg SYSTEM "`+p.secret+`">`, `<!DOCTYPE GctiMsg PUBLIC "`+p.secret+`" "IServer.dtd">`, `<!DOCTYPE X`+p.secret+`>`,
		`<!DOCTYPE GctiMsg [<!ENTITY a "`+p.secret+`">]>`)
}

// misspelt returns a name, seldom with another case.
func (p *planter) misspelt(name string) string {
	if p.IntN(20) == 0 {
		return strings.ToLower(name)
	}
	return name
}

// aside returns, in one of n cases, something that is no part of the message.
func (p *planter) aside(n int) string {
	if p.IntN(n) > 0 {
		return ""
	}
	return p.one("<!--"+p.secret+"-->", "<!-- "+p.secret+" <ANI> -->", "<?x"+p.secret+"?>", "<?pi "+p.secret+"?>", "<?x"+p.secret+" data?>")
}

// stray returns, in one of n cases, what does not belong into an element.
func (p *planter) stray(n int) string {
	if p.IntN(n) > 0 {
		return p.aside(3 * n)
	}
	q := p.one("'", `"`)
	return p.one(p.secret, "pin="+p.secret, "<![CDATA["+p.secret+"]]>", "<Stray>"+p.secret+"</Stray>", "<Stray x="+q+p.secret+q+"/>",
		"<UDataEx>"+p.secret+"</UDataEx>", "<UDataEx x="+q+p.secret+q+">"+p.secret+"</UDataEx>", "<p:q xmlns:p="+q+p.secret+q+">"+p.secret+"</p:q>",
		"<Node Name="+q+"a"+q+" Val="+q+p.secret+q+"/>", "<ANI>"+p.secret+"</ANI>", "<CED/>"+p.secret, "&#65;"+p.secret)
}

// attributes returns, in one of n cases, an attribute that does not belong there.
func (p *planter) attributes(n int) string {
	if p.IntN(n) > 0 {
		return ""
	}
	q := p.one("'", `"`)
	return " " + p.one("Stray", "UDataEx", "ExtnsEx", "Agent", "ANI", "xmlns", "xmlns:p", "CED", "Val", "Text") + "=" + q + p.secret + q
}

// element generates an element with parameters.
func (p *planter) element(name string, params []*schema.ParameterSpec) string {
	var attributes, children strings.Builder
	attributes.WriteString(p.attributes(15))
	for _, par := range params {
		if p.IntN(4) == 0 {
			continue
		}
		n := p.misspelt(par.Name)
		switch nested := len(par.Parameters) > 0; {
		case par.IsList():
			children.WriteString(p.list(n))
		case nested && p.IntN(20) == 0:
			attributes.WriteString(p.attribute(n, p.secret))
		case nested:
			children.WriteString(p.element(n, par.Parameters))
		case par.Form == "attribute" != (p.IntN(20) == 0):
			attributes.WriteString(p.attribute(n, p.value(par)))
		default:
			children.WriteString("<" + n + p.attributes(20) + ">" + p.value(par) + p.stray(25) + "</" + n + ">")
		}
		children.WriteString(p.stray(30))
	}
	if p.IntN(30) == 0 {
		children.WriteString(p.list("UDataEx"))
	}
	if children.Len() == 0 {
		return "<" + name + attributes.String() + "/>"
	}
	return "<" + name + attributes.String() + ">" + children.String() + "</" + name + ">"
}

func (p *planter) attribute(name, value string) string {
	q := p.one("'", `"`)
	return p.one(" ", " ", "  ", "\n") + name + p.one("=", "=", " = ") + q + value + q
}

// value is one of the parameter's own, or the secret if it is private.
func (p *planter) value(par *schema.ParameterSpec) string {
	switch {
	case par.Private:
		return p.one(p.secret, p.secret, "&#43;"+p.secret, "x "+p.secret)
	case len(par.Values) > 0:
		return p.one(append([]string{"Banana", "0K"}, par.Values...)...)
	}
	return p.one("01", "8001", "4.0", "x-1", "")
}

// list generates a list of keys and values.
func (p *planter) list(name string) string {
	var b strings.Builder
	b.WriteString("<" + name + p.attributes(8) + ">")
	for range p.IntN(3) {
		b.WriteString(p.stray(12))
		b.WriteString("<Node" + p.attribute("Name", p.one("a", "b", "Key")) + p.attribute("Type", "Str") + p.attribute(p.misspelt("Val"), p.secret) + p.attributes(10) +
			p.one("/>", "/>", ">"+p.stray(3)+"</Node>"))
	}
	b.WriteString(p.stray(6) + "</" + name + ">")
	return b.String()
}

var tags = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)

// damage damages a document, or leaves it as it is.
func (p *planter) damage(d string) string {
	somewhere := func(chars string) int { // the place of one of the characters
		var at []int
		for i := range len(d) {
			if strings.IndexByte(chars, d[i]) >= 0 {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return p.IntN(len(d))
		}
		return at[p.IntN(len(at))]
	}
	without := func(from, to int) string { return d[:from] + d[min(to, len(d)):] }
	i := p.IntN(len(d))
	switch p.IntN(14) {
	case 0, 1: // an end tag
		i = somewhere("/")
		if from := strings.LastIndexByte(d[:i], '<'); from >= 0 {
			return without(from, i+1+strings.IndexByte(d[i:]+">", '>'))
		}
	case 2: // any tag
		all := tags.FindAllStringIndex(d, -1)
		if len(all) > 0 {
			at := all[p.IntN(len(all))]
			return without(at[0], at[1])
		}
	case 3, 4: // a quote
		i = somewhere(`"'`)
		return without(i, i+1)
	case 5: // a character of markup
		i = somewhere("<>/=")
		return without(i, i+1)
	case 6, 7, 8: // some bytes
		return without(i, i+1+p.IntN(1+p.IntN(40)))
	case 9:
		return d[:i+1]
	case 10:
		return d[i:]
	case 11:
		return d[:i] + p.one("<", "&", ">", "'", `"`, "&x;", "\x01", "]]>", "&#4;", "&#"+p.secret+";", "</", "<a>", "<?", "<!--", "=", "\xff") + d[i:]
	case 12:
		j := p.IntN(len(d))
		return d[:max(i, j)] + d[min(i, j):]
	}
	return d
}

// isShownByRight reports whether what remains of a damaged document is, or has in it, a sound one
// with the secret where only harmless values are: nobody can tell that it is not one.
func (p *planter) isShownByRight(d string) bool {
	if p.found([]byte(d)) == "" {
		return false
	}
	d = strings.ToValidUTF8(d, "x")
	for _, at := range regexp.MustCompile(`<(?i:GctiMsg)`).FindAllStringIndex(d, -1) {
		if p.isHarmless(d[at[0]:]) {
			return true
		}
	}
	return false
}

func (p *planter) isHarmless(d string) bool {
	in := xml.NewDecoder(strings.NewReader(d))
	in.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	shown := func(name, value string) bool {
		return p.found([]byte(value)) != "" && harmless.MatchString(value) && !private()[strings.ToLower(name)]
	}
	type open struct{ name, text string }
	stack := []open{{}}
	for {
		t, err := in.RawToken()
		top := &stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			for _, a := range t.Attr {
				if p.found([]byte(a.Name.Local+" "+t.Name.Local+" "+t.Name.Space)) != "" || a.Name.Space == "" && shown(a.Name.Local, a.Value) {
					return true
				}
			}
			if top.text != "" {
				top.text += "<"
			}
			stack = append(stack, open{name: t.Name.Local})
		case xml.EndElement:
			if len(stack) > 2 && shown(top.name, strings.TrimSpace(top.text)) {
				return true
			}
			stack = stack[:max(1, len(stack)-1)]
		case xml.CharData:
			top.text += string(t)
		}
		if err != nil {
			return false
		}
	}
}

var harmless = regexp.MustCompile(`^[^<>&"'=]*$`)

// private are the names under which a generated document has secrets.
var private = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{"stray": true, "udataex": true, "extnsex": true, "agent": true, "server": true, "port": true, "p:q": true, "q": true, "node": true, "val": true, "text": true}
	var collect func([]*schema.ParameterSpec)
	collect = func(params []*schema.ParameterSpec) {
		for _, par := range params {
			if par.Private {
				names[strings.ToLower(par.Name)] = true
			}
			collect(par.Parameters)
		}
	}
	for _, m := range schema.Builtin().Messages() {
		collect(m.Parameters)
		names[strings.ToLower(m.Name)] = true
	}
	return names
})

// found returns the first part of the secret in an output: of letters, four are too many;
// of digits, which positions and times have as well, seven.
func (p *planter) found(output []byte) string {
	n := 4
	if p.secret[0] <= '9' {
		n = 7
	}
	for i := 0; i+n <= len(p.secret); i++ {
		if part := p.secret[i : i+n]; bytes.Contains(output, []byte(part)) {
			return part
		}
	}
	return ""
}

// allOutputs runs the program over an input, in every format that masks. by is what reads the XML.
func allOutputs(t *testing.T, dir, input, by string, args ...string) map[string][]byte {
	t.Helper()
	call := []string{"check", "--fail-on", "never", "--write-baseline", filepath.Join(dir, "base.json"), "--max-same", "0", "--xml", by}
	for _, f := range report.Formats() {
		call = append(call, "-o", f+"="+filepath.Join(dir, "out."+f))
	}
	all := map[string][]byte{"check --oneline=false": run(t, slices.Concat(call, []string{"--oneline=false"}, args, []string{input})...)}
	for _, f := range report.Formats() {
		all["check -f "+f] = read(t, filepath.Join(dir, "out."+f))
	}
	all["check --write-baseline"] = read(t, filepath.Join(dir, "base.json"))
	for _, command := range [][]string{
		{"messages", "-f", "ndjson"}, {"messages", "-f", "text"}, {"messages", "-f", "xml"}, {"ladder"}, {"ladder", "-f", "svg"}, {"ladder", "--stream", "0"},
	} {
		all[strings.Join(command, " ")] = run(t, slices.Concat(command, []string{"--values", "masked"}, args, []string{input})...)
	}
	return all
}

// No output contains a secret or a part of one, whatever the place and whatever was
// lost of the document around it.
func TestSecretsAreNowhere(t *testing.T) {
	documents := 100_000
	if testing.Short() {
		documents = 4_000
	}
	const batch = 1_000
	for n := range documents / batch {
		p := &planter{rand.New(rand.NewPCG(uint64(n), 15)), []string{"Qzwxjkvyhg", "7046183952"}[n/2%2]}
		var docs []string
		for len(docs) < batch {
			if d := p.damage(p.document()); d != "" && !p.isShownByRight(d) {
				docs = append(docs, d)
			}
		}
		kind := []string{"log", "pcap", "gli", "json"}[n%4]
		by := []string{"auto", "libxml2"}[n/4%2]
		input := filepath.Join(t.TempDir(), "in")
		if err := os.WriteFile(input, p.carry(kind, docs), 0o600); err != nil {
			t.Fatal(err)
		}
		leaked := 0
		for name, text := range allOutputs(t, t.TempDir(), input, by, "--input", strings.Replace(kind, "json", "log", 1)) {
			for _, l := range bytes.SplitAfter(text, []byte("\n")) {
				part := p.found(l)
				if part == "" {
					continue
				}
				if leaked++; leaked <= 10 {
					at := bytes.Index(l, []byte(part))
					t.Errorf("batch %d (%s): %s contains %q: ...%s", n, kind, name, part, l[max(0, at-300):min(len(l), at+60)])
				}
			}
		}
		if leaked > 10 {
			t.Errorf("batch %d: and %d more lines", n, leaked-10)
		}
	}
}

// What was once shown: each document, in a log and in a raw stream, in every output.
func TestSecretsThatWereShown(t *testing.T) {
	p := &planter{rand.New(rand.NewPCG(1, 15)), "7046183952"}
	for name, d := range map[string]string{
		"text that runs on in CallId":               `<GctiMsg><CallId>c4 ANI='7046183952' CED='7046183'/></GctiMsg>`,
		"in CallId, with what is known":             `<GctiMsg><CallId>c4 CalledNum='01' ANI='7046183952'/></GctiMsg>`,
		"in CallId, which is closed":                `<GctiMsg><CallId>c4<ANI='7046183952'/></CallId></GctiMsg>`,
		"in a CallId that is well-formed":           `<GctiMsg><CallId>c4 ANI='7046183952'/></CallId><EndCall/></GctiMsg>`,
		"in Dest":                                   `<GctiMsg><CallId>c4</CallId><RouteResponse RouteType='Normal'><Dest>800<ExtnsEx><Node Name='a' Val='7046183952'/></ExtnsEx></RouteResponse></GctiMsg>`,
		"in Dest, with text":                        `<GctiMsg><CallId>c4</CallId><RouteResponse RouteType='Normal'><Dest>800 pin=7046183952</RouteResponse></GctiMsg>`,
		"in DestDN":                                 `<GctiMsg><CallId>c4</CallId><InitXfer><DestDN>800 7046183952</InitXfer></GctiMsg>`,
		"in CalledNum":                              `<GctiMsg><CallId>c4</CallId><NewCall><CalledNum>01 ANI>7046183952</ANI></NewCall></GctiMsg>`,
		"after an element in CalledNum":             `<GctiMsg><CallId>c4</CallId><NewCall><CalledNum>01<ANI/>7046183952</CalledNum></NewCall></GctiMsg>`,
		"after an element in RequestId":             `<GctiMsg><CallId>c4</CallId><UDataDel><RequestId>1<x/>7046183952</RequestId></UDataDel></GctiMsg>`,
		"after an element in RequestId, no fault":   `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg><CallId>c4</CallId><UDataDel><RequestId>1<x/>7046183952</RequestId></UDataDel></GctiMsg>`,
		"stray text in UDataEx":                     `<GctiMsg><CallId>c1</CallId><RouteRequest RouteDN='8'><UDataEx>pin=7046183952</UDataEx></RouteRequest></GctiMsg>`,
		"stray text of digits in ExtnsEx":           `<GctiMsg><CallId>c1</CallId><RouteRequest RouteDN='8'><ExtnsEx>7046183952</ExtnsEx></RouteRequest></GctiMsg>`,
		"an attribute of UDataEx":                   `<GctiMsg><CallId>c1</CallId><RouteRequest RouteDN='8'><UDataEx Keys='7046183952' Val="7046183952"/></RouteRequest></GctiMsg>`,
		"UDataEx as an attribute":                   `<GctiMsg><CallId>c1</CallId><RouteRequest RouteDN='8' UDataEx='pin=7046183952'/></GctiMsg>`,
		"UDataEx as an attribute, digits":           `<GctiMsg><CallId>c1</CallId><RouteRequest RouteDN='8' UDataEx='7046183952'/></GctiMsg>`,
		"stray text in Agent":                       `<GctiMsg><CallId/><MonitorInfo><Agent PortNum='1' Status='Ready'>7046183952</Agent></MonitorInfo></GctiMsg>`,
		"Agent as an attribute":                     `<GctiMsg><CallId/><MonitorInfo Agent='7046183952'/></GctiMsg>`,
		"Server as an attribute":                    `<GctiMsg><CallId/><MonitorInfo Server='7046183952'/></GctiMsg>`,
		"a target of an instruction":                `<GctiMsg><?n7046183952?><CallId>c1</CallId><EndCall/></GctiMsg>`,
		"a target of an instruction before":         `<?n7046183952 a?><GctiMsg><CallId>c1</CallId><EndCall/></GctiMsg>`,
		"a namespace":                               `<GctiMsg xmlns='7046183952'><CallId>c1</CallId><EndCall/></GctiMsg>`,
		"a namespace with a prefix":                 `<GctiMsg xmlns:n7046183952='7046183952'><CallId>c1</CallId><n7046183952:EndCall/></GctiMsg>`,
		"a prefix without a namespace":              `<GctiMsg><CallId>c1</CallId><n7046183952:EndCall n7046183952:EndCause='1'/></GctiMsg>`,
		"a name":                                    `<GctiMsg><CallId>c1</CallId><EndCall n7046183952='1'><n7046183952/></EndCall></GctiMsg>`,
		"a message":                                 `<GctiMsg><CallId>c1</CallId><EndCall7046183952/></GctiMsg>`,
		"a root":                                    `<n7046183952><GctiMsg><CallId>c1</CallId><EndCall/></GctiMsg></n7046183952>`,
		"a long number in place of a word":          `<GctiMsg><CallId>c1</CallId><CallStatus Event='7046183952'/></GctiMsg>`,
		"an encoding":                               `<?xml version="1.0" encoding="x7046183952"?><GctiMsg><CallId>c1</CallId><EndCall/></GctiMsg>`,
		"a version":                                 `<?xml version="7046183952"?><GctiMsg><CallId>c1</CallId><EndCall/></GctiMsg>`,
		"a document type":                           `<!DOCTYPE GctiMsg SYSTEM "7046183952"><GctiMsg><CallId>c1</CallId><EndCall/></GctiMsg>`,
		"a document type's name":                    `<!DOCTYPE n7046183952 SYSTEM "IServer.dtd"><GctiMsg><CallId>c1</CallId><EndCall/></GctiMsg>`,
		"a document type that is public":            `<!DOCTYPE GctiMsg PUBLIC "7046183952" "7046183952.dtd"><GctiMsg><CallId>c1</CallId><EndCall/></GctiMsg>`,
		"an entity":                                 `<GctiMsg><CallId>&n7046183952;</CallId><EndCall/></GctiMsg>`,
		"a character":                               `<GctiMsg><CallId>&#7046183952;</CallId><EndCall/></GctiMsg>`,
		"harmless after the damage":                 `<GctiMsg><CallId>c1</CallId><NewCall Version='4.0' & Version='7046183952'><CalledNum>7046183952</CalledNum></NewCall></GctiMsg>`,
		"harmless after damage that only is in XML": `<GctiMsg><CallId>]]></CallId><NewCall Version='7046183952'><CalledNum>7046183952</CalledNum></NewCall></GctiMsg>`,
		"harmless in a tag without a quote":         `<GctiMsg><CallId>c1</CallId><NewCall Version='7046183952' CallControlMode='x ANI='1'/></GctiMsg>`,
		"harmless before a wrong end tag":           `<GctiMsg><CallId>7046183952</CalledId><EndCall/></GctiMsg>`,
	} {
		for _, kind := range []string{"log", "gli"} {
			input := filepath.Join(t.TempDir(), "in")
			carried := []byte("2024-03-01 09:00:00.000 " + d + "\n")
			if kind == "gli" {
				carried = pcaptest.XML(d)
			}
			if err := os.WriteFile(input, carried, 0o600); err != nil {
				t.Fatal(err)
			}
			for output, text := range allOutputs(t, t.TempDir(), input, "auto", "--input", kind) {
				if part := p.found(text); part != "" {
					at := bytes.Index(text, []byte(part))
					t.Errorf("%s (%s): %s contains %q: ...%s", name, kind, output, part, text[max(0, at-200):min(len(text), at+60)])
				}
			}
		}
	}
}

// A call is found by an id that reports mask.
func TestCallWithAMaskedID(t *testing.T) {
	input := filepath.Join(t.TempDir(), "in.log")
	if err := os.WriteFile(input, []byte("<GctiMsg><CallId>a '1'</CallId><EndCall EndCause='normal'/></GctiMsg>\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, values := range []string{"masked", "shown"} {
		out := run(t, "check", "-f", "ndjson", "--values", values, "--call", "a '1'", input)
		if !bytes.Contains(out, []byte(`"MSG004"`)) || bytes.Contains(out, []byte(`"a '1'"`)) != (values == "shown") {
			t.Errorf("--values %s: %s", values, out)
		}
	}
}

// carry puts documents into a log, a log of JSON, a capture that lost a part of the packets, or a raw
// stream that lost bytes.
func (p *planter) carry(kind string, docs []string) []byte {
	if kind == "log" {
		var b bytes.Buffer
		for i, d := range docs {
			fmt.Fprintf(&b, "2024-03-01T09:%02d:%02d.%03dZ %s\n", i/1000/60%60, i/1000%60, i%1000, d)
		}
		return b.Bytes()
	}
	if kind == "json" {
		var b bytes.Buffer
		for i, d := range docs {
			text, _ := json.Marshal(d)
			fmt.Fprintf(&b, `{"time":"2024-03-01T09:%02d:%02d.%03dZ","msg":%s}`+"\n", i/1000/60%60, i/1000%60, i%1000, text)
		}
		return b.Bytes()
	}
	frameOf := func(d string) []byte {
		frame := pcaptest.XML(d)
		if p.IntN(20) == 0 {
			frame[2+p.IntN(2)] ^= byte(1 << p.IntN(7)) // the length
		}
		return frame
	}
	if kind == "gli" {
		var stream []byte
		for _, d := range docs {
			frame := frameOf(d)
			if from := p.IntN(len(frame)); p.IntN(20) == 0 {
				if rest := slices.Concat(frame[:from], frame[min(len(frame), from+p.IntN(100)):]); !p.isShownByRight(string(rest)) {
					stream = append(stream, rest...)
					continue
				}
			}
			stream = append(stream, frame...)
		}
		return stream
	}
	b := pcaptest.New()
	b.MSS = 200
	c := b.Connect("10.0.0.1:40000", "10.0.0.2:9090")
	for _, d := range docs {
		frame := frameOf(d)
		if side := p.IntN(2); p.IntN(15) == 0 {
			from := p.IntN(len(frame))
			c.Data(side, frame[:from])
			lost := p.IntN(len(frame) - from)
			c.Lose(side, lost)
			c.Data(side, frame[from+lost:])
		} else {
			c.Data(side, frame)
		}
	}
	return b.Pcap()
}
