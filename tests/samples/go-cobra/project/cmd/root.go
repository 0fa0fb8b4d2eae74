// Package cmd holds the command line.
package cmd

import (
	"strings"

	"github.com/spf13/cobra"
)

// Root returns the whole command line.
func Root() *cobra.Command {
	return &cobra.Command{
		Use:   "tally [word...]",
		Short: "Counts words",
		RunE: func(cmd *cobra.Command, args []string) error {
			cmd.Printf("%d words: %s\n", len(args), strings.Join(args, " "))
			return nil
		},
	}
}
