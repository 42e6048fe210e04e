package schema

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ivrcheck/internal/cputime"
	"ivrcheck/trace"
)

// Every hostile document ends fast, with the code that tells what it is.
func TestHostile(t *testing.T) {
	const mega = 1 << 20
	fill := func(piece string) string { return strings.Repeat(piece, mega/len(piece)) }
	lol := `<!DOCTYPE GctiMsg [<!ENTITY a0 "lol">`
	for i := 1; i < 30; i++ {
		lol += fmt.Sprintf(`<!ENTITY a%d "&a%d;&a%d;&a%d;">`, i, i-1, i-1, i-1)
	}
	tests := []struct{ name, body, code string }{
		{"billion laughs in text", lol + `]><GctiMsg><CallId>&a29;</CallId></GctiMsg>`, "XML005"},
		{"billion laughs in an attribute", lol + `]><GctiMsg><NewCall a="&a29;"/></GctiMsg>`, "XML005"},
		{"a subset behind comments", `<?xml version="1.0"?><!-- > --><?x ?> <!DOCTYPE a SYSTEM "x>" [<!ENTITY b "c">]><GctiMsg/>`, "XML005"},
		{"a parameter entity", `<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd">%b;]><GctiMsg/>`, "XML005"},
		{"an attribute default", `<!DOCTYPE GctiMsg [<!ATTLIST GctiMsg a CDATA "b">]><GctiMsg/>`, "XML005"},
		{"a subset never closed", `<!DOCTYPE a [` + fill("<!ENTITY b 'c'>"), "XML005"},
		{"depth", "<GctiMsg>" + fill("<a>"), "XML006"},
		{"depth with text between", "<GctiMsg>" + fill("<a>x "), "XML006"},
		{"attributes", "<GctiMsg><a " + fill(`b="" `) + "/></GctiMsg>", "XML006"},
		{"attributes of one name, not closed", "<GctiMsg><a " + fill(`b="" `), "XML006"},
		{"a long name", "<GctiMsg><" + fill("a") + "/></GctiMsg>", "XML006"},
		{"a long name that is never ended", "<" + fill("a"), "XML006"},
		{"a long attribute name", "<GctiMsg><a " + fill("b") + "=''/></GctiMsg>", "XML006"},
		{"NUL only", fill("\x00"), "XML001"},
		{"invalid UTF-8", `<?xml version="1.0" encoding="UTF-8"?><GctiMsg><CallId>` + fill("\xff") + `</CallId><EndCall/></GctiMsg>`, "XML002"},
		{"open brackets", fill("<"), "XML001"},
		{"ampersands", "<GctiMsg>" + fill("&") + "</GctiMsg>", "XML001"},
		{"quotes", "<GctiMsg " + fill(`"'`), "XML001"},
		{"equal signs", "<GctiMsg " + fill(`=`), "XML001"},
		{"unclosed comments", "<GctiMsg>" + fill(`<!--`), "XML001"},
		{"hyphens in a comment", "<GctiMsg><!--" + fill(`-- `) + "--></GctiMsg>", "XML001"},
		{"hyphens in many comments", "<GctiMsg>" + fill(`<!-- -- - -- -->`) + "</GctiMsg>", "XML001"},
		{"undeclared prefixes", doc("<LogMsg>" + fill("<a:b/>") + "</LogMsg>"), ""},
		{"reserved instructions", doc("<LogMsg>" + fill("<?xmlx?>") + "</LogMsg>"), ""},
		{"instructions with colons", doc("<LogMsg>" + fill("<?a:b?>") + "</LogMsg>"), ""},
		{"undefined entities", doc("<LogMsg>" + fill("&a;") + "</LogMsg>"), "XML005"},
		{"undefined entities in an attribute", doc(`<LogMsg a="` + fill("&a;") + `"/>`), "XML005"},
		{"different undefined entities", doc("<LogMsg>" + counted("&a%d;") + "</LogMsg>"), "XML005"},
		{"character references", doc(`<LogMsg a="` + fill("&#38;") + `">` + fill("&#60;") + "</LogMsg>"), ""},
		{"wrong xml:space", doc("<LogMsg>" + fill("<a xml:space='x'/>") + "</LogMsg>"), ""},
		{"namespaces", doc("<LogMsg>" + counted("<a xmlns:b%d='%%'/>") + "</LogMsg>"), ""},
		{"nested namespaces", doc("<LogMsg>" + fill(strings.Repeat("<a xmlns:b='b' b:c='d'>", 200)+strings.Repeat("</a>", 200)) + "</LogMsg>"), ""},
		{"CDATA end in text", doc("<LogMsg>" + fill("]]>") + "</LogMsg>"), "XML001"},
		{"many languages", doc("<LogMsg>" + fill("<a xml:lang='??'/>") + "</LogMsg>"), ""},
		{"unclosed CDATA", "<GctiMsg>" + fill(`<![CDATA[`), "XML001"},
		{"unclosed declarations", fill(`<!x "`), "XML001"},
		{"end tags", fill(`</a>`), "XML001"},
		{"white space", fill(" "), "XML001"},
		{"pieces of text", doc("<LogMsg>" + fill("a<!---->") + "</LogMsg>"), ""},
		{"many unknown parameters", doc("<CallStatus>" + fill("<a/>") + "</CallStatus>"), "MSG003"},
		{"many different unknown parameters", doc("<CallStatus>" + counted(`<a%d/>`) + "</CallStatus>"), "MSG003"},
		{"many messages", doc(fill("<EndCall/>")), "MSG010"},
		{"many call ids", doc(fill("<CallId/>") + "<EndCall/>"), "MSG009"},
		{"many call ids in the message", head + "<GctiMsg><CallStatus>" + fill("<CallId/>") + "</CallStatus></GctiMsg>", "MSG009"},
		{"many forbidden parameters", doc(`<MonitorInfo><Server Name="a" Status="OK"/>` + fill("<ReqId>1</ReqId>") + "</MonitorInfo>"), "MSG008"},
		{"many subtypes", doc(`<MonitorInfo>` + fill(`<Agent/>`) + "</MonitorInfo>"), "MSG011"},
		{"many Nodes", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx>` + fill(`<Node/>`) + "</UDataEx></NewCall>"), "MSG013"},
		{"many lists", doc(`<NewCall><CalledNum>1</CalledNum>` + fill(`<UDataEx/>`) + "</NewCall>"), "MSG016"},
	}
	k := NewChecker(Builtin(), Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			limit := cputime.Limit(t, "the check")
			_, got, faults := check(t, k, test.body)
			k.Mask([]byte(test.body), false)
			limit()
			found := test.code == ""
			for _, f := range faults {
				found = found || f.Code == test.code
				if len(f.Evidence) > 1000 || len(f.Subject) > 1000 {
					t.Errorf("%s has evidence of %d bytes", f.Code, len(f.Evidence))
				}
			}
			if !found || len(got) > maxFaults {
				t.Errorf("want %s, got %d: %.300q", test.code, len(got), got)
			}
			if (test.code == "XML001" || test.code == "XML005" || test.code == "XML006") && len(got) != 1 {
				t.Errorf("one fault, one finding: %q", got)
			}
		})
	}
}

func counted(format string) string {
	var b strings.Builder
	for i := 0; b.Len() < 1<<20; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// Nothing but the document is ever read: no file, no network.
func TestNothingExternalIsRead(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	hits := make(chan struct{}, 100)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			hits <- struct{}{}
			c.Close()
		}
	}()
	defer listener.Close()
	file := filepath.Join(t.TempDir(), "IServer.dtd")
	if err := os.WriteFile(file, []byte(`<!ENTITY stolen "`+secret+`"><!ATTLIST EndCall leaked CDATA "`+secret+`">`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(file)) // so that the relative name would be found
	k := NewChecker(Builtin(), Options{ShowValues: true})
	for _, uri := range []string{"file://" + file, file, "IServer.dtd", "http://" + listener.Addr().String() + "/IServer.dtd", "ftp://" + listener.Addr().String() + "/x"} {
		for _, body := range []string{
			`<!DOCTYPE GctiMsg SYSTEM "` + uri + `"><GctiMsg><CallId>1</CallId><EndCall EndCause="&stolen;"/></GctiMsg>`,
			`<!DOCTYPE GctiMsg SYSTEM "` + uri + `"><GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>`,
			`<!DOCTYPE GctiMsg PUBLIC "x" "` + uri + `"><GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>`,
			`<!DOCTYPE GctiMsg [<!ENTITY stolen SYSTEM "` + uri + `">]><GctiMsg><CallId>&stolen;</CallId><EndCall/></GctiMsg>`,
			`<!DOCTYPE GctiMsg [<!ENTITY % stolen SYSTEM "` + uri + `"> %stolen;]><GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>`,
			`<GctiMsg xmlns:xi="http://www.w3.org/2001/XInclude"><CallId>1</CallId><xi:include href="` + uri + `" parse="text"/></GctiMsg>`,
			`<?xml-stylesheet href="` + uri + `"?><GctiMsg xsi:schemaLocation="a ` + uri + `"><CallId>1</CallId><EndCall/></GctiMsg>`,
		} {
			m, _, faults := check(t, k, body)
			if shown := fmt.Sprint(m, faults); strings.Contains(shown, secret) {
				t.Errorf("%s was read: %s", uri, body)
			}
		}
	}
	time.Sleep(50 * time.Millisecond)
	if len(hits) > 0 {
		t.Error("the network was used")
	}
}

// libxml2 prints to standard error, unless it is told not to on every thread.
func TestSilence(t *testing.T) {
	if os.Getenv("SCHEMA_TEST_NOISE") == "1" {
		for _, body := range []string{"<a", "<a>&b;</a>", "<a:b/>", `<?xml version="1.0" encoding="KLINGON"?><a/>`, `<?xml version="9"?><a xmlns="%"/>`, "<a xml:space='x'/>"} {
			done := make(chan bool)
			go func() {
				runtime.LockOSThread() // not unlocked: the thread ends with it
				NewChecker(Builtin(), Options{}).Check(&trace.Unit{Body: []byte(body)})
				done <- true
			}()
			<-done
		}
		return
	}
	command := exec.Command(os.Args[0], "-test.run=^TestSilence$")
	command.Env = append(os.Environ(), "SCHEMA_TEST_NOISE=1")
	var stderr strings.Builder
	command.Stderr, command.Stdout = &stderr, io.Discard
	if err := command.Run(); err != nil || stderr.Len() > 0 {
		t.Errorf("%v: %s", err, stderr.String())
	}
}

// libxml2's memory is not Go's, so the garbage collector does not help.
func TestNoLeak(t *testing.T) {
	if testing.Short() {
		t.Skip("parses 100000 messages")
	}
	k := NewChecker(Builtin(), Options{})
	bodies := []*trace.Unit{}
	for _, body := range []string{
		doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="x&amp;y"/></UDataEx></NewCall>`),
		doc(`<CallStatus Event="Busy"`), doc(`<CallStatus Event="&foo;"/>`), doc(`<a:b/>`), "",
	} {
		bodies = append(bodies, &trace.Unit{Body: []byte(body)})
	}
	run := func(n int) {
		for i := range n {
			k.Check(bodies[i%len(bodies)])
		}
	}
	run(20_000)
	before := resident(t)
	run(100_000)
	if grown := resident(t) - before; grown > 16<<20 {
		t.Errorf("grew by %d bytes", grown)
	}
}

func resident(t *testing.T) int {
	t.Helper()
	runtime.GC()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc here")
	}
	pages, _ := strconv.Atoi(strings.Fields(string(data))[1])
	return pages * os.Getpagesize()
}

// FuzzCheck: no panic, always the same, valid UTF-8 out, and a secret that
// stands where personal values stand shows in nothing that a report prints.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		doc(`<LoginReq ClientName="a" Version="4.0"/>`),
		doc(`<MonitorInfo ReqID="1"><agent portnum="01" Status='0K'/></MonitorInfo>`),
		doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="x&amp;y"/></UDataEx></NewCall>`),
		`<!DOCTYPE GctiMsg [<!ENTITY a "b">]><GctiMsg>&a;</GctiMsg>`, "\xef\xbb\xbf<GctiMsg/>", "<GctiMsg/>\x00", "\x1b[2J<a", "<?xml version='1.0' encoding='EUC-KR'?><GctiMsg>\xc7\xd1</GctiMsg>",
	} {
		f.Add([]byte(seed), uint16(0), []byte(nil))
	}
	f.Add([]byte(nil), uint16(3), []byte(" ")) // no XML declaration any more
	for _, cut := range []string{`"`, "<", "&", "'", ">", " ", "=", "</", "\x00", "\xff", "-->", "<!--"} {
		for at := uint16(100); at < 300; at += 9 {
			f.Add([]byte(nil), at, []byte(cut))
		}
	}
	c := Builtin()
	f.Fuzz(func(t *testing.T, body []byte, at uint16, put []byte) {
		planted := len(body) == 0
		if planted {
			// One damage to a message that holds the secret.
			good := doc(`<NewCall><CalledNum>1</CalledNum><ANI>5551234567</ANI><UDataEx><Node Name="a" Type="Str" Val="5551234567"/></UDataEx></NewCall>`)
			i := min(int(at), len(good))
			// Letters and digits could make another good message of it, in
			// which the place is not a personal one.
			if len(put) > 3 || strings.ContainsFunc(string(put), func(r rune) bool {
				return r > ' ' && strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:-.", r) || r >= 0x80
			}) {
				return
			}
			body = []byte(good[:i] + string(put) + good[i:])
		}
		one, other := NewChecker(c, Options{}), NewChecker(c, Options{})
		m, faults := one.Check(&trace.Unit{Body: body})
		again, same := other.Check(&trace.Unit{Body: body})
		if (m == nil) != (again == nil) || fmt.Sprint(faults) != fmt.Sprint(same) {
			t.Fatalf("not the same twice: %v\n%v", faults, same)
		}
		if m == nil && len(faults) == 0 {
			t.Fatal("unreadable without a fault")
		}
		for _, fault := range faults {
			shown := []string{fault.Code, fault.Subject, fault.Evidence, fault.Hint}
			if !fault.ActualPrivate {
				shown = append(shown, fault.Actual)
			}
			for _, a := range fault.Args {
				if !a.Private {
					shown = append(shown, a.Value)
				}
			}
			for _, s := range shown {
				if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\n\r\u202e") {
					t.Fatalf("%s shows %q", fault.Code, s)
				}
				if planted && strings.Contains(s, secret) {
					t.Fatalf("%s shows the secret in %q of %s", fault.Code, s, body)
				}
			}
			if fault.Span.Start < 0 || fault.Span.End > len(body) || fault.Span.Start > fault.Span.End {
				t.Fatalf("span %v of %d bytes", fault.Span, len(body))
			}
		}
		hidden := one.Mask(body, false)
		if planted && strings.Contains(string(hidden), secret) {
			t.Fatalf("Mask shows the secret: %s", hidden)
		}
		if m != nil {
			one.mask.Read(body, false)
			if places := one.mask.Places(); places != len(m.Nodes()) {
				t.Fatalf("%d places for %d nodes", places, len(m.Nodes()))
			}
			odd := strings.HasPrefix(string(hidden), "<?xml ***") // libxml2 takes more than the mask is sure about
			if _, err := one.Parse(hidden); err != nil && !odd {
				t.Fatalf("masked to something that is not well-formed: %v\n%s", err, hidden)
			}
		}
	})
}
