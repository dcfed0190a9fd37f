package tsclient_test

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/generator/internal/tsclient"
)

// TestClients compiles clients of every flavour as strictly as TypeScript can,
// together with programs that use them, and runs those programs against the
// running application.
func TestClients(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it compiles with tsc, which takes its time")
	}
	dir := project(t, tools(t))
	every := tsclient.Options{Command: "drey client ts", ReactQuery: true, Angular: true, Extension: ".js"}
	dated := every
	dated.Dates = true
	writeClient(t, dir, "text", document(t), every)
	writeClient(t, dir, "dates", document(t), dated)
	writeClient(t, dir, "nest", document(t, drey.NestErrors()), every)
	writeClient(t, dir, "rich", rich(t), every)
	writeClient(t, dir, "rich-dates", rich(t), dated)
	for name, path := range published {
		writeClient(t, dir, name, parse(t, filepath.Join("../../..", path)), dated)
	}
	node(t, dir, nil, "node_modules/typescript/bin/tsc", "-p", ".")
	every.Extension, dated.Extension = "", ""
	writeClient(t, filepath.Join(dir, "browser"), "text", rich(t), every)
	writeClient(t, filepath.Join(dir, "browser"), "dates", document(t), dated)
	writeClient(t, filepath.Join(dir, "browser", "guide"), "api", document(t), every)
	node(t, dir, nil, "node_modules/typescript/bin/tsc", "-p", "browser")

	t.Run("example", func(t *testing.T) {
		t.Parallel()
		node(t, dir, []string{"CATS=" + runExample(t)}, "--test", "out/example.test.js")
	})
	for _, program := range []string{"fetch", "rich", "react", "angular"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			app, nest := dreytest.New(t, appModule), dreytest.New(t, appModule, drey.NestErrors())
			node(t, dir, []string{"API=" + app.URL(), "NEST=" + nest.URL()}, "--test", "out/"+program+".test.js")
		})
	}
}

// published are the documents of the examples, and of 50 routes and 110 types.
var published = map[string]string{
	"hello":      "examples/hello/testdata/openapi.golden.json",
	"cats":       "examples/cats/internal/app/testdata/openapi.golden.json",
	"guide":      "examples/guide/testdata/openapi.golden.json",
	"torture":    "modules/openapi/testdata/torture.golden.json",
	"everything": "modules/openapi/testdata/everything.golden.json",
}

// runExample starts examples/cats as its users do, and returns where it is.
func runExample(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "cats.exe")
	if out, err := exec.Command("go", "build", "-o", binary, "../../../examples/cats").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	boss, err := net.Listen("tcp", "127.0.0.1:0") // whom the program tells where it listens
	if err != nil {
		t.Fatal(err)
	}
	program := exec.Command(binary)
	program.Env = append(os.Environ(), "DREY_SUPERVISOR="+boss.Addr().String(), "ADMIN_KEY=secret")
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = boss.Close()
		_ = program.Process.Kill()
		_ = program.Wait()
	})
	call, err := boss.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = call.Close() })
	var news struct{ URL, Error string }
	if err := json.NewDecoder(call).Decode(&news); err != nil || news.URL == "" {
		t.Fatal(news, err)
	}
	return news.URL
}

// project is a folder with the programs of testdata/node and its packages.
func project(t *testing.T, packages string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/node")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(packages, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeClient(t *testing.T, dir, name string, doc *tsclient.Document, opts tsclient.Options) {
	t.Helper()
	files, _ := tsclient.Generate(doc, opts)
	if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, name, f.Name), f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
