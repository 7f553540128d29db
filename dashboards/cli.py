"""The front desk: `forbear …`. Each verb is a file in `commands/`, found by itself; it imports its room when called."""

import argparse
import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Protocol, cast

from campaigns.errors import EngineError
from dashboards import commands

INTERRUPTED = 130


class Command(Protocol):
    """What a file in `commands/` offers."""

    NAME: str  # words of the command, e.g. "segments fit"
    HELP: str  # one line
    EXAMPLES: str  # shown below --help, one command a line

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; returns the exit code."""


def found() -> list[Command]:
    """Every command there is, by name."""
    modules: list[ModuleType] = [
        importlib.import_module(f"{commands.__name__}.{entry.name}")
        for entry in pkgutil.iter_modules(commands.__path__)
    ]
    return sorted((cast("Command", module) for module in modules if hasattr(module, "NAME")), key=lambda c: c.NAME)


def parser() -> argparse.ArgumentParser:
    """Build the whole command line."""
    top = argparse.ArgumentParser(
        prog="forbear",
        description="Chooses, learns and proves which messages reduce the demand for illegal wildlife products.",
        epilog="Exit codes: 0 done, 1 findings, 2 bad input, 3 not found, 4 conflict, 5 not converged, 6 unavailable.",
    )
    groups: dict[tuple[str, ...], argparse._SubParsersAction[argparse.ArgumentParser]] = {
        (): top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    }
    for command in found():
        *group, name = command.NAME.split()
        words = command.HELP.replace("%", "%%")  # argparse formats help texts
        if tuple(group) not in groups:
            holder = groups[()].add_parser(group[0], help=f"{group[0]}: see `forbear {group[0]} --help`")
            groups[tuple(group)] = holder.add_subparsers(title="commands", metavar="COMMAND", required=True)
        one = groups[tuple(group)].add_parser(
            name,
            help=words,
            description=words,
            epilog="examples:\n  " + command.EXAMPLES.strip().replace("\n", "\n  "),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(one)
        one.set_defaults(run=command.run, command=command.NAME)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; errors go to standard error in plain words, or as JSON where --json was asked for."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads: small matrices, and a server beside them
    options = parser().parse_args(words)
    try:
        return int(options.run(options))
    except EngineError as error:
        if getattr(options, "json", False):
            print(json.dumps({"error": {"code": error.code, "detail": str(error)}}))
        print(f"forbear {options.command}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"forbear {options.command}: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader (head, less) has gone; that is not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
