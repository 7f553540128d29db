"""Safety (L11, L16, L28): no other wildlife instead, no help to find or hide it, no call to act against a person."""

from collections.abc import Iterator

from campaigns.lint.finding import Finding
from campaigns.lint.rule import Case, Reading, Rule


def _check_look_alike(rule: Rule, reading: Reading) -> Iterator[Finding]:
    yield from rule.words(reading, "look_alike")


def _check_supply(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Names, places and weights help whoever reads them, denied or not; a trick that is advised against is heeded."""
    yield from rule.words(reading, "supply", heed_negation=False)
    yield from rule.words(reading, "how_to")


def _check_vigilante(rule: Rule, reading: Reading) -> Iterator[Finding]:
    yield from rule.words(reading, "vigilante")


RULES = (
    Rule(
        id="L11",
        title="No look-alike and no other wildlife",
        why="buyers of the lawful or look-alike product may switch to the unlawful one, and it keeps the wish alive",
        mend="offer wood, stone, plants, a visit or a wish: nothing of any wild animal, whatever its papers",
        source="Hinsley et al. 2022 (PMC9320993), switching; Google Ads policy: no ivory, mammoth included",
        check=_check_look_alike,
        fires=(
            Case({"en": "Choose mammoth ivory instead."}),
            Case({"en": "Farmed bear bile is kinder."}),
            Case({"en": "Only captive-bred parrots."}),
            Case({"en": "Synthetic horn feels the same."}),
            Case({"en": "Prefer antiques, or legal ivory from pre-ban stock."}),
            Case({"en": "A hippo tooth or hornbill casque will do."}),
            Case({"zh-CN": "可以选择猛犸牙雕或合法象牙。"}),
            Case({"zh-CN": "人工养殖的熊胆更放心。"}),
            Case({"vi": "Hãy chọn ngà voi ma mút hoặc răng hà mã."}),
            Case({"vi": "Mật gấu nuôi thì yên tâm hơn."}),
        ),
        passes=(
            Case({"en": "Choose wood, stone or bamboo.", "zh-CN": "选木、石、竹。", "vi": "Chọn gỗ, đá hoặc tre."}),
            Case({"en": "A mammoth task for a small market.", "zh-CN": "参观猛犸化石展。"}),
            Case({"en": "Order farmed fish for the table.", "vi": "Gọi món cá nuôi cho bữa tiệc."}),
            Case({"en": "No ivory, not mammoth ivory, not farmed.", "zh-CN": "反对圈养。", "vi": "Không nuôi nhốt."}),
            Case({"en": "Passing an antique shop? Look for a wooden box.", "zh-CN": "古董店里也有木盒。"}),
        ),
    ),
    Rule(
        id="L16",
        title="No help to find, test or hide it",
        why="it helps someone buy, check or carry the product",
        mend="leave out names, places, weights, tests and hiding; name the wanted behaviour",
        source="project safety rule",
        check=_check_supply,
        fires=(
            Case({"en": "You find it at the night market on Silom street."}),
            Case({"en": "The shop at 12 Market Street hides it in the lining."}),
            Case({"en": "A bangle of 3 grams."}),
            Case({"en": "Learn how to tell real from fake."}),
            Case({"en": "Never at Chatuchak Market."}),
            Case({"zh-CN": "在考山路夜市就有，一件三克。"}),
            Case({"zh-CN": "教你鉴别真假，再藏在行李里。"}),
            Case({"zh-CN": "店铺在南京路12号。"}),
            Case({"vi": "Ở chợ Bến Thành có bán ngà voi."}),
            Case({"vi": "Cách phân biệt ngà thật và giả; giấu trong hành lý."}),
            Case({"vi": "Mỗi chiếc nặng 3 gam."}),
            Case({"zh-CN": "微信群里有卖家。", "vi": "Người bán đăng trong nhóm Zalo."}),
            Case({"zh-CN": "真象牙在灯下有交叉的纹路。", "vi": "Giấu trong sách để qua hải quan."}),
        ),
        passes=(
            Case({"en": "Meet three makers in Bangkok.", "zh-CN": "在曼谷认识三位匠人。", "vi": "Gặp thợ ở Hà Nội."}),
            Case({"en": "Shopping streets are full of stories.", "zh-CN": "步行街上故事多，一两件就好。"}),
            Case({"en": "A suitcase of 20 kg is light.", "zh-CN": "行李20公斤，很轻。", "vi": "Hành lý 20 kg."}),
            Case({"en": "How to tell a good story at a night market.", "vi": "Dạo chợ đêm, nghe chuyện hay."}),
            Case({"en": "Nobody can tell real ivory from fake.", "zh-CN": "谁都难以分辨真假。"}),
            Case({"zh-CN": "到有检疫的摊位买肉；微信群里发一张茶席。", "vi": "Tham gia nhóm Zalo để nhận công thức."}),
        ),
    ),
    Rule(
        id="L28",
        title="No call to act against a person",
        why="a reader who confronts, photographs or denounces someone may be hurt, or hurt the wrong one",
        mend="leave it out, or name an official line: 'If you see wildlife on sale, call the official hotline'",
        source="project duty of care",
        check=_check_vigilante,
        fires=(
            Case({"en": "Confront the seller."}),
            Case({"en": "Photograph sellers and expose them."}),
            Case({"en": "Report your neighbour to the hotline."}),
            Case({"zh-CN": "举报你的邻居。"}),
            Case({"zh-CN": "当面质问卖家，曝光他们。"}),
            Case({"vi": "Hãy tố cáo hàng xóm."}),
            Case({"vi": "Chụp ảnh người bán rồi vạch mặt họ."}),
            Case({"zh-CN": "举报你家养懒猴的邻居。", "vi": "Hãy đối chất và bắt họ thả chim."}),
        ),
        passes=(
            Case({"en": "Worried? Call the official hotline.", "zh-CN": "有疑问？请拨打官方热线。"}),
            Case({"en": "Report sellers to the official hotline.", "zh-CN": "可向官方热线举报卖家。"}),
            Case({"en": "Don't confront anyone.", "zh-CN": "请勿当面质问卖家。", "vi": "Đừng đối đầu với người bán."}),
            Case({"en": "Photograph the carver's best bowl.", "zh-CN": "拍下木雕的纹理。", "vi": "Chụp món quà gỗ."}),
            Case({"vi": "Hãy gọi đường dây nóng của kiểm lâm để báo tin."}),
        ),
    ),
)
