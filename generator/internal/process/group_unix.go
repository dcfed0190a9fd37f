//go:build unix

// Package process is about the programs that the command starts.
package process

import (
	"os/exec"
	"syscall"
)

// OwnGroup keeps a terminal's Ctrl+C from reaching the program twice: once
// from the terminal and once from here. What the program starts is of its group.
func OwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Kill ends what is left of the group of a program that was started in its own,
// the program itself included.
func Kill(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
