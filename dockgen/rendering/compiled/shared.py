"""Made by `make generate` from templates/; see dockgen/rendering/compiled/__init__.py."""

# mypy: ignore-errors

from dockgen.rendering.runtime import (
    LoopContext, Macro, TemplateReference, TemplateRuntimeError, Undefined, internalcode, missing, str_join
)


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
        yield '--read-only --tmpfs /tmp --cap-drop ALL '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield '\n```\n\n'
        if (not t_1(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))):
            pass
            yield 'Then, in another terminal:\n\n```sh\ncurl http://127.0.0.1:'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield '/\n```\n'
        if (environment.getattr(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'does'), 'compose') and (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'https') != 'serve')):
            pass
            yield '\nOr, with everything set as in `compose.yaml`:\n\n```sh\ndocker compose up --build\n```\n'
        if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'https') == 'serve'):
            pass
            yield "\n## Serve HTTPS\n\nThe certificate and its key are given at run time; they are never part of the image:\n\n```sh\nmkdir -p certs\nopenssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout certs/tls.key -out certs/tls.crt\nchmod 644 certs/tls.key  # for a trial: the program's user must be able to read it\ndocker run --rm -p "
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield ':'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield ' --read-only --tmpfs /tmp --cap-drop ALL -v ./certs:/certs:ro \\\n  -e TLS_CERT_FILE=/certs/tls.crt -e TLS_KEY_FILE=/certs/tls.key '
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
            yield '\ncurl --insecure https://127.0.0.1:'
            yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
            yield '/\n```\n'
            if environment.getattr(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'does'), 'compose'):
                pass
                yield '\nWith the same files in `certs/`, `docker compose up --build` sets all of that.\n'
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
        l_0_self = TemplateReference(context)
        l_0_does = resolve('does')
        l_0_note = resolve('note')
        l_0_stage = resolve('stage')
        l_0_plan = resolve('plan')
        l_0_macros = l_0_stages = l_0_frontend = missing
        pass
        if False:
            pass
            yield from context.blocks['builder'][0](context)
            yield from context.blocks['runtime'][0](context)
        l_0_macros = context.vars['macros'] = environment.get_template('macros.j2', 'base.Dockerfile.j2').make_module(context.get_all(), True, {'frontend': l_0_frontend, 'macros': l_0_macros, 'self': l_0_self, 'stages': l_0_stages})
        context.exported_vars.discard('macros')
        l_0_stages = context.vars['stages'] = environment.get_template('stages.j2', 'base.Dockerfile.j2').make_module(context.get_all(), True, {'frontend': l_0_frontend, 'macros': l_0_macros, 'self': l_0_self, 'stages': l_0_stages})
        context.exported_vars.discard('stages')
        l_0_frontend = context.vars['frontend'] = environment.get_template('front_end.j2', 'base.Dockerfile.j2').make_module(context.get_all(), True, {'frontend': l_0_frontend, 'macros': l_0_macros, 'self': l_0_self, 'stages': l_0_stages})
        context.exported_vars.discard('frontend')
        if environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'syntax'):
            pass
            yield '# syntax=docker/dockerfile:1\n'
        yield str(context.call((undefined(name='note') if l_0_note is missing else l_0_note), 'header'))
        yield from context.blocks['head'][0](context)
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'images')))
        yield '\n'
        yield from context.blocks['arguments'][0](context)
        yield '\n'
        yield from context.blocks['build'][0](context)
        yield '\n'
        if environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage'):
            pass
            yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'final', ('web-server-image' if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'base') == 'nginx') else 'runtime-image')))
            yield 'FROM '
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'runtime_image')))
            yield ' AS final\n'
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'runtime'))))
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'passwd')))
            yield '\n'
            yield from context.blocks['packages'][0](context)
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'certificates')))
            yield '\n'
            yield from context.blocks['program'][0](context)
        yield from context.blocks['env'][0](context)
        yield '\n'
        yield from context.blocks['labels'][0](context)
        yield '\n'
        yield from context.blocks['user'][0](context)
        yield '\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'expose')))
        yield '\n'
        yield from context.blocks['healthcheck'][0](context)
        yield '\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'stop_signal')))
        yield '\n'
        yield from context.blocks['start'][0](context)
        yield from context.blocks['end'][0](context)

    def block_builder(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    def block_runtime(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    def block_head(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    def block_arguments(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_stages = resolve('stages')
        l_0_recipe = resolve('recipe')
        l_0_frontend = resolve('frontend')
        pass
        yield str(context.call(environment.getattr((undefined(name='stages') if l_0_stages is missing else l_0_stages), 'arguments'), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'stages'), _block_vars=_block_vars))
        yield str(context.call(environment.getattr((undefined(name='frontend') if l_0_frontend is missing else l_0_frontend), 'argument'), _block_vars=_block_vars))

    def block_build(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_self = TemplateReference(context)
        _block_vars = {}
        l_0_frontend = resolve('frontend')
        l_0_macros = resolve('macros')
        l_0_recipe = resolve('recipe')
        pass
        yield str(context.call(environment.getattr((undefined(name='frontend') if l_0_frontend is missing else l_0_frontend), 'build'), context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'builder'), _block_vars=_block_vars), _block_vars=_block_vars), _block_vars=_block_vars))
        yield '\n'
        for l_1_one in environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'stages'):
            l_1_stages = resolve('stages')
            l_1_does = resolve('does')
            _loop_vars = {}
            pass
            yield str(context.call(environment.getattr((undefined(name='stages') if l_1_stages is missing else l_1_stages), 'from'), l_1_one, str_join((context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'builder'), _loop_vars=_loop_vars), _loop_vars=_loop_vars), ('' if environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'multi-stage') else context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'runtime'), _loop_vars=_loop_vars), _loop_vars=_loop_vars)), )), _loop_vars=_loop_vars))
            yield '\n'
        l_1_one = l_1_stages = l_1_does = missing

    def block_packages(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_stages = resolve('stages')
        l_0_recipe = resolve('recipe')
        pass
        yield str(context.call(environment.getattr((undefined(name='stages') if l_0_stages is missing else l_0_stages), 'write_groups'), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'packages'), _block_vars=_block_vars))

    def block_program(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_stages = resolve('stages')
        l_0_recipe = resolve('recipe')
        pass
        yield str(context.call(environment.getattr((undefined(name='stages') if l_0_stages is missing else l_0_stages), 'write_groups'), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'program'), _block_vars=_block_vars))
        yield '\n\n'

    def block_env(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_stages = resolve('stages')
        l_0_recipe = resolve('recipe')
        l_0_macros = resolve('macros')
        pass
        yield str(context.call(environment.getattr((undefined(name='stages') if l_0_stages is missing else l_0_stages), 'write_group'), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'env'), _block_vars=_block_vars))
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'env'), _block_vars=_block_vars))

    def block_labels(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_macros = resolve('macros')
        pass
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'labels'), _block_vars=_block_vars))

    def block_user(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_macros = resolve('macros')
        pass
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'user'), _block_vars=_block_vars))

    def block_healthcheck(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_macros = resolve('macros')
        pass
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'healthcheck'), _block_vars=_block_vars))

    def block_start(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_macros = resolve('macros')
        pass
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'start'), 'CMD', _block_vars=_block_vars))

    def block_end(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    blocks = {'builder': block_builder, 'runtime': block_runtime, 'head': block_head, 'arguments': block_arguments, 'build': block_build, 'packages': block_packages, 'program': block_program, 'env': block_env, 'labels': block_labels, 'user': block_user, 'healthcheck': block_healthcheck, 'start': block_start, 'end': block_end}
    return root, blocks


def _compose_yaml_j2(environment):
    name = 'compose.yaml.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_self = TemplateReference(context)
        l_0_line = resolve('line')
        l_0_plans = resolve('plans')
        l_0_composed = resolve('composed')
        l_0_volumes = resolve('volumes')
        l_0_serves_tls = resolve('serves_tls')
        l_0_shared_secrets = resolve('shared_secrets')
        l_0_blocks = l_0_program = missing
        try:
            t_1 = environment.filters['compose']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'compose' found.")
        try:
            t_2 = environment.filters['compose_secret']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No filter named 'compose_secret' found.")
        try:
            t_3 = environment.filters['key']
        except KeyError:
            @internalcode
            def t_3(*unused):
                raise TemplateRuntimeError("No filter named 'key' found.")
        try:
            t_4 = environment.filters['local']
        except KeyError:
            @internalcode
            def t_4(*unused):
                raise TemplateRuntimeError("No filter named 'local' found.")
        try:
            t_5 = environment.filters['word']
        except KeyError:
            @internalcode
            def t_5(*unused):
                raise TemplateRuntimeError("No filter named 'word' found.")
        try:
            t_6 = environment.filters['yaml']
        except KeyError:
            @internalcode
            def t_6(*unused):
                raise TemplateRuntimeError("No filter named 'yaml' found.")
        try:
            t_7 = environment.tests['none']
        except KeyError:
            @internalcode
            def t_7(*unused):
                raise TemplateRuntimeError("No test named 'none' found.")
        pass
        l_0_blocks = context.vars['blocks'] = environment.get_template('services.j2', 'compose.yaml.j2').make_module(context.get_all(), True, {'blocks': l_0_blocks, 'program': l_0_program, 'self': l_0_self})
        context.exported_vars.discard('blocks')
        if False:
            pass
            yield from context.blocks['service'][0](context)
        def macro(l_1_app, l_1_name, l_1_command, l_1_more):
            t_8 = []
            l_1_build_secrets = resolve('build_secrets')
            l_1_heading = resolve('heading')
            l_1_volumes_of = resolve('volumes_of')
            l_1_secrets = l_1_arguments = missing
            if l_1_app is missing:
                l_1_app = undefined("parameter 'app' was not provided", name='app')
            if l_1_name is missing:
                l_1_name = undefined("parameter 'name' was not provided", name='name')
            if l_1_command is missing:
                l_1_command = undefined("parameter 'command' was not provided", name='command')
            if l_1_more is missing:
                l_1_more = undefined("parameter 'more' was not provided", name='more')
            pass
            t_8.extend((
                '  ',
                str(t_6(l_1_name)),
                ':\n',
            ))
            l_1_secrets = environment.getitem((undefined(name='build_secrets') if l_1_build_secrets is missing else l_1_build_secrets), environment.getattr(l_1_app, 'name'))
            l_1_arguments = environment.getattr(environment.getattr(l_1_app, 'recipe'), 'arguments')
            if ((((environment.getattr(l_1_app, 'context') == '.') and (environment.getattr(l_1_app, 'dockerfile') == 'Dockerfile')) and (not (undefined(name='secrets') if l_1_secrets is missing else l_1_secrets))) and (not (undefined(name='arguments') if l_1_arguments is missing else l_1_arguments))):
                pass
                t_8.append(
                    '    build: .\n',
                )
            else:
                pass
                t_8.extend((
                    '    build:\n      context: ',
                    str(t_1(t_4(environment.getattr(l_1_app, 'context')))),
                    '\n',
                ))
                if (environment.getattr(l_1_app, 'dockerfile') != 'Dockerfile'):
                    pass
                    t_8.extend((
                        '      dockerfile: ',
                        str(t_1(environment.getattr(l_1_app, 'dockerfile'))),
                        '\n',
                    ))
                if (undefined(name='arguments') if l_1_arguments is missing else l_1_arguments):
                    pass
                    t_8.append(
                        '      args:\n',
                    )
                    for l_2_name in (undefined(name='arguments') if l_1_arguments is missing else l_1_arguments):
                        _loop_vars = {}
                        pass
                        t_8.extend((
                            '        - ',
                            str(t_5(l_2_name)),
                            '\n',
                        ))
                    l_2_name = missing
                if (undefined(name='secrets') if l_1_secrets is missing else l_1_secrets):
                    pass
                    t_8.append(
                        '      secrets:\n',
                    )
                    for l_2_secret in (undefined(name='secrets') if l_1_secrets is missing else l_1_secrets):
                        _loop_vars = {}
                        pass
                        if (environment.getattr(l_2_secret, 'name') == environment.getattr(l_2_secret, 'id')):
                            pass
                            t_8.extend((
                                '        - ',
                                str(t_5(environment.getattr(l_2_secret, 'id'))),
                                '\n',
                            ))
                        else:
                            pass
                            t_8.extend((
                                '        - source: ',
                                str(t_5(environment.getattr(l_2_secret, 'name'))),
                                '\n          target: ',
                                str(t_5(environment.getattr(l_2_secret, 'id'))),
                                '\n',
                            ))
                    l_2_secret = missing
            if l_1_command:
                pass
                t_8.extend((
                    '    command: ',
                    str(t_1(l_1_command)),
                    '\n',
                ))
            elif (not t_7(environment.getattr(l_1_app, 'port'))):
                pass
                t_8.extend((
                    '    ports:\n',
                    str(context.call((undefined(name='line') if l_0_line is missing else l_0_line), 'published-port', 6, host_port=environment.getattr(l_1_app, 'host_port'), port=environment.getattr(l_1_app, 'port'))),
                    '      - "127.0.0.1:',
                    str(environment.getattr(l_1_app, 'host_port')),
                    ':',
                    str(environment.getattr(l_1_app, 'port')),
                    '"\n',
                ))
            if (((environment.getattr(l_1_app, 'base') != 'nginx') and environment.getattr(environment.getattr(l_1_app, 'program'), 'env_example')) and environment.getattr(environment.getattr(environment.getattr(l_1_app, 'program'), 'env_example'), 'value')):
                pass
                t_8.extend((
                    '    env_file:\n      - path: ',
                    str(t_1(t_4((str_join((environment.getattr(l_1_app, 'context'), '/.env', )) if (environment.getattr(l_1_app, 'context') != '.') else '.env')))),
                    '\n        required: false\n',
                ))
            t_8.append(
                str(context.call(environment.getattr((undefined(name='blocks') if l_0_blocks is missing else l_0_blocks), 'waits_for'), environment.getitem(environment.getattr((undefined(name='composed') if l_0_composed is missing else l_0_composed), 'needs'), environment.getattr(l_1_app, 'name')))),
            )
            if (environment.getattr(l_1_app, 'https') == 'serve'):
                pass
                t_8.extend((
                    str(context.call((undefined(name='heading') if l_1_heading is missing else l_1_heading), 'tls-files', 4)),
                    '    environment:\n      TLS_CERT_FILE: /run/secrets/tls_cert\n      TLS_KEY_FILE: /run/secrets/tls_key\n',
                ))
            elif environment.getitem(environment.getattr((undefined(name='composed') if l_0_composed is missing else l_0_composed), 'variables'), environment.getattr(l_1_app, 'name')):
                pass
                t_8.append(
                    '    environment:\n',
                )
            t_8.append(
                str(context.call(environment.getattr((undefined(name='blocks') if l_0_blocks is missing else l_0_blocks), 'variables'), environment.getitem(environment.getattr((undefined(name='composed') if l_0_composed is missing else l_0_composed), 'variables'), environment.getattr(l_1_app, 'name')))),
            )
            if (environment.getattr(l_1_app, 'https') == 'serve'):
                pass
                t_8.append(
                    '    secrets:\n      - tls_cert\n      - tls_key\n',
                )
            if (l_1_command and environment.getattr(environment.getattr(l_1_app, 'does'), 'healthcheck')):
                pass
                t_8.extend((
                    str(context.call((undefined(name='line') if l_0_line is missing else l_0_line), 'worker-healthcheck', 4)),
                    '    healthcheck:\n      disable: true\n',
                ))
            t_8.extend((
                str(context.call((undefined(name='line') if l_0_line is missing else l_0_line), 'read-only', 4, places=('these folders' if (environment.getattr(environment.getattr(l_1_app, 'recipe'), 'writes') or environment.getitem((undefined(name='volumes_of') if l_1_volumes_of is missing else l_1_volumes_of), environment.getattr(l_1_app, 'name'))) else '/tmp'))),
                '    read_only: true\n    tmpfs:\n      - /tmp\n',
            ))
            for l_2_path in environment.getattr(environment.getattr(l_1_app, 'recipe'), 'writes'):
                _loop_vars = {}
                pass
                t_8.extend((
                    '      - ',
                    str(t_1(l_2_path)),
                    '\n',
                ))
            l_2_path = missing
            if environment.getitem((undefined(name='volumes_of') if l_1_volumes_of is missing else l_1_volumes_of), environment.getattr(l_1_app, 'name')):
                pass
                t_8.append(
                    '    volumes:\n',
                )
                for (l_2_volume, l_2_path) in environment.getitem((undefined(name='volumes_of') if l_1_volumes_of is missing else l_1_volumes_of), environment.getattr(l_1_app, 'name')):
                    _loop_vars = {}
                    pass
                    t_8.extend((
                        '      - ',
                        str(t_5(str_join((l_2_volume, ':', l_2_path, )))),
                        '\n',
                    ))
                l_2_volume = l_2_path = missing
            t_8.extend((
                '    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true\n',
                str(l_1_more),
                '\n\n',
            ))
            return concat(t_8)
        context.exported_vars.add('program')
        context.vars['program'] = l_0_program = Macro(environment, macro, 'program', ('app', 'name', 'command', 'more'), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        yield str(context.call((undefined(name='line') if l_0_line is missing else l_0_line), 'compose-up'))
        yield 'services:\n'
        for l_1_app in (undefined(name='plans') if l_0_plans is missing else l_0_plans):
            l_1_workers_of = resolve('workers_of')
            _loop_vars = {}
            pass
            yield str(context.call((undefined(name='program') if l_0_program is missing else l_0_program), l_1_app, environment.getattr(l_1_app, 'name'), (), context.call(environment.getattr(l_0_self, 'service'), _loop_vars=_loop_vars), _loop_vars=_loop_vars))
            for (l_2_name, l_2_command) in environment.getitem((undefined(name='workers_of') if l_1_workers_of is missing else l_1_workers_of), environment.getattr(l_1_app, 'name')):
                _loop_vars = {}
                pass
                yield str(context.call((undefined(name='program') if l_0_program is missing else l_0_program), l_1_app, l_2_name, l_2_command, context.call(environment.getattr(l_0_self, 'service'), _loop_vars=_loop_vars), _loop_vars=_loop_vars))
            l_2_name = l_2_command = missing
        l_1_app = l_1_workers_of = missing
        yield str(context.call(environment.getattr((undefined(name='blocks') if l_0_blocks is missing else l_0_blocks), 'containers'), environment.getattr((undefined(name='composed') if l_0_composed is missing else l_0_composed), 'services')))
        yield from context.blocks['services'][0](context)
        yield str(context.call(environment.getattr((undefined(name='blocks') if l_0_blocks is missing else l_0_blocks), 'volumes'), (undefined(name='volumes') if l_0_volumes is missing else l_0_volumes)))
        if ((undefined(name='serves_tls') if l_0_serves_tls is missing else l_0_serves_tls) or (undefined(name='shared_secrets') if l_0_shared_secrets is missing else l_0_shared_secrets)):
            pass
            yield '\nsecrets:\n'
            if (undefined(name='serves_tls') if l_0_serves_tls is missing else l_0_serves_tls):
                pass
                yield '  tls_cert:\n    file: ./certs/tls.crt\n  tls_key:\n    file: ./certs/tls.key\n'
            for l_1_secret in (undefined(name='shared_secrets') if l_0_shared_secrets is missing else l_0_shared_secrets):
                _loop_vars = {}
                pass
                yield '  '
                yield str(t_3(environment.getattr(l_1_secret, 'name')))
                yield ':\n    '
                yield str(environment.getattr(l_1_secret, 'kind'))
                yield ': '
                yield str(t_2(l_1_secret))
                yield '\n'
            l_1_secret = missing

    def block_service(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    def block_services(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    blocks = {'service': block_service, 'services': block_services}
    return root, blocks


def _docker_bake_hcl_j2(environment):
    name = 'docker-bake.hcl.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_line = resolve('line')
        l_0_plans = resolve('plans')
        l_0_builds_for_others = resolve('builds_for_others')
        l_0_plan = resolve('plan')
        l_0_needs_home = resolve('needs_home')
        l_0_bake_variables = resolve('bake_variables')
        try:
            t_1 = environment.filters['bake_context']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'bake_context' found.")
        try:
            t_2 = environment.filters['bake_secret']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No filter named 'bake_secret' found.")
        try:
            t_3 = environment.filters['hcl']
        except KeyError:
            @internalcode
            def t_3(*unused):
                raise TemplateRuntimeError("No filter named 'hcl' found.")
        try:
            t_4 = environment.filters['length']
        except KeyError:
            @internalcode
            def t_4(*unused):
                raise TemplateRuntimeError("No filter named 'length' found.")
        pass
        yield str(context.call((undefined(name='line') if l_0_line is missing else l_0_line), ('bake-file' if (t_4((undefined(name='plans') if l_0_plans is missing else l_0_plans)) > 1) else 'bake-file-of-one')))
        yield 'variable "REGISTRY" {\n  default = ""\n}\n\nvariable "TAG" {\n  default = "latest"\n}\n'
        if (undefined(name='builds_for_others') if l_0_builds_for_others is missing else l_0_builds_for_others):
            pass
            yield '\n'
            if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'comments') != 'none'):
                pass
                yield str(context.call((undefined(name='line') if l_0_line is missing else l_0_line), 'bake-platforms'))
            yield 'variable "PLATFORMS" {\n  default = ""\n}\n'
        if (undefined(name='needs_home') if l_0_needs_home is missing else l_0_needs_home):
            pass
            yield '\nvariable "HOME" {\n  default = ""\n}\n'
        for l_1_name in (undefined(name='bake_variables') if l_0_bake_variables is missing else l_0_bake_variables):
            _loop_vars = {}
            pass
            yield '\nvariable '
            yield str(t_3(l_1_name))
            yield ' {\n  default = null\n}\n'
        l_1_name = missing
        yield '\ngroup "default" {\n  targets = ['
        l_1_loop = missing
        for l_1_app, l_1_loop in LoopContext((undefined(name='plans') if l_0_plans is missing else l_0_plans), undefined):
            l_1_targets = resolve('targets')
            _loop_vars = {}
            pass
            yield str(t_3(environment.getitem((undefined(name='targets') if l_1_targets is missing else l_1_targets), environment.getattr(l_1_app, 'name'))))
            yield str(('' if environment.getattr(l_1_loop, 'last') else ', '))
        l_1_loop = l_1_app = l_1_targets = missing
        yield ']\n}\n'
        for l_1_app in (undefined(name='plans') if l_0_plans is missing else l_0_plans):
            l_1_targets = resolve('targets')
            l_1_arguments_of = resolve('arguments_of')
            l_1_build_secrets = resolve('build_secrets')
            _loop_vars = {}
            pass
            yield '\ntarget '
            yield str(t_3(environment.getitem((undefined(name='targets') if l_1_targets is missing else l_1_targets), environment.getattr(l_1_app, 'name'))))
            yield ' {\n  context    = '
            yield str(t_1(environment.getattr(l_1_app, 'context')))
            yield '\n  dockerfile = '
            yield str(t_3(environment.getattr(l_1_app, 'dockerfile')))
            yield '\n  tags       = ["${REGISTRY}'
            yield str(environment.getattr(l_1_app, 'name'))
            yield ':${TAG}"]\n'
            if environment.getitem(environment.getattr(l_1_app, 'does'), 'cross-build'):
                pass
                yield '  platforms  = PLATFORMS == "" ? [] : split(",", PLATFORMS)\n'
            if environment.getitem((undefined(name='arguments_of') if l_1_arguments_of is missing else l_1_arguments_of), environment.getattr(l_1_app, 'name')):
                pass
                yield '  args = {\n'
                for l_2_name in environment.getitem((undefined(name='arguments_of') if l_1_arguments_of is missing else l_1_arguments_of), environment.getattr(l_1_app, 'name')):
                    _loop_vars = {}
                    pass
                    yield '    '
                    yield str(l_2_name)
                    yield ' = '
                    yield str(l_2_name)
                    yield '\n'
                l_2_name = missing
                yield '  }\n'
            if environment.getitem((undefined(name='build_secrets') if l_1_build_secrets is missing else l_1_build_secrets), environment.getattr(l_1_app, 'name')):
                pass
                yield '  secret = [\n'
                for l_2_secret in environment.getitem((undefined(name='build_secrets') if l_1_build_secrets is missing else l_1_build_secrets), environment.getattr(l_1_app, 'name')):
                    _loop_vars = {}
                    pass
                    yield '    '
                    yield str(t_2(l_2_secret))
                    yield ',\n'
                l_2_secret = missing
                yield '  ]\n'
            yield '}\n'
        l_1_app = l_1_targets = l_1_arguments_of = l_1_build_secrets = missing

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
        l_0_heading = resolve('heading')
        l_0_container_files = resolve('container_files')
        l_0_plan = resolve('plan')
        l_0_names = missing
        pass
        l_0_names = context.vars['names'] = environment.get_template('secret_names.j2', 'dockerignore.j2').make_module(context.get_all(), True, {'names': l_0_names})
        context.exported_vars.discard('names')
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'ignore-file'))
        yield str(context.call(environment.getattr((undefined(name='names') if l_0_names is missing else l_0_names), 'maybe')))
        yield '\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'container-files'))
        for l_1_pattern in (undefined(name='container_files') if l_0_container_files is missing else l_0_container_files):
            _loop_vars = {}
            pass
            yield str(l_1_pattern)
            yield '\n'
        l_1_pattern = missing
        yield '.dockgen.lock\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'leftover-copies'))
        yield '*.bak*\n**/*~\n**/*.bak\n**/*.bak.*\n**/*.orig\n**/*.sw[op]\n'
        yield from context.blocks['language'][0](context)
        if (environment.getattr(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'program'), 'let_in') and environment.getattr(environment.getattr(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'program'), 'let_in'), 'value')):
            pass
            yield '\n'
            yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'let-in-files'))
            for l_1_path in environment.getattr(environment.getattr(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'program'), 'let_in'), 'value'):
                _loop_vars = {}
                pass
                yield '!'
                yield str(l_1_path)
                yield '\n'
            l_1_path = missing
        yield str(context.call(environment.getattr((undefined(name='names') if l_0_names is missing else l_0_names), 'certain')))
        yield '\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'tool-folders'))
        yield '**/.git\n**/.hg\n**/.svn\n**/.bzr\n**/.jj\n**/.sl\n**/_darcs\n.github\n.gitlab-ci.yml\n**/.idea\n**/.vscode\n**/.docker\n**/.netlify\n**/.serverless\n**/.terraform\n**/.vercel\n**/.DS_Store\n'
        yield from context.blocks['end'][0](context)

    def block_language(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    def block_end(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass

    blocks = {'language': block_language, 'end': block_end}
    return root, blocks


def _dockgen_toml_j2(environment):
    name = 'dockgen.toml.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_heading = resolve('heading')
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
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'kept-answers'))
        yield '\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'made-by-version'))
        yield 'dockgen = '
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


def _env_example_j2(environment):
    name = 'env.example.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_heading = resolve('heading')
        l_0_composed = resolve('composed')
        try:
            t_1 = environment.filters['dictsort']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'dictsort' found.")
        pass
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'environment-file'))
        for (l_1_variable, l_1_title) in t_1(environment.getattr((undefined(name='composed') if l_0_composed is missing else l_0_composed), 'secrets')):
            _loop_vars = {}
            pass
            yield '\n'
            yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'service-password', service=l_1_title, _loop_vars=_loop_vars))
            yield str(l_1_variable)
            yield '=\n'
        l_1_variable = l_1_title = missing
        for l_1_variable in context.call(environment.getattr(environment.getattr((undefined(name='composed') if l_0_composed is missing else l_0_composed), 'required'), 'values')):
            _loop_vars = {}
            pass
            yield '\n'
            yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'required-variable', _loop_vars=_loop_vars))
            yield str(l_1_variable)
            yield '=\n'
        l_1_variable = missing

    blocks = {}
    return root, blocks


def _front_end_j2(environment):
    name = 'front_end.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_argument = l_0_build = l_0_copy_all = l_0_arguments = l_0_put = l_0_copied = l_0_ignored = missing
        try:
            t_1 = environment.filters['dictsort']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'dictsort' found.")
        try:
            t_2 = environment.filters['quoted']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No filter named 'quoted' found.")
        pass
        def macro():
            t_3 = []
            l_1_recipe = resolve('recipe')
            l_1_image_arguments = resolve('image_arguments')
            l_1_stage = resolve('stage')
            pass
            if ((environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end') and (undefined(name='image_arguments') if l_1_image_arguments is missing else l_1_image_arguments)) and (environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'argument') == 'NODE_IMAGE')):
                pass
                t_3.extend((
                    str(context.call((undefined(name='stage') if l_1_stage is missing else l_1_stage), 'NODE_IMAGE', 'front-end-stage', verb=environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'verb'))),
                    'ARG NODE_IMAGE=',
                    str(environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'image')),
                    '\n',
                ))
            return concat(t_3)
        context.exported_vars.add('argument')
        context.vars['argument'] = l_0_argument = Macro(environment, macro, 'argument', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_builder):
            t_4 = []
            l_1_recipe = resolve('recipe')
            l_1_stage = resolve('stage')
            l_1_image_arguments = resolve('image_arguments')
            l_1_does = resolve('does')
            l_1_front_end = missing
            if l_1_builder is missing:
                l_1_builder = undefined("parameter 'builder' was not provided", name='builder')
            pass
            l_1_front_end = environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end')
            if (undefined(name='front_end') if l_1_front_end is missing else l_1_front_end):
                pass
                t_4.extend((
                    str(context.call((undefined(name='stage') if l_1_stage is missing else l_1_stage), 'frontend', 'front-end-stage', verb=environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'verb'))),
                    'FROM ',
                ))
                if environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'cross'):
                    pass
                    t_4.append(
                        '--platform=$BUILDPLATFORM ',
                    )
                t_4.extend((
                    str((str_join(('${', environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'argument'), '}', )) if (undefined(name='image_arguments') if l_1_image_arguments is missing else l_1_image_arguments) else environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'image'))),
                    ' AS frontend\n',
                    str(l_1_builder),
                    'WORKDIR /src',
                    str((str_join(('/', environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'folder'), )) if environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'folder') else '')),
                    '\n',
                ))
                for (l_2_name, l_2_value) in t_1(environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'env')):
                    _loop_vars = {}
                    pass
                    t_4.extend((
                        'ENV ',
                        str(l_2_name),
                        '=',
                        str(t_2(l_2_value)),
                        '\n',
                    ))
                l_2_name = l_2_value = missing
                if environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'manager'):
                    pass
                    t_4.extend((
                        'RUN ',
                        str(environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'manager')),
                        '\n',
                    ))
                if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'cache'):
                    pass
                    t_4.extend((
                        str(context.call((undefined(name='copy_all') if l_0_copy_all is missing else l_0_copy_all), (environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'manifests') or environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'sources')))),
                        str(('' if environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'manifests') else context.call((undefined(name='arguments') if l_0_arguments is missing else l_0_arguments)))),
                        'RUN --mount=type=cache,target=',
                        str(environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'cache')),
                        ' \\\n    ',
                        str(environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'install')),
                    ))
                    if (not environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'manifests')):
                        pass
                        t_4.extend((
                            ' \\\n    && ',
                            str(environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'build')),
                        ))
                    t_4.append(
                        '\n',
                    )
                    if environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'manifests'):
                        pass
                        t_4.extend((
                            str(context.call((undefined(name='copy_all') if l_0_copy_all is missing else l_0_copy_all), environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'sources'))),
                            str(context.call((undefined(name='arguments') if l_0_arguments is missing else l_0_arguments))),
                            'RUN ',
                            str(environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'build')),
                            '\n',
                        ))
                else:
                    pass
                    t_4.extend((
                        str(context.call((undefined(name='copy_all') if l_0_copy_all is missing else l_0_copy_all), (environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'manifests') if environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'is_member') else ()))),
                        str(context.call((undefined(name='copy_all') if l_0_copy_all is missing else l_0_copy_all), environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'sources'))),
                        str(context.call((undefined(name='arguments') if l_0_arguments is missing else l_0_arguments))),
                        'RUN ',
                        str(environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'install')),
                        ' \\\n    && ',
                        str(environment.getattr((undefined(name='front_end') if l_1_front_end is missing else l_1_front_end), 'build')),
                        '\n',
                    ))
                t_4.append(
                    '\n',
                )
            return concat(t_4)
        context.exported_vars.add('build')
        context.vars['build'] = l_0_build = Macro(environment, macro, 'build', ('builder',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_all):
            t_5 = []
            if l_1_all is missing:
                l_1_all = undefined("parameter 'all' was not provided", name='all')
            pass
            for l_2_words in l_1_all:
                _loop_vars = {}
                pass
                t_5.extend((
                    'COPY ',
                    str(l_2_words),
                    '\n',
                ))
            l_2_words = missing
            return concat(t_5)
        context.exported_vars.add('copy_all')
        context.vars['copy_all'] = l_0_copy_all = Macro(environment, macro, 'copy_all', ('all',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_6 = []
            l_1_recipe = resolve('recipe')
            pass
            for l_2_name in environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'arguments'):
                _loop_vars = {}
                pass
                t_6.extend((
                    'ARG ',
                    str(l_2_name),
                    '\n',
                ))
            l_2_name = missing
            return concat(t_6)
        context.exported_vars.add('arguments')
        context.vars['arguments'] = l_0_arguments = Macro(environment, macro, 'arguments', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_7 = []
            l_1_recipe = resolve('recipe')
            l_1_note = resolve('note')
            pass
            if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'):
                pass
                t_7.extend((
                    '\n',
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'front-end-output')),
                ))
                if environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'removed'):
                    pass
                    t_7.extend((
                        'RUN rm -rf ',
                        str(environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'removed')),
                        '\n',
                    ))
                t_7.append(
                    str(context.call((undefined(name='copied') if l_0_copied is missing else l_0_copied))),
                )
            return concat(t_7)
        context.exported_vars.add('put')
        context.vars['put'] = l_0_put = Macro(environment, macro, 'put', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_8 = []
            l_1_recipe = resolve('recipe')
            pass
            if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'):
                pass
                t_8.extend((
                    'COPY --from=frontend /src/',
                    str(environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'built')),
                    ' ',
                    str(environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'target')),
                    '\n',
                ))
            return concat(t_8)
        context.exported_vars.add('copied')
        context.vars['copied'] = l_0_copied = Macro(environment, macro, 'copied', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_9 = []
            l_1_recipe = resolve('recipe')
            l_1_plan = resolve('plan')
            l_1_heading = resolve('heading')
            pass
            if (environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end') and ((environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'language') != 'node') or environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'replaced'))):
                pass
                t_9.extend((
                    '\n',
                    str(context.call((undefined(name='heading') if l_1_heading is missing else l_1_heading), 'front-end-leftovers')),
                ))
                if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'language') != 'node'):
                    pass
                    t_9.append(
                        '**/node_modules\n',
                    )
                if environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'replaced'):
                    pass
                    t_9.extend((
                        str(environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'target')),
                        '\n',
                    ))
            if (environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end') and environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'env_files')):
                pass
                t_9.extend((
                    '\n',
                    str(context.call((undefined(name='heading') if l_1_heading is missing else l_1_heading), 'front-end-values')),
                ))
                for l_2_path in environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end'), 'env_files'):
                    _loop_vars = {}
                    pass
                    t_9.extend((
                        '!',
                        str(l_2_path),
                        '\n',
                    ))
                l_2_path = missing
            return concat(t_9)
        context.exported_vars.add('ignored')
        context.vars['ignored'] = l_0_ignored = Macro(environment, macro, 'ignored', (), False, False, False, context.eval_ctx.autoescape)

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
        l_0_hook = l_0_images = l_0_build_image = l_0_runtime_image = l_0_certificates = l_0_passwd = l_0_add_user = l_0_labels = l_0_env = l_0_user = l_0_expose = l_0_healthcheck = l_0_stop_signal = l_0_start = missing
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
            t_4 = environment.filters['shell']
        except KeyError:
            @internalcode
            def t_4(*unused):
                raise TemplateRuntimeError("No filter named 'shell' found.")
        try:
            t_5 = environment.filters['string']
        except KeyError:
            @internalcode
            def t_5(*unused):
                raise TemplateRuntimeError("No filter named 'string' found.")
        try:
            t_6 = environment.tests['none']
        except KeyError:
            @internalcode
            def t_6(*unused):
                raise TemplateRuntimeError("No test named 'none' found.")
        pass
        def macro(l_1_text):
            t_7 = []
            if l_1_text is missing:
                l_1_text = undefined("parameter 'text' was not provided", name='text')
            pass
            if l_1_text:
                pass
                t_7.extend((
                    '\n',
                    str(l_1_text),
                    '\n\n',
                ))
            return concat(t_7)
        context.exported_vars.add('hook')
        context.vars['hook'] = l_0_hook = Macro(environment, macro, 'hook', ('text',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_8 = []
            l_1_image_arguments = resolve('image_arguments')
            l_1_plan = resolve('plan')
            l_1_recipe = resolve('recipe')
            l_1_stage = resolve('stage')
            l_1_does = resolve('does')
            pass
            if (undefined(name='image_arguments') if l_1_image_arguments is missing else l_1_image_arguments):
                pass
                t_8.append(
                    '\n',
                )
                if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'build_image') and (not environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'nothing_built'))):
                    pass
                    t_8.extend((
                        str(context.call((undefined(name='stage') if l_1_stage is missing else l_1_stage), 'BUILD_IMAGE', 'build-image', tools=environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'build_tools'))),
                        'ARG BUILD_IMAGE=',
                        str(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'build_image')),
                        '\n',
                    ))
                if ((environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'multi-stage') or (not environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'build_image'))) and (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'runtime_image') != 'scratch')):
                    pass
                    t_8.extend((
                        str(context.call((undefined(name='stage') if l_1_stage is missing else l_1_stage), 'RUNTIME_IMAGE', ('web-server-base' if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') == 'nginx') else 'runtime-base'), *([] if environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'build_image') else ['pin']))),
                        'ARG RUNTIME_IMAGE=',
                        str(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'runtime_image')),
                        '\n',
                    ))
            return concat(t_8)
        context.exported_vars.add('images')
        context.vars['images'] = l_0_images = Macro(environment, macro, 'images', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_9 = []
            l_1_image_arguments = resolve('image_arguments')
            l_1_plan = resolve('plan')
            pass
            t_9.append(
                str(('${BUILD_IMAGE}' if (undefined(name='image_arguments') if l_1_image_arguments is missing else l_1_image_arguments) else environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'build_image'))),
            )
            return concat(t_9)
        context.exported_vars.add('build_image')
        context.vars['build_image'] = l_0_build_image = Macro(environment, macro, 'build_image', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_10 = []
            l_1_image_arguments = resolve('image_arguments')
            l_1_plan = resolve('plan')
            pass
            t_10.append(
                str(('${RUNTIME_IMAGE}' if ((undefined(name='image_arguments') if l_1_image_arguments is missing else l_1_image_arguments) and (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'runtime_image') != 'scratch')) else environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'runtime_image'))),
            )
            return concat(t_10)
        context.exported_vars.add('runtime_image')
        context.vars['runtime_image'] = l_0_runtime_image = Macro(environment, macro, 'runtime_image', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_11 = []
            l_1_does = resolve('does')
            l_1_plan = resolve('plan')
            l_1_note = resolve('note')
            pass
            if (environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'https') and (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') != 'distroless')):
                pass
                t_11.extend((
                    '\n',
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'certificates')),
                    'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n',
                ))
            return concat(t_11)
        context.exported_vars.add('certificates')
        context.vars['certificates'] = l_0_certificates = Macro(environment, macro, 'certificates', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_12 = []
            l_1_plan = resolve('plan')
            l_1_note = resolve('note')
            pass
            if environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name'):
                pass
                t_12.extend((
                    '\n',
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'user-name')),
                ))
                if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') in ('alpine', 'slim')):
                    pass
                    t_12.append(
                        'COPY --from=build /etc/passwd /etc/group /etc/\n',
                    )
                else:
                    pass
                    t_12.append(
                        'COPY <<EOF /etc/passwd\n',
                    )
                    if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') != 'scratch'):
                        pass
                        t_12.append(
                            'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n',
                        )
                    if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') == 'distroless'):
                        pass
                        t_12.append(
                            'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
                        )
                    elif (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') == 'nginx'):
                        pass
                        t_12.append(
                            'nginx:x:101:101:nginx:/nonexistent:/sbin/nologin\n',
                        )
                    t_12.extend((
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name')),
                        ':x:',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid')),
                        ':',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'gid')),
                        ':',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name')),
                        ':/:/sbin/nologin\nEOF\n',
                    ))
            return concat(t_12)
        context.exported_vars.add('passwd')
        context.vars['passwd'] = l_0_passwd = Macro(environment, macro, 'passwd', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_13 = []
            l_1_plan = resolve('plan')
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            pass
            if (environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name') and ((environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'base') in ('alpine', 'slim')) or (not environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'multi-stage')))):
                pass
                t_13.extend((
                    '\n',
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), ('copied-user' if environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'multi-stage') else 'added-user'))),
                ))
                if (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'family') == 'alpine'):
                    pass
                    t_13.extend((
                        'RUN adduser -D -H -u ',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid')),
                        ' ',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name')),
                        '\n',
                    ))
                else:
                    pass
                    t_13.extend((
                        'RUN useradd --no-log-init --no-create-home --uid ',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid')),
                        ' ',
                        str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'name')),
                        '\n',
                    ))
            return concat(t_13)
        context.exported_vars.add('add_user')
        context.vars['add_user'] = l_0_add_user = Macro(environment, macro, 'add_user', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_14 = []
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            l_1_plan = resolve('plan')
            pass
            if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'labels'):
                pass
                t_14.append(
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'labels')),
                )
                if ('org.opencontainers.image.title' not in environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'label')):
                    pass
                    t_14.extend((
                        'LABEL org.opencontainers.image.title=',
                        str(t_3(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'name'))),
                        '\n',
                    ))
            for (l_2_key, l_2_value) in t_1(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'label')):
                _loop_vars = {}
                pass
                t_14.extend((
                    'LABEL ',
                    str(l_2_key),
                    '=',
                    str(t_3(l_2_value)),
                    '\n',
                ))
            l_2_key = l_2_value = missing
            return concat(t_14)
        context.exported_vars.add('labels')
        context.vars['labels'] = l_0_labels = Macro(environment, macro, 'labels', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_15 = []
            l_1_plan = resolve('plan')
            l_1_facts = resolve('facts')
            pass
            if (((not t_6(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port'))) and environment.getattr((undefined(name='facts') if l_1_facts is missing else l_1_facts), 'port_env')) and ('PORT' not in environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'env'))):
                pass
                t_15.extend((
                    'ENV PORT=',
                    str(t_3(t_5(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port')))),
                    '\n',
                ))
            for (l_2_key, l_2_value) in t_1(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'env')):
                _loop_vars = {}
                pass
                t_15.extend((
                    'ENV ',
                    str(l_2_key),
                    '=',
                    str(t_3(l_2_value)),
                    '\n',
                ))
            l_2_key = l_2_value = missing
            return concat(t_15)
        context.exported_vars.add('env')
        context.vars['env'] = l_0_env = Macro(environment, macro, 'env', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_16 = []
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            l_1_plan = resolve('plan')
            pass
            if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'user'):
                pass
                t_16.extend((
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'non-root-user')),
                    'USER ',
                    str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid')),
                    ':',
                    str(environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'gid')),
                    '\n',
                ))
            elif ('user' in environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'sources')):
                pass
                t_16.append(
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'root-user')),
                )
            return concat(t_16)
        context.exported_vars.add('user')
        context.vars['user'] = l_0_user = Macro(environment, macro, 'user', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_17 = []
            l_1_plan = resolve('plan')
            pass
            if (not t_6(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port'))):
                pass
                t_17.extend((
                    'EXPOSE ',
                    str(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port')),
                    '\n',
                ))
            return concat(t_17)
        context.exported_vars.add('expose')
        context.vars['expose'] = l_0_expose = Macro(environment, macro, 'expose', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_18 = []
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            l_1_recipe = resolve('recipe')
            l_1_plan = resolve('plan')
            pass
            if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'healthcheck'):
                pass
                t_18.extend((
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'healthcheck')),
                    'HEALTHCHECK --interval=30s --timeout=3s --start-period=',
                    str(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'start_period')),
                    ' --start-interval=1s \\\n    CMD ',
                    str(t_2(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'health'))),
                    '\n',
                ))
            return concat(t_18)
        context.exported_vars.add('healthcheck')
        context.vars['healthcheck'] = l_0_healthcheck = Macro(environment, macro, 'healthcheck', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_19 = []
            l_1_recipe = resolve('recipe')
            l_1_note = resolve('note')
            pass
            if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'stop_signal'):
                pass
                t_19.extend((
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'stop_signal_reason'))),
                    'STOPSIGNAL ',
                    str(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'stop_signal')),
                    '\n',
                ))
            return concat(t_19)
        context.exported_vars.add('stop_signal')
        context.vars['stop_signal'] = l_0_stop_signal = Macro(environment, macro, 'stop_signal', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_instruction):
            t_20 = []
            l_1_does = resolve('does')
            l_1_note = resolve('note')
            l_1_recipe = resolve('recipe')
            l_1_plan = resolve('plan')
            if l_1_instruction is missing:
                l_1_instruction = undefined("parameter 'instruction' was not provided", name='instruction')
            pass
            if environment.getitem((undefined(name='does') if l_1_does is missing else l_1_does), 'exec-form'):
                pass
                t_20.extend((
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), ('exec-form', environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'start_note')))),
                    str(l_1_instruction),
                    ' ',
                    str(t_2(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'start'))),
                    '\n',
                ))
            else:
                pass
                t_20.extend((
                    'CMD ',
                    str(t_4(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'start'))),
                    '\n',
                ))
            return concat(t_20)
        context.exported_vars.add('start')
        context.vars['start'] = l_0_start = Macro(environment, macro, 'start', ('instruction',), False, False, False, context.eval_ctx.autoescape)

    blocks = {}
    return root, blocks


def _nginx_j2(environment):
    name = 'nginx.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_names = l_0_config = missing
        try:
            t_1 = environment.filters['json']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'json' found.")
        pass
        l_0_names = context.vars['names'] = environment.get_template('secret_names.j2', 'nginx.j2').make_module(context.get_all(), True, {'config': l_0_config, 'names': l_0_names})
        context.exported_vars.discard('names')
        def macro(l_1_mode, l_1_hashed, l_1_base, l_1_fallback, l_1_served):
            t_2 = []
            l_1_note = resolve('note')
            l_1_plan = resolve('plan')
            l_1_line = resolve('line')
            if l_1_mode is missing:
                l_1_mode = undefined("parameter 'mode' was not provided", name='mode')
            if l_1_hashed is missing:
                l_1_hashed = ''
            if l_1_base is missing:
                l_1_base = '/'
            if l_1_fallback is missing:
                l_1_fallback = 'index.html'
            if l_1_served is missing:
                l_1_served = ()
            pass
            t_2.extend((
                str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'web-server-configuration')),
                'COPY <<"EOF" /etc/nginx/nginx.conf\n',
            ))
            if (environment.getattr(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'user'), 'uid') == 0):
                pass
                t_2.append(
                    'user root;\n',
                )
            t_2.extend((
                'worker_processes auto;\npid /tmp/nginx.pid;\nerror_log stderr warn;\n\nevents {\n    worker_connections 1024;\n}\n\nhttp {\n    include mime.types;\n    types {\n        text/javascript mjs;\n        application/manifest+json webmanifest;\n    }\n    default_type application/octet-stream;\n\n    access_log /dev/stdout;\n    client_body_temp_path /tmp/client_body;\n    proxy_temp_path /tmp/proxy;\n    fastcgi_temp_path /tmp/fastcgi;\n    uwsgi_temp_path /tmp/uwsgi;\n    scgi_temp_path /tmp/scgi;\n\n    sendfile on;\n    tcp_nopush on;\n    server_tokens off;\n\n    gzip on;\n    gzip_static on;\n    gzip_vary on;\n    gzip_proxied any;\n    gzip_min_length 1024;\n    gzip_types text/css text/plain text/xml text/javascript application/javascript application/json application/wasm\n        application/manifest+json application/xml application/rss+xml application/atom+xml image/svg+xml;\n\n',
                str(context.call((undefined(name='line') if l_1_line is missing else l_1_line), 'refused-files', 4)),
                '    map $uri $is_secret {\n        volatile;\n        default 0;\n',
            ))
            for l_2_path in l_1_served:
                _loop_vars = {}
                pass
                t_2.extend((
                    '        "~^',
                    str(l_2_path),
                    '$" 0;\n',
                ))
            l_2_path = missing
            t_2.extend((
                '        "~*/(?:i18n|l10n|intl|lang|langs|languages?|locales?|messages|translations?)/.*\\.json$" 0;\n',
                str(context.call(environment.getattr((undefined(name='names') if l_0_names is missing else l_0_names), 'refused'))),
                '        "~*(?:~|\\.(?:bak[^/]*|old|orig|save|sw[op])|/#[^/]*#)$" 1;\n    }\n',
            ))
            if l_1_hashed:
                pass
                t_2.extend((
                    '\n',
                    str(context.call((undefined(name='line') if l_1_line is missing else l_1_line), 'hashed-files', 4)),
                    '    map $uri $cache_control {\n        ',
                    str(t_1(str_join(('~', l_1_hashed, )))),
                    ' "public, max-age=31536000, immutable";\n        default no-cache;\n    }\n',
                ))
            t_2.extend((
                '\n    server {\n        listen ',
                str(environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'port')),
                ';\n        root /srv/www;\n        absolute_redirect off;\n\n        add_header Cache-Control ',
                str(('$cache_control' if l_1_hashed else 'no-cache')),
                ';\n        add_header X-Content-Type-Options nosniff always;\n        add_header Referrer-Policy strict-origin-when-cross-origin always;\n\n        set $refused $is_secret;\n        if (!-f $request_filename) {\n            set $refused 0;\n        }\n        if ($refused) {\n            return 404;\n        }\n\n        location = /healthz {\n            access_log off;\n            default_type text/plain;\n            return 200 "ok\\n";\n        }\n',
            ))
            if (l_1_base != '/'):
                pass
                t_2.extend((
                    '        location = / {\n            return 302 ',
                    str(l_1_base),
                    ';\n        }\n',
                ))
            t_2.extend((
                str(context.call((undefined(name='line') if l_1_line is missing else l_1_line), 'hidden-files', 8)),
                '        location ~ /\\.(?!well-known/) {\n            return 404;\n        }\n',
            ))
            if (l_1_mode == 'spa'):
                pass
                t_2.extend((
                    str(context.call((undefined(name='line') if l_1_line is missing else l_1_line), 'missing-files', 8)),
                    '        location ~ \\.(?:avif|css|csv|gif|ico|jpe?g|js|json|map|mjs|mp3|mp4|otf|pdf|png|svg|ttf|txt|wasm|webm|webmanifest|webp|woff2?|xml|zip)$ {\n            try_files $uri =404;\n        }\n        location / {\n            try_files $uri $uri.html $uri/index.html ',
                    str(l_1_base),
                    str(l_1_fallback),
                    ';\n        }\n',
                ))
            else:
                pass
                t_2.extend((
                    '        location / {\n            try_files $uri $uri.html $uri/ =404;\n        }\n        error_page 403 404 =404 ',
                    str(l_1_base),
                    '404.html;\n',
                ))
            t_2.append(
                '    }\n}\nEOF\n',
            )
            return concat(t_2)
        context.exported_vars.add('config')
        context.vars['config'] = l_0_config = Macro(environment, macro, 'config', ('mode', 'hashed', 'base', 'fallback', 'served'), False, False, False, context.eval_ctx.autoescape)

    blocks = {}
    return root, blocks


def _secret_names_j2(environment):
    name = 'secret_names.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_maybe = l_0_certain = l_0_refused = missing
        pass
        def macro():
            t_1 = []
            l_1_heading = resolve('heading')
            pass
            t_1.extend((
                '\n',
                str(context.call((undefined(name='heading') if l_1_heading is missing else l_1_heading), 'secret-files')),
                '**/kubeconfig\n**/kubeconfig-*\n!**/kubeconfig*/*\n**/credentials\n!**/credentials/*\n**/*.kubeconfig\n**/*kubeconfig.y*ml\n**/*kubeconfig.json\n**/kubeconfig/kubeconfig\n**/KUBECONFIG\n**/kube-config\n**/k3s.yaml\n**/talosconfig\n**/.env*\n**/*.env\n**/.ENV*\n**/*.ENV\n**/env.production\n**/.flaskenv\n!**/.env.example\n**/*[cC]redentials*.json\n**/*[cC]redentials.csv\n**/credentials.y*ml\n**/credentials.ini\n**/credentials.toml\n**/*accessKeys.csv\n**/rootkey.csv\n**/kaggle.json\n**/*service?account*.json\n**/*service[aA]ccount*.json\n**/*firebase-adminsdk*.json\n**/gha-creds-*.json\n**/gcp?key*.json\n**/sa?key*.json\n**/client?secret*.json\n**/token.json\n**/token.pickle\n**/*[sS]ecrets.y*ml\n**/[sS]ecrets.*.y*ml\n**/[sS]ecrets.json\n**/[sS]ecrets.toml\n**/[sS]ecrets.txt\n**/password.txt\n**/passwords.txt\n**/htpasswd\n**/pgpass\n**/[aA]uth.json\n**/pip.conf\n**/google-services.json\n**/GoogleService-Info.plist\n**/local.settings.json\n**/key.properties\n**/local.properties\n**/storageState.json\n**/cookies.txt\n**/http-client.private.env.json\n**/.mcp.json\n**/*.[pP][eE][mM]\n**/*.[kK][eE][yY]\n\n',
                str(context.call((undefined(name='heading') if l_1_heading is missing else l_1_heading), 'data-files')),
                '**/*.db\n**/*.rdb\n**/*.sqlite\n**/*.sqlite3\n**/*.*-wal\n**/*.*-journal\n**/dump*.sql\n**/*dump.sql\n**/backup*.sql\n**/*backup.sql\n**/*.sql.gz\n**/*.sql.bz2\n**/*.sql.xz\n**/*.sql.zst\n**/*.sql.zip\n*.sql\n*.SQL\n**/*backup*.tar*\n**/*backup*.t?z\n**/*backup*.zip\n**/*.dump\n**/*.dmp\n**/*.hprof\n**/*.heapsnapshot\n**/core.[0-9]*[0-9]\n**/*.har\n**/*.pcap*\n\n',
                str(context.call((undefined(name='heading') if l_1_heading is missing else l_1_heading), 'key-copies')),
                '**/private_key*\n**/deploy_key*\n**/id_rsa?*\n**/id_dsa?*\n**/id_ecdsa?*\n**/id_ed25519?*\n!**/*.py\n!**/*.go\n!**/*.[jt]s\n!**/*.[cm][jt]s\n!**/*.[jt]sx\n!**/*.vue\n!**/*.svelte\n!**/*.astro\n!**/*.html\n!**/*.css\n**/.env/**\n',
            ))
            return concat(t_1)
        context.exported_vars.add('maybe')
        context.vars['maybe'] = l_0_maybe = Macro(environment, macro, 'maybe', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_2 = []
            l_1_heading = resolve('heading')
            pass
            t_2.extend((
                '\n',
                str(context.call((undefined(name='heading') if l_1_heading is missing else l_1_heading), 'key-files')),
                '**/.ssh\n**/id_rsa\n**/id_dsa\n**/id_ecdsa\n**/id_ed25519\n**/ssh_host_*_key\n**/*.[pP][pP][kK]\n**/.gnupg\n**/secring.*\n**/*private*.asc\n**/*.[pP]8\n**/*.[pP]12\n**/*.[pP][fF][xX]\n**/*.[jJ][kK][sS]\n**/*.pkcs12\n**/*.jceks\n**/*.bks\n**/*.agekey\n**/*.keytab\n**/krb5cc_*\n**/*.keystore\n**/keystore.properties\n**/*.mobileprovision\n**/*.[kK][dD][bB]*\n**/*.keychain-db\n**/wallet.dat\n**/UTC--*\n**/*.ovpn\n**/wg[0-9]*.conf\n\n',
                str(context.call((undefined(name='heading') if l_1_heading is missing else l_1_heading), 'login-files')),
                '**/.aws\n**/.azure\n**/.config/gcloud\n**/.boto\n**/.s3cfg\n**/.oci\n**/.aliyun\n**/.kaggle\n**/.databrickscfg\n**/.snowflake\n**/.dev.vars*\n**/.runtimeconfig.json\n**/rclone.conf\n**/.rclone.conf\n**/sftp-config.json\n**/.vscode/sftp.json\n**/.ftpconfig\n**/.remote-sync.json\n**/.kube\n**/.docker/config.json\n**/.dockercfg\n**/.dockerconfigjson\n**/[._]netrc\n**/.authinfo*\n**/.*credentials*\n**/.config/gh\n**/.htpasswd*\n**/.*token\n**/.sentryclirc\n**/.claude\n**/.claude.json\n**/.vault*\n**/vault?pass\n**/*vault?pass*.txt\n**/.secret*\n**/.passw*\n**/.npmrc\n**/.pypirc\n**/.gem\n**/.bundle/config\n**/.composer\n**/.cargo/credentials*\n**/.m2/settings*.xml\n**/.gradle/gradle.properties\n**/pypoetry/auth.toml\n**/.pgpass\n**/.my*.cnf\n**/.dbshell\n**/*.tfstate*\n**/*.tfvars*\n**/*.tfplan\n**/.terraformrc\n**/.pulumi\n**/.vagrant\n**/.*_history\n**/.viminfo\n',
            ))
            return concat(t_2)
        context.exported_vars.add('certain')
        context.vars['certain'] = l_0_certain = Macro(environment, macro, 'certain', (), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro():
            t_3 = []
            pass
            t_3.append(
                '        "~*(?:\\.py|\\.go|\\.[jt]s|\\.[cm][jt]s|\\.[jt]sx|\\.vue|\\.svelte|\\.astro|\\.html|\\.css)$" 0;\n        "~*(?:/kubeconfig|/kubeconfig-[^/]*)$" 1;\n        "~*/credentials$" 1;\n        "~*(?:\\.kubeconfig|kubeconfig\\.y[^/]*ml|kubeconfig\\.json|/kubeconfig/kubeconfig|/KUBECONFIG|/kube-config|/k3s\\.yaml|/talosconfig)$" 1;\n        "~*(?:\\.env|\\.ENV|/env\\.production)$" 1;\n        "~*(?:credentials[^/]*\\.json|credentials\\.csv|/credentials\\.y[^/]*ml|/credentials\\.ini|/credentials\\.toml|accessKeys\\.csv|/rootkey\\.csv|/kaggle\\.json)$" 1;\n        "~*(?:service[^/]account[^/]*\\.json|serviceaccount[^/]*\\.json|firebase-adminsdk[^/]*\\.json|/gha-creds-[^/]*\\.json|/gcp[^/]key[^/]*\\.json|/sa[^/]key[^/]*\\.json)$" 1;\n        "~*/client[^/]secret[^/]*\\.json$" 1;\n        "~*(?:/token\\.json|/token\\.pickle)$" 1;\n        "~*(?:secrets\\.y[^/]*ml|/secrets\\.[^/]*\\.y[^/]*ml|/secrets\\.json|/secrets\\.toml|/secrets\\.txt)$" 1;\n        "~*(?:/password\\.txt|/passwords\\.txt|/htpasswd|/pgpass)$" 1;\n        "~*/auth\\.json$" 1;\n        "~*/pip\\.conf$" 1;\n        "~*(?:/google-services\\.json|/GoogleService-Info\\.plist)$" 1;\n        "~*/local\\.settings\\.json$" 1;\n        "~*(?:/key\\.properties|/local\\.properties)$" 1;\n        "~*(?:/storageState\\.json|/cookies\\.txt|/http-client\\.private\\.env\\.json)$" 1;\n        "~*(?:\\.pem|\\.key)$" 1;\n        "~*(?:\\.db|\\.rdb|\\.sqlite|\\.sqlite3)$" 1;\n        "~*(?:\\.[^/]*-wal|\\.[^/]*-journal)$" 1;\n        "~*(?:/dump[^/]*\\.sql|dump\\.sql|/backup[^/]*\\.sql|backup\\.sql|\\.sql\\.gz|\\.sql\\.bz2|\\.sql\\.xz|\\.sql\\.zst|\\.sql\\.zip)$" 1;\n        "~*(?:^/[^/]*\\.sql|^/[^/]*\\.SQL)$" 1;\n        "~*(?:backup[^/]*\\.tar[^/]*|backup[^/]*\\.t[^/]z|backup[^/]*\\.zip)$" 1;\n        "~*(?:\\.dump|\\.dmp|\\.hprof|\\.heapsnapshot|/core\\.[0-9][^/]*[0-9])$" 1;\n        "~*(?:\\.har|\\.pcap[^/]*)$" 1;\n        "~*(?:/private_key[^/]*|/deploy_key[^/]*)$" 1;\n        "~*(?:/id_rsa[^/][^/]*|/id_dsa[^/][^/]*|/id_ecdsa[^/][^/]*|/id_ed25519[^/][^/]*)$" 1;\n        "~*(?:/id_rsa|/id_dsa|/id_ecdsa|/id_ed25519|/ssh_host_[^/]*_key)$" 1;\n        "~*\\.ppk$" 1;\n        "~*(?:/secring\\.[^/]*|private[^/]*\\.asc)$" 1;\n        "~*(?:\\.p8|\\.p12|\\.pfx|\\.jks)$" 1;\n        "~*(?:\\.pkcs12|\\.jceks|\\.bks|\\.agekey)$" 1;\n        "~*(?:\\.keytab|/krb5cc_[^/]*)$" 1;\n        "~*(?:\\.keystore|/keystore\\.properties|\\.mobileprovision)$" 1;\n        "~*\\.kdb[^/]*$" 1;\n        "~*\\.keychain-db$" 1;\n        "~*(?:/wallet\\.dat|/UTC--[^/]*)$" 1;\n        "~*(?:\\.ovpn|/wg[0-9][^/]*\\.conf)$" 1;\n        "~*(?:/rclone\\.conf|/sftp-config\\.json)$" 1;\n        "~*/[._]netrc$" 1;\n        "~*(?:/vault[^/]pass|vault[^/]pass[^/]*\\.txt)$" 1;\n        "~*/pypoetry/auth\\.toml$" 1;\n        "~*(?:\\.tfstate[^/]*|\\.tfvars[^/]*|\\.tfplan)$" 1;\n',
            )
            return concat(t_3)
        context.exported_vars.add('refused')
        context.vars['refused'] = l_0_refused = Macro(environment, macro, 'refused', (), False, False, False, context.eval_ctx.autoescape)

    blocks = {}
    return root, blocks


def _services_j2(environment):
    name = 'services.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_variables = l_0_waits_for = l_0_containers = l_0_volumes = missing
        try:
            t_1 = environment.filters['compose']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'compose' found.")
        try:
            t_2 = environment.filters['dictsort']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No filter named 'dictsort' found.")
        try:
            t_3 = environment.filters['key']
        except KeyError:
            @internalcode
            def t_3(*unused):
                raise TemplateRuntimeError("No filter named 'key' found.")
        try:
            t_4 = environment.filters['word']
        except KeyError:
            @internalcode
            def t_4(*unused):
                raise TemplateRuntimeError("No filter named 'word' found.")
        try:
            t_5 = environment.filters['yaml']
        except KeyError:
            @internalcode
            def t_5(*unused):
                raise TemplateRuntimeError("No filter named 'yaml' found.")
        pass
        def macro(l_1_texts):
            t_6 = []
            if l_1_texts is missing:
                l_1_texts = undefined("parameter 'texts' was not provided", name='texts')
            pass
            for (l_2_variable, l_2_text) in t_2(l_1_texts):
                _loop_vars = {}
                pass
                t_6.extend((
                    '      ',
                    str(t_3(l_2_variable)),
                    ': ',
                    str(t_5(l_2_text)),
                    '\n',
                ))
            l_2_variable = l_2_text = missing
            return concat(t_6)
        context.exported_vars.add('variables')
        context.vars['variables'] = l_0_variables = Macro(environment, macro, 'variables', ('texts',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_services):
            t_7 = []
            if l_1_services is missing:
                l_1_services = undefined("parameter 'services' was not provided", name='services')
            pass
            if l_1_services:
                pass
                t_7.append(
                    '    depends_on:\n',
                )
                for l_2_one in l_1_services:
                    _loop_vars = {}
                    pass
                    t_7.extend((
                        '      ',
                        str(t_3(environment.getattr(l_2_one, 'name'))),
                        ':\n        condition: service_healthy\n',
                    ))
                l_2_one = missing
            return concat(t_7)
        context.exported_vars.add('waits_for')
        context.vars['waits_for'] = l_0_waits_for = Macro(environment, macro, 'waits_for', ('services',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_services):
            t_8 = []
            if l_1_services is missing:
                l_1_services = undefined("parameter 'services' was not provided", name='services')
            pass
            for l_2_one in l_1_services:
                l_2_line = resolve('line')
                _loop_vars = {}
                pass
                t_8.extend((
                    '\n',
                    str(context.call((undefined(name='line') if l_2_line is missing else l_2_line), 'internal-service', 2, service=environment.getattr(environment.getattr(l_2_one, 'service'), 'title'), _loop_vars=_loop_vars)),
                    '  ',
                    str(t_3(environment.getattr(l_2_one, 'name'))),
                    ':\n    image: ',
                    str(t_1(environment.getattr(l_2_one, 'image'))),
                    '\n',
                ))
                if environment.getattr(environment.getattr(l_2_one, 'service'), 'hostname'):
                    pass
                    t_8.extend((
                        '    hostname: ',
                        str(t_4(environment.getattr(l_2_one, 'name'))),
                        '\n',
                    ))
                if environment.getattr(l_2_one, 'environment'):
                    pass
                    t_8.extend((
                        '    environment:\n',
                        str(context.call((undefined(name='variables') if l_0_variables is missing else l_0_variables), environment.getattr(l_2_one, 'environment'), _loop_vars=_loop_vars)),
                    ))
                t_8.extend((
                    '    volumes:\n      - ',
                    str(t_4(str_join((environment.getattr(l_2_one, 'name'), '-data:', environment.getattr(environment.getattr(l_2_one, 'service'), 'volume'), )))),
                    '\n    healthcheck:\n      test: ',
                    str(t_5(environment.getattr(environment.getattr(l_2_one, 'service'), 'health'))),
                    '\n      interval: 30s\n      timeout: 10s\n      start_period: ',
                    str(environment.getattr(environment.getattr(l_2_one, 'service'), 'start_period')),
                    '\n      start_interval: ',
                    str(environment.getattr(environment.getattr(l_2_one, 'service'), 'start_interval')),
                    '\n',
                ))
            l_2_one = l_2_line = missing
            return concat(t_8)
        context.exported_vars.add('containers')
        context.vars['containers'] = l_0_containers = Macro(environment, macro, 'containers', ('services',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_names):
            t_9 = []
            if l_1_names is missing:
                l_1_names = undefined("parameter 'names' was not provided", name='names')
            pass
            if l_1_names:
                pass
                t_9.append(
                    '\nvolumes:\n',
                )
                for l_2_name in l_1_names:
                    _loop_vars = {}
                    pass
                    t_9.extend((
                        '  ',
                        str(t_3(l_2_name)),
                        ':\n',
                    ))
                l_2_name = missing
            return concat(t_9)
        context.exported_vars.add('volumes')
        context.vars['volumes'] = l_0_volumes = Macro(environment, macro, 'volumes', ('names',), False, False, False, context.eval_ctx.autoescape)

    blocks = {}
    return root, blocks


def _stages_j2(environment):
    name = 'stages.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_macros = l_0_mount = l_0_run = l_0_env = l_0_write = l_0_write_group = l_0_write_groups = l_0_image = l_0_from = l_0_arguments = missing
        try:
            t_1 = environment.filters['dictsort']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'dictsort' found.")
        try:
            t_2 = environment.filters['join']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No filter named 'join' found.")
        try:
            t_3 = environment.filters['length']
        except KeyError:
            @internalcode
            def t_3(*unused):
                raise TemplateRuntimeError("No filter named 'length' found.")
        try:
            t_4 = environment.filters['quoted']
        except KeyError:
            @internalcode
            def t_4(*unused):
                raise TemplateRuntimeError("No filter named 'quoted' found.")
        try:
            t_5 = environment.tests['none']
        except KeyError:
            @internalcode
            def t_5(*unused):
                raise TemplateRuntimeError("No test named 'none' found.")
        pass
        l_0_macros = context.vars['macros'] = environment.get_template('macros.j2', 'stages.j2').make_module(context.get_all(), True, {'arguments': l_0_arguments, 'env': l_0_env, 'from': l_0_from, 'image': l_0_image, 'macros': l_0_macros, 'mount': l_0_mount, 'run': l_0_run, 'write': l_0_write, 'write_group': l_0_write_group, 'write_groups': l_0_write_groups})
        context.exported_vars.discard('macros')
        yield '\n'
        def macro(l_1_one):
            t_6 = []
            if l_1_one is missing:
                l_1_one = undefined("parameter 'one' was not provided", name='one')
            pass
            t_6.extend((
                'type=',
                str(environment.getattr(l_1_one, 'kind')),
            ))
            if environment.getattr(l_1_one, 'id'):
                pass
                t_6.extend((
                    ',id=',
                    str(environment.getattr(l_1_one, 'id')),
                ))
            if environment.getattr(l_1_one, 'stage'):
                pass
                t_6.extend((
                    ',from=',
                    str(environment.getattr(l_1_one, 'stage')),
                ))
            if environment.getattr(l_1_one, 'source'):
                pass
                t_6.extend((
                    ',source=',
                    str(environment.getattr(l_1_one, 'source')),
                ))
            if environment.getattr(l_1_one, 'target'):
                pass
                t_6.extend((
                    ',target=',
                    str(environment.getattr(l_1_one, 'target')),
                ))
            if environment.getattr(l_1_one, 'env'):
                pass
                t_6.extend((
                    ',env=',
                    str(environment.getattr(l_1_one, 'env')),
                ))
            if environment.getattr(l_1_one, 'sharing'):
                pass
                t_6.extend((
                    ',sharing=',
                    str(environment.getattr(l_1_one, 'sharing')),
                ))
            if environment.getattr(l_1_one, 'writable'):
                pass
                t_6.append(
                    ',rw',
                )
            return concat(t_6)
        context.exported_vars.add('mount')
        context.vars['mount'] = l_0_mount = Macro(environment, macro, 'mount', ('one',), False, False, False, context.eval_ctx.autoescape)
        def macro(l_1_step):
            t_7 = []
            if l_1_step is missing:
                l_1_step = undefined("parameter 'step' was not provided", name='step')
            pass
            if environment.getattr(l_1_step, 'ignores'):
                pass
                t_7.extend((
                    '# hadolint ignore=',
                    str(environment.getattr(l_1_step, 'ignores')),
                    '\n',
                ))
            t_7.append(
                'RUN ',
            )
            for l_2_one in environment.getattr(l_1_step, 'mounts'):
                _loop_vars = {}
                pass
                t_7.append(
                    str(str_join(('--mount=', context.call((undefined(name='mount') if l_0_mount is missing else l_0_mount), l_2_one, _loop_vars=_loop_vars), ' \\\n    ', ))),
                )
            l_2_one = missing
            t_7.append(
                str((str_join((environment.getattr(l_1_step, 'env'), ' \\\n    ', )) if environment.getattr(l_1_step, 'env') else '')),
            )
            l_2_loop = missing
            for l_2_one, l_2_loop in LoopContext(environment.getattr(l_1_step, 'commands'), undefined):
                _loop_vars = {}
                pass
                t_7.extend((
                    str(('' if environment.getattr(l_2_loop, 'first') else ' \\\n    && ')),
                    str((str_join(('(', l_2_one, ')', )) if ((' || ' in l_2_one) and (t_3(environment.getattr(l_1_step, 'commands')) > 1)) else l_2_one)),
                ))
            l_2_loop = l_2_one = missing
            t_7.append(
                '\n',
            )
            return concat(t_7)
        context.exported_vars.add('run')
        context.vars['run'] = l_0_run = Macro(environment, macro, 'run', ('step',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_step):
            t_8 = []
            if l_1_step is missing:
                l_1_step = undefined("parameter 'step' was not provided", name='step')
            pass
            if environment.getattr(l_1_step, 'is_joined'):
                pass
                t_8.append(
                    'ENV ',
                )
                l_2_loop = missing
                for (l_2_name, l_2_value), l_2_loop in LoopContext(context.call(environment.getattr(environment.getattr(l_1_step, 'variables'), 'items')), undefined):
                    _loop_vars = {}
                    pass
                    t_8.extend((
                        str(('' if environment.getattr(l_2_loop, 'first') else (' \\\n    ' if (t_3(environment.getattr(l_1_step, 'variables')) > 2) else ' '))),
                        str(l_2_name),
                        '=',
                        str(l_2_value),
                    ))
                l_2_loop = l_2_name = l_2_value = missing
                t_8.append(
                    '\n',
                )
            else:
                pass
                for (l_2_name, l_2_value) in t_1(environment.getattr(l_1_step, 'variables')):
                    _loop_vars = {}
                    pass
                    t_8.extend((
                        'ENV ',
                        str(l_2_name),
                        '=',
                        str(t_4(l_2_value)),
                        '\n',
                    ))
                l_2_name = l_2_value = missing
            return concat(t_8)
        context.exported_vars.add('env')
        context.vars['env'] = l_0_env = Macro(environment, macro, 'env', ('step',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_step):
            t_9 = []
            l_1_stage = resolve('stage')
            if l_1_step is missing:
                l_1_step = undefined("parameter 'step' was not provided", name='step')
            pass
            for l_2_one in environment.getattr(l_1_step, 'notes'):
                l_2_note = resolve('note')
                _loop_vars = {}
                pass
                t_9.append(
                    str(context.call((undefined(name='note') if l_2_note is missing else l_2_note), l_2_one, _loop_vars=_loop_vars)),
                )
            l_2_one = l_2_note = missing
            if (environment.getattr(l_1_step, 'kind') == 'run'):
                pass
                t_9.append(
                    str(context.call((undefined(name='run') if l_0_run is missing else l_0_run), l_1_step)),
                )
            elif (environment.getattr(l_1_step, 'kind') == 'copy'):
                pass
                t_9.append(
                    'COPY ',
                )
                if environment.getattr(l_1_step, 'stage'):
                    pass
                    t_9.extend((
                        '--from=',
                        str(environment.getattr(l_1_step, 'stage')),
                        ' ',
                    ))
                if environment.getattr(l_1_step, 'chmod'):
                    pass
                    t_9.extend((
                        '--chmod=',
                        str(environment.getattr(l_1_step, 'chmod')),
                        ' ',
                    ))
                t_9.extend((
                    str(t_2(context.eval_ctx, environment.getattr(l_1_step, 'sources'), ' ')),
                    ' ',
                    str(environment.getattr(l_1_step, 'to')),
                    '\n',
                ))
            elif (environment.getattr(l_1_step, 'kind') == 'env'):
                pass
                t_9.append(
                    str(context.call((undefined(name='env') if l_0_env is missing else l_0_env), l_1_step)),
                )
            elif (environment.getattr(l_1_step, 'kind') == 'arg'):
                pass
                t_9.extend((
                    str((context.call((undefined(name='stage') if l_1_stage is missing else l_1_stage), environment.getitem(environment.getattr(l_1_step, 'names'), 0), environment.getattr(l_1_step, 'heading')) if environment.getattr(l_1_step, 'heading') else '')),
                    'ARG ',
                    str(t_2(context.eval_ctx, environment.getattr(l_1_step, 'names'), ' ')),
                ))
                if (not t_5(environment.getattr(l_1_step, 'default'))):
                    pass
                    t_9.extend((
                        '=',
                        str(environment.getattr(l_1_step, 'default')),
                    ))
                t_9.append(
                    '\n',
                )
            else:
                pass
                t_9.extend((
                    'WORKDIR ',
                    str(environment.getattr(l_1_step, 'path')),
                    '\n',
                ))
            return concat(t_9)
        context.exported_vars.add('write')
        context.vars['write'] = l_0_write = Macro(environment, macro, 'write', ('step',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_group):
            t_10 = []
            if l_1_group is missing:
                l_1_group = undefined("parameter 'group' was not provided", name='group')
            pass
            for l_2_step in l_1_group:
                _loop_vars = {}
                pass
                t_10.append(
                    str(context.call((undefined(name='write') if l_0_write is missing else l_0_write), l_2_step, _loop_vars=_loop_vars)),
                )
            l_2_step = missing
            return concat(t_10)
        context.exported_vars.add('write_group')
        context.vars['write_group'] = l_0_write_group = Macro(environment, macro, 'write_group', ('group',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_groups):
            t_11 = []
            if l_1_groups is missing:
                l_1_groups = undefined("parameter 'groups' was not provided", name='groups')
            pass
            for l_2_group in l_1_groups:
                _loop_vars = {}
                pass
                t_11.extend((
                    '\n',
                    str(context.call((undefined(name='write_group') if l_0_write_group is missing else l_0_write_group), l_2_group, _loop_vars=_loop_vars)),
                ))
            l_2_group = missing
            return concat(t_11)
        context.exported_vars.add('write_groups')
        context.vars['write_groups'] = l_0_write_groups = Macro(environment, macro, 'write_groups', ('groups',), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_one):
            t_12 = []
            l_1_image_arguments = resolve('image_arguments')
            if l_1_one is missing:
                l_1_one = undefined("parameter 'one' was not provided", name='one')
            pass
            if environment.getattr(l_1_one, 'after'):
                pass
                t_12.append(
                    str(environment.getattr(l_1_one, 'after')),
                )
            elif (not environment.getattr(l_1_one, 'image')):
                pass
                t_12.append(
                    str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'build_image'))),
                )
            else:
                pass
                t_12.append(
                    str((str_join(('${', environment.getattr(environment.getattr(l_1_one, 'image'), 'argument'), '}', )) if (undefined(name='image_arguments') if l_1_image_arguments is missing else l_1_image_arguments) else environment.getattr(environment.getattr(l_1_one, 'image'), 'image'))),
                )
            return concat(t_12)
        context.exported_vars.add('image')
        context.vars['image'] = l_0_image = Macro(environment, macro, 'image', ('one',), False, False, False, context.eval_ctx.autoescape)
        def macro(l_1_one, l_1_hooks):
            t_13 = []
            l_1_stage = resolve('stage')
            if l_1_one is missing:
                l_1_one = undefined("parameter 'one' was not provided", name='one')
            if l_1_hooks is missing:
                l_1_hooks = undefined("parameter 'hooks' was not provided", name='hooks')
            pass
            t_13.extend((
                str((context.call((undefined(name='stage') if l_1_stage is missing else l_1_stage), environment.getattr(l_1_one, 'name'), environment.getattr(l_1_one, 'heading')) if environment.getattr(l_1_one, 'heading') else '')),
                'FROM ',
            ))
            if environment.getattr(l_1_one, 'is_native'):
                pass
                t_13.append(
                    '--platform=$BUILDPLATFORM ',
                )
            t_13.append(
                str(context.call((undefined(name='image') if l_0_image is missing else l_0_image), l_1_one)),
            )
            if environment.getattr(l_1_one, 'name'):
                pass
                t_13.extend((
                    ' AS ',
                    str(environment.getattr(l_1_one, 'name')),
                ))
            t_13.extend((
                '\n',
                str(('' if (environment.getattr(l_1_one, 'after') or environment.getattr(l_1_one, 'image')) else l_1_hooks)),
            ))
            l_2_loop = missing
            for l_2_group, l_2_loop in LoopContext(environment.getattr(l_1_one, 'groups'), undefined):
                _loop_vars = {}
                pass
                if (((not environment.getattr(l_2_loop, 'first')) or (environment.getattr(environment.getitem(l_2_group, 0), 'kind') != 'workdir')) or environment.getattr(environment.getitem(l_2_group, 0), 'notes')):
                    pass
                    t_13.append(
                        '\n',
                    )
                t_13.append(
                    str(context.call((undefined(name='write_group') if l_0_write_group is missing else l_0_write_group), l_2_group, _loop_vars=_loop_vars)),
                )
            l_2_loop = l_2_group = missing
            t_13.append(
                '\n',
            )
            return concat(t_13)
        context.exported_vars.add('from')
        context.vars['from'] = l_0_from = Macro(environment, macro, 'from', ('one', 'hooks'), False, False, False, context.eval_ctx.autoescape)
        yield '\n'
        def macro(l_1_stages):
            t_14 = []
            if l_1_stages is missing:
                l_1_stages = undefined("parameter 'stages' was not provided", name='stages')
            pass
            def t_15(fiter):
                l_2_image_arguments = resolve('image_arguments')
                for l_2_one in fiter:
                    if (environment.getattr(l_2_one, 'image') and (undefined(name='image_arguments') if l_2_image_arguments is missing else l_2_image_arguments)):
                        yield l_2_one
            for l_2_one in t_15(l_1_stages):
                l_2_stage = resolve('stage')
                _loop_vars = {}
                pass
                t_14.extend((
                    '\n',
                    str(context.call((undefined(name='stage') if l_2_stage is missing else l_2_stage), environment.getattr(environment.getattr(l_2_one, 'image'), 'argument'), environment.getattr(environment.getattr(l_2_one, 'image'), 'heading'), _loop_vars=_loop_vars)),
                    'ARG ',
                    str(environment.getattr(environment.getattr(l_2_one, 'image'), 'argument')),
                    '=',
                    str(environment.getattr(environment.getattr(l_2_one, 'image'), 'image')),
                    '\n',
                ))
            l_2_one = l_2_stage = missing
            return concat(t_14)
        context.exported_vars.add('arguments')
        context.vars['arguments'] = l_0_arguments = Macro(environment, macro, 'arguments', ('stages',), False, False, False, context.eval_ctx.autoescape)

    blocks = {}
    return root, blocks


TEMPLATES = {
    'README.md.j2': (4147652988, _README_md_j2),
    'base.Dockerfile.j2': (1892426073, _base_Dockerfile_j2),
    'compose.yaml.j2': (491994482, _compose_yaml_j2),
    'docker-bake.hcl.j2': (835520765, _docker_bake_hcl_j2),
    'dockerignore.j2': (1755031142, _dockerignore_j2),
    'dockgen.toml.j2': (3242329286, _dockgen_toml_j2),
    'env.example.j2': (1903622562, _env_example_j2),
    'front_end.j2': (2304345805, _front_end_j2),
    'macros.j2': (424175906, _macros_j2),
    'nginx.j2': (3631917855, _nginx_j2),
    'secret_names.j2': (789565083, _secret_names_j2),
    'services.j2': (1392975307, _services_j2),
    'stages.j2': (79965159, _stages_j2),
}
