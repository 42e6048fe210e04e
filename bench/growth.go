package main

import (
	"fmt"
	"math"
)

// manyConnections is the number of connections of mixed traffic for growth measurements: the maximum that the program
// must serve in bounded memory.
const manyConnections = 2000

// growth measures the program at growing sizes, and computes the exponent of the time.
func (s *settings) growth() error {
	for _, name := range []string{"mixed", "uniform"} {
		var cs []contender
		for _, mb := range []int64{50, 200, 800} {
			var connections []int
			if name == "mixed" {
				connections = []int{manyConnections}
			}
			path, _, err := s.capture(name, mb*megabyte, connections...)
			if err != nil {
				return err
			}
			cs = append(cs, s.check(fmt.Sprintf("%s, %d MB", name, mb), path))
		}
		got, err := s.measure(cs)
		if err != nil {
			return err
		}
		fmt.Fprint(s.out, "| | seconds | MB/s | peak MB |\n|---|---|---|---|\n")
		for _, c := range cs {
			f := got[c.name]
			fmt.Fprintf(s.out, "| %s | %.2f | %.0f | %.0f |\n", c.name, f.median(), float64(c.size)/1e6/f.median(), float64(f.peak)/1e6)
		}
		first, last := cs[0], cs[len(cs)-1]
		exponent := math.Log(got[last.name].median()/got[first.name].median()) / math.Log(float64(last.size)/float64(first.size))
		fmt.Fprintf(s.out, "\nTime grows with the size to the power of %.2f.\n\n", exponent)
	}
	return nil
}
