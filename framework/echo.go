package drey

import "github.com/labstack/echo/v4"

// Echo returns the router under an application, for what drey does not do.
// It is the one place where echo shows: routes added here bypass guards,
// interceptors, filters and documents, and code that uses it changes when
// drey moves to a new major version of echo. Add routes before [App.Start].
// A handler of echo gets the request as [TrustedProxies] leave it, also from
// RealIP; but echo's Scheme believes X-Forwarded-Proto from anyone.
// It returns nil for an app that could not be built, and in constructors.
func Echo(a *App) *echo.Echo {
	if a.usable() != nil {
		return nil
	}
	return a.server.Echo()
}
