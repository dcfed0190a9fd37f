package drey_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// No test may leave a goroutine behind, whatever it did to its application.
// Tests of whole processes run this binary again as one of their programs.
func TestMain(m *testing.M) {
	if program, ok := programs[os.Getenv("DREY_TEST_PROGRAM")]; ok {
		program()
		return
	}
	if module, ok := recursions[os.Getenv("DREY_TEST_RECURSION")]; ok {
		buildRecursion(module)
		return
	}
	goleak.VerifyTestMain(m)
}
