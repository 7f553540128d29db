"""Dignity, safety, and price and rarity in Vietnamese, on sentences that a campaign writer could write, both ways."""

import unicodedata
from collections.abc import Callable

import pytest

from campaigns.campaign import Campaign
from campaigns.lint import lint
from tests.campaigns.conftest import DAY

type Make = Callable[..., Campaign]

OURS = {"L01", "L02", "L11", "L13", "L14", "L16", "L19", "L28"}

BAD = [
    ("L13", "en", "Chinese tourists destroy the herds."),
    ("L13", "en", "Asian demand is killing the rhino."),
    ("L13", "en", "The Chinese will eat anything."),
    ("L13", "en", "Vietnamese businessmen are obsessed with rhino horn."),
    ("L13", "en", "Elephants are slaughtered to satisfy foreign collectors."),
    ("L13", "en", "Don't be greedy, leave it."),
    ("L13", "zh-CN", "都是因为亚洲买家，大象才倒下。"),
    ("L13", "zh-CN", "佛教徒也在助长盗猎。"),
    ("L13", "zh-CN", "别再无知，送这种礼真可耻。"),
    ("L13", "vi", "Đại gia Việt Nam mê sừng tê giác."),
    ("L13", "vi", "Voi chết vì người Việt."),
    ("L13", "vi", "Đừng làm kẻ vô lương tâm."),
    ("L14", "en", "Rhino horn has no medicinal value whatsoever."),
    ("L14", "en", "Don't be superstitious."),
    ("L14", "en", "Bear bile is just a placebo."),
    ("L14", "zh-CN", "相信科学，不要迷信。"),
    ("L14", "zh-CN", "犀角不过是指甲。"),
    ("L14", "vi", "Uống sừng tê giác cũng như nhai móng tay."),
    ("L14", "vi", "Sừng không phải là thuốc đâu."),
    ("L19", "en", "Worried about your diabetes?"),
    ("L19", "en", "As a Vietnamese mother, you decide."),
    ("L19", "zh-CN", "既然您收藏过象牙，请看这里。"),
    ("L19", "zh-CN", "身为穆斯林，您懂得珍惜生命。"),
    ("L19", "vi", "Bạn đang bị viêm khớp? Hãy thử gừng."),
    ("L19", "vi", "Chúng tôi biết bạn từng mua mật gấu."),
    ("L11", "en", "An antique carving is a better gift."),
    ("L11", "en", "Ivory with a certificate is fine."),
    ("L11", "zh-CN", "用羚羊角代替犀角。"),
    ("L11", "vi", "Ngà cổ thì không sao."),
    ("L16", "en", "Ivory is sold openly in the old town."),
    ("L16", "en", "Wrap it in foil to get it past customs."),
    ("L16", "zh-CN", "加卖家微信就能买到象牙。"),
    ("L16", "zh-CN", "用紫光灯照一下就知道真假。"),
    ("L16", "vi", "Khâu vào áo để qua mặt hải quan."),
    ("L16", "vi", "Ở phố Hàng Bạc bày bán ngà voi."),
    ("L28", "en", "Take photos of the stall and post their names."),
    ("L28", "en", "Pretend to be a buyer."),
    ("L28", "zh-CN", "偷拍摊主，发到网上。"),
    ("L28", "vi", "Báo công an bắt hàng xóm của bạn."),
    ("L01", "vi", "Vòng ngà có giá 20 triệu đồng."),
    ("L01", "vi", "Không chỉ đẹp mà còn đắt giá."),
    ("L01", "vi", "Bán 500k một chiếc."),
    ("L02", "vi", "Cơ hội cuối cùng để sở hữu."),
    ("L02", "vi", "Trong rừng chỉ còn vài trăm con."),
    ("L02", "vi", "Tê giác bên bờ tuyệt chủng."),
]

GOOD = [
    ("en", "When the buying stops, the killing can too."),
    ("en", "Chinese customs destroyed seized tusks."),
    ("en", "Maasai communities lose cattle when lions kill."),
    ("en", "Thanks to Vietnamese families who care, more bears live free."),
    ("en", "Vietnamese families do not feel they need ivory."),
    ("en", "The change is driven by Chinese travellers, thanks to Thai monks."),
    ("en", "It would be a shame to miss the workshop."),
    ("en", "Studies found no difference from placebo."),
    ("en", "Licensed practitioners offer plant medicines instead."),
    ("en", "Leave useless clutter at home."),
    ("en", "As a Thai proverb says, kindness returns."),
    ("en", "Wrap the bowl you just bought, and look for the maker's name as you buy."),
    ("en", "If it looks like ivory, walk on."),
    ("en", "The ban covers elephant tusk, and mammoth ivory is banned too."),
    ("en", "Add 10 grams of ginger to the tea."),
    ("en", "They look after the animals; nobody looks at the clock."),
    ("en", "See wild lorises with a guide and photograph them."),
    ("en", "Never confront or film a seller; call the wildlife hotline."),
    ("zh-CN", "没有买卖，就没有杀害。"),
    ("zh-CN", "中国海关销毁了查获的象牙。"),
    ("zh-CN", "因为中国家庭的善意，更多大象回家。"),
    ("zh-CN", "越来越多中国游客选择木雕，不在乎象牙。"),
    ("zh-CN", "由于中国消费者的支持，保护区扩大了。"),
    ("zh-CN", "中医药界推荐植物替代品。"),
    ("zh-CN", "这不是药品广告，请遵医嘱。"),
    ("zh-CN", "把您刚买的木碗包好。"),
    ("zh-CN", "如果您是患者，请先问医生。"),
    ("zh-CN", "象牙不能带回，猛犸牙也属于管制。"),
    ("zh-CN", "大师的手艺藏在细节里。"),
    ("zh-CN", "去当地市场逛逛，带一两件小礼物。"),
    ("zh-CN", "发现线索，可向林业部门举报。"),
    ("vi", "Không mua bán, không giết hại."),
    ("vi", "Gia đình Việt dùng gừng thay vì mật gấu."),
    ("vi", "Gia đình Việt không quan tâm đến ngà voi: trách nhiệm của người Việt là giữ rừng."),
    ("vi", "Người ta nói quà nhỏ nghĩa tình lớn."),
    ("vi", "Không có gì đáng xấu hổ khi nói không."),
    ("vi", "Tín ngưỡng thờ Mẫu là nét đẹp văn hóa."),
    ("vi", "Gói chiếc bát bạn vừa mua."),
    ("vi", "Nếu anh là bệnh nhân, hãy hỏi bác sĩ."),
    ("vi", "Hội chợ thủ công ở thành phố Hồ Chí Minh."),
    ("vi", "Chụp ảnh họ bên khung dệt."),
    ("vi", "Khách đánh giá cao; hãy để sách lên giá sách."),
    ("vi", "3 triệu người đã xem, quý khách mở danh sách nhé."),
    ("vi", "Ngày cuối cùng của chuyến đi, chỉ còn một bước."),
    ("vi", "Những giá trị gia đình không cần quà đắt tiền."),
]


def found(campaign: Campaign) -> set[str]:
    return {finding.rule for finding in lint(campaign, today=DAY) if finding.rule in OURS}


@pytest.mark.parametrize(("rule", "locale", "sentence"), BAD)
def test_a_sentence_that_hurts_or_helps_the_trade_is_found(
    rule: str, locale: str, sentence: str, small_campaign: Make
) -> None:
    assert rule in found(small_campaign({locale: sentence}))


@pytest.mark.parametrize(("locale", "sentence"), GOOD)
def test_a_sentence_that_only_sounds_like_one_passes(locale: str, sentence: str, small_campaign: Make) -> None:
    assert found(small_campaign({locale: sentence})) == set()


def test_a_group_and_a_blame_in_two_sentences_are_not_joined(small_campaign: Make) -> None:
    assert found(small_campaign("Chinese tourists smile. Droughts kill elephants.")) == set()
    assert found(small_campaign("Chinese tourists kill elephants.")) == {"L13"}


def test_blame_far_from_the_group_is_not_joined(small_campaign: Make) -> None:
    far = "Chinese tourists came to the little town by the river at noon and heard of lions that kill."
    assert found(small_campaign(far)) == set()


@pytest.mark.parametrize(
    ("alt", "rule"), [("Ignorant buyers", "L13"), ("Thai people kill", "L13"), ("worth $90", "L01")]
)
def test_alt_text_is_read_and_the_finding_says_that_it_stands_in_the_campaign_file(
    alt: str, rule: str, small_campaign: Make
) -> None:
    image = {"brief": "a hand", "alt": {"en": alt}}
    (finding,) = [one for one in lint(small_campaign(variant={"image": image}), today=DAY) if one.rule in OURS]
    assert (finding.rule, finding.variant, finding.file) == (rule, "tested", "campaign.toml")
    assert "alt text (en)" in finding.why


def test_an_accent_written_apart_hides_no_vietnamese_word(small_campaign: Make) -> None:
    apart = unicodedata.normalize("NFD", "Chỉ kẻ tham lam mới mua đồ đắt tiền.")
    assert apart != unicodedata.normalize("NFC", apart)
    assert found(small_campaign({"vi": apart})) == {"L01", "L13"}


def test_where_to_find_it_is_not_excused_by_a_not_but_a_trick_advised_against_is(small_campaign: Make) -> None:
    assert found(small_campaign("Do not look at Chatuchak Market.")) == {"L16"}
    assert found(small_campaign("Never hide it in a bag.")) == set()
