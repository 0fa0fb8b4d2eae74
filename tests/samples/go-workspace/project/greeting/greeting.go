// Package greeting says hello, for every service.
package greeting

// Text returns a greeting.
func Text(name string) string { return "Hello " + name }
