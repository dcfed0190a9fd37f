// Package sessions keeps values on the server for as long as a visitor stays;
// the browser holds nothing but a sealed id.
//
//	drey.Import(
//		cookies.ForRoot(cookies.Config{Keys: []string{key}}),
//		sessions.Module,
//	)
//
//	var User = sessions.Key[string]{Name: "user"}
//
//	func (c *Controller) Login(ctx context.Context, in Credentials) (drey.None, error) {
//		// ... who is it?
//		if err := c.sessions.Renew(ctx); err != nil {
//			return drey.None{}, err
//		}
//		return drey.None{}, User.Set(ctx, c.sessions, in.Name)
//	}
//
// A session is loaded when a request first asks for a value, and stored when
// one is changed; a request that asks for none pays nothing. What is set is
// stored when Set returns. It ends when it has not been used for
// [Config.Idle], and at the latest after [Config.Max].
//
// Requests of one session that run at the same time do not undo each other's
// changes: those of several keys are all kept, of one key the last one, and with
// [Key.Update] nothing is lost.
//
// Use a session where the request is handled: its functions write headers, which
// goroutines of one request must not do at the same time.
package sessions
