package swag_test

import (
	"encoding/json"
	"strings"
	"testing"

	swaggo "github.com/swaggo/swag"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/swag"
)

func application(title string, further ...openapi.DocumentConfig) *drey.Module {
	return drey.NewModule("app", drey.Import(openapi.ForRoot(openapi.Config{Title: title, Documents: further}), swag.Module))
}

func title(t *testing.T, name ...string) string {
	t.Helper()
	text, err := swaggo.ReadDoc(name...)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		OpenAPI string
		Info    struct{ Title string }
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil || doc.OpenAPI != "3.0.3" {
		t.Fatal(doc.OpenAPI, err)
	}
	return doc.Info.Title
}

// The registry is one for the process: these tests share it, one after the
// other.
func TestRegistry(t *testing.T) { //nolint:paralleltest // see above
	dreytest.New(t, application("Shop", openapi.DocumentConfig{Name: "admin"}))
	if got := title(t); got != "Shop" {
		t.Errorf("the first document is %s", got)
	}
	if got := title(t, "admin"); got != "Shop (admin)" {
		t.Errorf("the further document is %s", got)
	}
	dreytest.New(t, application("Other"))
	if got := title(t); got != "Other" {
		t.Errorf("after another application was started, the document is %s", got)
	}
}

func TestProduction(t *testing.T) { //nolint:paralleltest // see above
	dreytest.New(t, application("Secret", openapi.DocumentConfig{Name: "secret"}, openapi.DocumentConfig{Name: "public", Enabled: openapi.Always}), drey.Env(drey.Production))
	if text, err := swaggo.ReadDoc("secret"); err == nil {
		t.Errorf("registered in production: %s", text)
	}
	if got := title(t, "public"); got != "Secret (public)" {
		t.Error(got)
	}
}

type foreign struct{}

func (foreign) ReadDoc() string { return "{}" }

func TestNameOfAnother(t *testing.T) { //nolint:paralleltest // see above
	swaggo.Register("taken", foreign{})
	app := drey.New(application("Shop", openapi.DocumentConfig{Name: "taken"}), drey.Detached())
	err := app.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), `swag's registry has a document "taken" of another`) {
		t.Fatal(err)
	}
}

func TestNothingToRegister(t *testing.T) {
	t.Parallel()
	app := drey.New(drey.NewModule("app", drey.Import(swag.Module)))
	if app.Err() == nil || !strings.Contains(app.Err().Error(), "import openapi.Module") {
		t.Error(app.Err())
	}
}
