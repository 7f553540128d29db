"""Product focus: what in a message brings the product to mind; people who never wanted it should not see it (H05)."""

import re
from collections.abc import Iterator

from campaigns.campaign import Campaign
from campaigns.render import render
from campaigns.variant import Variant

_FLAGS = ("rarity_frame", "price_frame", "prevalence_norm", "shame")
_HEADLINES = ("headline", "title", "subject")
_COMMON = frozenset({
    "animal", "animals", "business", "bought", "caught", "from", "into", "items", "live", "made", "online", "other",
    "parts", "product", "products", "sold", "such", "that", "their", "this", "used", "wild", "wildlife", "with",
    "worked",
})  # fmt: skip


def product_focus(campaign: Campaign, variant: Variant) -> Iterator[str]:
    """Yield why a variant would bring the product to mind: by its picture, its flags or a headline that names it.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> campaign = load_campaign(example())
    >>> list(product_focus(campaign, campaign.variant("identity_storyteller")))
    []
    """
    if variant.image is not None and variant.image.depicts_product:
        yield "its picture shows the product"
    if flags := [flag for flag in variant.risk_flags if flag in _FLAGS]:
        yield f"it is flagged {', '.join(flags)}"
    for channel in variant.channels:
        for locale in campaign.locales:
            said = {
                word
                for name, text in render(campaign, variant.id, channel, locale).fields.items()
                if name.startswith(_HEADLINES)
                for word in _words(text)
            }
            if named := sorted(_product_words(campaign.product) & said):
                yield f"its headline on {channel} in {locale} names the product ({', '.join(named)})"


def _product_words(product: str) -> set[str]:
    """The words of `product` that name it: four letters or more, none that could as well be about something else.

    A name in another language than `product` is not found: the reviewers are the guard there.
    """
    return {word for word in _words(product) if len(word) >= 4} - _COMMON


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())
