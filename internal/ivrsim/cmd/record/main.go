// Command record plays one scenario of ivrsim while scripts/record.sh captures it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"ivrcheck/internal/ivrsim"
)

func main() {
	name := flag.String("scenario", "good", "the scenario")
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
	return fmt.Errorf("unknown scenario %q, use one of %q", name, names)
}
