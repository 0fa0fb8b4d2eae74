package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func main() {
	r := gin.Default()
	r.LoadHTMLGlob("templates/*")
	r.Static("/assets", "./assets")
	r.GET("/", func(c *gin.Context) {
		c.HTML(http.StatusOK, "index.tmpl", gin.H{"name": c.DefaultQuery("name", "gin")})
	})
	r.GET("/mode", func(c *gin.Context) {
		c.String(http.StatusOK, gin.Mode())
	})
	r.Run() // on PORT, or 8080
}
