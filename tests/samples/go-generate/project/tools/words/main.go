// Command words writes words as Go.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
)

func main() {
	out := flag.String("out", "", "the file to write")
	flag.Parse()
	text := fmt.Sprintf("package routes\n\n// Words are the drinks.\nvar Words = %#v\n", flag.Args())
	if err := os.WriteFile(*out, []byte(text), 0o600); err != nil {
		log.Fatal(err)
	}
}
