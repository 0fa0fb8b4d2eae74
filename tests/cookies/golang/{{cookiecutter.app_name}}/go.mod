module github.com/{{ cookiecutter.github_username }}/{{ cookiecutter.app_name }}

go {{ cookiecutter.docker_build_image_version }}
