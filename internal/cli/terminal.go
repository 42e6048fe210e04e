package cli

import (
	"io"
	"os"
	"strings"

	ucli "github.com/urfave/cli/v2"
	"golang.org/x/term"

	"ivrcheck/report"
)

// terminalOptions returns the options for text on a stream.
func terminalOptions(c *ucli.Context, w io.Writer) report.Options {
	opt := report.Options{Version: version(), Color: colorWanted(c, w), Terminal: isTerminal(w)}
	if f, ok := w.(descriptor); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			opt.Width = width
		}
	}
	return opt
}

// colorWanted applies --color, NO_COLOR, CLICOLOR_FORCE and TERM=dumb, in this order.
func colorWanted(c *ucli.Context, w io.Writer) bool {
	force := os.Getenv("CLICOLOR_FORCE")
	switch when := c.String("color"); {
	case when == "always":
		return true
	case when == "never", os.Getenv("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	}
	return isTerminal(w) && os.Getenv("TERM") != "dumb"
}

// descriptor is an open file.
type descriptor interface{ Fd() uintptr }

func isTerminal(w io.Writer) bool {
	f, ok := w.(descriptor)
	return ok && term.IsTerminal(int(f.Fd()))
}

// unicodeLocale reports whether the locale uses UTF-8.
func unicodeLocale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(os.Getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return false
}
