// Package cors lets pages of other origins call an application.
//
//	drey.Import(cors.ForRoot(cors.Config{
//		Origins:     []string{"https://shop.example"},
//		Credentials: true, // cookies
//	}))
//
// Origins are compared exactly; any other origin gets no header at all, so a
// browser keeps the answer from its page. Preflights are answered here, for
// every path, before guards could refuse them.
package cors
