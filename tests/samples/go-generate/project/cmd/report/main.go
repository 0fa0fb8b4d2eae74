// Command report counts what there is to drink.
package main

import (
	"fmt"

	"example.com/shop/internal/routes"
)

func main() {
	fmt.Println(len(routes.Words))
}
