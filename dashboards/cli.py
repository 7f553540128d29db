"""The front desk: `forbear …`. Each verb is a file in `commands/`, found by itself; it imports its room when called."""

import argparse
import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from types import ModuleType
from typing import Protocol, cast

from campaigns.errors import EngineError, InvalidInput
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
    every = found()
    for command in every:
        *group, name = command.NAME.split()
        if tuple(group) not in groups:
            examples = "\n".join(one.EXAMPLES.strip() for one in every if one.NAME.split()[:-1] == group)
            holder = _add(groups[()], group[0], commands.GROUPS[group[0]], examples)
            groups[tuple(group)] = holder.add_subparsers(title="commands", metavar="COMMAND", required=True)
        one = _add(groups[tuple(group)], name, command.HELP, command.EXAMPLES)
        command.arguments(one)
        one.set_defaults(run=command.run, command=command.NAME)
    return top


def _add(
    group: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, words: str, examples: str
) -> argparse.ArgumentParser:
    words = words.replace("%", "%%")  # argparse formats help texts
    return group.add_parser(
        name,
        help=words,
        description=words,
        epilog="examples:\n  " + examples.strip().replace("\n", "\n  "),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; errors go to standard error in plain words, or as JSON where --json was asked for."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads: small matrices, and a server beside them
    options = parser().parse_args(words)
    try:
        return int(options.run(options))
    except EngineError as error:
        if getattr(options, "json", False):
            print(json.dumps({"error": _told(error)}, ensure_ascii=False))
        print(f"forbear {options.command}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"forbear {options.command}: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader (head, less) has gone; that is not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _told(error: EngineError) -> dict[str, object]:
    """What a script gets to know: each problem of a file with its place, where the error lists them."""
    told: dict[str, object] = {"code": error.code, "detail": str(error)}
    problems = error.problems if isinstance(error, InvalidInput) else ()
    return told | {"problems": [asdict(problem) for problem in problems]} if problems else told


if __name__ == "__main__":
    sys.exit(main())
