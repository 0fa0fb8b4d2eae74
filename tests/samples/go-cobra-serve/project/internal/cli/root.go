// Package cli holds the command line.
package cli

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

var root = &cobra.Command{Use: "relay", Short: "Relays what it gets"}

// Execute runs the command that was asked for.
func Execute() {
	viper.SetDefault("port", 7070)
	viper.AutomaticEnv()
	root.AddCommand(serve, health)
	if root.Execute() != nil {
		os.Exit(1)
	}
}
