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

// A flag that is not on the command line is set by an environment variable, otherwise by the configuration file
// (contract, section 3).

// envPrefix is the prefix of the environment variables of flags.
const envPrefix = "IVRCHECK_"

func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// perCommand lists the flags that differ between commands. Only check and merge take them from the environment and the
// configuration file.
var perCommand = []string{"format", "oneline", "output"}

// flagSources are the sources of the values of flags.
type flagSources struct {
	config *configFile // nil if there is none
	// origins has the environment variable or the file:line that set a flag, by flag name.
	origins map[string]string
}

// resolveFlags sets the flags that are not on the command line.
func resolveFlags(c *ucli.Context) (*flagSources, error) {
	s := &flagSources{origins: make(map[string]string)}
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
	return s, s.apply(c, s.environmentOrFile)
}

// apply sets the flags that are not on the command line to the values that lookup returns.
func (s *flagSources) apply(c *ucli.Context, lookup func(string, flagKind) ([]string, string)) error {
	given := c.LocalFlagNames()
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		if name == "config" || slices.Contains(given, name) || !slices.Contains([]string{"check", "merge", "show"}, c.Command.Name) && slices.Contains(perCommand, name) {
			continue
		}
		values, origin := lookup(name, kindOf(f))
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

func (s *flagSources) environmentOrFile(name string, kind flagKind) (values []string, origin string) {
	if v := os.Getenv(envName(name)); v != "" {
		if kind == takesTexts || kind == takesNumbers {
			return splitList([]string{v}), envName(name)
		}
		return []string{v}, envName(name)
	}
	return s.file(name)
}

func (s *flagSources) file(name string) (values []string, origin string) {
	if s.config != nil {
		for _, set := range s.config.settings {
			if set.name == name {
				return set.values, set.place
			}
		}
	}
	return nil, ""
}

// load reads the configuration file that --config names, otherwise the nearest one from the working directory upward.
// An empty --config means none.
func (s *flagSources) load(c *ucli.Context) error {
	path, found := c.String("config"), false
	if path == "" {
		if c.IsSet("config") {
			return nil
		}
		dir, err := os.Getwd()
		if err != nil {
			return nil // there is no directory to search
		}
		if path = findConfig(dir); path == "" {
			return nil
		}
		found = true
		if near, err := filepath.Rel(dir, path); err == nil {
			path = near // the path that a user would type
		}
	}
	config, err := readConfig(c.Context, path, settable(), found)
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

// withOrigin adds to an error about a flag the place that set its value, unless it is the command line.
func (s *flagSources) withOrigin(err error) error {
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
