package main

import (
	"fmt"

	"example.com/fleet/shared"
)

func main() { fmt.Print(shared.Greeting("importer")) }
