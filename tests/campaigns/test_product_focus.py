"""H05: what brings the product to mind, and innocent headlines that must not count."""

import pytest

from campaigns.harm.product_focus import product_focus
from tests.campaigns.conftest import SmallCampaign


def focus(make: SmallCampaign, headline: str, product: str, **variant: object) -> list[str]:
    whole = f"{{% block headline %}}{headline}{{% endblock %}}{{% block body %}}Choose wood.{{% endblock %}}"
    campaign = make(whole=whole, variant=variant, product=product)
    return list(product_focus(campaign, campaign.variant("tested")))


@pytest.mark.parametrize(
    ("headline", "product"),
    [
        ("Ivory? Not for me", "worked elephant ivory (jewellery, carvings, seals)"),
        ("No more JEWELLERY of tusk", "worked elephant ivory (jewellery, carvings, seals)"),
        ("Không mật gấu", "mật gấu (bear bile) dùng làm thuốc, không phải thảo dược"),
        ("Ask about pangolin", "bear bile and pangolin scale used as medicine"),
    ],
)
def test_a_headline_that_names_the_product_counts(small_campaign: SmallCampaign, headline: str, product: str) -> None:
    assert len(focus(small_campaign, headline, product)) == 1


@pytest.mark.parametrize(
    ("headline", "product"),
    [
        ("Gifts with a good story", "worked elephant ivory (jewellery, carvings, seals)"),
        ("It worked for us", "worked elephant ivory (jewellery, carvings, seals)"),
        ("Love animals? Come and help", "wild-caught animals sold online as pets"),
        ("Planning a business lunch", "dishes of wild animals at business dinners"),
        ("And as for you", "bear bile and pangolin scale used as medicine"),
    ],
)
def test_an_innocent_headline_does_not(small_campaign: SmallCampaign, headline: str, product: str) -> None:
    assert focus(small_campaign, headline, product) == []


def test_a_body_may_name_the_product(small_campaign: SmallCampaign) -> None:
    campaign = small_campaign("Leave carvings behind.")
    assert list(product_focus(campaign, campaign.variant("tested"))) == []


def test_each_way_of_bringing_it_to_mind_is_told(small_campaign: SmallCampaign) -> None:
    image = {"brief": "a shelf", "depicts_product": True}
    told = focus(small_campaign, "Seals", "seals", image=image, risk_flags=("prevalence_norm", "legal_claim"))
    assert told == [
        "its picture shows the product",
        "it is flagged prevalence_norm",
        "its headline on page in en names the product (seals)",
    ]
