package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"
)

// A flag that the command line does not give may be set by an environment
// variable, and else by the configuration file (contract, section 2).

// envPrefix stands before the name of a flag in an environment variable.
const envPrefix = "IVRCHECK_"

func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// own lists the flags that mean something else from command to command, so
// that only check takes them from elsewhere than its command line.
var own = []string{"format", "oneline"}

// settled is where the values in force come from.
type settled struct {
	// config is the configuration file, nil if there is none.
	config *configFile
	// origins tell for each flag that something else than the command line
	// has set what that was: a variable or file:line.
	origins map[string]string
}

// settle completes the flags of a command that its command line does not give.
func settle(c *ucli.Context) (*settled, error) {
	s := &settled{origins: make(map[string]string)}
	if !c.IsSet("config") {
		if path := os.Getenv(envName("config")); path != "" {
			if err := c.Set("config", path); err != nil {
				return nil, usageError{err}
			}
			s.origins["config"] = envName("config")
		}
	}
	if err := s.load(c); err != nil {
		return nil, err
	}
	return s, s.apply(c, s.elsewhere)
}

// apply sets the flags that the command line does not give to what else says.
func (s *settled) apply(c *ucli.Context, elsewhere func(string, flagKind) ([]string, string)) error {
	given := c.LocalFlagNames()
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		if name == "config" || slices.Contains(given, name) || c.Command.Name != "check" && c.Command.Name != "show" && slices.Contains(own, name) {
			continue
		}
		values, origin := elsewhere(name, kindOf(f))
		for _, v := range values {
			if err := c.Set(name, v); err != nil {
				return usagef("%s: --%s cannot be %q, it takes %s", origin, name, v, kindOf(f))
			}
		}
		if origin != "" {
			s.origins[name] = origin
		}
	}
	return nil
}

// elsewhere gives the values that environment or file have for a flag.
func (s *settled) elsewhere(name string, kind flagKind) (values []string, origin string) {
	if v := os.Getenv(envName(name)); v != "" {
		if kind == takesTexts || kind == takesNumbers {
			return list([]string{v}), envName(name)
		}
		return []string{v}, envName(name)
	}
	return s.configured(name)
}

// configured gives the values that the file has for a flag.
func (s *settled) configured(name string) (values []string, origin string) {
	if s.config != nil {
		for _, set := range s.config.settings {
			if set.name == name {
				return set.values, set.place
			}
		}
	}
	return nil, ""
}

// load reads the configuration file that --config names, or the nearest one
// from the working directory upward; an empty --config means none.
func (s *settled) load(c *ucli.Context) error {
	path := c.String("config")
	if path == "" {
		if c.IsSet("config") {
			return nil
		}
		dir, err := os.Getwd()
		if err != nil {
			return nil // nowhere to look
		}
		if path = findConfig(dir); path == "" {
			return nil
		}
		if near, err := filepath.Rel(dir, path); err == nil {
			path = near // as a reader would type it
		}
	}
	config, err := readConfig(path, settable())
	if err != nil {
		return usageError{err}
	}
	s.config = config
	return nil
}

// settable lists the flags that a configuration file may set, by long name.
func settable() map[string]flagKind {
	out := make(map[string]flagKind)
	for _, f := range append(checkFlags(), inputFlags()...) {
		if name := f.Names()[0]; name != "config" {
			out[name] = kindOf(f)
		}
	}
	return out
}

func kindOf(f ucli.Flag) flagKind {
	switch f.(type) {
	case *ucli.BoolFlag:
		return takesBool
	case *ucli.IntFlag:
		return takesNumber
	case *ucli.StringSliceFlag:
		return takesTexts
	case *ucli.IntSliceFlag:
		return takesNumbers
	}
	return takesText
}

// blame adds to an error about a flag where its value was set, if not on the
// command line.
func (s *settled) blame(err error) error {
	var usage usageError
	if err == nil || !errors.As(err, &usage) {
		return err
	}
	for name, origin := range s.origins {
		if rest, ok := strings.CutPrefix(err.Error(), "--"+name); ok && (rest == "" || strings.ContainsAny(rest[:1], " :")) {
			return usageError{fmt.Errorf("%s: %w", origin, err)}
		}
	}
	return err
}
