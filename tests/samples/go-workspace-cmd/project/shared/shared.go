// Package shared is for every service.
package shared

// Greeting says hello.
func Greeting(name string) string { return "Hello " + name + "\n" }
