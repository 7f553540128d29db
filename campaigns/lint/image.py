"""Images (L06, L07, L26): what a picture may not show, judged by its description in campaign.toml."""

from collections.abc import Iterator

from campaigns.campaign import Campaign
from campaigns.lint.finding import Finding
from campaigns.lint.rule import Case, Reading, Rule
from campaigns.variant import Image, Variant

_SEIZED = "seized"
_INDOORS = ("home", "office", "studio")


def _check_product(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for variant in reading.variants:
        if variant.image is not None:
            yield from _product(rule, variant, variant.image)
        elif places := _with_pictures(reading.campaign, variant):
            why = f"{' and '.join(places)} shows a picture, and nothing says what is on it (gate H03)"
            mend = f'describe it under [variants.{variant.id}]: image = {{ brief = "..." }}'
            yield rule.about(variant, "image", why=why, mend=mend)


def _with_pictures(campaign: Campaign, variant: Variant) -> list[str]:
    return [name for name in variant.channels if campaign.channel(name).shows_image]


def _product(rule: Rule, variant: Variant, image: Image) -> Iterator[Finding]:
    attractive = [way for way in image.presentation if way != _SEIZED]
    if attractive and image.depicts_product:
        yield rule.about(variant, ", ".join(attractive))
    elif image.presentation and not image.depicts_product:
        why = "presentation is how the product is shown, but depicts_product is false"
        mend = "set depicts_product = true if the product can be seen, or delete presentation"
        yield rule.about(variant, ", ".join(image.presentation), why=why, mend=mend)
    elif image.depicts_product and not image.presentation:
        why = "shows the product and does not say how"
        mend = f'show something else, or a seizure: presentation = ["{_SEIZED}"] with signed_off'
        yield rule.about(variant, "depicts_product", why=why, mend=mend)
    elif image.presentation and image.signed_off is None:
        why = "a picture of seized goods needs a person who has looked at it"
        mend = 'add signed_off = { by = "...", on = 2026-01-15, why = "..." }, or show something else'
        yield rule.about(variant, _SEIZED, why=why, mend=mend)


def _check_wildlife(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for variant in reading.variants:
        image = variant.image
        if image is not None and image.live_wildlife:
            beside = [name for name in ("human_contact", "dressed") if getattr(image, name)]
            beside += [f"setting {image.setting}"] * (image.setting in _INDOORS)
            if beside:
                yield rule.about(variant, f"live_wildlife with {', '.join(beside)}")


def _check_gore(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for variant in reading.variants:
        if variant.image is not None and variant.image.graphic and variant.image.signed_off is None:
            yield rule.about(variant, "graphic")


_TEXT = {"en": "Choose wood.", "zh-CN": "选木雕吧。", "vi": "Hãy chọn đồ gỗ."}
_SIGNED = {"by": "Ethics reader", "on": "2026-01-10", "why": "Shows loss, not beauty"}


def _shown(brief: str, **said: object) -> Case:
    return Case(_TEXT, variant={"image": {"brief": brief, **said}})


RULES = (
    Rule(
        id="L06",
        title="No attractive picture of the product",
        why="a picture that makes the product look good makes it wanted",
        mend="show people, places or the alternative instead",
        source="Nekaris et al. 2013; TRAFFIC and BIT practice; gate H03",
        check=_check_product,
        fires=(
            _shown("glossy carving on velvet", depicts_product=True, presentation=["displayed"]),
            _shown("tourist with a bangle", depicts_product=True, presentation=["displayed", "worn"]),
            _shown("customs table", depicts_product=True, presentation=["seized"]),
            _shown(
                "a polished tusk at customs",
                depicts_product=True,
                presentation=["seized", "polished"],
                signed_off=_SIGNED,
            ),
            _shown("a plate of pangolin", depicts_product=True, presentation=["plated"], signed_off=_SIGNED),
            _shown("a carving", depicts_product=True),
            _shown("a bangle on an arm", presentation=["worn"]),
            Case(_TEXT, channel={"shows_image": True}),
        ),
        passes=(
            _shown("open suitcase with wooden bowl"),
            _shown("seized tusks on a grey floor", depicts_product=True, presentation=["seized"], signed_off=_SIGNED),
            _shown("a traveller at a market", setting="market", human_contact=True),
            Case(_TEXT),
        ),
    ),
    Rule(
        id="L07",
        title="No live wildlife with people or at home",
        why="an animal with people or at home looks like a pet, and safe from harm",
        mend="show the animal free and alone, or no animal",
        source="Ross et al. 2011 (with a human: 30 % more appealing as a pet); Schroepfer et al. 2011; gate H03",
        check=_check_wildlife,
        fires=(
            _shown("a slow loris held in two hands", live_wildlife=True, human_contact=True),
            _shown("a macaque in a shirt", live_wildlife=True, dressed=True),
            _shown("an otter on a sofa", live_wildlife=True, setting="home"),
            _shown("a parrot on a desk", live_wildlife=True, setting="office"),
            _shown("an iguana before a white wall", live_wildlife=True, setting="studio"),
        ),
        passes=(
            _shown("two hands exchanging a wrapped parcel", human_contact=True),
            _shown("elephants far away in grass", live_wildlife=True, setting="wild"),
            _shown("closed gift box on a table", setting="home"),
            _shown("a person in a festive coat", dressed=True, human_contact=True, setting="studio"),
        ),
    ),
    Rule(
        id="L26",
        title="No gore",
        why="blood and wounds make people look away or resist",
        mend="show what people can do instead, or have someone answerable for ethics fill in signed_off",
        source="avoidance and reactance; TRAFFIC practice",
        check=_check_gore,
        fires=(
            _shown("a poached elephant", graphic=True, live_wildlife=False),
            _shown("a bear in a cage with wounds", graphic=True, live_wildlife=True, setting="wild"),
        ),
        passes=(
            _shown("a rescued bear, healed", live_wildlife=True, setting="nature"),
            _shown("a scar on a trunk", graphic=True, signed_off=_SIGNED),
        ),
    ),
)
