"""Made by `make generate` from templates/; see dockgen/rendering/compiled/__init__.py."""

# mypy: ignore-errors

from dockgen.rendering.runtime import (
    LoopContext, Macro, TemplateReference, TemplateRuntimeError, Undefined, internalcode, missing, str_join
)


def _python_Dockerfile_j2(environment):
    name = 'python/Dockerfile.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        l_0_macros = missing
        pass
        parent_template = environment.get_template('base.Dockerfile.j2', 'python/Dockerfile.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        l_0_macros = context.vars['macros'] = environment.get_template('macros.j2', 'python/Dockerfile.j2').make_module(context.get_all(), True, {'macros': l_0_macros})
        context.exported_vars.discard('macros')
        yield from parent_template.root_render_func(context)

    def block_start(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_plan = resolve('plan')
        l_0_note = resolve('note')
        l_0_macros = resolve('macros')
        pass
        if (environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'base') == 'distroless'):
            pass
            yield str(context.call((undefined(name='note') if l_0_note is missing else l_0_note), 'python-entry-point', _block_vars=_block_vars))
            yield 'ENTRYPOINT []\n\n'
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'start'), 'CMD', _block_vars=_block_vars))
        yield '\n'

    blocks = {'start': block_start}
    return root, blocks


def _python_README_md_j2(environment):
    name = 'python/README.md.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        pass
        parent_template = environment.get_template('README.md.j2', 'python/README.md.j2')
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
        yield 'A small Flask app on gunicorn: `/` says hello, `/healthz` says whether it works. It stops cleanly on SIGTERM.\n\n| Variable | Meaning | Default |\n|---|---|---|\n| `PORT` | the port to listen on | '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield ' |\n| `WEB_CONCURRENCY` | how many processes serve | 1 |\n'

    def block_develop(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass
        yield '## Run it without a container\n\n```sh\npython -m venv .venv\n.venv/bin/pip install -r requirements.txt\n.venv/bin/gunicorn app:app\n```\n\nIts tests need pytest:\n\n```sh\n.venv/bin/pip install pytest\n.venv/bin/python -m pytest\n```\n'

    blocks = {'about': block_about, 'develop': block_develop}
    return root, blocks


def _python_dockerignore_j2(environment):
    name = 'python/dockerignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        l_0_frontend = missing
        pass
        parent_template = environment.get_template('dockerignore.j2', 'python/dockerignore.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        l_0_frontend = context.vars['frontend'] = environment.get_template('front_end.j2', 'python/dockerignore.j2').make_module(context.get_all(), True, {'frontend': l_0_frontend})
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
        l_0_recipe = resolve('recipe')
        l_0_frontend = resolve('frontend')
        pass
        yield '\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'python-leftovers', _block_vars=_block_vars))
        yield '**/.venv\n'
        for l_1_folder in environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'ignored'):
            _loop_vars = {}
            pass
            yield str(l_1_folder)
            yield '\n'
        l_1_folder = missing
        yield '**/__pycache__\n**/*.py[cod]\n**/.pytest_cache\n**/.mypy_cache\n**/.ruff_cache\n**/.tox\n**/.nox\n**/.coverage\n**/htmlcov\n**/*.egg-info\n'
        def t_1(fiter):
            for l_1_path in fiter:
                if (l_1_path != 'db.sqlite3'):
                    yield l_1_path
        for l_1_path in t_1(environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'databases')):
            _loop_vars = {}
            pass
            yield str(l_1_path)
            yield '\n'
        l_1_path = missing
        yield str(context.call(environment.getattr((undefined(name='frontend') if l_0_frontend is missing else l_0_frontend), 'ignored'), _block_vars=_block_vars))
        yield '\n'

    blocks = {'language': block_language}
    return root, blocks


def _python_gitignore_j2(environment):
    name = 'python/gitignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_heading = resolve('heading')
        pass
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'ignored-environments'))
        yield '.venv/\n__pycache__/\n*.py[cod]\n.pytest_cache/\n.mypy_cache/\n.ruff_cache/\n.coverage\nhtmlcov/\n*.egg-info/\ndist/\nbuild/\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'local-settings'))
        yield '.env\n.env.*\n!.env.example\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'kept-copies'))
        yield '*.bak*\n'

    blocks = {}
    return root, blocks


def _python_sample_app_py_j2(environment):
    name = 'python/sample/app.py.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        pass
        yield '"""A small web app for a container: gunicorn serves it, see gunicorn.conf.py."""\n\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef hello():\n    """Say hello."""\n    return "Hello world\\n", {"Content-Type": "text/plain; charset=utf-8"}\n\n\n@app.get("/healthz")\ndef health():\n    """Say that it works."""\n    return "ok\\n", {"Content-Type": "text/plain; charset=utf-8"}\n'

    blocks = {}
    return root, blocks


def _python_sample_gunicorn_conf_py_j2(environment):
    name = 'python/sample/gunicorn.conf.py.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        pass
        yield '"""How gunicorn serves the app; it reads this file by its name. WEB_CONCURRENCY sets how many processes."""\n\nimport os\n\n# On localhost, nobody outside the container could reach it.\nbind = f"0.0.0.0:{os.environ.get(\'PORT\') or '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield '}"\n\n# A few requests at a time in each process: one that waits keeps nobody else waiting.\nthreads = 4\n\n# Where each process shows that it is alive: in memory, for the disk may be slow or read-only.\nworker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None\n\n# Docker kills a container 10 seconds after asking it to stop: finish earlier.\ngraceful_timeout = 8\n\n# Requests are logged where a container\'s log is looked for.\naccesslog = "-"\n'

    blocks = {}
    return root, blocks


def _python_sample_requirements_txt_j2(environment):
    name = 'python/sample/requirements.txt.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_recipe = resolve('recipe')
        pass
        for l_1_requirement in environment.getattr((undefined(name='recipe') if l_0_recipe is missing else l_0_recipe), 'requirements'):
            _loop_vars = {}
            pass
            yield str(l_1_requirement)
            yield '\n'
        l_1_requirement = missing

    blocks = {}
    return root, blocks


def _python_sample_test_app_py_j2(environment):
    name = 'python/sample/test_app.py.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        pass
        yield '"""Run with `python -m pytest`."""\n\nimport pytest\n\nfrom app import app\n\n\n@pytest.mark.parametrize(("path", "text"), [("/", "Hello world\\n"), ("/healthz", "ok\\n")])\ndef test_the_app_answers(path, text):\n    response = app.test_client().get(path)\n    assert (response.status_code, response.text) == (200, text)\n\n\ndef test_another_path_is_not_found():\n    assert app.test_client().get("/nothing-here").status_code == 404\n'

    blocks = {}
    return root, blocks


TEMPLATES = {
    'python/Dockerfile.j2': (21352067, _python_Dockerfile_j2),
    'python/README.md.j2': (2165862617, _python_README_md_j2),
    'python/dockerignore.j2': (3356815199, _python_dockerignore_j2),
    'python/gitignore.j2': (1057314778, _python_gitignore_j2),
    'python/sample/app.py.j2': (1599943510, _python_sample_app_py_j2),
    'python/sample/gunicorn.conf.py.j2': (1545348067, _python_sample_gunicorn_conf_py_j2),
    'python/sample/requirements.txt.j2': (237321475, _python_sample_requirements_txt_j2),
    'python/sample/test_app.py.j2': (2945418884, _python_sample_test_app_py_j2),
}
