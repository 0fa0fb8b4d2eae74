package main

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

func main() {
	e := echo.New()
	e.Use(middleware.Recover())
	e.Static("/static", "public")
	e.File("/", "public/index.html")
	e.GET("/links/:name", func(c echo.Context) error {
		return c.String(http.StatusOK, "link "+c.Param("name")+"\n")
	})
	e.Logger.Fatal(e.Start(":1323"))
}
