//go:build !unix

package process

import "os/exec"

// OwnGroup does nothing: there are no process groups.
func OwnGroup(*exec.Cmd) {}

// Kill ends the program.
func Kill(cmd *exec.Cmd) error { return cmd.Process.Kill() }
