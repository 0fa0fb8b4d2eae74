package main

import "example.com/relay/internal/cli"

func main() { cli.Execute() }
