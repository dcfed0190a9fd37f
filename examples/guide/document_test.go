package guide_test

import (
	"testing"

	drey "github.com/dreygo/drey/framework"

	"github.com/dreygo/drey/examples/internal/document"
	"github.com/dreygo/drey/modules/openapi"
)

// The applications of the guide are described without a problem.
func TestDocumentInAFile(t *testing.T) {
	t.Parallel()
	all := drey.NewModule("guide", drey.Import(ShelfModule, LendingModule, LendingDesk, Till, Guarded, Tower, Branches, Ledger, Members, SignUps, Post))
	document.Golden(t, openapi.Config{Title: "Guide"}, all)
}
