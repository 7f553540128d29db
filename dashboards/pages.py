"""Pages: every reference page that is written from the code. `make docs` writes them; a test says if one is not so."""

from collections.abc import Callable, Mapping
from pathlib import Path

from campaigns.harm.gates import gates_page
from campaigns.rules_page import rules_page
from campaigns.schema import schema_text
from campaigns.text_files import write_whole
from campaigns.theory.pages import techniques_page, theory_page
from dashboards.commands_page import commands_page

PAGES: Mapping[str, Callable[[], str]] = {
    "campaign.schema.json": schema_text,
    "commands.md": commands_page,
    "harm-gates.md": gates_page,
    "lint-rules.md": rules_page,
    "techniques.md": techniques_page,
    "theory.md": theory_page,
}
"""File in docs/reference to the function that writes it."""


def main() -> None:
    """Write every page anew."""
    folder = Path(__file__).parents[1] / "docs" / "reference"
    for name, page in PAGES.items():
        write_whole(folder / name, page())


if __name__ == "__main__":
    main()
