"""Names and words of the pages: plain text stays plain text, equal names stay apart."""

import pytest

from bandits.publication import EVERYONE
from campaigns.files import example, load_campaign
from campaigns.parts import Metric
from dashboards.labels import Labels, Success, as_markdown
from segments.files import load_segmentation


@pytest.mark.parametrize(
    ("label", "people"),
    [
        ("does not intend to buy", "do not intend to buy"),
        ("intends to buy", "intend to buy"),
        ("carries a gift home", "carry a gift home"),
        ("watches the clip", "watch the clip"),
        ("saved a plan", "saved a plan"),
        ("has asked", "have asked"),
    ],
)
def test_a_metric_of_one_person_is_said_of_many(label: str, people: str) -> None:
    assert Success.of(Metric(id="m", label=label, level=6)).people == people


def test_messages_of_one_name_are_told_apart_by_their_ids() -> None:
    campaign = load_campaign(example())
    first, second, *rest = campaign.variants
    twins = campaign.model_copy(update={"variants": (first, second.model_copy(update={"name": first.name}), *rest)})
    labels = Labels.of(twins, load_segmentation(example() / campaign.segments_file))
    assert labels.variants[first.id] == f"{first.id}: {first.name}"
    assert len(set(labels.variants.values())) == len(campaign.variants)
    assert labels.segments[EVERYONE] == "All segments"


def test_text_that_looks_like_markup_is_shown_letter_by_letter() -> None:
    shown = as_markdown("<b>*now*</b> [link](http://x) $1 :red[x] :smile:")
    for sign in ("<b>", "*now*", "[link]", ":red[", ":smile:"):
        assert sign not in shown
