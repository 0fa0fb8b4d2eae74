package cli

import (
	"context"
	"fmt"
	"net/http"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

var serve = &cobra.Command{
	Use:   "serve",
	Short: "Serve until stopped",
	RunE: func(cmd *cobra.Command, _ []string) error {
		mux := http.NewServeMux()
		mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "Hello relay") })
		mux.HandleFunc("/livez", func(http.ResponseWriter, *http.Request) {})
		server := &http.Server{Addr: fmt.Sprintf(":%d", viper.GetInt("port")), Handler: mux}
		ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGTERM)
		defer stop()
		context.AfterFunc(ctx, func() { _ = server.Shutdown(context.Background()) })
		if err := server.ListenAndServe(); err != http.ErrServerClosed {
			return err
		}
		return nil
	},
}

var health = &cobra.Command{
	Use:   "health",
	Short: "Ask the server that runs",
	RunE: func(*cobra.Command, []string) error {
		response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/livez", viper.GetInt("port")))
		if err != nil {
			return err
		}
		return response.Body.Close()
	},
}
