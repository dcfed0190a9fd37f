// Package users is a feature of the shop in the boot reports' tests.
package users

import (
	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/testdata/shop/db"
)

type (
	Config     struct{}
	Service    struct{ repo *db.Repo }
	Auditor    struct{ service *Service }
	Controller struct{ service *Service }
	Guard      struct{}

	Finder  interface{ Find(id int) string }
	Auditer interface{ Audit() }

	Replica struct {
		fx.In
		Pool *db.Pool `name:"replica"`
	}
	Pools struct {
		fx.In
		Pools []*db.Pool `group:"pools"`
	}
)

func NewService(repo *db.Repo) *Service { return &Service{repo} }

func (s *Service) Find(id int) string { return "" }

// Audit does not have the signature that Auditer wants.
func (s *Service) Audit(deep bool) {}

func NewAuditor(service *Service) *Auditor { return &Auditor{service} }

func NewCircular(auditor *Auditor) *Service { return &Service{} }

func NewController(service *Service) *Controller { return &Controller{service} }

func (c *Controller) Routes() *drey.Routes { return drey.Controller("/users") }

func NewGuard() *Guard { return &Guard{} }

func (g *Guard) Allow(*drey.Context) error { return nil }

func NewOfFinder(finder Finder) *Auditor { return &Auditor{} }

func NewOfValue(config db.Config) *Auditor { return &Auditor{} }

func NewOfConfig(config *Config) *Auditor { return &Auditor{} }

func NewOfReplica(replica Replica) *Auditor { return &Auditor{} }

func NewOfGroup(pools Pools) *Auditor { return &Auditor{} }

func NewVariadic(repos ...*db.Repo) *Service { return &Service{} }

func NewNothing(repo *db.Repo) {}

func NewValue() Service { return Service{} }

func NewPanicking(repo *db.Repo) *Service { panic("users: no licence") }

func NewNil() *Service { return nil }

func NewOfFinderPool(finder Finder) *db.Pool { return &db.Pool{} }

func NewHasty(pool drey.Lazy[*db.Pool]) *Auditor {
	pool.Get()
	return &Auditor{}
}

func NewHastyByFunc(pool func() *db.Pool) *Auditor {
	pool()
	return &Auditor{}
}
