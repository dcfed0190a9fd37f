// Package etag saves sending again what a client has already.
//
//	drey.Import(etag.Module)
//
// A small JSON answer to GET or HEAD gets an ETag made from its body. When the
// client names that ETag in If-None-Match the answer is 304 without the body.
// The handler runs all the same: what is saved is the way, not the work. An
// ETag that a handler has set itself is kept and compared likewise, whatever
// the answer's type and size.
package etag
