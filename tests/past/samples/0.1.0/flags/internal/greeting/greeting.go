// Package greeting is what both programs share.
package greeting

// Text greets whoever asks a part of the platform.
func Text(part string) string {
	return "Hello " + part
}
