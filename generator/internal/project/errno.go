package project

import "syscall"

// errNotDir is the error of opening a file below a file.
const errNotDir = syscall.ENOTDIR
