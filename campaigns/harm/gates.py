"""Gates: the seventeen ways in which a campaign could do harm, and what keeps each from happening.

A gate is kept by code (rules of the lint, functions), by people (a procedure, written down), or not yet; the page
docs/reference/harm-gates.md is written from here and says which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from types import MappingProxyType
from typing import Literal

from campaigns.errors import not_found

UNAPPROVED = "H13"


@dataclass(frozen=True, slots=True)
class Gate:
    """One harm and its guard.

    Parameters
    ----------
    id : H01 to H17.
    harm : what could go wrong.
    rules : rules of the lint that keep it.
    code : functions and values that keep it, by their full names.
    how : what they do, or what people have to do, in sentences.
    kept : by code, by people because no program can know it, or by both.
    basis : what it rests on.
    """

    id: str
    harm: str
    rules: tuple[str, ...]
    code: tuple[str, ...]
    how: str
    kept: Literal["code", "people", "both"]
    basis: str


GATES: tuple[Gate, ...] = (
    Gate(
        "H01", "Telling people that many do it makes more do it",
        ("L03", "L04"), (),
        "The lint blocks words that say how common the unwanted behaviour is, and a norm that points the wrong way "
        "or is not paired with what people approve of. A text with a blocking finding cannot be handed in, approved "
        "or launched.",
        "code", "Schultz et al. 2007",
    ),
    Gate(
        "H02", "Rarity and price make the product more desired",
        ("L01", "L02"), (),
        "The lint blocks prices and values everywhere, and scarcity wherever a segment that sees it buys for "
        "status, taste or investment; elsewhere scarcity is a warning.",
        "code", "Courchamp et al. 2006; Angulo & Courchamp 2009",
    ),
    Gate(
        "H03", "A picture makes the product or a wild pet look normal or splendid",
        ("L06", "L07"), (),
        "Where a channel shows pictures, every variant must describe its own; a picture of the product as something "
        "to have, or of wildlife in people's hands and homes, is blocked. The description is a person's word for "
        "the picture: forbear does not see it, so a reviewer must look.",
        "both", "Ross et al. 2011; Nekaris et al. 2013",
    ),
    Gate(
        "H04", "Pushing people makes them push back",
        ("L12",), ("campaigns.prior.Prior",),
        "The lint counts commands: a warning, and a block where a segment that sees them is easily pushed. The "
        "prior expects less of such texts, the more so the more reactant the segment. A reactance item in the pulse "
        "survey is for the team to ask.",
        "both", "meta-analysis on reactance, see theory.md E22",
    ),
    Gate(
        "H05", "Waking the wish in people who never had it",
        (), ("campaigns.harm.readiness.blockers",),
        "Segments with the role ally see the control and what names them under `allies`, nothing else. Such a "
        "variant may not show the product, carry a rarity, price, prevalence or shame flag, or name the product in "
        "its headline; and `targeting.ally_weekly_cap` may be 3 at most, which the team sets on the platform too. "
        "Whether intention rises among allies has to be watched.",
        "both", "project rule, after the search-intent targeting of Digital Deterrence",
    ),
    Gate(
        "H06", "Stigma: blaming a people, a faith or a generation",
        ("L13", "L14"), ("campaigns.approval.steps.review",),
        "The lint blocks blame of groups, and scorn for medicine and faith. Two different people look at every "
        "text: one for the theory, one who lives in the language and place of each locale. How the text came about "
        "with local people belongs into the reason of the local review.",
        "both", "Margulies, Wong & Duffy 2019; Hu et al. 2024",
    ),
    Gate(
        "H07", "Aiming at people by what is most private",
        ("L19",), ("campaigns.conduct.forbidden_trait",),
        "Targeting has no field for faith, health, ethnicity, politics, sexuality, union membership, biometrics, an "
        "exact place or a single person; the loader refuses such keys, and the lint such words to the reader. Faith "
        "and health segments are reached by what people read.",
        "code", "GDPR Art. 9; DSA Art. 26(3); PIPL Art. 28",
    ),
    Gate(
        "H08", "Reaching minors",
        ("L29",), ("campaigns.harm.readiness.blockers",),
        "`targeting.min_age` below 18 cannot be launched. The platform must be set to the same age.",
        "both", "DSA Art. 28(2); PIPL Art. 31",
    ),
    Gate(
        "H09", "Making people testify against themselves",
        (), (),
        "A procedure of people: past purchases are asked by list experiment or randomised response only, never "
        "linked to advertising ids; forbear has no field for a person's past purchases, and knows people by a "
        "pseudonym of the caller. Who belongs to which segment is never handed on by person.",
        "people", "duty of care; Hinsley et al. 2019",
    ),
    Gate(
        "H10", "Singling people out in small groups",
        (),
        ("campaigns.harm.small_cells.suppress", "bandits.disclosure.disclose",
         "campaigns.harm.small_cells.audience_sentence", "campaigns.harm.readiness.blockers"),
        "No number speaks of fewer than 50 people (10 for clicks), and others are hidden so that it cannot be "
        "worked out; no campaign is launched at an audience of fewer than 1,000, all in all or in one segment, or "
        "of unknown size.",
        "code", "Google Ads Data Hub, privacy checks; 1,000 is our own default",
    ),
    Gate(
        "H11", "Optimising for clicks, or before anything is known",
        (), ("campaigns.campaign.CLICKS_AT_MOST", "campaigns.harm.readiness.blockers"),
        "The goal must be a metric of level 3 or more, and clicks and shares may be 5 % of a reward at most: no "
        "campaign loads otherwise. A launch needs a control share of 10 % at least and a floor above zero for every "
        "variant. A cap on the budget is set on the platform, by people.",
        "both", "Dalessandro et al. 2012; Vlasceanu et al. 2024",
    ),
    Gate(
        "H12", "A live message backfires",
        (), ("campaigns.approval.steps.pause",),
        "Today by people: somebody watches the comments and complaints, and `forbear approval pause` takes a "
        "variant out when forbear is started next. forbear does not pause by itself yet when a message is probably "
        "worse than the plain one.",
        "people", "Nekaris et al. 2013 gives the scale of want-one comments",
    ),
    Gate(
        UNAPPROVED, "Something goes out that nobody agreed to",
        ("L05", "L17", "L21", "L22", "L23", "L24", "L26"),
        ("campaigns.approval.standing", "campaigns.approval.judged.digest", "campaigns.harm.readiness.blockers",
         "campaigns.harm.readiness.unserved", "campaigns.harm.advice.advice"),
        "draft, linted, reviewed, approved, live: every step is of exactly the text that is there, by its hash, and "
        "any edit is a draft again. Author, reviewers for theory and place, and approver are different people as "
        "the rules say. A claim must be filled, complete, in date and reviewed. An illustrative campaign is never "
        "launched. What a request brings for a fact without a list of values nobody has approved: `forbear ready` "
        "advises to list them. All is asked when forbear starts: a server that is running goes on with what it read, "
        "and a program that makes its own `bandits.engine.Engine` has to ask `unserved` itself. Names are taken on "
        "trust: keep the record under version control.",
        "both", "project rule",
    ),
    Gate(
        "H14", "Claiming more than was shown",
        (), ("campaigns.parts.Metric", "campaigns.harm.wording.effect_words"),
        "Every metric states its rung on the outcome ladder, and every uplift carries it, with the design. The words "
        "\"behaviour change\" are for randomised designs with an outcome of level 8 or more; whoever writes a report "
        "by hand has to keep to it.",
        "both", "Veríssimo & Wan 2019",
    ),
    Gate(
        "H15", "Personal data cross a border, or are used without an assessment",
        (), ("campaigns.harm.readiness.blockers",),
        "Where a channel is personalised, `disclosure.impact_assessment` must name the assessment (PIPL Art. 55, "
        "GDPR Art. 35). That it was really made, that consent was asked and where the data may lie, is for people "
        "and their lawyers.",
        "both", "PIPL Art. 29, 38-40, 55; GDPR Art. 35",
    ),
    Gate(
        "H16", "People turn to another wild product or another place",
        (), ("campaigns.harm.advice.advice",),
        "Advice, no block: at least one metric should have `substitution = true` and ask for it, so that a shift "
        "can show.",
        "people", "GlobeScan 2019 on travel; Hinsley et al. 2022",
    ),
    Gate(
        "H17", "Advice that harms somebody's health",
        ("L14", "L15"), ("campaigns.approval.judged.required_roles",),
        "The lint blocks health claims without evidence. A text with a health flag or a health claim needs a review "
        "as health, by somebody who makes sure that nobody is told to stop a medicine: the words are to ask a "
        "licensed practitioner for alternatives.",
        "both", "duty of care",
    ),
)  # fmt: skip

_BY_RULE: Mapping[str, str] = MappingProxyType({
    rule: gate.id for gate in reversed(GATES) for rule in gate.rules
})  # fmt: skip


def gate(name: str) -> Gate:
    """Find a gate by id; NotFound names the ones there are.

    Examples
    --------
    >>> gate("H08").rules
    ('L29',)
    """
    for one in GATES:
        if one.id == name:
            return one
    raise not_found("gate", name, [one.id for one in GATES])


def gate_of_rule(rule: str) -> str:
    """Name the gate that a rule of the lint keeps; rules of no special harm keep H13, that all is approved.

    Examples
    --------
    >>> gate_of_rule("L03"), gate_of_rule("L21")
    ('H01', 'H13')
    """
    return _BY_RULE.get(rule, UNAPPROVED)


def gates_page() -> str:
    """Write docs/reference/harm-gates.md."""
    parts = [
        "# Harm gates",
        "",
        "Seventeen ways in which a campaign could do harm, and what keeps each from happening. What no program can",
        "know is said to rest on people. `forbear ready` shows what keeps a campaign from going live, with the gate of",
        "each reason.",
    ]
    for one in GATES:
        code = "; ".join(f"`{name}`" for name in one.code) or "none"
        parts += [
            "",
            f"## {one.id}: {one.harm}",
            "",
            *wrap(one.how, 118),
            "",
            f"- rules of the lint: {', '.join(one.rules) or 'none'}",
            f"- in code: {code}",
            f"- kept by: {'code and people' if one.kept == 'both' else one.kept}",
            f"- basis: {one.basis}",
        ]
    return "\n".join(parts) + "\n"
