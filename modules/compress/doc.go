// Package compress makes answers smaller for clients that understand zstd or
// gzip.
//
//	drey.Import(compress.Module)
//
// Text of 1 KiB and more is compressed as it is written, JSON and scripts
// included; pictures, ranges and what is compressed already are not. Streams
// flow: a flush reaches the client. Nothing is held back to be measured, so an
// answer of unknown length is judged by its first piece, and one that does not
// say its type stays as it is.
package compress
