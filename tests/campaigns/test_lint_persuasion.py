"""What people really write, good and bad, against the rules on norms, threats, actions, alternatives and orders."""

from collections.abc import Callable

import pytest

from campaigns.campaign import Campaign
from campaigns.lint import lint
from campaigns.lint.finding import Finding
from campaigns.lint.rule import Person
from tests.campaigns.conftest import DAY

type Make = Callable[..., Campaign]

BAD = {
    "L03": {
        "en": (
            "Every year, thousands of holidaymakers fly home with something made of tusk.",
            "1 in 5 urban adults has eaten wild meat in the past year.",
            "Tiger bone wine remains a favourite among businessmen.",
            "Everybody in the office wears one of these ivory pendants.",
            "Tens of thousands of tortoises are bought online each spring.",
            "Bear bile is found in most medicine cabinets in this street.",
        ),
        "zh-CN": (
            "据说一半以上的老板都送过象牙。",
            "每年成千上万的游客把象牙带回家。",
            "近七成受访者家里有人用过熊胆粉。",
            "身边朋友都在收藏象牙手串。",
        ),
        "vi": (
            "Hơn một nửa số gia đình ở đây có rượu ngâm mật gấu.",
            "Giới trẻ đang đổ xô mua rùa cảnh trên mạng.",
            "Phần lớn khách mời sẽ ăn vi cá nếu được dọn ra.",
        ),
    },
    "L08": {
        "en": (
            "Smuggling even one bangle can land you behind bars.",
            "A single bite from a slow loris can be fatal.",
            "You can get infected.",
        ),
        "zh-CN": ("携带象牙入境，最高可判无期徒刑。", "蜂猴的咬伤可能致命。"),
        "vi": ("Thú hoang có thể lây bệnh dại cho cả nhà.", "Hải quan sẽ tịch thu và xử phạt."),
    },
    "L09": {
        "en": (
            "Rhino horn is just keratin, the same as your nails.",
            "Give pangolins a future.",
            "Join the movement today.",
            "When the buying stops, the killing can too.",
            "Stand up for pangolins.",
            "Give up bear bile for good.",
        ),
        "zh-CN": ("它们的未来在你手中。", "一件象牙，一条生命。", "为了下一代，请不要购买。"),
        "vi": ("Hãy để muôn loài được tự do.", "Một chiếc vòng, một sinh mạng.", "Xin đừng mua ngà voi."),
    },
    "L12": {
        "en": ("We must all stop buying it.", "You need to stop using bear bile.", "Never eat wild meat. Ever."),
        "zh-CN": ("不准吃野味，违者必究。", "任何人都必须拒绝象牙。", "千万别买象牙！"),
        "vi": ("Tuyệt đối không được dùng mật gấu. Cấm!", "Chúng ta phải chấm dứt ngay."),
    },
}
GOOD = {
    "L03": {
        "en": (
            "9 in 10 hosts we asked would rather serve river fish.",
            "More and more restaurants have taken wild meat off the menu.",
            "Most people who receive ivory never wear it.",
            "Three quarters of those asked would feel uneasy eating wild animals.",
            "Many of us grew up with ivory at home; today we choose differently.",
            "Almost everyone we asked wants elephants to live.",
            "Most rhinos are kept safe by rangers.",
        ),
        "zh-CN": (
            "大多数受访者表示不会购买象牙。",
            "越来越多的餐厅把鱼翅从菜单上拿掉。",
            "很多医生用草药代替熊胆。",
            "多数家长希望孩子能看到野生老虎。",
        ),
        "vi": (
            "9 trên 10 khách mời muốn ăn cá sông hơn thịt rừng.",
            "Nhiều cặp đôi chọn nhẫn bạc thay vì trang sức ngà voi.",
            "Nhiều người lắc đầu khi được mời mật gấu.",
        ),
    },
    "L08": {
        "en": (
            "The fine grain of walnut makes each bowl unique.",
            "Reptiles can pass on salmonella. Ask a vet first.",
            "Unlabelled bile can make you sick; a pharmacist can suggest something with a label.",
        ),
        "zh-CN": ("过海关前请申报，避免罚款。", "心情不好会传染，好心情也会。一起喝茶吧。"),
        "vi": ("Khai báo ở hải quan để không bị phạt.", "Trò chuyện với thầy thuốc: đơn giản và an toàn."),
    },
    "L09": {
        "en": (
            "Serving guests tonight? Order the river fish before they arrive.",
            "Unfollow pet-otter accounts and follow a river ranger instead.",
            "Snap it and smile.",
            "Let the waiter know when you book.",
            "Whenever the menu lists wild meat, we ask for the chef’s soup.",
            "Instead of horn, bring whisky and a handwritten card.",
            "Once you are at the gate, drop it in the box; no questions asked.",
        ),
        "zh-CN": ("给客人倒杯茶，讲讲这道菜的来历。", "为父母包一份生姜红糖茶。", "看见直播卖象牙，划走就好。"),
        "vi": ("Tặng sếp hộp trà Thái Nguyên.", "Bạn thử món canh chua nhé.", "Ghé nhà thuốc và hỏi dược sĩ."),
    },
    "L12": {
        "en": (
            "You need never explain; a smile is enough.",
            "If they insist, I stop, smile and never argue.",
            "The law is clear: ivory is prohibited at the border. You can choose wood.",
            "They had to stop the tram for a tortoise.",
        ),
        "zh-CN": ("必须承认，木雕更耐看。", "停下来喝杯茶。", "法律禁止携带象牙入境，可以选木雕。"),
        "vi": (
            "Ở bên phải cửa hàng là xưởng gỗ.",
            "Món quà khó quên, không phải đắt tiền.",
            "Bạn đâu phải giải thích.",
        ),
    },
}


def listed(table: dict[str, dict[str, tuple[str, ...]]]) -> list[tuple[str, str, str]]:
    return [(rule, locale, text) for rule, texts in table.items() for locale, them in texts.items() for text in them]


def found(campaign: Campaign, rule: str, *people: Person) -> list[Finding]:
    findings = lint(campaign, people or None, today=DAY)
    return [finding for finding in findings if finding.rule == rule and finding.variant == "tested"]


@pytest.mark.parametrize(("rule", "locale", "text"), listed(BAD))
def test_a_bad_sentence_blocks(rule: str, locale: str, text: str, small_campaign: Make) -> None:
    assert [finding.severity for finding in found(small_campaign({locale: text}), rule)] == ["block"]


@pytest.mark.parametrize(("rule", "locale", "text"), listed(GOOD))
def test_a_good_sentence_passes(rule: str, locale: str, text: str, small_campaign: Make) -> None:
    assert found(small_campaign({locale: text}), rule) == []


@pytest.mark.parametrize(
    ("value", "findings"),
    [("7 out of 10", 1), ("Nearly all we met", 1), ("412", 1), ("only 3%", 0), ("fewer than half", 0)],
)
def test_a_number_that_a_claim_brings_in_counts_unless_it_says_that_few_do(
    value: str, findings: int, small_campaign: Make
) -> None:
    campaign = small_campaign("{{ claim('published') }} of people buy it.")
    first = campaign.claims[0].model_copy(update={"value": {"en": value}})
    told = found(campaign.model_copy(update={"claims": (first, *campaign.claims[1:])}), "L03")
    assert len(told) == findings


def test_only_a_statistic_stands_for_a_number_of_people(small_campaign: Make) -> None:
    campaign = small_campaign("{{ claim('published') }} and then buy it.")
    law = campaign.claims[0].model_copy(update={"kind": "legal", "value": {"en": "the rule is simple: declare it"}})
    assert found(campaign.model_copy(update={"claims": (law, *campaign.claims[1:])}), "L03") == []


def test_orders_are_counted_over_all_fields_of_a_message_and_a_choice_excuses_only_one(small_campaign: Make) -> None:
    """One order beside "you could" is let pass; two orders, one in the headline and one in the body, are not."""
    one = small_campaign("{% block headline %}Stop!{% endblock %}{% block body %}You could choose wood.{% endblock %}")
    two = small_campaign("{% block headline %}Stop!{% endblock %}{% block body %}You could, you must.{% endblock %}")
    assert found(one, "L12") == []
    assert [finding.words for finding in found(two, "L12")] == ["Stop; you must"]


@pytest.mark.parametrize(("reactance", "severity"), [(0.6, "warn"), (0.61, "block")])
def test_orders_block_only_above_the_threshold_of_the_segment_that_sees_them(
    reactance: float, severity: str, small_campaign: Make
) -> None:
    campaign = small_campaign("Never buy ivory.", variant={"segments": ("calm",)})
    people = (Person("calm", reactance=reactance), Person("wilful", reactance=0.9))
    assert [finding.severity for finding in found(campaign, "L12", *people)] == [severity]


def test_a_missing_alternative_names_the_languages_and_the_segments_once(small_campaign: Make) -> None:
    campaign = small_campaign({"en": "Leave ivory behind.", "zh-CN": "请选木雕。", "vi": "Để ngà voi lại quầy."})
    told = found(campaign, "L10", Person("gift", motivation="MOT-SOC"), Person("collector", motivation="MOT-EXP"))
    assert [finding.words for finding in told] == ["en, vi: none for gift"]


def test_the_control_need_not_ask_for_anything(small_campaign: Make) -> None:
    campaign = small_campaign({"zh-CN": "选木雕。"})  # its control says "Pack.", which asks nothing of a Chinese reader
    assert [finding for finding in lint(campaign, today=DAY) if finding.rule == "L09"] == []
