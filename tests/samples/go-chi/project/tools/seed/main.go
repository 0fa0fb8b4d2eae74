// Command seed fills a new data base; it is no part of what runs.
package main

import "fmt"

func main() {
	fmt.Println("seeded")
}
