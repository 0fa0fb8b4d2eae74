"""Made by `make generate` from templates/; see dockgen/rendering/compiled/__init__.py."""

# mypy: ignore-errors

from dockgen.rendering.runtime import (
    LoopContext, Macro, TemplateReference, TemplateRuntimeError, Undefined, internalcode, missing, str_join
)


def _static_Dockerfile_j2(environment):
    name = 'static/Dockerfile.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        l_0_macros = l_0_nginx = missing
        pass
        parent_template = environment.get_template('base.Dockerfile.j2', 'static/Dockerfile.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        l_0_macros = context.vars['macros'] = environment.get_template('macros.j2', 'static/Dockerfile.j2').make_module(context.get_all(), True, {'macros': l_0_macros, 'nginx': l_0_nginx})
        context.exported_vars.discard('macros')
        l_0_nginx = context.vars['nginx'] = environment.get_template('nginx.j2', 'static/Dockerfile.j2').make_module(context.get_all(), True, {'macros': l_0_macros, 'nginx': l_0_nginx})
        context.exported_vars.discard('nginx')
        yield from parent_template.root_render_func(context)

    def block_build(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_self = TemplateReference(context)
        _block_vars = {}
        l_0_stage = resolve('stage')
        l_0_macros = resolve('macros')
        l_0_nginx = resolve('nginx')
        l_0_recipe = resolve('recipe')
        l_0_note = resolve('note')
        pass
        yield str(context.call((undefined(name='stage') if l_0_stage is missing else l_0_stage), 'final', 'static-image', _block_vars=_block_vars))
        yield 'FROM '
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'runtime_image'), _block_vars=_block_vars))
        yield ' AS final\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'hook'), context.call(environment.getattr(l_0_self, 'runtime'), _block_vars=_block_vars), _block_vars=_block_vars))
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'passwd'), _block_vars=_block_vars))
        yield '\n\n'
        yield str(context.call(environment.getattr((undefined(name='nginx') if l_0_nginx is missing else l_0_nginx), 'config'), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'mode'), environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'hashed'), served=environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'served'), _block_vars=_block_vars))
        yield '\n\n'
        yield str(context.call((undefined(name='note') if l_0_note is missing else l_0_note), 'readable-files', _block_vars=_block_vars))
        yield 'COPY --chmod=u=rwX,go=rX '
        yield str(environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'files'))
        yield ' /srv/www/\n'

    blocks = {'build': block_build}
    return root, blocks


def _static_README_md_j2(environment):
    name = 'static/README.md.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        pass
        parent_template = environment.get_template('README.md.j2', 'static/README.md.j2')
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
        yield 'A web site of plain files: `index.html`, `style.css`, and `404.html` for paths that are not there.\n\nnginx serves them on port '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield '. `/healthz` says whether it works; `/about` is answered with `about.html`.\n'

    def block_develop(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass
        yield '## See it without a container\n\nOpen `index.html` in a browser.\n'

    blocks = {'about': block_about, 'develop': block_develop}
    return root, blocks


def _static_dockerignore_j2(environment):
    name = 'static/dockerignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        pass
        parent_template = environment.get_template('dockerignore.j2', 'static/dockerignore.j2')
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
        l_0_heading = resolve('heading')
        l_0_facts = resolve('facts')
        pass
        yield '\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'hidden-from-visitors', _block_vars=_block_vars))
        yield '**/.[^w]*\n**/.w[^e]*\n**/.we[^l]*\n**/*.old\n**/*.save\n**/#*#\n**/node_modules\n**/Makefile\n**/package.json\n**/package-lock.json\n**/npm-shrinkwrap.json\n**/yarn.lock\n**/pnpm-lock.yaml\n**/bun.lock*\n**/netlify.toml\n**/README\n**/README.[^h]*\n**/LICENSE\n**/LICENSE.[^h]*\n**/CHANGELOG\n**/CHANGELOG.[^h]*\n**/CONTRIBUTING\n**/CONTRIBUTING.[^h]*\n**/*.scss\n**/*.sass\n**/*.less\n**/*.psd\n**/*.php\n**/*.sql\n**/*.log\n'
        if (not environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'markdown')):
            pass
            yield '**/*.md\n'

    blocks = {'language': block_language}
    return root, blocks


def _static_gitignore_j2(environment):
    name = 'static/gitignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_heading = resolve('heading')
        pass
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'local-settings'))
        yield '.env\n.env.*\n!.env.example\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'kept-copies'))
        yield '*.bak*\n'

    blocks = {}
    return root, blocks


def _static_sample_404_html_j2(environment):
    name = 'static/sample/404.html.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        pass
        yield '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n    <meta name="viewport" content="width=device-width, initial-scale=1">\n    <title>Page not found</title>\n    <link rel="stylesheet" href="/style.css">\n  </head>\n  <body>\n    <main>\n      <h1>Page not found</h1>\n      <p><a href="/">Back to the first page</a></p>\n    </main>\n  </body>\n</html>\n'

    blocks = {}
    return root, blocks


def _static_sample_index_html_j2(environment):
    name = 'static/sample/index.html.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        pass
        yield '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n    <meta name="viewport" content="width=device-width, initial-scale=1">\n    <title>'
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield '</title>\n    <link rel="stylesheet" href="/style.css">\n  </head>\n  <body>\n    <main>\n      <h1>Hello from '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield '</h1>\n      <p>This page is <code>index.html</code>. Add more beside it: <code>about.html</code> is served as <code>/about</code>.</p>\n    </main>\n  </body>\n</html>\n'

    blocks = {}
    return root, blocks


def _static_sample_style_css_j2(environment):
    name = 'static/sample/style.css.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        pass
        yield ':root {\n  color-scheme: light dark;\n}\n\nbody {\n  max-width: 40rem;\n  margin: 3rem auto;\n  padding: 0 1rem;\n  font: 1.125rem/1.5 system-ui, sans-serif;\n}\n'

    blocks = {}
    return root, blocks


TEMPLATES = {
    'static/Dockerfile.j2': (2081939778, _static_Dockerfile_j2),
    'static/README.md.j2': (1763738275, _static_README_md_j2),
    'static/dockerignore.j2': (562464137, _static_dockerignore_j2),
    'static/gitignore.j2': (2342138370, _static_gitignore_j2),
    'static/sample/404.html.j2': (4143857583, _static_sample_404_html_j2),
    'static/sample/index.html.j2': (3990220052, _static_sample_index_html_j2),
    'static/sample/style.css.j2': (3002075635, _static_sample_style_css_j2),
}
