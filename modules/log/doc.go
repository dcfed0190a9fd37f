// Package log gives an application its *slog.Logger and an access log.
//
//	var Module = drey.NewModule("app", drey.Import(log.Module), ...)
//
//	func NewService(log *slog.Logger) *Service { ... }
//
//	s.log.InfoContext(ctx, "order stored", "id", id)
//
// Lines are text in development and JSON in production, from the level in
// $LOG_LEVEL upwards. Every line logged with a request's context carries that
// request's id as requestId. Every request leaves one line of its own.
package log
