"""The command line.  A command's module is imported only when it is called, so that ``--help`` is instant."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import click

from markdown_deckbuilder import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Name of each command → what it does, in one line.  Its module is builder.cli.NAME, the command there is `command`.
COMMANDS = {
    "adopt": "Go on with a deck that is already in people's collections.",
    "build": "Build the decks of a folder or file of notes.",
    "cards": "Show the cards that notes give.",
    "check": "Say what is wrong with notes and their cards.",
    "completion": "Print what makes a shell complete these commands.",
    "decide": "Go through the notes that may be others reworded.",
    "diff": "Say what the next import would change.",
    "explain": "Say what became of each line, and why.",
    "fork": "Refuse a note the history it was given.",
    "inherit": "Give a note the history of the one it was.",
    "init": "Write a first configuration and an example note.",
    "prune": "Retire shipped notes that are worth too little.",
    "rename": "Change a deck's or tag's name that was shipped.",
    "verify": "Prove with the real Anki that an update loses no review.",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"markdown_deckbuilder.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name from the list above, without importing the commands as Click would."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1) if args else []
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"{error.message}{hint}", ctx) from None


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n"
    "  deckbuilder build notes -o decks     build all decks\n"
    "  deckbuilder cards notes/cells.md     look at the cards of one page\n"
    "  deckbuilder check notes              what is wrong, and where\n"
    "  deckbuilder explain notes/cells.md   why a line made a card, or none",
)
@click.version_option(__version__, message="%(prog)s %(version)s", prog_name="deckbuilder")
def main() -> None:
    """Turn Markdown notes into Anki decks.

    Headings, bullets and tables become cards. Edit your notes, build again and import again: nobody loses a review.
    """
