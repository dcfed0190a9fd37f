// Package secure sends the headers that make browsers careful.
//
//	drey.Import(secure.Module)
//
// Each answer carries
//
//	Content-Security-Policy       default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'
//	Cross-Origin-Opener-Policy    same-origin
//	Cross-Origin-Resource-Policy  same-origin
//	Referrer-Policy               same-origin
//	Strict-Transport-Security     max-age=31536000, over TLS only
//	X-Content-Type-Options        nosniff
//
// unless the config, the route or its handler says otherwise.
package secure
