// Package csrf keeps pages of other sites from acting in a visitor's name.
//
//	drey.Import(csrf.Module)
//
// Browsers say where a request comes from (Sec-Fetch-Site, or Origin in older
// ones). What would change something and comes from elsewhere is refused with
// 403; nothing is stored and no token travels. GET, HEAD and OPTIONS always
// pass, so they must change nothing. Clients that are no browsers say nothing
// and pass: they carry no one else's cookies.
package csrf
