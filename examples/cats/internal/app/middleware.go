package app

import "net/http"

// noStore is stage 1: an ordinary net/http middleware. On the root module it
// runs for every request, also for those that match no route.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
