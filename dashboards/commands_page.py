"""Commands page: the reference of every command, written from the commands; the committed page is this text."""

import argparse
from collections.abc import Iterator

from dashboards.cli import Command, found

_INTRO = """# Commands

What `forbear` can do from a terminal. Every command has `--help`; where a script would want it, `--json`. Exit codes:
0 done, 1 findings or something that blocks, 2 bad input, 3 not found, 4 conflict, 5 not converged, 6 unavailable, 130
stopped by hand. Where CAMPAIGN is left out, the embedded example is used.
"""


def commands_page() -> str:
    """Write the whole page.

    Examples
    --------
    >>> print(commands_page().splitlines()[0])
    # Commands
    """
    commands = found()
    lines = [_INTRO, "| command | what it does |", "|---|---|"]
    lines += [f"| [`forbear {one.NAME}`](#forbear-{one.NAME.replace(' ', '-')}) | {one.HELP} |" for one in commands]
    for command in commands:
        lines += ["", *_section(command)]
    return "\n".join(lines) + "\n"


def _section(command: Command) -> Iterator[str]:
    yield f"## forbear {command.NAME}"
    yield ""
    yield f"{command.HELP[:1].upper()}{command.HELP[1:]}."
    yield ""
    yield "```"
    yield command.EXAMPLES.strip()
    yield "```"
    yield ""
    yield "| option | meaning |"
    yield "|---|---|"
    for action in _actions(command):
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest).upper()
        value = _value(action)
        yield f"| `{name}{value}` | {_cell(action.help or '')} |"


def _actions(command: Command) -> list[argparse.Action]:
    parser = argparse.ArgumentParser(add_help=False)
    command.arguments(parser)
    return [action for action in parser._actions if action.help != argparse.SUPPRESS]  # noqa: SLF001  # no public way


def _value(action: argparse.Action) -> str:
    if not action.option_strings or action.nargs == 0:
        return ""
    if action.choices:
        return f" {'|'.join(str(choice) for choice in action.choices)}".replace("|", "\\|")
    return f" {action.metavar or action.dest.upper()}"


def _cell(text: str) -> str:
    return text.replace("%%", "%").replace("|", "\\|").replace("\n", " ")
