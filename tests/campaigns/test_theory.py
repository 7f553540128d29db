"""Theory: the page of techniques says what the table says, and whoever errs is sent to it."""

from pathlib import Path

import pytest

from campaigns.errors import NotFound
from campaigns.theory import TECHNIQUES_PAGE, technique_name, techniques, techniques_page

PAGE = Path(__file__).parents[2] / TECHNIQUES_PAGE


def test_the_committed_page_is_the_one_that_the_table_gives() -> None:
    command = f'python -c "from campaigns.theory import *; print(techniques_page(), end=str())" > {TECHNIQUES_PAGE}'
    assert PAGE.read_text(encoding="utf-8") == techniques_page(), f"write it anew: {command}"


def test_every_technique_is_on_the_page_with_its_code() -> None:
    assert all(f"| `{code}` | {name} |" in techniques_page() for code, name in techniques().items())


def test_a_code_that_does_not_exist_is_answered_with_the_page() -> None:
    with pytest.raises(NotFound, match=TECHNIQUES_PAGE):
        technique_name("99.9")
