import click


@click.command()
@click.argument("names", nargs=-1)
def greet(names):
    """Greet everyone named, or the world."""
    for name in names or ["world"]:
        click.echo(f"Hello {name}")
