// Package cookies keeps values in cookies that a client can neither read nor
// change.
//
//	drey.Import(cookies.ForRoot(cookies.Config{Keys: []string{key}}))
//
//	var Cart = cookies.Cookie[[]int]{Name: "__Host-cart", MaxAge: 7 * 24 * time.Hour}
//
//	func (c *Controller) Add(ctx context.Context, in Item) (drey.None, error) {
//		ids, _ := Cart.Get(ctx, c.jar) // no cookie is an empty cart
//		return drey.None{}, Cart.Set(ctx, c.jar, append(ids, in.ID))
//	}
//
// Values are sealed with AES-256-GCM: encrypted, and bound to the cookie's
// name and the time at which they end. Several keys make rotation possible: the
// first one seals, all of them open.
//
// What a cookie holds cannot be taken back before it ends; a client that keeps
// an old one can send it again. Keep what must be revoked on the server.
package cookies
