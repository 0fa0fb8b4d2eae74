import argparse


def main():
    argparse.ArgumentParser(prog="{{ cookiecutter.project_slug }}").parse_args()
    print("{{ cookiecutter.project_name }} says hello")
