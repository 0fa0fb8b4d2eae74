package main

import (
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/healthcheck"
)

func main() {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Use(healthcheck.New())
	app.Get("/", func(c *fiber.Ctx) error {
		return c.SendString("Hello Fiber\n")
	})
	app.Get("/livez", func(c *fiber.Ctx) error {
		return c.SendStatus(fiber.StatusOK)
	})

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-stop
		_ = app.Shutdown()
	}()
	if err := app.Listen(":3000"); err != nil {
		log.Fatal(err)
	}
}
