// Package envelope puts what handlers return into an object: {"data": ...}.
//
//	drey.New(app.Module, drey.UseInterceptors(envelope.New(envelope.Config{})))
//
// Only what is sent as JSON is wrapped, with the status and the headers of a
// [drey.Response]; texts, bytes, [drey.None], streams and other outputs that
// write themselves ([drey.Responder]) stay as they are, and so do errors. The
// document of modules/openapi describes the envelope, as EnvelopeCat for a Cat.
//
// What stands beside the data, such as the pages of a list, a handler returns
// with [With].
package envelope
