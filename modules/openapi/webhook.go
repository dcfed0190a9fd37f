package openapi

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A Webhook is a request that the application sends: to whoever has registered
// for it ([Config.Webhooks]), or in return for a request ([Calls]).
type Webhook struct {
	Name        string // a key of the document: orderShipped
	Method      string // default POST
	Summary     string // the default is made from Name
	Description string // Markdown

	// URL is where a request in return goes, as an expression:
	// {$request.body#/notify}. It is not for Config.Webhooks.
	URL string
	// Body is a value of the type that is sent as JSON, such as OrderShipped{};
	// nil for none.
	Body any
	// Parameters are the headers that come with it, such as a signature.
	Parameters []*Parameter
}

// Calls says that the operation makes the application send requests in return.
func Calls(hooks ...Webhook) drey.RouteOption {
	return detailKey.Add(func(b *builder, o *Operation) {
		for _, hook := range hooks {
			if hook.URL == "" {
				b.report("the call %q has no URL (write an expression such as {$request.body#/notify})", hook.Name)
			}
			if hook.URL == "" || !b.named(hook) {
				continue
			}
			call, _ := o.Callbacks.Get(hook.Name)
			call = joined(call, Callback{})
			call.Set(hook.URL, b.item(call, hook.URL, hook))
			o.Callbacks.Set(hook.Name, call)
		}
	})
}

// webhooks describes those of the configuration.
func (b *builder) webhooks() {
	for _, hook := range b.cfg.Webhooks {
		if b.named(hook) {
			b.doc.Webhooks.Set(hook.Name, b.item(b.doc.Webhooks, hook.Name, hook))
		}
	}
}

// named reports whether a webhook can be told from others, and has a method
// that there is a place for.
func (b *builder) named(hook Webhook) bool {
	if hook.Name == "" {
		b.report("a webhook has no name (give it one, such as orderShipped)")
	}
	if hook.Method != "" && !slices.Contains(methods, strings.ToUpper(hook.Method)) {
		b.report("the webhook %q has the method %q, which OpenAPI 3.1 has no place for", hook.Name, hook.Method)
		return false
	}
	return hook.Name != ""
}

// item adds a request to those that are there under one key.
func (b *builder) item(among Map[PathItem], key string, hook Webhook) PathItem {
	before, _ := among.Get(key)
	item := PathItem{joined(before.Map, Map[*Operation]{})}
	method := http.MethodPost
	if hook.Method != "" {
		method = hook.Method
	}
	item.Set(strings.ToLower(method), b.sent(hook))
	return item
}

// sent describes a request that the application sends.
func (b *builder) sent(hook Webhook) *Operation {
	o := &Operation{
		Summary:     title(hook.Summary),
		Description: hook.Description,
		OperationID: unused(uncapital(identifier(hook.Name)), b.taken),
		Parameters:  hook.Parameters,
		Security:    []map[string][]string{},
	}
	if o.Summary == "" {
		o.Summary = capital(strings.Join(words(hook.Name), " "))
	}
	if hook.Body != nil {
		body := &RequestBody{Required: true}
		body.Content.Set(jsonType, MediaType{Schema: b.schemas.of(reflect.TypeOf(hook.Body), output)})
		o.RequestBody = body
	}
	o.Responses.Set("2XX", &Response{Description: "It has arrived."})
	return o
}
