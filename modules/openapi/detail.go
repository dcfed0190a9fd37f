package openapi

import (
	"encoding/json"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A detail is what an option says of an operation besides the usual.
type detail func(b *builder, o *Operation)

var detailKey = drey.NewKey[detail]("openapi.detail")

// details applies the options of all levels, the route's last.
func (b *builder) details(o *Operation, r *drey.RouteInfo) {
	for _, add := range detailKey.AllOf(r) {
		add(b, o)
	}
}

// Extension adds a member whose name begins with x- to operations. The value is
// whatever encoding/json can write.
func Extension(name string, value any) drey.Enhancer {
	return detailKey.Add(func(b *builder, o *Operation) { b.extend(&o.Extensions, name, value) })
}

// extend sets an extension if it can be written.
func (b *builder) extend(extensions *Extensions, name string, value any) {
	if !strings.HasPrefix(name, "x-") || len(name) == len("x-") {
		b.report("the extension %q cannot be written (begin its name with x-)", name)
		return
	}
	if b.writable("the extension "+name, value) {
		extensions.Set(name, value)
	}
}

// writable reports whether a value can be written as JSON.
func (b *builder) writable(what string, value any) bool {
	_, err := json.Marshal(value)
	if err != nil {
		b.report("%s cannot be written: %v (give it a value that encoding/json can write)", what, err)
	}
	return err == nil
}

// SeeAlso leads from operations to more documentation.
func SeeAlso(url, description string) drey.Enhancer {
	return detailKey.Add(func(_ *builder, o *Operation) { o.ExternalDocs = ExternalDocs{URL: url, Description: description} })
}

// RequestExample shows a body that the operation reads, under a name.
func RequestExample(name string, value any) drey.RouteOption {
	return detailKey.Add(func(b *builder, o *Operation) {
		if o.RequestBody == nil {
			b.report("the example %q is of a body, and the route reads none (remove it)", name)
			return
		}
		b.exemplify(&o.RequestBody.Content, name, value)
	})
}

// ResponseExample shows the body of an answer with a status, under a name.
func ResponseExample(status int, name string, value any) drey.RouteOption {
	return detailKey.Add(func(b *builder, o *Operation) {
		response := b.ownResponse(o, strconv.Itoa(status))
		if response == nil || response.Content.Len() == 0 {
			b.report("the example %q is of the body of an answer %d, which the route does not have (declare it, or remove the example)", name, status)
			return
		}
		b.exemplify(&response.Content, name, value)
	})
}

// exemplify adds an example to each content type of a body.
func (b *builder) exemplify(content *Map[MediaType], name string, value any) {
	if !b.writable("the example "+strconv.Quote(name), value) {
		return
	}
	for contentType, media := range content.All() {
		media.Examples = joined(media.Examples, Map[Example]{})
		media.Example = nil // of an annotation, which cannot stand beside
		media.Examples.Set(name, Example{Value: value})
		content.Set(contentType, media)
	}
}

// ownResponse is a response of an operation alone, to be changed; nil when it
// has none of that status.
func (b *builder) ownResponse(o *Operation, status string) *Response {
	response, ok := o.Responses.Get(status)
	if !ok {
		return nil
	}
	own := *response
	if name, isRef := strings.CutPrefix(response.Ref, "#/components/responses/"); isRef && b.responses[name] != nil {
		own = *b.responses[name]
		own.Content = joined(own.Content, Map[MediaType]{})
	}
	o.Responses.Set(status, &own)
	return &own
}

// LinkTo says that values of the answer lead to another route, which is named
// by its handler. Parameters are pairs of the name of a parameter there and
// where its value is here:
//
//	openapi.LinkTo(c.Find, "id", "$response.body#/id")
func LinkTo(handler any, parameters ...string) drey.RouteOption {
	return detailKey.Add(func(b *builder, o *Operation) {
		to := b.routeOf(handler)
		if to == nil {
			b.report("the route leads to %s, which is no handler of a route in the document (pass the handler of a route)", symbolOfHandler(handler))
			return
		}
		link := Link{OperationID: b.ids[to]}
		for pair := range slices.Chunk(parameters, 2) {
			if len(pair) == 1 || !takes(to, pair[0]) {
				b.report("the route leads to %s with a parameter %q, which that does not take (write pairs of a name and an expression)", link.OperationID, pair[0])
				continue
			}
			link.Parameters.Set(pair[0], pair[1])
		}
		if response := b.ownResponse(o, strconv.Itoa(b.route.Status)); response != nil {
			response.Links = joined(response.Links, Map[Link]{})
			response.Links.Set(link.OperationID, link)
		}
	})
}

// routeOf finds the first route of a handler.
func (b *builder) routeOf(handler any) *drey.RouteInfo {
	symbol := symbolOfHandler(handler)
	for _, r := range b.routes {
		if r.Handler == symbol {
			return r
		}
	}
	return nil
}

// symbolOfHandler names a function as [drey.RouteInfo] does.
func symbolOfHandler(handler any) string {
	v := reflect.ValueOf(handler)
	if v.Kind() != reflect.Func || v.IsNil() {
		return "what is no function"
	}
	return strings.TrimSuffix(runtime.FuncForPC(v.Pointer()).Name(), "-fm")
}

// takes reports whether a route has a parameter.
func takes(r *drey.RouteInfo, name string) bool {
	return slices.ContainsFunc(r.Input, func(f drey.InputField) bool { return parameterSources[f.Source] && f.Name == name })
}
