// Package timefmt writes times.
package timefmt

import "time"

// Format writes an hour.
func Format(at time.Time) string { return at.Format(time.Kitchen) }
