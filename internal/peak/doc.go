// Package peak measures the peak memory of the program on hostile inputs. It has tests only:
// each runs the program as a process of its own, because the memory of a test would count
// as well.
package peak
