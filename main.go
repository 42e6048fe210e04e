// ivrcheck checks the XML protocol between IVRs and the Genesys IVR Server in
// packet captures and logs.
package main

import (
	"os"

	"ivrcheck/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args, os.Stdin, os.Stdout, os.Stderr))
}
