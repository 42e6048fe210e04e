package cli

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"ivrcheck/internal/pcaptest"
)

// The HTML report is opened from disk in a real browser, one for all tests.
// IVRCHECK_SCREENSHOTS=DIR writes screenshots to DIR.

// tenFindings is a capture with about ten findings of several kinds, and with texts
// that try to run a script.
func tenFindings() []byte {
	const attack = "&lt;/script>&lt;script>window.hacked=1&lt;/script>&lt;!--&lt;img src=x onerror=window.hacked=1>"
	b := pcaptest.New()
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	login(c)
	c.Server(agentInfo("7001", "LoggedIn"), agentInfo("7001", "LoggedOut"))
	c.IVR(newCall("c1"), newCall("c1"))
	c.Server(callStatus("c1", "Ringing"), callStatus("c1", attack), callStatus("c1", "established"))
	c.KeepAlive()
	c.IVR(doc("c1", `<UDataGet><RequestId>17</RequestId><Keys>VoxFile</Keys></UDataGet>`))
	c.Server(doc("c1", `<UDataResp Result="Success"><RequestId>18</RequestId></UDataResp>`))
	b.Sleep(2 * time.Second)
	c.IVR(doc("c1", `<RouteReqest RouteDN="8000"/>`), doc(attack, `<Nonsense/>`), endCall("c1"), callStatus("c1", "Ringing"))
	c.Server(callStatus("c1", "Released"), doc("c1", `<RouteResponse RouteType="default"><Dest>5</Dest>`))
	c.Close()
	return b.Pcap()
}

// manyFindings is a capture with n findings or a few more, nine for each call.
func manyFindings(n int) []byte {
	b := pcaptest.New()
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	login(c)
	for i := range n/9 + 1 {
		id := fmt.Sprintf("call-%05d", i)
		c.IVR(newCall(id))
		for range 4 {
			c.Server(callStatus(id, fmt.Sprintf("Event%d", i%7)), callStatus(id, "ringing"))
		}
		if i%2 == 0 {
			c.IVR(endCall(id))
		}
		c.IVR(doc(id, `<Nonsense/>`))
	}
	c.Close()
	return b.Pcap()
}

// tab is a page in the browser, with its errors.
type tab struct {
	context.Context
	t      *testing.T
	mu     sync.Mutex
	errors []string
}

// startBrowser starts Chromium, or skips the test if there is none.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no chromium on the PATH; scripts/setup.sh test installs it")
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir())}
	for _, flag := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "hide-scrollbars",
		"force-prefers-reduced-motion", // else a click hits a page that still scrolls
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("%s does not start: %v", path, err)
	}
	return ctx
}

// open opens a file in a tab of its own; prepare is done in the tab before.
func open(t *testing.T, b context.Context, file string, prepare ...chromedp.Action[chromedp.Void]) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(cancel)
	p := &tab{Context: ctx, t: t}
	address := (&url.URL{Scheme: "file", Path: file}).String()
	err := chromedp.Listen(ctx, func(event any) {
		wrong := ""
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			wrong = "exception: " + e.ExceptionDetails.Text
			if x := e.ExceptionDetails.Exception; x != nil {
				wrong += " " + x.Description
			}
		case *runtime.EventConsoleAPICalled:
			wrong = fmt.Sprintf("console.%s", e.Type)
		case *log.EventEntryAdded:
			wrong = fmt.Sprintf("%s: %s", e.Entry.Level, e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if e.Request.URL != address {
				wrong = "request: " + e.Request.URL
			}
		}
		if wrong != "" {
			p.mu.Lock()
			p.errors = append(p.errors, wrong)
			p.mu.Unlock()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	p.do(cdpCommand(network.Enable, network.EnableParams{}), cdpCommand(log.Enable, cdp.Empty{}), screen(1100, 800, 1, false))
	p.do(prepare...)
	p.do(chromedp.Navigate(address), chromedp.WaitVisible(chromedp.CSS(`body[data-ready]`)))
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, e := range p.errors {
			t.Error(e)
		}
	})
	return p
}

// cdpCommand is a command of the protocol as an action.
func cdpCommand[P, R any](cmd cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, cmd, params)
		return err
	})
}

// screen is one of so many pixels, in points and pixels a point.
func screen(width, height int64, scale float64, mobile bool) chromedp.Action[chromedp.Void] {
	return cdpCommand(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: scale, Mobile: mobile,
	})
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// click clicks on the first match of a CSS selector.
func (p *tab) click(selector string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// open clicks until an element is there. The page may still move between the
// measuring of the place and the click, which then misses.
func (p *tab) open(selector, element string) {
	p.t.Helper()
	for range 20 {
		p.click(selector)
		if eval[bool](p, fmt.Sprintf(`(async () => {
			for (let i = 0; i < 50 && !document.querySelector(%[1]q); i++) await new Promise((next) => setTimeout(next, 200));
			return document.querySelector(%[1]q) !== null;
		})()`, element)) {
			return
		}
	}
	p.t.Fatalf("a click on %s brings no %s", selector, element)
}

// result gives the result of an action.
func result[T any](p *tab, action chromedp.Action[T]) T {
	p.t.Helper()
	out, err := chromedp.Run(p, action)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// eval gives the value of an expression, or of its promise.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	return result(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// picture writes a screenshot if one is wanted.
func (p *tab) picture(name string, whole bool) {
	dir := os.Getenv("IVRCHECK_SCREENSHOTS")
	if dir == "" {
		return
	}
	p.t.Helper()
	shot := chromedp.CaptureScreenshot()
	if whole {
		shot = chromedp.FullScreenshot(100)
	}
	png := result(p, shot)
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// htmlReport checks a capture and gives the page and the number of findings.
func htmlReport(t *testing.T, name string, capture []byte) (file string, findings int) {
	t.Helper()
	dir := t.TempDir()
	input := filepath.Join(dir, name)
	if err := os.WriteFile(input, capture, 0o600); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, "report.html")
	lines := run(t, "check", "--format", "ndjson", "--values", "shown", "-o", "html="+file, input)
	return file, strings.Count(string(lines), `"type":"finding"`)
}

const (
	rowsShown  = `document.querySelectorAll(".finding").length`
	rowsInPage = `[...document.querySelectorAll(".row")].map((row) => Number((row.querySelector(".times") || {textContent: "1"}).textContent.replace(/,/g, ""))).reduce((a, b) => a + b, 0)`
	statusText = `document.querySelector(".result [role=status]").textContent`
	typeText   = `(name, text) => { const i = document.querySelector("form").elements[name]; i.value = text;
		i.dispatchEvent(new Event("input", {bubbles: true})); return new Promise((r) => setTimeout(r, 400)); }`
)

func TestHTMLReportInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	b := startBrowser(t)

	t.Run("ten findings", func(t *testing.T) {
		file, n := htmlReport(t, "<img src=x onerror=window.hacked=1>.pcap", tenFindings())
		if n < 10 {
			t.Fatalf("only %d findings", n)
		}
		p := open(t, b, file,
			cdpCommand(browser.SetPermission, browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted}))
		if got := eval[string](p, statusText); got != fmt.Sprintf("%d findings", n) {
			t.Errorf("the page says %q, there are %d", got, n)
		}
		rows := eval[int](p, rowsShown)
		if got := eval[int](p, rowsInPage); got != n || rows > n {
			t.Errorf("%d rows with %d findings, there are %d", rows, got, n)
		}
		if got := eval[string](p, `document.querySelector(".run").textContent`); !strings.Contains(got, ".pcap") || !strings.Contains(got, "2024-03-01T09:00:00") || !strings.Contains(got, "errors fail") || !strings.Contains(got, "ivrcheck") {
			t.Errorf("the run is %q", got)
		}
		if got := eval[string](p, `document.querySelector("h1").textContent`); !strings.HasPrefix(got, "Failed: ") || !strings.Contains(got, " errors") {
			t.Errorf("the verdict is %q", got)
		}
		if !eval[bool](p, `document.body.firstElementChild.id === "summary"`) {
			t.Error("the verdict is not what is read first")
		}
		p.picture("ten-light", true)

		// Nothing of the capture became markup.
		if eval[bool](p, `"hacked" in window || document.querySelector("main img, main script, #summary img, #summary script") !== null`) {
			t.Error("a text of the capture was run, or became an element")
		}
		if !eval[bool](p, `document.body.textContent.includes("<script>window.hacked=1</script>")`) {
			t.Error("the text of the capture is not shown")
		}

		// The details of a finding, with the ladder.
		row := `[data-rule=SEQ010] .row`
		p.open(row, `[data-rule=SEQ010] .detail`)
		if got := eval[string](p, `document.querySelector("[data-rule=SEQ010] .row").getAttribute("aria-expanded")`); got != "true" {
			t.Errorf("a click leaves aria-expanded at %q", got)
		}
		details := eval[string](p, `document.querySelector("[data-rule=SEQ010] .detail").textContent`)
		for _, want := range []string{"LoggedIn", "frame.number==", "documented", "10.0.0.5:49152", "Related", "ivrcheck explain SEQ010"} {
			if !strings.Contains(details, want) {
				t.Errorf("the details lack %q: %s", want, details)
			}
		}
		if got := eval[int](p, `document.querySelectorAll(".detail svg.ladder .arrow").length`); got < 4 {
			t.Errorf("the ladder has %d messages", got)
		}
		if got := eval[int](p, `document.querySelectorAll(".detail svg.ladder .arrow.marked").length`); got != 2 {
			t.Errorf("%d messages are marked, want the finding's and the related one", got)
		}
		if !eval[bool](p, `[...document.querySelectorAll(".detail svg.ladder .mark")].some((m) => m.textContent.includes("SEQ010"))`) {
			t.Error("the finding is not in the ladder")
		}
		p.picture("ten-detail", true)

		// The filter of Wireshark goes to the clipboard.
		p.click(`[data-rule=SEQ010] .copy`)
		p.do(chromedp.WaitVisible(`//span[text()="Copied"]`))
		if got, want := eval[string](p, `navigator.clipboard.readText()`), eval[string](p, `document.querySelector("[data-rule=SEQ010] .filter code").textContent`); got != want {
			t.Errorf("the clipboard holds %q, want %q", got, want)
		}

		// The keyboard opens and closes, and / goes to the search.
		p.do(chromedp.Focus(chromedp.CSS(row)), chromedp.KeyEvent("\r"))
		if got := eval[int](p, `document.querySelectorAll(".detail").length`); got != 0 {
			t.Errorf("Enter on an open row leaves %d open", got)
		}
		eval[bool](p, `document.querySelectorAll(".row").forEach((row) => row.classList.add("before")), true`)
		p.do(chromedp.KeyEvent("/"))
		if got := eval[string](p, `document.activeElement.name`); got != "text" {
			t.Errorf("/ goes to %q", got)
		}

		// The driver types the / that the page has handled, and the search then draws all
		// rows again, closed.
		if typed := eval[string](p, `document.activeElement.value`); typed != "" {
			p.do(chromedp.WaitNotPresent(chromedp.CSS(`.row.before`)))
		}

		// The ladder of a finding in a call has the call, and counts the rest.
		p.open(`[data-rule=MSG002] .row`, `[data-rule=MSG002] svg`)
		if got := eval[string](p, `document.querySelector("[data-rule=MSG002] svg").textContent`); !strings.Contains(got, "UDataGet") || !strings.Contains(got, "not shown") {
			t.Errorf("the ladder of a call is %s", got)
		}

		// From the end of the page back, no row that gets the focus is under the tools.
		if got := eval[[]string](p, `scrollTo(0, 1e6), [...document.querySelectorAll(".row")].reverse().filter((row) => {
			row.focus();
			return row.getBoundingClientRect().top < document.querySelector("form").getBoundingClientRect().bottom;
		}).map((row) => row.textContent)`); len(got) > 0 {
			t.Errorf("under the tools: %q", got)
		}

		// Filters.
		eval[any](p, `(`+typeText+`)("text", "agent-steady")`)
		if got := eval[int](p, rowsShown); got != 1 {
			t.Errorf("%d rows match agent-steady", got)
		}
		eval[any](p, `(`+typeText+`)("text", "no such thing")`)
		if got := eval[string](p, `document.querySelector(".empty").textContent`); got != "No finding matches the filter." || !eval[bool](p, `!document.querySelector(".empty").hidden`) {
			t.Errorf("a search for nothing says %q", got)
		}
		p.click(`.result .plain`)
		if got := eval[int](p, rowsShown); got != rows {
			t.Errorf("%d rows after all filters were taken back", got)
		}
		eval[any](p, `(`+typeText+`)("where", "c1")`)
		if got := eval[int](p, rowsShown); got == 0 || got == rows {
			t.Errorf("call c1 has %d of %d findings", got, n)
		}
		p.click(`.result .plain`)
		// The table of rules leads to the findings of one.
		p.click(`#rules summary`)
		p.do(chromedp.Click(`//footer//button[text()="SEQ020"]`))
		if got := eval[int](p, rowsShown); got != 1 || !eval[bool](p, `!document.querySelector("[data-rule=SEQ020]").hidden`) {
			t.Errorf("the table of rules leads to %d findings", got)
		}
		p.click(`.result .plain`)
		// The numbers at the top are filters.
		p.click(`.count.warning`)
		if !eval[bool](p, `[...document.querySelectorAll(".group:not([hidden]) h3 .tag")].every((t) => t.textContent === "warning")`) {
			t.Error("more than warnings is shown")
		}
		p.click(`.count.warning`)
		if got := eval[int](p, rowsShown); got != rows {
			t.Errorf("%d rows after the filter was taken back", got)
		}
	})

	t.Run("dark, narrow and on paper", func(t *testing.T) {
		file, n := htmlReport(t, "ten.pcap", tenFindings())
		dark := cdpCommand(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		p := open(t, b, file, dark)
		if got := eval[string](p, `getComputedStyle(document.body).backgroundColor`); got != "rgb(13, 17, 23)" {
			t.Errorf("the dark page is %s", got)
		}
		p.click(`[data-rule=SEQ010] .row`)
		p.picture("ten-dark", true)

		p = open(t, b, file, screen(390, 844, 2, true))
		p.click(`[data-rule=SEQ010] .row`)
		if got := eval[int](p, `document.documentElement.scrollWidth`); got > 390 {
			t.Errorf("a page of 390 pixels scrolls sideways to %d", got)
		}
		p.picture("ten-phone", true)

		p = open(t, b, file)
		pdf := result(p, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
		if len(pdf) < 10_000 {
			t.Errorf("the PDF has %d bytes", len(pdf))
		}
		if dir := os.Getenv("IVRCHECK_SCREENSHOTS"); dir != "" {
			_ = os.WriteFile(filepath.Join(dir, "ten.pdf"), pdf, 0o644)
		}
		if got := eval[int](p, `document.querySelectorAll(".detail").length`); got != 0 {
			t.Errorf("%d findings are left open after printing", got)
		}
		p.do(screen(794, 1123, 1, false), cdpCommand(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
		if got := eval[int](p, `(window.dispatchEvent(new Event("beforeprint")), document.querySelectorAll(".detail svg.ladder").length)`); got == 0 || got != eval[int](p, rowsShown) {
			t.Errorf("%d ladders are printed for %d findings", got, n)
		}
		p.picture("ten-print", true)
	})

	for _, many := range []int{1000, 100_000} {
		t.Run(fmt.Sprintf("%d findings", many), func(t *testing.T) { manyInABrowser(t, b, many) })
	}
}

// manyInABrowser checks that a page of many findings is small, and that its filters do little work.
func manyInABrowser(t *testing.T, b context.Context, many int) {
	file, n := htmlReport(t, "many.pcap", manyFindings(many))
	if n < many {
		t.Fatalf("only %d findings", n)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 20<<20 {
		t.Errorf("a page of %d findings has %d bytes", n, info.Size())
	}
	p := open(t, b, file)
	t.Logf("%d findings, %d bytes", n, info.Size())
	if got := eval[int](p, rowsShown); got > 200 {
		t.Errorf("%d rows are in the page at first", got)
	}
	for name, prepare := range map[string][]chromedp.Action[chromedp.Void]{
		"light": nil, "dark": {cdpCommand(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})},
	} {
		if os.Getenv("IVRCHECK_SCREENSHOTS") != "" {
			for _, width := range []int64{1280, 390} {
				p := open(t, b, file, append(prepare, screen(width, 900, 1, width < 500))...)
				p.picture(fmt.Sprintf("many-%d-%d-%s", many, width, name), false)
				p.open(`.group .row`, `.detail`)
				p.picture(fmt.Sprintf("many-%d-%d-%s-detail", many, width, name), true)
			}
		}
	}
	for _, search := range []string{"call-00023", "ringing", "established nonsense", ""} {
		eval[any](p, `(`+typeText+`)("text", "`+search+`")`)
		t.Logf("search for %q: %s, %s ms", search, eval[string](p, statusText), eval[string](p, `document.body.dataset.filtered`))
		if got := eval[int](p, rowsShown); got > 200 {
			t.Errorf("search for %q draws %d rows", search, got)
		}
	}
	eval[any](p, `(`+typeText+`)("where", "call-00023")`)
	if got := eval[string](p, statusText); strings.HasPrefix(got, "0 of") || !strings.Contains(got, " of ") {
		t.Errorf("call-00023: %q", got)
	}
	p.click(`.result .plain`)
	p.open(`.group .row`, `.detail svg.ladder .arrow`)
	if got := eval[int](p, `document.querySelectorAll(".detail svg.ladder .arrow").length`); got < 4 {
		t.Errorf("the ladder of one of many has %d messages", got)
	}
	if got := eval[int](p, `document.querySelectorAll(".detail .places li").length`); got < 2 || got > 501 {
		t.Errorf("%d positions are listed", got)
	}
}
