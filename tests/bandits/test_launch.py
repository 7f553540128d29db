import pytest

from bandits.launch import check_launch
from campaigns.campaign import Campaign
from campaigns.errors import InvalidInput
from campaigns.variant import Variant
from segments.segment import Segmentation


def changed(campaign: Campaign, name: str, **fields: object) -> Campaign:
    variants: list[Variant] = [v.model_copy(update=fields) if v.id == name else v for v in campaign.variants]
    return campaign.model_copy(update={"variants": tuple(variants)})


def test_the_example_may_be_launched(campaign: Campaign, segmentation: Segmentation) -> None:
    check_launch(campaign, segmentation)


@pytest.mark.parametrize(("key", "value", "words"), [
    ("rule", "nonsense", "tempered"),
    ("floor", 0.4, "gift_obligated/feed"),
    ("control_share", 0.9, "control"),
])  # fmt: skip
def test_a_policy_that_cannot_run_is_refused(
    campaign: Campaign, segmentation: Segmentation, key: str, value: object, words: str
) -> None:
    policy = campaign.policy.model_copy(update={key: value})
    with pytest.raises(InvalidInput, match=words):
        check_launch(campaign.model_copy(update={"policy": policy}), segmentation)


@pytest.mark.parametrize("state", ["draft", "paused", "retired"])
def test_a_control_that_is_not_live_is_refused(campaign: Campaign, segmentation: Segmentation, state: str) -> None:
    with pytest.raises(InvalidInput, match=f'plain.state = "{state}"'):
        check_launch(changed(campaign, "plain", state=state), segmentation)


def test_every_segment_that_a_variant_names_must_exist(campaign: Campaign, segmentation: Segmentation) -> None:
    wrong = changed(changed(campaign, "living_craft", segments=("crafts",)), "peer_script", allies=("allies",))
    with pytest.raises(InvalidInput, match="living_craft") as refused:
        check_launch(wrong, segmentation)
    assert "'allies' is no segment here" in str(refused.value)
