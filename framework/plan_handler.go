package drey

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/bind"
	"github.com/dreygo/drey/framework/internal/check"
	"github.com/dreygo/drey/framework/internal/diag"
)

// planHandler checks a route's path, handler and input, and makes the plans
// that bind and validate the input.
func (b *blueprint) planHandler(p *plannedRoute, r *Route) diag.Report {
	report := append(finalSlash(p, r), checkPath(p)...)
	pathOK := len(report) == 0
	if !isMethod(p.info.Method) {
		report.Add(badMethod(p))
	}
	report = append(report, b.planCore(p, r)...)
	if p.input != nil && pathOK {
		report = append(report, checkParams(p)...)
	}
	return report
}

// planCore checks what a route and an endpoint have in common.
func (b *blueprint) planCore(p *plannedRoute, r *Route) diag.Report {
	var report diag.Report
	if r.handler == nil || r.handler.isNil() {
		report.Add(nilHandler(p))
		return report
	}
	p.info.Handler = r.handler.symbol()
	p.info.In, p.info.Out = r.handler.types()
	report = append(report, p.planShape()...)
	report = append(report, p.idlePipes()...)
	if unsendable(p.info.Out) {
		report.Add(badOutput(p))
	}
	report = append(report, checkHeader(p)...)
	report = append(report, b.checkBounds(p, r)...)
	p.info.Produces = describe(p.info.Sent)
	p.info.Status = defaultStatus(r, p.info)
	if bodiless(p.info.Status) {
		p.info.Produces = Description{}
	}
	if p.info.Status < 200 || p.info.Status > 599 {
		report.Add(badStatus(p))
	}
	for _, s := range p.stages(everyStage) {
		if s.value != nil && isNil(s.value) {
			report.Add(nilStage(p, s))
		}
	}
	if p.info.In == nil {
		return report
	}
	return append(report, b.planInput(p)...)
}

// checkBounds refuses bounds that nothing fits into, once for each. A bound of a
// level above the nearest is another's.
func (b *blueprint) checkBounds(p *plannedRoute, r *Route) diag.Report {
	var report diag.Report
	if d, _ := timeoutKey.Of(p.info); d < 0 {
		report = append(report, b.refuse("D114", r, fmt.Sprintf("drey.Timeout(%s) leaves no time", d), "pass a positive duration, or 0 for no bound")...)
	}
	if n, _ := bodyLimitKey.Of(p.info); n < 0 {
		report = append(report, b.refuse("D114", r, fmt.Sprintf("drey.BodyLimit(%d) leaves no room", n), "pass how many bytes a body may have; 0 is for none at all")...)
	}
	return report
}

// planInput compiles the input's binding and rules.
func (b *blueprint) planInput(p *plannedRoute) diag.Report {
	var report diag.Report
	in := elemOf(p.info.In)
	if in.Kind() != reflect.Struct {
		report.Add(inputNotStruct(p))
		return report
	}
	var err error
	rules := check.Options{Name: wireName, Nullable: isNullable, Partial: isPartial, Unions: b.unionTypes(), Rules: b.rules}
	options := bind.Options{AllowUnknown: b.config.unknownFields, Types: bindTypes, Unions: b.unions, Check: rules}
	if p.input, err = bind.Compile(in, options); err != nil {
		report.Add(badInput(p, err))
		return report
	}
	if p.rules, err = check.Compile(in, rules); err != nil {
		report.Add(badRules(p, err))
	}
	for _, f := range p.input.Fields() {
		p.info.Input = append(p.info.Input, InputField{
			Source: f.Source, Name: f.Name, Field: f.Struct,
			Required: f.Required, Default: f.Default, HasDefault: f.HasDefault, Split: f.Split,
			Upload: uploadRules(f.Upload),
		})
	}
	p.info.Consumes = consumes(p.input)
	report = append(report, checkUploads(p)...)
	if unbound := unboundBody(p); len(unbound) > 0 {
		report.Add(bodyOfGet(p, unbound))
	}
	return report
}

// unboundBody lists the fields of a GET or HEAD that would come from the body
// for want of a tag, or from a form.
func unboundBody(p *plannedRoute) (fields []InputField) {
	if p.info.Method != http.MethodGet && p.info.Method != http.MethodHead {
		return nil
	}
	for _, f := range p.info.Input {
		if _, tagged := f.Field.Tag.Lookup("json"); f.Source == SourceBody && !tagged || f.Source == SourceForm {
			fields = append(fields, f)
		}
	}
	return fields
}

// checkParams compares the parameters of the path with the fields that take
// them, both ways.
func checkParams(p *plannedRoute) diag.Report {
	var report diag.Report
	inPath := pathParams(p.info.Path)
	known := append(slices.Clip(inPath), p.hostParams()...)
	var taken []string
	for _, f := range p.info.Input {
		if f.Source != SourceParam {
			continue
		}
		taken = append(taken, f.Name)
		if !slices.Contains(known, f.Name) {
			report.Add(paramNotInPath(p, f, known))
			taken = append(taken, diag.Nearest(f.Name, known)) // one slip, one problem
		}
	}
	for _, name := range inPath {
		if !slices.Contains(taken, name) && name != "*" {
			report.Add(paramNotTaken(p, name))
		}
	}
	return report
}

// hostParams are the parameters that every host of a route has.
func (r *plannedRoute) hostParams() []string {
	if len(r.info.Hosts) == 0 {
		return nil
	}
	common := hostParams(r.info.Hosts[0])
	for _, h := range r.info.Hosts[1:] {
		has := hostParams(h)
		common = slices.DeleteFunc(common, func(name string) bool { return !slices.Contains(has, name) })
	}
	return common
}

// pathParams lists the parameters of a path: id and * in /cats/:id/*.
func pathParams(path string) []string {
	var names []string
	for s := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(s, ":"); ok {
			names = append(names, name)
		}
		if s == "*" {
			names = append(names, "*")
		}
	}
	return names
}

func defaultStatus(r *Route, info *RouteInfo) int {
	switch {
	case r.status != 0:
		return r.status
	case info.Produces.Status != 0:
		return info.Produces.Status
	case info.Out == reflect.TypeFor[None]():
		return http.StatusNoContent
	case r.method == http.MethodPost:
		return http.StatusCreated
	default:
		return http.StatusOK
	}
}

// everyStage picks all stages of a scope at once.
func everyStage(s scope) []stageRef {
	return slices.Concat(s.middleware, s.guards, s.interceptors, s.pipes, s.filters)
}

// isNil reports whether a value of a nilable kind is nil.
func isNil(value any) bool {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Interface, reflect.Chan, reflect.Slice:
		return v.IsNil()
	default:
		return false
	}
}
