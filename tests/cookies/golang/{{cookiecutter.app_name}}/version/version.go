package version

// Name is what the server answers.
const Name = "{{ cookiecutter.app_name }} of {{ cookiecutter.full_name }}"
