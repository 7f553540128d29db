"""Pictures and settings in the lint: missing descriptions, contradictions in them, and targeting that is refused."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from campaigns.campaign import Campaign
from campaigns.conduct import Targeting, forbidden_entries, forbidden_trait
from campaigns.lint import lint
from campaigns.lint.finding import Finding
from tests.campaigns.conftest import DAY

type Make = Callable[..., Campaign]

SIGNED = {"by": "Ethics reader", "on": "2026-01-10", "why": "Shows loss, not beauty"}
PICTURE_RULES = {"L06", "L07", "L26"}


def about_pictures(campaign: Campaign) -> list[Finding]:
    return [finding for finding in lint(campaign, today=DAY) if finding.rule in PICTURE_RULES]


def test_where_a_channel_shows_pictures_the_control_needs_one_too(small_campaign: Make) -> None:
    findings = about_pictures(small_campaign(channel={"shows_image": True}))
    assert [(one.rule, one.variant, one.words) for one in findings] == [
        ("L06", "plain", "image"),
        ("L06", "tested", "image"),
    ]
    assert findings[0].why.startswith("page shows a picture")
    assert findings[0].file == "campaign.toml"


def test_where_every_variant_describes_its_picture_nothing_is_missing(small_campaign: Make) -> None:
    campaign = small_campaign(channel={"shows_image": True})
    described = tuple(one.model_copy(update={"image": {"brief": "a bowl"}}) for one in campaign.variants)
    assert about_pictures(campaign.model_copy(update={"variants": described})) == []


def test_a_retired_variant_needs_no_picture(small_campaign: Make) -> None:
    campaign = small_campaign(channel={"shows_image": True})
    plain, tested = campaign.variants
    kept = plain.model_copy(update={"image": {"brief": "a bowl"}}), tested.model_copy(update={"state": "retired"})
    assert about_pictures(campaign.model_copy(update={"variants": kept})) == []


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ({"depicts_product": True, "presentation": ["seized"], "signed_off": SIGNED}, []),
        ({"depicts_product": True, "presentation": ["seized"]}, [("L06", "seized")]),
        ({"depicts_product": True}, [("L06", "depicts_product")]),
        ({"depicts_product": True, "signed_off": SIGNED}, [("L06", "depicts_product")]),
        ({"depicts_product": True, "presentation": ["seized", "worn"], "signed_off": SIGNED}, [("L06", "worn")]),
        ({"presentation": ["polished"]}, [("L06", "polished")]),
        ({"live_wildlife": True, "setting": "nature"}, []),
        ({"live_wildlife": False, "human_contact": True, "setting": "home"}, []),
        (
            {"live_wildlife": True, "human_contact": True, "dressed": True, "setting": "studio"},
            [("L07", "live_wildlife with human_contact, dressed, setting studio")],
        ),
        ({"graphic": True}, [("L26", "graphic")]),
        ({"graphic": True, "signed_off": SIGNED}, []),
        (
            {"graphic": True, "depicts_product": True, "presentation": ["seized"]},
            [("L06", "seized"), ("L26", "graphic")],
        ),
    ],
)
def test_each_description_gets_the_findings_that_it_deserves(
    image: dict[str, object], expected: list[tuple[str, str]], small_campaign: Make
) -> None:
    campaign = small_campaign(variant={"image": {"brief": "a picture", **image}})
    assert [(one.rule, one.words) for one in about_pictures(campaign)] == expected


def test_a_person_cannot_sign_off_wildlife_in_a_living_room(small_campaign: Make) -> None:
    image = {"brief": "an otter on a sofa", "live_wildlife": True, "setting": "home", "signed_off": SIGNED}
    assert [one.rule for one in about_pictures(small_campaign(variant={"image": image}))] == ["L07"]


@pytest.mark.parametrize(
    ("interest", "trait"),
    [
        ("Buddhism", "faith"),
        ("佛教文化", "faith"),
        ("tín đồ Phật giáo", "faith"),
        ("diabetes care", "health"),
        ("癌症患者", "health"),
        ("bệnh tiểu đường", "health"),
        ("ethnic minorities", "ethnicity"),
        ("người dân tộc thiểu số", "ethnicity"),
        ("election news", "politics"),
    ],
)
def test_an_interest_about_a_protected_trait_is_refused_while_reading(
    interest: str, trait: str, small_campaign: Make
) -> None:
    with pytest.raises(ValidationError, match=f"targeting.interests: .*targeting by {trait} is refused"):
        small_campaign(targeting={"interests": ("souvenirs", interest)})


@pytest.mark.parametrize(
    "interest", ["wood carving", "phone cases", "Islamabad travel", "民族工艺", "nhạc dân tộc", "chăm sóc da"]
)
def test_an_interest_that_only_sounds_like_a_trait_is_taken(interest: str, small_campaign: Make) -> None:
    assert small_campaign(targeting={"interests": (interest,)}).targeting.interests == (interest,)


def test_faith_and_health_are_reached_by_what_people_read() -> None:
    reach = Targeting(content=("temple-visit travel content", "traditional medicine forums"), places=("airports",))
    assert list(forbidden_entries(reach)) == []


@pytest.mark.parametrize(
    "place", ["21.0285, 105.8542", "radius 500 m around the market", "địa chỉ nhà", "home address"]
)
def test_an_exact_place_is_refused(place: str) -> None:
    assert [key for key, _ in forbidden_entries(Targeting(places=("Hanoi", place)))] == ["places"]


@pytest.mark.parametrize(
    ("interest", "trait"),
    [
        ("ＲＥＬＩＧＩＯＮ", "faith"), ("rel\u200bigion", "faith"), ("réligion", "faith"), ("Bible study", "faith"),
        ("halal food", "faith"), ("pilgrimages", "faith"), ("living with HIV", "health"), ("obesity", "health"),
        ("infertility forums", "health"), ("communist youth", "politics"), ("bisexual dating", "sexuality"),
        ("健\u200b康状况", "health"),
    ],
)  # fmt: skip
def test_a_protected_trait_is_known_however_it_is_written(interest: str, trait: str) -> None:
    assert forbidden_trait(interest) == trait


@pytest.mark.parametrize(
    "interest", ["democratic design", "beads", "aloe", "Republic of Korea", "traditional medicine"]
)
def test_a_word_that_holds_another_is_no_trait(interest: str) -> None:
    assert forbidden_trait(interest) is None


@pytest.mark.parametrize(
    "place",
    ["10.77, 106.70", "10,776 106,70", "10°46'N 106°42'E", "7P28QPG4+2R", "///filled.count.soap", "12 Le Loi street",
     "２１．０２８５"],
)  # fmt: skip
def test_a_point_or_a_house_is_no_coarse_place_however_it_is_written(place: str) -> None:
    assert [key for key, _ in forbidden_entries(Targeting(places=(place,)))] == ["places"]


@pytest.mark.parametrize(
    "place", ["airports", "shopping streets", "District 1", "cities of 1,000,000 and more", "A1 road"]
)
def test_a_coarse_place_is_taken(place: str) -> None:
    assert list(forbidden_entries(Targeting(places=(place,)))) == []
