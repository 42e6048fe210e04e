package files

import "fmt"

// Use is one use of a file in a run. Name is its name in errors: "--output
// json=x", "the input run.pcap".
type Use struct {
	Name string
	ID   Identity
}

// Conflict returns an error if an output is the same file as one that the run
// reads or as another output. The error names both.
func Conflict(outputs, read []Use) error {
	first := make(map[Identity]string)
	for _, u := range read {
		if _, known := first[u.ID]; !known && u.ID != (Identity{}) {
			first[u.ID] = u.Name
		}
	}
	for _, o := range outputs {
		if o.ID == (Identity{}) {
			continue
		}
		if other, taken := first[o.ID]; taken {
			return fmt.Errorf("%s and %s are the same file", o.Name, other)
		}
		first[o.ID] = o.Name
	}
	return nil
}
