package main

import (
	"net/http"

	"example.com/fleet/shared"
	"github.com/gin-gonic/gin"
)

func main() {
	r := gin.New()
	r.GET("/", func(c *gin.Context) { c.String(http.StatusOK, shared.Greeting("tracker")) })
	api := r.Group("/api")
	api.GET("/health", func(c *gin.Context) { c.Status(http.StatusOK) })
	r.Run(":9000")
}
