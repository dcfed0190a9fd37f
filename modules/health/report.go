package health

// A Report is the answer to a probe.
type Report struct {
	Status  Status            `json:"status"`  // the worst of all
	Details map[string]Detail `json:"details"` // by check
}

// A Detail is what one check has said.
type Detail struct {
	Status string `json:"status"` // up or down
}

// A Status sums up a report.
type Status string

// The statuses. All but OK answer 503.
const (
	OK       Status = "ok"            // everything works
	Failing  Status = "error"         // a check is down
	Starting Status = "starting"      // the application does not serve yet
	Stopping Status = "shutting_down" // the application has begun to stop
)

// newReport sums up the results of checks.
func newReport(results []result) Report {
	r := Report{Status: OK, Details: make(map[string]Detail, len(results))}
	for _, res := range results {
		if res.err != nil {
			r.Status = Failing
			r.Details[res.name] = Detail{"down"}
			continue
		}
		r.Details[res.name] = Detail{"up"}
	}
	return r
}
