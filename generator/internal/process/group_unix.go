//go:build unix

// Package process is about the programs that the command starts.
package process

import (
	"os/exec"
	"syscall"
)

// OwnGroup keeps a terminal's Ctrl+C from reaching the program twice: once
// from the terminal and once from here.
func OwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
