"""Made by `make generate` from templates/; see dockgen/rendering/compiled/__init__.py."""

# mypy: ignore-errors

from dockgen.rendering.runtime import (
    LoopContext, Macro, TemplateReference, TemplateRuntimeError, Undefined, internalcode, missing, str_join
)


def _node_Dockerfile_j2(environment):
    name = 'node/Dockerfile.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        l_0_macros = l_0_nginx = l_0_frontend = l_0_system = l_0_env = l_0_run_env = l_0_install = l_0_sources = l_0_keep = l_0_build = l_0_site = l_0_serve = missing
        try:
            t_1 = environment.filters['dictsort']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'dictsort' found.")
        try:
            t_2 = environment.filters['length']
        except KeyError:
            @internalcode
            def t_2(*unused):
                raise TemplateRuntimeError("No filter named 'length' found.")
        try:
            t_3 = environment.filters['quoted']
        except KeyError:
            @internalcode
            def t_3(*unused):
                raise TemplateRuntimeError("No filter named 'quoted' found.")
        pass
        parent_template = environment.get_template('base.Dockerfile.j2', 'node/Dockerfile.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        l_0_macros = context.vars['macros'] = environment.get_template('macros.j2', 'node/Dockerfile.j2').make_module(context.get_all(), True, {'build': l_0_build, 'env': l_0_env, 'frontend': l_0_frontend, 'install': l_0_install, 'keep': l_0_keep, 'macros': l_0_macros, 'nginx': l_0_nginx, 'run_env': l_0_run_env, 'serve': l_0_serve, 'site': l_0_site, 'sources': l_0_sources, 'system': l_0_system})
        context.exported_vars.discard('macros')
        l_0_nginx = context.vars['nginx'] = environment.get_template('nginx.j2', 'node/Dockerfile.j2').make_module(context.get_all(), True, {'build': l_0_build, 'env': l_0_env, 'frontend': l_0_frontend, 'install': l_0_install, 'keep': l_0_keep, 'macros': l_0_macros, 'nginx': l_0_nginx, 'run_env': l_0_run_env, 'serve': l_0_serve, 'site': l_0_site, 'sources': l_0_sources, 'system': l_0_system})
        context.exported_vars.discard('nginx')
        l_0_frontend = context.vars['frontend'] = environment.get_template('front_end.j2', 'node/Dockerfile.j2').make_module(context.get_all(), True, {'build': l_0_build, 'env': l_0_env, 'frontend': l_0_frontend, 'install': l_0_install, 'keep': l_0_keep, 'macros': l_0_macros, 'nginx': l_0_nginx, 'run_env': l_0_run_env, 'serve': l_0_serve, 'site': l_0_site, 'sources': l_0_sources, 'system': l_0_system})
        context.exported_vars.discard('frontend')
        def macro(l_1_names):
            t_4 = []
            l_1_plan = resolve('plan')
            if l_1_names is missing:
                l_1_names = undefined("parameter 'names' was not provided", name='names')
            pass
            if (l_1_names and (environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'family') == 'alpine')):
                pass
                t_4.extend((
                    '# hadolint ignore=DL3018\nRUN apk add --no-cache ',
                    str(l_1_names),
                    '\n',
                ))
            elif l_1_names:
                pass
                t_4.extend((
                    '# hadolint ignore=DL3008\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends ',
                    str(l_1_names),
                    ' \\\n    && rm -rf /var/lib/apt/lists/*\n',
                ))
            return concat(t_4)
        context.exported_vars.add('system')
        context.vars['system'] = l_0_system = Macro(environment, macro, 'system', ('names',), False, False, False, context.eval_ctx.autoescape)
        def macro(l_1_pairs):
            t_5 = []
            if l_1_pairs is missing:
                l_1_pairs = undefined("parameter 'pairs' was not provided", name='pairs')
            pass
            for (l_2_key, l_2_value) in t_1(l_1_pairs):
                _loop_vars = {}
                pass
                t_5.extend((
                    'ENV ',
                    str(l_2_key),
                    '=',
                    str(t_3(l_2_value)),
                    '\n',
                ))
            l_2_key = l_2_value = missing
            return concat(t_5)
        context.exported_vars.add('env')
        context.vars['env'] = l_0_env = Macro(environment, macro, 'env', ('pairs',), False, False, False, context.eval_ctx.autoescape)
        def macro():
            t_6 = []
            l_1_recipe = resolve('recipe')
            l_1_plan = resolve('plan')
            pass
            t_6.append(
                str(context.call((undefined(name='env') if l_0_env is missing else l_0_env), environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'run_env'))),
            )
            if (environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'path') and ('PATH' not in environment.getattr((undefined(name='plan') if l_1_plan is missing else l_1_plan), 'env'))):
                pass
                t_6.extend((
                    'ENV PATH="',
                    str(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'path')),
                    ':$PATH"\n',
                ))
            return concat(t_6)
        context.exported_vars.add('run_env')
        context.vars['run_env'] = l_0_run_env = Macro(environment, macro, 'run_env', (), False, False, False, context.eval_ctx.autoescape)
        def macro():
            t_7 = []
            l_1_recipe = resolve('recipe')
            l_1_note = resolve('note')
            l_1_does = resolve('does')
            l_1_line = resolve('line')
            pass
            if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'has_packages'):
                pass
                if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'tool'):
                    pass
                    t_7.extend((
                        str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'package-manager', manager=environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'manager'))),
                        str(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'tool')),
                        '\n',
                    ))
                t_7.append(
                    '\n',
                )
                if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'plug_n_play'):
                    pass
                    t_7.append(
                        str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'plug-and-play')),
                    )
                elif environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'stand_ins'):
                    pass
                    t_7.append(
                        str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'database-stand-in')),
                    )
                elif (environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'is_compiled') and environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'install_env')):
                    pass
                    t_7.append(
                        str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'node-headers')),
                    )
                t_7.extend((
                    str(context.call((undefined(name='env') if l_0_env is missing else l_0_env), environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'install_env'))),
                    '\n',
                ))
                if environment.getattr((undefined(name='does') if l_1_does is missing else l_1_does), 'cache'):
                    pass
                    t_7.append(
                        str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'node-dependencies-first')),
                    )
                    for l_2_words in environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'manifests'):
                        _loop_vars = {}
                        pass
                        t_7.extend((
                            'COPY ',
                            str(l_2_words),
                            '\n',
                        ))
                    l_2_words = missing
                else:
                    pass
                    def t_8(fiter):
                        l_2_facts = resolve('facts')
                        for l_2_words in fiter:
                            if environment.getattr((undefined(name='facts') if l_2_facts is missing else l_2_facts), 'member'):
                                yield l_2_words
                    for l_2_words in t_8(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'manifests')):
                        _loop_vars = {}
                        pass
                        t_7.extend((
                            'COPY ',
                            str(l_2_words),
                            '\n',
                        ))
                    l_2_words = missing
                    t_7.extend((
                        str(context.call((undefined(name='sources') if l_0_sources is missing else l_0_sources))),
                        '\n',
                    ))
                if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'secrets'):
                    pass
                    t_7.extend((
                        str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'registry-login')),
                        str(context.call((undefined(name='line') if l_1_line is missing else l_1_line), 'build-with-secrets', flags=environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'secrets'))),
                    ))
                elif (not environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'locked')):
                    pass
                    t_7.append(
                        str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'node-lock-file-missing')),
                    )
                t_7.extend((
                    str(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'install')),
                    '\n',
                ))
            return concat(t_7)
        context.exported_vars.add('install')
        context.vars['install'] = l_0_install = Macro(environment, macro, 'install', (), False, False, False, context.eval_ctx.autoescape)
        def macro():
            t_9 = []
            l_1_recipe = resolve('recipe')
            pass
            for l_2_words in environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'sources'):
                _loop_vars = {}
                pass
                t_9.extend((
                    'COPY ',
                    str(l_2_words),
                    '\n',
                ))
            l_2_words = missing
            return concat(t_9)
        context.exported_vars.add('sources')
        context.vars['sources'] = l_0_sources = Macro(environment, macro, 'sources', (), False, False, False, context.eval_ctx.autoescape)
        def macro(l_1_place):
            t_10 = []
            l_1_recipe = resolve('recipe')
            l_1_note = resolve('note')
            if l_1_place is missing:
                l_1_place = ''
            pass
            if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'keeps'):
                pass
                t_10.extend((
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'kept-data')),
                    'RUN mkdir -p',
                ))
                for l_2_path in environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'made'):
                    _loop_vars = {}
                    pass
                    t_10.extend((
                        ' ',
                        str(l_1_place),
                        str(l_2_path),
                    ))
                l_2_path = missing
                t_10.append(
                    ' \\\n    && chmod 1777',
                )
                for l_2_path in context.call(environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'keeps'), 'values')):
                    _loop_vars = {}
                    pass
                    t_10.extend((
                        ' ',
                        str(l_1_place),
                        str(l_2_path),
                    ))
                l_2_path = missing
                for (l_2_path, l_2_target) in environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'kept_links'):
                    _loop_vars = {}
                    pass
                    t_10.extend((
                        ' \\\n    && ln -sf ',
                        str(l_2_target),
                        ' ',
                        str(l_1_place),
                        str(l_2_path),
                    ))
                l_2_path = l_2_target = missing
                t_10.append(
                    '\n\n',
                )
            return concat(t_10)
        context.exported_vars.add('keep')
        context.vars['keep'] = l_0_keep = Macro(environment, macro, 'keep', ('place',), False, False, False, context.eval_ctx.autoescape)
        def macro():
            t_11 = []
            l_1_recipe = resolve('recipe')
            l_1_facts = resolve('facts')
            l_1_note = resolve('note')
            pass
            if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'arguments'):
                pass
                for l_2_name in environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'arguments'):
                    l_2_stage = resolve('stage')
                    _loop_vars = {}
                    pass
                    t_11.extend((
                        str((context.call((undefined(name='stage') if l_2_stage is missing else l_2_stage), l_2_name, 'public-variable', _loop_vars=_loop_vars) if (t_2(l_2_name) < 60) else '')),
                        'ARG ',
                        str(l_2_name),
                        '\n',
                    ))
                l_2_name = l_2_stage = missing
            t_11.extend((
                str(context.call((undefined(name='env') if l_0_env is missing else l_0_env), environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'build_env'))),
                '\n',
            ))
            if (environment.getattr((undefined(name='facts') if l_1_facts is missing else l_1_facts), 'build_secrets') and environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'build')):
                pass
                t_11.append(
                    str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'build-secrets')),
                )
            t_11.extend((
                str(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'build')),
                '\n',
            ))
            if environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'front_end_in_build'):
                pass
                t_11.append(
                    str(context.call(environment.getattr((undefined(name='frontend') if l_0_frontend is missing else l_0_frontend), 'copied'))),
                )
            return concat(t_11)
        context.exported_vars.add('build')
        context.vars['build'] = l_0_build = Macro(environment, macro, 'build', (), False, False, False, context.eval_ctx.autoescape)
        def macro(l_1_runtime):
            t_12 = []
            if l_1_runtime is missing:
                l_1_runtime = undefined("parameter 'runtime' was not provided", name='runtime')
            pass
            t_12.extend((
                'FROM ',
                str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'runtime_image'))),
                ' AS final\n',
                str(l_1_runtime),
                str(context.call((undefined(name='serve') if l_0_serve is missing else l_0_serve))),
                '\n',
            ))
            return concat(t_12)
        context.exported_vars.add('site')
        context.vars['site'] = l_0_site = Macro(environment, macro, 'site', ('runtime',), False, False, False, context.eval_ctx.autoescape)
        def macro():
            t_13 = []
            l_1_recipe = resolve('recipe')
            l_1_note = resolve('note')
            pass
            t_13.extend((
                str(context.call(environment.getattr((undefined(name='nginx') if l_0_nginx is missing else l_0_nginx), 'config'), environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'site'), 'mode'), environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'site'), 'hashed'), environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'site'), 'base'), environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'site'), 'fallback'), environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'site'), 'served'))),
                '\n\n',
                str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), 'readable-files')),
                'COPY --from=build --chmod=u=rwX,go=rX ',
                str(environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'site'), 'from')),
                ' ',
                str(environment.getattr(environment.getattr((undefined(name='recipe') if l_1_recipe is missing else l_1_recipe), 'site'), 'to')),
                '\n',
            ))
            return concat(t_13)
        context.exported_vars.add('serve')
        context.vars['serve'] = l_0_serve = Macro(environment, macro, 'serve', (), False, False, False, context.eval_ctx.autoescape)
        yield from parent_template.root_render_func(context)

    def block_arguments(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_frontend = resolve('frontend')
        pass
        yield str(context.call(environment.getattr((undefined(name='frontend') if l_0_frontend is missing else l_0_frontend), 'argument'), _block_vars=_block_vars))
        yield '\n'

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
        l_0_does = resolve('does')
        l_0_stage = resolve('stage')
        l_0_facts = resolve('facts')
        l_0_system = resolve('system')
        l_0_install = resolve('install')
        l_0_sources = resolve('sources')
        l_0_build = resolve('build')
        l_0_plan = resolve('plan')
        l_0_keep = resolve('keep')
        l_0_site = resolve('site')
        l_0_run_env = resolve('run_env')
        pass
        yield str(context.call(environment.getattr((undefined(name='frontend') if l_0_frontend is missing else l_0_frontend), 'build'), context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'builder'), _block_vars=_block_vars), _block_vars=_block_vars), _block_vars=_block_vars))
        yield '\n'
        if environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'nothing_built'):
            pass
        elif (environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage') or environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'is_site')):
            pass
            if environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'separate'):
                pass
                yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'dependencies', ('all-packages-stage' if environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'build') else 'packages-stage'), _block_vars=_block_vars))
                yield 'FROM '
                yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'build_image'), _block_vars=_block_vars))
                yield ' AS dependencies\n'
            else:
                pass
                yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'build', ('installing-stage' if environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'has_packages') else 'helper-stage'), _block_vars=_block_vars))
                yield 'FROM '
                yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'build_image'), _block_vars=_block_vars))
                yield ' AS build\n'
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'builder'), _block_vars=_block_vars), _block_vars=_block_vars))
            yield 'WORKDIR /app\n\n'
            yield str(context.call((undefined(name='system') if l_0_system is missing else l_0_system), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'system_build'), _block_vars=_block_vars))
            yield '\n'
            yield str(('' if environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'separate') else context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'add_user'), _block_vars=_block_vars)))
            yield '\n'
            yield str(context.call((undefined(name='install') if l_0_install is missing else l_0_install), _block_vars=_block_vars))
            yield '\n'
            if environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'separate'):
                pass
                if environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'prune'):
                    pass
                    yield '\n'
                    yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'production', 'production-stage', _block_vars=_block_vars))
                    yield 'FROM dependencies AS production\n'
                    yield str(environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'prune'))
                    yield '\n'
                yield '\n'
                yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'build', ('building-stage' if environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'build') else 'replaced-front-end-stage'), _block_vars=_block_vars))
                yield 'FROM dependencies AS build\n'
                yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'add_user'), _block_vars=_block_vars))
                yield '\n'
                yield str((context.call((undefined(name='sources') if l_0_sources is missing else l_0_sources), _block_vars=_block_vars) if (environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'cache') or (not environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'has_packages'))) else ''))
                yield '\n'
                yield str(context.call((undefined(name='build') if l_0_build is missing else l_0_build), _block_vars=_block_vars))
                yield '\n'
            yield str((context.call((undefined(name='keep') if l_0_keep is missing else l_0_keep), '/kept', _block_vars=_block_vars) if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'base') == 'distroless') else ''))
            yield '\n'
            if (environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'is_site') and (not environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage'))):
                pass
                yield '\n'
                yield str(context.call((undefined(name='site') if l_0_site is missing else l_0_site), context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'runtime'), _block_vars=_block_vars), _block_vars=_block_vars), _block_vars=_block_vars))
                yield '\n'
        else:
            pass
            yield 'FROM '
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'build_image'), _block_vars=_block_vars))
            yield '\n'
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'builder'), _block_vars=_block_vars), _block_vars=_block_vars))
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'runtime'), _block_vars=_block_vars), _block_vars=_block_vars))
            yield 'WORKDIR /app\n\n'
            yield str(context.call((undefined(name='system') if l_0_system is missing else l_0_system), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'system_all'), _block_vars=_block_vars))
            yield '\n'
            yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'add_user'), _block_vars=_block_vars))
            yield '\n'
            yield str(context.call((undefined(name='install') if l_0_install is missing else l_0_install), _block_vars=_block_vars))
            yield '\n'
            yield str((context.call((undefined(name='sources') if l_0_sources is missing else l_0_sources), _block_vars=_block_vars) if (environment.getattr((undefined(name='does') if l_0_does is missing else l_0_does), 'cache') or (not environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'has_packages'))) else ''))
            yield '\n'
            yield str(context.call((undefined(name='build') if l_0_build is missing else l_0_build), _block_vars=_block_vars))
            yield '\n'
            yield str(context.call((undefined(name='keep') if l_0_keep is missing else l_0_keep), _block_vars=_block_vars))
            yield '\n'
            if (environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'workdir') != '/app'):
                pass
                yield 'WORKDIR '
                yield str(environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'workdir'))
                yield '\n'
            yield str(context.call((undefined(name='run_env') if l_0_run_env is missing else l_0_run_env), _block_vars=_block_vars))
            yield '\n'

    def block_packages(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_recipe = resolve('recipe')
        l_0_system = resolve('system')
        pass
        if (not environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'is_site')):
            pass
            yield str(context.call((undefined(name='system') if l_0_system is missing else l_0_system), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'system_run'), _block_vars=_block_vars))
            yield '\n'

    def block_program(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_recipe = resolve('recipe')
        l_0_serve = resolve('serve')
        l_0_facts = resolve('facts')
        l_0_plan = resolve('plan')
        l_0_keep = resolve('keep')
        l_0_run_env = resolve('run_env')
        pass
        if environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'is_site'):
            pass
            yield str(context.call((undefined(name='serve') if l_0_serve is missing else l_0_serve), _block_vars=_block_vars))
            yield '\n'
        else:
            pass
            yield 'WORKDIR '
            yield str(environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'workdir'))
            yield '\n\n'
            for l_1_text in environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'notes'):
                l_1_note = resolve('note')
                _loop_vars = {}
                pass
                yield str(context.call((undefined(name='note') if l_1_note is missing else l_1_note), l_1_text, _loop_vars=_loop_vars))
            l_1_text = l_1_note = missing
            for l_1_words in environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'program'):
                _loop_vars = {}
                pass
                yield 'COPY '
                yield str(l_1_words)
                yield '\n'
            l_1_words = missing
            if (environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'keeps') and (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'base') == 'distroless')):
                pass
                yield 'COPY --from=build /kept /\n'
            else:
                pass
                yield str(context.call((undefined(name='keep') if l_0_keep is missing else l_0_keep), _block_vars=_block_vars))
                yield '\n'
            yield '\n'
            yield str(context.call((undefined(name='run_env') if l_0_run_env is missing else l_0_run_env), _block_vars=_block_vars))

    def block_start(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_plan = resolve('plan')
        l_0_does = resolve('does')
        l_0_note = resolve('note')
        l_0_macros = resolve('macros')
        pass
        if ((environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'base') == 'distroless') and environment.getitem((undefined(name='does') if l_0_does is missing else l_0_does), 'multi-stage')):
            pass
            yield str(context.call((undefined(name='note') if l_0_note is missing else l_0_note), 'node-entry-point', _block_vars=_block_vars))
            yield 'ENTRYPOINT []\n\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'start'), 'CMD', _block_vars=_block_vars))
        yield '\n'

    blocks = {'arguments': block_arguments, 'build': block_build, 'packages': block_packages, 'program': block_program, 'start': block_start}
    return root, blocks


def _node_README_md_j2(environment):
    name = 'node/README.md.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        pass
        parent_template = environment.get_template('README.md.j2', 'node/README.md.j2')
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
        yield 'A small Node.js server without dependencies: `/` says hello, `/healthz` says whether it works. It stops cleanly on SIGTERM.\n\n| Variable | Meaning | Default |\n|---|---|---|\n| `PORT` | the port to listen on | '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield ' |\n'

    def block_develop(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass
        yield '## Run it without a container\n\n```sh\nnpm start\nnpm test\n```\n'

    blocks = {'about': block_about, 'develop': block_develop}
    return root, blocks


def _node_dockerignore_j2(environment):
    name = 'node/dockerignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        l_0_frontend = missing
        pass
        parent_template = environment.get_template('dockerignore.j2', 'node/dockerignore.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        l_0_frontend = context.vars['frontend'] = environment.get_template('front_end.j2', 'node/dockerignore.j2').make_module(context.get_all(), True, {'frontend': l_0_frontend})
        context.exported_vars.discard('frontend')
        yield from parent_template.root_render_func(context)

    def block_language(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_heading = resolve('heading')
        l_0_facts = resolve('facts')
        l_0_recipe = resolve('recipe')
        l_0_frontend = resolve('frontend')
        pass
        yield '\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'node-leftovers', _block_vars=_block_vars))
        yield '**/node_modules\n**/.pnp.*\n.yarn/cache\n.yarn/unplugged\n.yarn/install-state.gz\n**/*.log\n**/*.tsbuildinfo\n**/.nyc_output\ncoverage\napps/*/coverage\npackages/*/coverage\n**/.cache\n**/.turbo\n**/.angular\n**/.astro\n**/.next\n**/.nuxt\n**/.output\n**/.parcel-cache\n**/.react-router\n**/.svelte-kit\n'
        for l_1_path in environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'ignores'):
            _loop_vars = {}
            pass
            yield str(l_1_path)
            yield '\n'
        l_1_path = missing
        for l_1_path in environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'kept_here'):
            _loop_vars = {}
            pass
            yield str(l_1_path)
            yield '\n'
        l_1_path = missing
        if environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'env_files'):
            pass
            yield '\n'
            yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'public-values', _block_vars=_block_vars))
            for l_1_path in environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'env_files'):
                _loop_vars = {}
                pass
                yield '!'
                yield str(l_1_path)
                yield '\n'
            l_1_path = missing
        yield str(context.call(environment.getattr((undefined(name='frontend') if l_0_frontend is missing else l_0_frontend), 'ignored'), _block_vars=_block_vars))
        yield '\n'

    blocks = {'language': block_language}
    return root, blocks


def _node_gitignore_j2(environment):
    name = 'node/gitignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_heading = resolve('heading')
        pass
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'ignored-packages'))
        yield 'node_modules/\ncoverage/\n*.log\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'local-settings'))
        yield '.env\n.env.*\n!.env.example\n.npmrc\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'kept-copies'))
        yield '*.bak*\n'

    blocks = {}
    return root, blocks


def _node_sample_package_json_j2(environment):
    name = 'node/sample/package.json.j2'

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
        pass
        yield '{\n  "name": '
        yield str(t_1(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name')))
        yield ',\n  "version": "1.0.0",\n  "private": true,\n  "type": "module",\n  "engines": {\n    "node": ">='
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'language_version'))
        yield '"\n  },\n  "scripts": {\n    "start": "node server.js",\n    "test": "node --test"\n  }\n}\n'

    blocks = {}
    return root, blocks


def _node_sample_server_js_j2(environment):
    name = 'node/sample/server.js.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        pass
        yield '// A small web server for a container: set up by its environment, stops cleanly.\nimport { createServer } from "node:http";\n\nconst port = Number(process.env.PORT || '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield ');\n\nexport const server = createServer((request, response) => {\n  const answer = { "/": "Hello world\\n", "/healthz": "ok\\n" }[request.url.split("?")[0]];\n  const isRead = request.method === "GET" || request.method === "HEAD";\n  const status = !answer ? 404 : isRead ? 200 : 405;\n  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });\n  response.end(status === 200 ? answer : status === 404 ? "Not found\\n" : "Method not allowed\\n");\n});\n\n// As the container\'s first process, node has no default for these: without a handler it would be killed after 10 seconds.\nfunction stop() {\n  server.close(() => process.exit(0)); // lets requests under way finish\n  server.closeIdleConnections();\n}\n\n// Only where it is the program, not where a test imports it.\nif (import.meta.filename === process.argv[1]) {\n  process.once("SIGTERM", stop);\n  process.once("SIGINT", stop);\n  // No host: on localhost, nobody outside the container could reach it.\n  server.listen(port, () => console.log(`serving on port ${port}`));\n}\n'

    blocks = {}
    return root, blocks


def _node_sample_server_test_js_j2(environment):
    name = 'node/sample/server.test.js.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        pass
        yield 'import assert from "node:assert/strict";\nimport { after, before, test } from "node:test";\n\nimport { server } from "./server.js";\n\nlet url;\n\nbefore(async () => {\n  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve)); // the system chooses a free port\n  url = `http://127.0.0.1:${server.address().port}`;\n});\n\nafter(() => server.close());\n\nfor (const [method, path, status, text] of [\n  ["GET", "/", 200, "Hello world\\n"],\n  ["GET", "/healthz", 200, "ok\\n"],\n  ["GET", "/healthz?verbose", 200, "ok\\n"],\n  ["GET", "/nothing-here", 404, "Not found\\n"],\n  ["POST", "/", 405, "Method not allowed\\n"],\n]) {\n  test(`${method} ${path}`, async () => {\n    const response = await fetch(url + path, { method });\n    assert.equal(response.status, status);\n    assert.equal(await response.text(), text);\n  });\n}\n'

    blocks = {}
    return root, blocks


TEMPLATES = {
    'node/Dockerfile.j2': (3713261064, _node_Dockerfile_j2),
    'node/README.md.j2': (4219170542, _node_README_md_j2),
    'node/dockerignore.j2': (2381349850, _node_dockerignore_j2),
    'node/gitignore.j2': (3392941362, _node_gitignore_j2),
    'node/sample/package.json.j2': (2070470830, _node_sample_package_json_j2),
    'node/sample/server.js.j2': (1331728295, _node_sample_server_js_j2),
    'node/sample/server.test.js.j2': (2976468139, _node_sample_server_test_js_j2),
}
