"""The state in campaign.toml changes in place: one line, and everything else stays as people wrote it."""

import tomllib

import pytest

from campaigns.approval.state_line import with_state
from campaigns.errors import InvalidInput
from campaigns.files import campaign_toml, example, load_campaign

STARTER = (example("starter") / "campaign.toml").read_text(encoding="utf-8")


def test_one_line_of_a_commented_file_changes_and_keeps_its_comment() -> None:
    changed = with_state(STARTER, "guests_choice", "paused")
    pairs = [(old, new) for old, new in zip(STARTER.splitlines(), changed.splitlines(), strict=True) if old != new]
    assert len(pairs) == 1
    assert pairs[0][1] == 'state = "paused"'
    assert with_state(changed, "guests_choice", "live") == STARTER


@pytest.mark.parametrize("variant", [variant.id for variant in load_campaign(example()).variants])
def test_any_variant_of_the_example_can_be_changed_and_the_rest_reads_the_same(variant: str) -> None:
    text = (example() / "campaign.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)
    values["variants"][variant]["state"] = "retired"
    assert tomllib.loads(with_state(text, variant, "retired")) == values


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('[variants.a]\nname = "A"\n', '[variants.a]\nstate = "live"\nname = "A"\n'),
        ('[variants.a] # first\nname = "A"', '[variants.a] # first\nstate = "live"\nname = "A"'),
        ("[variants.a]", '[variants.a]\nstate = "live"\n'),
        ('[ variants."a" ]\r\nname = "A"\r\n', '[ variants."a" ]\r\nstate = "live"\r\nname = "A"\r\n'),
        ("[variants.a]\nstate='draft' # x\n", '[variants.a]\nstate="live" # x\n'),
        ('[variants.a.image]\nbrief = "b"\n[variants.a]\nname = "A"\n',
         '[variants.a.image]\nbrief = "b"\n[variants.a]\nstate = "live"\nname = "A"\n'),
        ('[variants]\na = { name = \'state = "x"\', state = "draft" }\n', None),
        ('[variants]\na = { name = "A", state = "draft" }\n', '[variants]\na = { name = "A", state = "live" }\n'),
        ('[variants]\na = { name = "A" }\n', None),
        ('[variants.a]\nname = """\nstate = "draft"\n"""\nstate = "draft"\n',
         '[variants.a]\nname = """\nstate = "draft"\n"""\nstate = "live"\n'),
        ('[variants.a]\nstate = """draft"""\n', None),
        ('[variants.ab]\nstate = "draft"\n[variants.a]\n',
         '[variants.ab]\nstate = "draft"\n[variants.a]\nstate = "live"\n'),
    ],
)  # fmt: skip
def test_forms_of_toml_are_changed_right_or_refused(text: str, wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(InvalidInput, match=r"wanted a table \[variants\.a\]"):
            with_state(text, "a", "live")
    else:
        assert with_state(text, "a", "live") == wanted


def test_a_file_written_by_program_can_be_changed_too() -> None:
    text = campaign_toml(load_campaign(example()))
    assert 'state = "draft"' not in text
    assert with_state(text, "peer_script", "draft").count('state = "draft"') == 1
