// The tests' oracle: BuildKit's own frontend, and what else of Go's world says whether a value is allowed.
//
// It reads one JSON request a line and answers each with one line of JSON. Base images are never fetched:
// every reference resolves to an empty Linux image that has PATH set, as the official ones do.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// request holds one question; the fields that are not empty say which.
type request struct {
	Dockerfile string
	Lines      string // a Dockerfile of which only the instructions are asked, and whether they can be read
	Image      string // an image's name, as after FROM or `docker build -t`
	Module     string // a module path, as after `go mod init`
	GoMod      string // the text of a go.mod
}

type answer struct {
	Error string `json:"error,omitempty"`

	Directives   [][2]string       `json:"directives,omitempty"`
	Stages       []stage           `json:"stages,omitempty"`
	Instructions []instruction     `json:"instructions,omitempty"`
	Image        *imageConfig      `json:"image,omitempty"`
	Pulled       []string          `json:"pulled,omitempty"` // references that were looked up, in order
	Warnings     []string          `json:"warnings,omitempty"`
	Parsed       map[string]string `json:"parsed,omitempty"`
}

type stage struct {
	Name     string `json:"name"`
	Base     string `json:"base"`
	Platform string `json:"platform"`
	Comment  string `json:"comment"` // what `docker build --call=targets` shows
}

type instruction struct {
	Stage    int       `json:"stage"` // -1 before the first FROM
	Name     string    `json:"name"`
	Args     []string  `json:"args"`
	Flags    []string  `json:"flags"`
	Exec     bool      `json:"exec"` // in exec form
	Heredocs []heredoc `json:"heredocs"`
	Line     int       `json:"line"` // the first and the last one, from 1
	End      int       `json:"end"`
}

type heredoc struct {
	Name    string `json:"name"`
	Content string `json:"content"` // after expansion
}

// imageConfig is what a container of the image starts from.
type imageConfig struct {
	Env         []string          `json:"env"`
	Labels      map[string]string `json:"labels"`
	User        string            `json:"user"`
	Ports       []string          `json:"ports"`
	Entrypoint  []string          `json:"entrypoint"`
	Cmd         []string          `json:"cmd"`
	Healthcheck []string          `json:"healthcheck"`
	WorkingDir  string            `json:"workingDir"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			out.Encode(answer{Error: err.Error()})
			continue
		}
		answered, err := reply(asked)
		if err != nil {
			answered.Error = err.Error()
		}
		out.Encode(answered)
	}
}

func reply(asked request) (answer, error) {
	switch {
	case asked.Image != "":
		named, err := reference.ParseNormalizedNamed(asked.Image)
		if err != nil {
			return answer{}, err
		}
		parsed := map[string]string{"host": reference.Domain(named), "path": reference.Path(named)}
		if tagged, ok := named.(reference.Tagged); ok {
			parsed["tag"] = tagged.Tag()
		}
		return answer{Parsed: parsed}, nil
	case asked.Module != "":
		return answer{}, checkModule(asked.Module)
	case asked.GoMod != "":
		file, err := modfile.Parse("go.mod", []byte(asked.GoMod), nil)
		if err != nil {
			return answer{}, err
		}
		return answer{Parsed: map[string]string{"module": file.Module.Mod.Path, "go": file.Go.Version}}, nil
	case asked.Lines != "":
		return readLines([]byte(asked.Lines))
	default:
		return readDockerfile([]byte(asked.Dockerfile))
	}
}

// checkModule refuses what `go mod init` refuses (cmd/go/internal/modload, CreateModFile).
func checkModule(path string) error {
	if err := module.CheckImportPath(path); err != nil {
		return err
	}
	if path == "go" || path == "toolchain" {
		return fmt.Errorf("module path %q is reserved", path)
	}
	if _, _, ok := module.SplitPathVersion(path); !ok {
		return fmt.Errorf("module path %q has an invalid major version suffix", path)
	}
	return nil
}

func readDockerfile(text []byte) (answer, error) {
	var found answer
	directives := parser.DirectiveParser{}
	all, err := directives.ParseAll(text)
	if err != nil {
		return found, err
	}
	for _, directive := range all {
		found.Directives = append(found.Directives, [2]string{directive.Name, directive.Value})
	}
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return found, err
	}
	for _, warning := range parsed.Warnings {
		found.Warnings = append(found.Warnings, "parser: "+warning.Short)
	}
	if err := found.readInstructions(parsed); err != nil {
		return found, err
	}
	return found, found.build(text)
}

// readLines says which instructions a Dockerfile has and where, and converts nothing.
func readLines(text []byte) (answer, error) {
	var found answer
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return found, err
	}
	stages, _, err := instructions.Parse(parsed.AST, linter.New(&linter.Config{}))
	if err != nil {
		return found, err
	}
	if len(stages) == 0 {
		return found, fmt.Errorf("dockerfile contains no stages to build") // as dockerfile2llb says
	}
	found.addStages(stages)
	return found, found.addInstructions(parsed, func(node *parser.Node) ([]heredoc, error) {
		var written []heredoc
		for _, one := range node.Heredocs {
			written = append(written, heredoc{one.Name, one.Content})
		}
		return written, nil
	})
}

// readInstructions lists the instructions as the parser sees them.
func (found *answer) readInstructions(parsed *parser.Result) error {
	stages, _, err := instructions.Parse(parsed.AST, linter.New(&linter.Config{}))
	if err != nil {
		return err
	}
	found.addStages(stages)
	return found.addInstructions(parsed, func(node *parser.Node) ([]heredoc, error) {
		return readHeredocs(node, parsed.EscapeToken)
	})
}

func (found *answer) addStages(stages []instructions.Stage) {
	for _, s := range stages {
		found.Stages = append(found.Stages, stage{s.Name, s.BaseName, s.Platform, s.DocComment})
	}
}

func (found *answer) addInstructions(parsed *parser.Result, heredocs func(*parser.Node) ([]heredoc, error)) (err error) {
	current := -1
	for _, node := range parsed.AST.Children {
		if strings.EqualFold(node.Value, "FROM") {
			current++
		}
		one := instruction{Stage: current, Name: strings.ToUpper(node.Value), Args: []string{}, Flags: node.Flags, Exec: node.Attributes["json"], Line: node.StartLine, End: node.EndLine}
		for next := node.Next; next != nil; next = next.Next {
			one.Args = append(one.Args, next.Value)
		}
		if len(node.Heredocs) > 0 {
			if one.Heredocs, err = heredocs(node); err != nil {
				return err
			}
		}
		found.Instructions = append(found.Instructions, one)
	}
	return nil
}

func readHeredocs(node *parser.Node, escape rune) ([]heredoc, error) {
	parsed, err := instructions.ParseCommand(node)
	if err != nil {
		return nil, err
	}
	copied, ok := parsed.(*instructions.CopyCommand)
	if !ok {
		return nil, fmt.Errorf("%s has a heredoc", node.Value)
	}
	lex := shell.NewLex(escape)
	err = copied.Expand(func(word string) (string, error) {
		expanded, _, err := lex.ProcessWord(word, shell.EnvsFromSlice(nil))
		return expanded, err
	})
	if err != nil {
		return nil, err
	}
	var found []heredoc
	for _, content := range copied.SourceContents {
		found = append(found, heredoc{content.Path, content.Data})
	}
	return found, nil
}

// build converts the Dockerfile as a build would, and as `docker build --check` would.
func (found *answer) build(text []byte) error {
	platform := ocispecs.Platform{OS: "linux", Architecture: "amd64"}
	images := &emptyImages{}
	caps := pb.Caps.CapSet(pb.Caps.All()) // as a builder of today has them
	options := dockerfile2llb.ConvertOpt{
		Config:         dockerui.Config{BuildPlatforms: []ocispecs.Platform{platform}},
		TargetPlatform: &platform,
		LLBCaps:        &caps,
		MetaResolver:   images,
		AllStages:      true,
		Warn: func(rule, _, _, message string, _ []parser.Range) {
			found.Warnings = append(found.Warnings, rule+": "+message)
		},
	}
	result, err := dockerfile2llb.Dockerfile2LLB(context.Background(), text, options)
	if err != nil {
		return err
	}
	slices.Sort(images.pulled)
	found.Pulled = slices.Compact(images.pulled)
	config := result.Image.Config
	found.Image = &imageConfig{
		Env: config.Env, Labels: config.Labels, User: config.User, Entrypoint: config.Entrypoint,
		Cmd: config.Cmd, WorkingDir: config.WorkingDir,
	}
	if config.Healthcheck != nil {
		found.Image.Healthcheck = config.Healthcheck.Test
	}
	for port := range config.ExposedPorts {
		found.Image.Ports = append(found.Image.Ports, port)
	}
	slices.Sort(found.Image.Ports)
	return nil
}

// emptyImages knows every image, and that there is next to nothing in it.
type emptyImages struct {
	mutex  sync.Mutex // BuildKit asks for several at a time
	pulled []string
}

func (images *emptyImages) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	images.mutex.Lock()
	images.pulled = append(images.pulled, ref)
	images.mutex.Unlock()
	config := []byte(`{"os":"linux","architecture":"amd64","rootfs":{"type":"layers"},"config":{"Env":["PATH=/usr/local/bin:/usr/bin:/bin"]}}`)
	return ref, digest.FromBytes(config), config, nil
}
