#!/bin/sh
set -eu
[ "{{ cookiecutter.use_ci }}" = github ] || rm -r .github
git init --quiet .
