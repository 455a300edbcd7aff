"""``deckbuilder completion``: a script that makes a shell complete commands, options and files."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

PROGRAM = "deckbuilder"
VARIABLE = "_DECKBUILDER_COMPLETE"


@click.command(
    epilog="\b\nExamples:\n"
    '  eval "$(deckbuilder completion bash)"    in ~/.bashrc\n'
    '  eval "$(deckbuilder completion zsh)"     in ~/.zshrc\n'
    "  deckbuilder completion fish > ~/.config/fish/completions/deckbuilder.fish"
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes deckbuilder's commands in SHELL."""
    found = get_completion_class(shell)
    assert found is not None, shell
    click.echo(found(ctx.find_root().command, {}, PROGRAM, VARIABLE).source())
