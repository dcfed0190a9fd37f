// Package httpcache says how long clients, and caches on the way, may keep an
// answer:
//
//	drey.Get("/rates", c.Rates, httpcache.Keep(httpcache.Policy{MaxAge: time.Minute, Public: true}))
//
// It sets Cache-Control and Vary and stores nothing itself. It is careful:
// only successes (and 304) of GET and HEAD are kept, and an answer that sets a
// cookie, or to a request that says who it is with Authorization or a cookie, is
// never public ([Policy.Anybody] allows the latter). A handler that sets Cache-Control itself has its way; then the policy
// nearest to the route counts.
package httpcache
