package introspect

// checker reports what keeps the application from starting.
const checker = `package main

import (
	"encoding/json"
	"fmt"
	"os"

	drey "github.com/dreygo/drey/framework"

	root ROOT
)

func main() {
	err := drey.Check(MODULE)
	if err == nil {
		return
	}
	report := []byte(err.Error())
	if os.Getenv("DREY_REPORT") == "json" {
		report, _ = json.Marshal(err)
	}
	fmt.Fprintln(os.Stderr, string(report))
	os.Exit(1)
}
`

// Check runs the checks of a start. The error is a [*Failure] with the report, in
// JSON if that is asked for, where the application cannot start; said is what
// the program had to say besides.
func (r Root) Check(asJSON bool) (said string, err error) {
	var environment []string
	if asJSON { // functions that call each other without an end are reported by the framework, before main
		environment = append(environment, "DREY_REPORT=json")
	}
	return r.run(checker, nil, environment)
}
