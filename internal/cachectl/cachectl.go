// Package cachectl switches caches off for tests and measurements. A package
// that keeps a cache declares a switch for it and asks the switch where it makes
// the cache. The program itself switches nothing off: a cache changes no report.
package cachectl

// Switch is the switch of one cache.
type Switch struct {
	Name string // "schema/template"
	Off  bool
}

// switches are all that were declared. Package initialisation alone adds to it.
var switches []*Switch

// New declares a switch. Call it to initialise a package variable.
func New(name string) *Switch {
	s := &Switch{Name: name}
	switches = append(switches, s)
	return s
}

// All returns the switches of all caches in the program.
func All() []*Switch { return switches }

// SetAll switches every cache off or on. Caches that were made before keep
// their state, so set it before a run, never during one.
func SetAll(off bool) {
	for _, s := range switches {
		s.Off = off
	}
}
