"""Made by `make generate` from templates/; see dockgen/compiled/__init__.py."""

# mypy: ignore-errors

from dockgen.compiled.runtime import Macro, TemplateRuntimeError, Undefined, internalcode, missing, str_join


def _README_md_j2(environment):
    name = 'README.md.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        try:
            t_1 = environment.tests['none']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No test named 'none' found.")
        pass
        yield '# '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield '\n\n'
        yield from context.blocks['about'][0](context)
        yield '\n## Run it in a container\n\n```sh\ndocker build -t '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield ' .\ndocker run --rm '
        if (not t_1(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))):
            pass
            yield '-p '
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield ':'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield ' '
        yield '--read-only --cap-drop ALL '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield '\n```\n\n'
        if (not t_1(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))):
            pass
            yield 'Then, in another terminal:\n\n```sh\ncurl http://localhost:'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield '/\n```\n'
        if environment.getattr(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'does'), 'compose'):
            pass
            yield '\nOr, with everything set as in `compose.yaml`:\n\n```sh\ndocker compose up --build\n```\n'
        if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'https') == 'serve'):
            pass
            yield "\n## Serve HTTPS\n\nThe certificate and its key are given at run time; they are never part of the image:\n\n```sh\nmkdir -p certs\nopenssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout certs/tls.key -out certs/tls.crt\nchmod 644 certs/tls.key  # for a trial: the program's user must be able to read it\ndocker run --rm -p "
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield ':'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield ' --read-only --cap-drop ALL -v ./certs:/certs:ro \\\n  -e TLS_CERT_FILE=/certs/tls.crt -e TLS_KEY_FILE=/certs/tls.key '
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
            yield '\ncurl --insecure https://localhost:'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield '/\n```\n'
        yield '\n## For other platforms\n\n```sh\ndocker buildx build --platform linux/amd64,linux/arm64 -t '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield ' .\n```\n\n'
        yield from context.blocks['develop'][0](context)

    def block_about(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    def block_develop(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    blocks = {'about': block_about, 'develop': block_develop}
    return root, blocks


def _base_Dockerfile_j2(environment):
    name = 'base.Dockerfile.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_does = resolve('does')
        l_0_note = resolve('note')
        l_0_stage = resolve('stage')
        l_0_macros = missing
        pass
        l_0_macros = context.vars['macros'] = environment.get_template('macros.j2', 'base.Dockerfile.j2').make_module(context.get_all(), True, {'macros': l_0_macros})
        context.exported_vars.discard('macros')
        if environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'syntax'):
            pass
            yield '# syntax=docker/dockerfile:1\n'
        yield str(context.call((undefined(name='note') if l_0_note is missing else l_0_note), 'Made by dockgen; yours to edit: dockgen shows a diff and asks before it replaces what you changed.'))
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'images')))
        yield '\n\n'
        yield from context.blocks['build'][0](context)
        yield '\n'
        if environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage'):
            pass
            yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'final', 'is what runs: the program, and nothing that was only needed to build it.', 'multi-stage', 'minimal-base'))
            yield 'FROM '
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'runtime_image')))
            yield ' AS final\n'
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'certificates')))
            yield '\n'
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'passwd')))
            yield '\n'
            yield from context.blocks['program'][0](context)
        yield '\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'labels')))
        yield '\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'env')))
        yield '\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'user')))
        yield '\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'expose')))
        yield '\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'healthcheck')))
        yield '\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'entry_point')))
        yield '\n'

    def block_build(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    def block_program(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    blocks = {'build': block_build, 'program': block_program}
    return root, blocks


def _compose_yaml_j2(environment):
    name = 'compose.yaml.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        try:
            t_1 = environment.filters['json']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'json' found.")
        try:
            t_2 = environment.tests['none']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No test named 'none' found.")
        pass
        if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'comments') != 'none'):
            pass
            yield '# docker compose up --build\n'
        yield 'services:\n  '
        yield str(t_1(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name')))
        yield ':\n    build: .\n'
        if (not t_2(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))):
            pass
            yield '    ports:\n      - "'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield ':'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield '"\n'
        if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'https') == 'serve'):
            pass
            yield '    # TLS with a certificate and a key of yours; the program reads where they are from these two variables.\n    environment:\n      TLS_CERT_FILE: /run/secrets/tls_cert\n      TLS_KEY_FILE: /run/secrets/tls_key\n    secrets:\n      - tls_cert\n      - tls_key\n'
        if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'comments') != 'none'):
            pass
            yield '    # Locked down: it can write nowhere but in /tmp, and has no privileges to gain.\n'
        yield '    read_only: true\n    tmpfs:\n      - /tmp\n    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true\n'
        if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'https') == 'serve'):
            pass
            yield '\nsecrets:\n  tls_cert:\n    file: ./certs/tls.crt\n  tls_key:\n    file: ./certs/tls.key\n'

    blocks = {}
    return root, blocks


def _dockerignore_j2(environment):
    name = 'dockerignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        pass
        yield '# What is listed here is not sent to the builder: it can neither leak into a layer nor spoil its cache.\n\n# History and settings of tools\n.git\n.github\n.gitlab-ci.yml\n.idea\n.vscode\n**/.DS_Store\n\n# Secrets\n**/.env\n**/.env.*\n!**/.env.example\n**/*.pem\n**/*.key\n**/*.p12\n**/*.pfx\n**/id_rsa*\n**/id_ed25519*\n**/.aws\n**/.ssh\n**/.netrc\n**/.npmrc\n\n# What describes the image is no part of it\nDockerfile*\n.dockerignore\ncompose*.yaml\ndocker-compose*.y*ml\ndockgen.toml\n*.bak*\n'
        yield from context.blocks['language'][0](context)

    def block_language(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    blocks = {'language': block_language}
    return root, blocks


def _dockgen_toml_j2(environment):
    name = 'dockgen.toml.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        l_0_kept = resolve('kept')
        try:
            t_1 = environment.filters['json']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'json' found.")
        try:
            t_2 = environment.filters['toml']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No filter named 'toml' found.")
        pass
        yield '# The answers that dockgen keeps for this folder; `dockgen init` reads them, and flags go before them.\n# Only what differs from the defaults is here. All keys: `dockgen init --help`; each long flag is a key.\n\n# The version of dockgen that wrote this file.\ndockgen = '
        yield str(t_1(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'dockgen')))
        yield '\n'
        for (l_1_option, l_1_value) in (undefined(name='kept') if l_0_kept is missing else l_0_kept):
            _loop_vars = {}
            pass
            yield '\n# '
            yield str(environment.getattr(l_1_option, 'help'))
            yield '\n'
            yield str(environment.getattr(l_1_option, 'name'))
            yield ' = '
            yield str(t_2(l_1_value))
            yield '\n'
        l_1_option = l_1_value = missing

    blocks = {}
    return root, blocks


def _go_Dockerfile_j2(environment):
    name = 'go/Dockerfile.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        l_0_does = resolve('does')
        l_0_plan = resolve('plan')
        l_0_macros = l_0_binary = l_0_compile = missing
        pass
        parent_template = environment.get_template('base.Dockerfile.j2', 'go/Dockerfile.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        l_0_macros = context.vars['macros'] = environment.get_template('macros.j2', 'go/Dockerfile.j2').make_module(context.get_all(), True, {'binary': l_0_binary, 'compile': l_0_compile, 'macros': l_0_macros})
        context.exported_vars.discard('macros')
        l_0_binary = str_join((('/out/' if environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage') else '/'), environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'), ))
        context.vars['binary'] = l_0_binary
        context.exported_vars.add('binary')
        def macro():
            t_1 = []
            l_1_facts = resolve('facts')
            pass
            if environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage'):
                pass
                t_1.extend((
                    'CGO_ENABLED=',
                    str((1 if environment.getattr((undefined(name='facts') if l_1_facts is missing else l_1_facts), 'libc') else 0)),
                ))
                if environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'cross-build'):
                    pass
                    t_1.append(
                        ' GOOS=$TARGETOS GOARCH=$TARGETARCH',
                    )
                t_1.append(
                    ' \\\n',
                )
            t_1.append(
                str(('    go build' if environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage') else 'go build')),
            )
            if environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'strip'):
                pass
                t_1.append(
                    ' -trimpath -ldflags="-s -w"',
                )
            if environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'timezones'):
                pass
                t_1.append(
                    ' -tags timetzdata',
                )
            t_1.extend((
                ' -o ',
                str((undefined(name='binary') if l_0_binary is missing else l_0_binary)),
                ' ',
                str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'main')),
            ))
            return concat(t_1)
        context.exported_vars.add('compile')
        context.vars['compile'] = l_0_compile = Macro(environment, macro, 'compile', (), False, False, False, context.eval_ctx.autoescape)
        yield from parent_template.root_render_func(context)

    def block_build(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_does = resolve('does')
        l_0_stage = resolve('stage')
        l_0_macros = resolve('macros')
        l_0_facts = resolve('facts')
        l_0_note = resolve('note')
        l_0_compile = resolve('compile')
        pass
        if environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'cross-build'):
            pass
            yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'build', "compiles on the machine's own platform for the target's: nothing is emulated.", 'cross-build', _block_vars=_block_vars))
            yield 'FROM --platform=$BUILDPLATFORM '
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'build_image'), _block_vars=_block_vars))
            yield ' AS build\n'
        elif environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage'):
            pass
            yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'build', 'compiles the program.', _block_vars=_block_vars))
            yield 'FROM '
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'build_image'), _block_vars=_block_vars))
            yield ' AS build\n'
        else:
            pass
            yield 'FROM '
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'build_image'), _block_vars=_block_vars))
            yield '\n'
        yield 'WORKDIR /src\n\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'add_user'), _block_vars=_block_vars))
        yield '\n'
        if ((environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'cache') and (not environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'vendored'))) and (not environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'local_replace'))):
            pass
            yield '\n'
            yield str(context.call((undefined(name='note') if l_0_note is missing else l_0_note), 'Modules first: they are fetched again only when go.mod or go.sum changes.', 'cache', _block_vars=_block_vars))
            yield 'COPY go.mod go.sum* ./\nRUN --mount=type=cache,target=/go/pkg/mod \\\n    go mod download\n'
        yield '\n'
        if environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'cross-build'):
            pass
            yield 'ARG TARGETOS TARGETARCH\n\n'
        if environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'strip'):
            pass
            yield str(context.call((undefined(name='note') if l_0_note is missing else l_0_note), 'No symbol table, no debug information, no paths of this build: a third less.', 'strip', _block_vars=_block_vars))
        if environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'cache'):
            pass
            yield str(context.call((undefined(name='note') if l_0_note is missing else l_0_note), "The sources are mounted, not copied, and the compiler's cache outlives the build.", _block_vars=_block_vars))
            yield 'RUN --mount=type=bind,target=. \\\n'
            if (not environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'vendored')):
                pass
                yield '    --mount=type=cache,target=/go/pkg/mod \\\n'
            yield '    --mount=type=cache,target=/root/.cache/go-build \\\n    '
            yield str(context.call((undefined(name='compile') if l_0_compile is missing else l_0_compile), _block_vars=_block_vars))
            yield '\n'
        else:
            pass
            yield 'COPY . .\nRUN '
            yield str(context.call((undefined(name='compile') if l_0_compile is missing else l_0_compile), _block_vars=_block_vars))
            yield '\n'

    def block_program(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_binary = resolve('binary')
        l_0_plan = resolve('plan')
        pass
        yield 'COPY --from=build '
        yield str((undefined(name='binary') if l_0_binary is missing else l_0_binary))
        yield ' /'
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield '\n'

    blocks = {'build': block_build, 'program': block_program}
    return root, blocks


def _go_README_md_j2(environment):
    name = 'go/README.md.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        pass
        parent_template = environment.get_template('README.md.j2', 'go/README.md.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        yield from parent_template.root_render_func(context)

    def block_about(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_plan = resolve('plan')
        pass
        yield 'A small Go server: `/` says hello, `/healthz` says whether it works. It stops cleanly on SIGTERM.\n\n| Variable | Meaning | Default |\n|---|---|---|\n| `PORT` | the port to listen on | '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield ' |\n| `TLS_CERT_FILE`, `TLS_KEY_FILE` | paths of a certificate and its key: serves HTTPS | none: serves HTTP |\n'

    def block_develop(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass
        yield '## Run it without a container\n\n```sh\ngo run .\ngo test ./...\n```\n'

    blocks = {'about': block_about, 'develop': block_develop}
    return root, blocks


def _go_dockerignore_j2(environment):
    name = 'go/dockerignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        pass
        parent_template = environment.get_template('dockerignore.j2', 'go/dockerignore.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        yield from parent_template.root_render_func(context)

    def block_language(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass
        yield '\n# Go: what testing leaves\n**/*.test\n**/*.out\n**/*.prof\n'

    blocks = {'language': block_language}
    return root, blocks


def _go_gitignore_j2(environment):
    name = 'go/gitignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        pass
        yield '# Programs and what testing leaves\n/'
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield '\n*.test\n*.out\n*.prof\n\n# Secrets and settings of this machine\n.env\n.env.*\n!.env.example\ncerts/\n\n# What dockgen kept when it replaced a file\n*.bak*\n'

    blocks = {}
    return root, blocks


def _go_sample_go_mod_j2(environment):
    name = 'go/sample/go.mod.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        pass
        yield 'module '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'module'))
        yield '\n\ngo '
        yield str((environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'language_version') if (context.call(environment.getattr(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'language_version'), 'count'), '.') == 2) else str_join((environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'language_version'), '.0', ))))
        yield '\n'

    blocks = {}
    return root, blocks


def _go_sample_main_go_j2(environment):
    name = 'go/sample/main.go.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        pass
        yield '// A small web server for a container: set up by its environment, stops cleanly, checks its own health.\npackage main\n\nimport (\n\t"cmp"\n\t"context"\n\t"crypto/tls"\n\t"errors"\n\t"fmt"\n\t"log/slog"\n\t"net"\n\t"net/http"\n\t"os"\n\t"os/signal"\n\t"strconv"\n\t"syscall"\n\t"time"\n)\n\n// defaultPort is used when PORT is not set.\nconst defaultPort = "'
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield '"\n\n// Docker kills a container 10 seconds after asking it to stop: finish earlier.\nconst shutdownTimeout = 8 * time.Second\n\nfunc main() {\n\tcommand := run\n\tif len(os.Args) > 1 && os.Args[1] == "health" {\n\t\tcommand = checkHealth\n\t} else if len(os.Args) > 1 {\n\t\tfmt.Fprintf(os.Stderr, "usage: %[1]s (serve) or %[1]s health (ask the running server)\\n", os.Args[0])\n\t\tos.Exit(2)\n\t}\n\tcfg, err := loadConfig(os.Getenv)\n\tif err == nil {\n\t\terr = command(cfg)\n\t}\n\tif err != nil {\n\t\tfmt.Fprintln(os.Stderr, "error:", err)\n\t\tos.Exit(1)\n\t}\n}\n\ntype config struct {\n\tscheme, port, certFile, keyFile string // the files are for https only\n}\n\n// loadConfig gets the environment as a function, so that a test can bring its own.\nfunc loadConfig(getenv func(string) string) (config, error) {\n\tport := cmp.Or(getenv("PORT"), defaultPort) // cmp.Or takes the first one that is not empty\n\tcfg := config{"http", port, getenv("TLS_CERT_FILE"), getenv("TLS_KEY_FILE")}\n\tif n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {\n\t\treturn cfg, fmt.Errorf("PORT must be a number from 1 to 65535, not %q", port)\n\t}\n\tif (cfg.certFile == "") != (cfg.keyFile == "") {\n\t\treturn cfg, errors.New("set both TLS_CERT_FILE and TLS_KEY_FILE, or neither")\n\t}\n\tif cfg.certFile != "" {\n\t\tcfg.scheme = "https"\n\t}\n\treturn cfg, nil\n}\n\nfunc newHandler() http.Handler {\n\tmux := http.NewServeMux()\n\t// {$} makes this "/" only; without it, "/" would stand for every path.\n\tmux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "Hello world") })\n\tmux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })\n\treturn mux\n}\n\nfunc run(cfg config) error {\n\tctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)\n\tcontext.AfterFunc(ctx, stop) // the first signal stops cleanly, a second one at once\n\t// No host before the colon: on localhost, nobody outside the container could reach it.\n\tlistener, err := net.Listen("tcp", ":"+cfg.port)\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn serve(ctx, cfg, listener, newHandler())\n}\n\n// serve answers requests until ctx is done, then lets those under way finish.\nfunc serve(ctx context.Context, cfg config, listener net.Listener, handler http.Handler) error {\n\tserver := &http.Server{\n\t\tHandler:           handler,\n\t\tReadHeaderTimeout: 5 * time.Second, // without timeouts, silent clients hold connections forever\n\t\tReadTimeout:       10 * time.Second,\n\t\tWriteTimeout:      10 * time.Second,\n\t\tIdleTimeout:       60 * time.Second,\n\t\tTLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12},\n\t}\n\tfailed := make(chan error, 1)\n\tgo func() {\n\t\tif cfg.scheme == "https" {\n\t\t\tfailed <- server.ServeTLS(listener, cfg.certFile, cfg.keyFile)\n\t\t} else {\n\t\t\tfailed <- server.Serve(listener)\n\t\t}\n\t}()\n\tslog.Info("serving", "scheme", cfg.scheme, "address", listener.Addr().String())\n\tselect {\n\tcase err := <-failed: // for example, the certificate cannot be read\n\t\treturn err\n\tcase <-ctx.Done():\n\t\tslog.Info("stopping")\n\t}\n\t// Not made from ctx, which is over already.\n\tstopCtx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)\n\tdefer cancel()\n\tif err := server.Shutdown(stopCtx); err != nil {\n\t\treturn fmt.Errorf("requests still running after %v: %w", shutdownTimeout, err)\n\t}\n\treturn nil\n}\n\n// checkHealth is for Docker\'s HEALTHCHECK: so the image needs no shell and no curl.\nfunc checkHealth(cfg config) error {\n\t// The certificate names the public host, never 127.0.0.1. Not verifying it is fine\n\t// here: we ask our own process, on this machine, and send nothing secret.\n\ttransport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}\n\tclient := &http.Client{Transport: transport, Timeout: 2 * time.Second}\n\tresponse, err := client.Get(cfg.scheme + "://127.0.0.1:" + cfg.port + "/healthz")\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer response.Body.Close()\n\tif response.StatusCode != http.StatusOK {\n\t\treturn fmt.Errorf("/healthz answered %s", response.Status)\n\t}\n\treturn nil\n}\n'

    blocks = {}
    return root, blocks


def _go_sample_main_test_go_j2(environment):
    name = 'go/sample/main_test.go.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        pass
        yield 'package main\n\nimport (\n\t"context"\n\t"crypto/ecdsa"\n\t"crypto/elliptic"\n\t"crypto/rand"\n\t"crypto/tls"\n\t"crypto/x509"\n\t"encoding/pem"\n\t"io"\n\t"math/big"\n\t"net"\n\t"net/http"\n\t"net/http/httptest"\n\t"os"\n\t"path/filepath"\n\t"strings"\n\t"testing"\n\t"time"\n)\n\nfunc TestHandler(t *testing.T) {\n\ttests := []struct {\n\t\tmethod, path string\n\t\tcode         int\n\t\tbody         string\n\t}{\n\t\t{"GET", "/", 200, "Hello world\\n"},\n\t\t{"GET", "/healthz", 200, "ok\\n"},\n\t\t{"GET", "/nothing-here", 404, "404 page not found\\n"},\n\t\t{"GET", "/healthz/more", 404, "404 page not found\\n"},\n\t\t{"POST", "/", 405, "Method Not Allowed\\n"},\n\t}\n\tserver := httptest.NewServer(newHandler())\n\tdefer server.Close()\n\tfor _, tt := range tests {\n\t\tt.Run(tt.method+" "+tt.path, func(t *testing.T) {\n\t\t\trequest, err := http.NewRequest(tt.method, server.URL+tt.path, nil)\n\t\t\tif err != nil {\n\t\t\t\tt.Fatal(err)\n\t\t\t}\n\t\t\tcode, body, header := doRequest(t, server.Client(), request)\n\t\t\tif code != tt.code || body != tt.body {\n\t\t\t\tt.Errorf("got %d %q, want %d %q", code, body, tt.code, tt.body)\n\t\t\t}\n\t\t\tif got := header.Get("Content-Type"); got != "text/plain; charset=utf-8" {\n\t\t\t\tt.Errorf("Content-Type is %q", got)\n\t\t\t}\n\t\t})\n\t}\n}\n\nfunc TestLoadConfig(t *testing.T) {\n\ttests := []struct {\n\t\tname, port, cert, key string\n\t\twant                  config\n\t\twantErr               string\n\t}{\n\t\t{"defaults", "", "", "", config{"http", defaultPort, "", ""}, ""},\n\t\t{"port", "8080", "", "", config{"http", "8080", "", ""}, ""},\n\t\t{"highest port", "65535", "", "", config{"http", "65535", "", ""}, ""},\n\t\t{"port 0", "0", "", "", config{}, `PORT must be a number from 1 to 65535, not "0"`},\n\t\t{"port too high", "65536", "", "", config{}, "PORT must be"},\n\t\t{"negative port", "-1", "", "", config{}, "PORT must be"},\n\t\t{"signed port", "+80", "", "", config{}, "PORT must be"},\n\t\t{"port with space", " 80", "", "", config{}, "PORT must be"},\n\t\t{"port name", "http", "", "", config{}, "PORT must be"},\n\t\t{"address", ":80", "", "", config{}, "PORT must be"},\n\t\t{"tls", "", "c.pem", "k.pem", config{"https", defaultPort, "c.pem", "k.pem"}, ""},\n\t\t{"certificate only", "", "c.pem", "", config{}, "set both TLS_CERT_FILE and TLS_KEY_FILE"},\n\t\t{"key only", "", "", "k.pem", config{}, "set both TLS_CERT_FILE and TLS_KEY_FILE"},\n\t}\n\tfor _, tt := range tests {\n\t\tt.Run(tt.name, func(t *testing.T) {\n\t\t\tenv := map[string]string{"PORT": tt.port, "TLS_CERT_FILE": tt.cert, "TLS_KEY_FILE": tt.key}\n\t\t\tgot, err := loadConfig(func(name string) string { return env[name] })\n\t\t\tcheckError(t, err, tt.wantErr)\n\t\t\tif err == nil && got != tt.want {\n\t\t\t\tt.Errorf("got %+v, want %+v", got, tt.want)\n\t\t\t}\n\t\t})\n\t}\n}\n\nfunc TestCheckHealth(t *testing.T) {\n\tt.Run("healthy", func(t *testing.T) {\n\t\tserver := httptest.NewServer(newHandler())\n\t\tdefer server.Close()\n\t\tcheckError(t, checkHealth(config{scheme: "http", port: port(server.Listener)}), "")\n\t})\n\tt.Run("unhealthy", func(t *testing.T) {\n\t\tserver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {\n\t\t\tw.WriteHeader(http.StatusServiceUnavailable)\n\t\t}))\n\t\tdefer server.Close()\n\t\terr := checkHealth(config{scheme: "http", port: port(server.Listener)})\n\t\tcheckError(t, err, "/healthz answered 503 Service Unavailable")\n\t})\n\tt.Run("nothing listening", func(t *testing.T) {\n\t\tlistener := listen(t)\n\t\tlistener.Close() // now its port is free\n\t\tcheckError(t, checkHealth(config{scheme: "http", port: port(listener)}), "connection refused")\n\t})\n}\n\nfunc TestServeTLS(t *testing.T) {\n\tcfg, roots := newCertificate(t)\n\tlistener := listen(t)\n\tcfg.port = port(listener)\n\tctx, cancel := context.WithCancel(context.Background())\n\tdefer cancel()\n\tdone := make(chan error, 1)\n\tgo func() { done <- serve(ctx, cfg, listener, newHandler()) }()\n\n\tget := func(tlsConfig *tls.Config) (*http.Response, error) {\n\t\ttransport := &http.Transport{TLSClientConfig: tlsConfig}\n\t\tdefer transport.CloseIdleConnections()\n\t\tclient := &http.Client{Transport: transport, Timeout: 5 * time.Second}\n\t\treturn client.Get("https://" + listener.Addr().String() + "/")\n\t}\n\t// The client trusts only the certificate made above, so this also shows which one is used.\n\tresponse, err := get(&tls.Config{RootCAs: roots, ServerName: "hello.example"})\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tbody, err := io.ReadAll(response.Body)\n\tresponse.Body.Close()\n\tif err != nil || string(body) != "Hello world\\n" {\n\t\tt.Errorf("got %q, %v", body, err)\n\t}\n\t// A client from before TLS 1.2 is turned away.\n\t_, err = get(&tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})\n\tcheckError(t, err, "protocol version")\n\n\tcheckError(t, checkHealth(cfg), "") // although the certificate is not for 127.0.0.1\n\tcancel()\n\tcheckError(t, wait(t, done), "")\n}\n\nfunc TestServeUnreadableCertificate(t *testing.T) {\n\tmissing := filepath.Join(t.TempDir(), "missing.pem")\n\tcfg := config{scheme: "https", certFile: missing, keyFile: missing}\n\tdone := make(chan error, 1)\n\tlistener := listen(t)\n\tgo func() { done <- serve(t.Context(), cfg, listener, newHandler()) }()\n\tcheckError(t, wait(t, done), "missing.pem")\n}\n\nfunc TestServeFinishesRequestBeforeStopping(t *testing.T) {\n\tstarted, release := make(chan struct{}), make(chan struct{})\n\thandler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {\n\t\tclose(started)\n\t\t<-release\n\t\tio.WriteString(w, "finished")\n\t})\n\tlistener := closeSignaller{listen(t), make(chan struct{})}\n\tctx, cancel := context.WithCancel(context.Background())\n\tdefer cancel()\n\tdone := make(chan error, 1)\n\tgo func() { done <- serve(ctx, config{scheme: "http"}, listener, handler) }()\n\n\tanswer := make(chan string, 1)\n\tgo func() {\n\t\tresponse, err := http.Get("http://" + listener.Addr().String())\n\t\tif err != nil {\n\t\t\tanswer <- err.Error()\n\t\t\treturn\n\t\t}\n\t\tdefer response.Body.Close()\n\t\tbody, _ := io.ReadAll(response.Body)\n\t\tanswer <- string(body)\n\t}()\n\twait(t, started)\n\tcancel()\n\twait(t, listener.closed) // stopping has begun: no new connections\n\tselect {\n\tcase err := <-done:\n\t\tt.Fatalf("stopped with a request under way: %v", err)\n\tdefault:\n\t}\n\tclose(release)\n\tif got := wait(t, answer); got != "finished" {\n\t\tt.Errorf("the request under way got %q", got)\n\t}\n\tcheckError(t, wait(t, done), "")\n}\n\n// closeSignaller tells when the server stops listening.\ntype closeSignaller struct {\n\tnet.Listener\n\tclosed chan struct{}\n}\n\nfunc (l closeSignaller) Close() error {\n\tclose(l.closed)\n\treturn l.Listener.Close()\n}\n\n// listen lets the system choose a free port.\nfunc listen(t *testing.T) net.Listener {\n\tt.Helper()\n\tlistener, err := net.Listen("tcp", "127.0.0.1:0")\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\treturn listener\n}\n\nfunc port(listener net.Listener) string {\n\t_, port, _ := net.SplitHostPort(listener.Addr().String())\n\treturn port\n}\n\n// wait fails the test instead of hanging when nothing comes.\nfunc wait[T any](t *testing.T, channel <-chan T) T {\n\tt.Helper()\n\tselect {\n\tcase value := <-channel:\n\t\treturn value\n\tcase <-time.After(5 * time.Second):\n\t\tt.Fatal("waited 5 seconds in vain")\n\t\tpanic("unreachable")\n\t}\n}\n\n// checkError wants an error holding the text, or none when the text is empty.\nfunc checkError(t *testing.T, err error, want string) {\n\tt.Helper()\n\tif want == "" && err != nil {\n\t\tt.Errorf("unexpected error: %v", err)\n\t}\n\tif want != "" && (err == nil || !strings.Contains(err.Error(), want)) {\n\t\tt.Errorf("got error %v, want one with %q", err, want)\n\t}\n}\n\nfunc doRequest(t *testing.T, client *http.Client, request *http.Request) (int, string, http.Header) {\n\tt.Helper()\n\tresponse, err := client.Do(request)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tdefer response.Body.Close()\n\tbody, err := io.ReadAll(response.Body)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\treturn response.StatusCode, string(body), response.Header\n}\n\n// newCertificate makes a self-signed certificate for hello.example.\nfunc newCertificate(t *testing.T) (config, *x509.CertPool) {\n\tt.Helper()\n\tkey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\ttemplate := &x509.Certificate{\n\t\tSerialNumber: big.NewInt(1),\n\t\tDNSNames:     []string{"hello.example"},\n\t\tNotBefore:    time.Now().Add(-time.Hour),\n\t\tNotAfter:     time.Now().Add(time.Hour),\n\t}\n\tcert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tkeyBytes, err := x509.MarshalPKCS8PrivateKey(key)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tcertPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})\n\tkeyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyBytes})\n\tdir := t.TempDir()\n\tcfg := config{scheme: "https", certFile: filepath.Join(dir, "cert.pem"), keyFile: filepath.Join(dir, "key.pem")}\n\tfor file, content := range map[string][]byte{cfg.certFile: certPEM, cfg.keyFile: keyPEM} {\n\t\tif err := os.WriteFile(file, content, 0o600); err != nil {\n\t\t\tt.Fatal(err)\n\t\t}\n\t}\n\troots := x509.NewCertPool()\n\troots.AppendCertsFromPEM(certPEM)\n\treturn cfg, roots\n}\n'

    blocks = {}
    return root, blocks


def _macros_j2(environment):
    name = 'macros.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_images = l_0_build_image = l_0_runtime_image = l_0_certificates = l_0_passwd = l_0_add_user = l_0_labels = l_0_env = l_0_user = l_0_expose = l_0_healthcheck = l_0_entry_point = missing
        try:
            t_1 = environment.filters['dictsort']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'dictsort' found.")
        try:
            t_2 = environment.filters['json']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No filter named 'json' found.")
        try:
            t_3 = environment.filters['quoted']
        except KeyError:
            @internalcode
            def t_3(*unused):
                raise TemplateRuntimeError("No filter named 'quoted' found.")
        try:
            t_4 = environment.filters['string']
        except KeyError:
            @internalcode
            def t_4(*unused):
                raise TemplateRuntimeError("No filter named 'string' found.")
        try:
            t_5 = environment.tests['defined']
        except KeyError:
            @internalcode
            def t_5(*unused):
                raise TemplateRuntimeError("No test named 'defined' found.")
        try:
            t_6 = environment.tests['none']
        except KeyError:
            @internalcode
            def t_6(*unused):
                raise TemplateRuntimeError("No test named 'none' found.")
        pass
        def macro():
            t_7 = []
            l_1_does = resolve('does')
            l_1_stage = resolve('stage')
            l_1_plan = resolve('plan')
            pass
            if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'pin'):
                pass
                t_7.extend((
                    '\n',
                    str(context.call((undefined(name='stage') if l_1_stage is missing else l_1_stage), 'BUILD_IMAGE', 'has the compiler; pinned, so that everyone builds with the same.', 'pin')),
                    'ARG BUILD_IMAGE=',
                    str(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'build_image')),
                    '\n',
                ))
                if (environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'multi-stage') and (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'runtime_image') != 'scratch')):
                    pass
                    t_7.extend((
                        str(context.call((undefined(name='stage') if l_1_stage is missing else l_1_stage), 'RUNTIME_IMAGE', 'is what the program runs on.')),
                        'ARG RUNTIME_IMAGE=',
                        str(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'runtime_image')),
                        '\n',
                    ))
            return concat(t_7)
        context.exported_vars.add('images')
        context.vars['images'] = l_0_images = Macro(environment, macro, 'images', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_8 = []
            l_1_does = resolve('does')
            l_1_plan = resolve('plan')
            pass
            t_8.append(
                str(('${BUILD_IMAGE}' if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'pin') else environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'build_image'))),
            )
            return concat(t_8)
        context.exported_vars.add('build_image')
        context.vars['build_image'] = l_0_build_image = Macro(environment, macro, 'build_image', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_9 = []
            l_1_does = resolve('does')
            l_1_plan = resolve('plan')
            pass
            t_9.append(
                str(('${RUNTIME_IMAGE}' if (environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'pin') and (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'runtime_image') != 'scratch')) else environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'runtime_image'))),
            )
            return concat(t_9)
        context.exported_vars.add('runtime_image')
        context.vars['runtime_image'] = l_0_runtime_image = Macro(environment, macro, 'runtime_image', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_10 = []
            l_1_does = resolve('does')
            l_1_plan = resolve('plan')
            l_1_note = resolve('note')
            pass
            if (environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'https') and (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') != 'distroless')):
                pass
                t_10.extend((
                    '\n',
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'Certificate authorities, for HTTPS calls to others.', 'https')),
                    'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n',
                ))
            return concat(t_10)
        context.exported_vars.add('certificates')
        context.vars['certificates'] = l_0_certificates = Macro(environment, macro, 'certificates', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_11 = []
            l_1_plan = resolve('plan')
            l_1_note = resolve('note')
            pass
            if environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name'):
                pass
                t_11.extend((
                    '\n',
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), "A name for the user's number, for programs that look it up.")),
                ))
                if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') in ('alpine', 'slim')):
                    pass
                    t_11.append(
                        'COPY --from=build /etc/passwd /etc/group /etc/\n',
                    )
                else:
                    pass
                    t_11.append(
                        'COPY <<EOF /etc/passwd\n',
                    )
                    if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') == 'distroless'):
                        pass
                        t_11.append(
                            'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
                        )
                    t_11.extend((
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name')),
                        ':x:',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid')),
                        ':',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'gid')),
                        ':',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name')),
                        ':/:/sbin/nologin\nEOF\n',
                    ))
            return concat(t_11)
        context.exported_vars.add('passwd')
        context.vars['passwd'] = l_0_passwd = Macro(environment, macro, 'passwd', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_12 = []
            l_1_plan = resolve('plan')
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            pass
            if (environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name') and ((environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') in ('alpine', 'slim')) or (not environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'multi-stage')))):
                pass
                t_12.extend((
                    '\n',
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), ('The user that will run the program; its name is taken over into the last stage.' if environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'multi-stage') else 'The user that will run the program.'))),
                ))
                if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'family') == 'alpine'):
                    pass
                    t_12.extend((
                        'RUN adduser -D -H -u ',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid')),
                        ' ',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name')),
                        '\n',
                    ))
                else:
                    pass
                    t_12.extend((
                        'RUN useradd --no-log-init --no-create-home --uid ',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid')),
                        ' ',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name')),
                        '\n',
                    ))
            return concat(t_12)
        context.exported_vars.add('add_user')
        context.vars['add_user'] = l_0_add_user = Macro(environment, macro, 'add_user', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_13 = []
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            l_1_plan = resolve('plan')
            pass
            if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'labels'):
                pass
                t_13.append(
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), "What this image is, in the OCI image specification's own keys.", 'labels')),
                )
                if ('org.opencontainers.image.title' not in environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'label')):
                    pass
                    t_13.extend((
                        'LABEL org.opencontainers.image.title=',
                        str(t_3(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'name'))),
                        '\n',
                    ))
            for (l_2_key, l_2_value) in t_1(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'label')):
                _loop_vars = {}
                pass
                t_13.extend((
                    'LABEL ',
                    str(l_2_key),
                    '=',
                    str(t_3(l_2_value)),
                    '\n',
                ))
            l_2_key = l_2_value = missing
            return concat(t_13)
        context.exported_vars.add('labels')
        context.vars['labels'] = l_0_labels = Macro(environment, macro, 'labels', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_14 = []
            l_1_plan = resolve('plan')
            l_1_facts = resolve('facts')
            pass
            if (((not t_6(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port'))) and environment.getattr((undefined(name='facts') if l_1_facts is missing else l_1_facts), 'port_env')) and ('PORT' not in environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'env'))):
                pass
                t_14.extend((
                    'ENV PORT=',
                    str(t_3(t_4(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port')))),
                    '\n',
                ))
            for (l_2_key, l_2_value) in t_1(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'env')):
                _loop_vars = {}
                pass
                t_14.extend((
                    'ENV ',
                    str(l_2_key),
                    '=',
                    str(t_3(l_2_value)),
                    '\n',
                ))
            l_2_key = l_2_value = missing
            return concat(t_14)
        context.exported_vars.add('env')
        context.vars['env'] = l_0_env = Macro(environment, macro, 'env', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_15 = []
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            l_1_plan = resolve('plan')
            pass
            if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'user'):
                pass
                t_15.extend((
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), "A limited user, by number: Kubernetes' runAsNonRoot can check that.", 'user')),
                    'USER ',
                    str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid')),
                    ':',
                    str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'gid')),
                    '\n',
                ))
            elif t_5(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'sources'), 'user')):
                pass
                t_15.append(
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'Runs as root, because that was asked for.')),
                )
            return concat(t_15)
        context.exported_vars.add('user')
        context.vars['user'] = l_0_user = Macro(environment, macro, 'user', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_16 = []
            l_1_plan = resolve('plan')
            pass
            if (not t_6(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port'))):
                pass
                t_16.extend((
                    'EXPOSE ',
                    str(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port')),
                    '\n',
                ))
            return concat(t_16)
        context.exported_vars.add('expose')
        context.vars['expose'] = l_0_expose = Macro(environment, macro, 'expose', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_17 = []
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            l_1_plan = resolve('plan')
            pass
            if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'healthcheck'):
                pass
                t_17.extend((
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'The program is asked, not only watched.', 'healthcheck')),
                    'HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --start-interval=1s CMD ',
                    str(t_2(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'health'))),
                    '\n',
                ))
            return concat(t_17)
        context.exported_vars.add('healthcheck')
        context.vars['healthcheck'] = l_0_healthcheck = Macro(environment, macro, 'healthcheck', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_18 = []
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            l_1_plan = resolve('plan')
            pass
            if environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'exec-form'):
                pass
                t_18.extend((
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'Exec form: the program is process 1 and gets the stop signal itself.', 'exec-form')),
                    'ENTRYPOINT ',
                    str(t_2([str_join(('/', environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'name'), ))])),
                    '\n',
                ))
            else:
                pass
                t_18.extend((
                    'CMD /',
                    str(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'name')),
                    '\n',
                ))
            return concat(t_18)
        context.exported_vars.add('entry_point')
        context.vars['entry_point'] = l_0_entry_point = Macro(environment, macro, 'entry_point', (), False, False, False, context.eval_ctx.autoescape)

    blocks = {}
    return root, blocks


TEMPLATES = {
    'README.md.j2': (3723774443, _README_md_j2),
    'base.Dockerfile.j2': (1321004821, _base_Dockerfile_j2),
    'compose.yaml.j2': (2839833727, _compose_yaml_j2),
    'dockerignore.j2': (539367446, _dockerignore_j2),
    'dockgen.toml.j2': (3934982388, _dockgen_toml_j2),
    'go/Dockerfile.j2': (239249016, _go_Dockerfile_j2),
    'go/README.md.j2': (696095006, _go_README_md_j2),
    'go/dockerignore.j2': (3331540576, _go_dockerignore_j2),
    'go/gitignore.j2': (149894013, _go_gitignore_j2),
    'go/sample/go.mod.j2': (1200347157, _go_sample_go_mod_j2),
    'go/sample/main.go.j2': (3972695759, _go_sample_main_go_j2),
    'go/sample/main_test.go.j2': (616538877, _go_sample_main_test_go_j2),
    'macros.j2': (2712837612, _macros_j2),
}
