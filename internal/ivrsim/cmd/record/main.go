// record plays one scenario of ivrsim, so that something can be recorded
// while it does; scripts/record.sh is what calls it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"ivrcheck/internal/ivrsim"
)

func main() {
	name := flag.String("scenario", "good", "what to play")
	listen := flag.String("listen", "127.0.0.1:7009", "address and port of the server")
	flag.Parse()
	if err := play(*name, *listen); err != nil {
		fmt.Fprintf(os.Stderr, "record: %v\n", err)
		os.Exit(1)
	}
}

func play(name, listen string) error {
	for _, s := range ivrsim.Scenarios() {
		if s.Name == name {
			return s.Run(context.Background(), listen)
		}
	}
	var names []string
	for _, s := range ivrsim.Scenarios() {
		names = append(names, s.Name)
	}
	return fmt.Errorf("there is no scenario %q; there are %q", name, names)
}
