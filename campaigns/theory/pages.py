"""Theory pages: writes the reference pages on theory from its tables; the committed pages are these texts."""

from collections.abc import Iterable, Sequence

from campaigns import theory
from campaigns.theory.rows import (
    Determinant,
    EffectSize,
    Messenger,
    Motivation,
    OutcomeLevel,
    RiskFlag,
    Row,
    Technique,
    TechniqueEffect,
    TheoryModel,
    WildlifeEvidence,
)
from campaigns.theory.tables import table

MARKS_MEAN = (
    "(verify): written from memory, nobody has read the source; check it before you cite it.",
    "(judgement): this project's own number or mapping; nobody else has published it.",
)
"""What the marks beside a row say; shown wherever a mark is."""


def marked(evidence: Iterable[str]) -> list[str]:
    """Write ids of evidence, each with its mark.

    Examples
    --------
    >>> marked(["E01", "E25"])
    ['E01', 'E25 (verify)']
    """
    return [f"{name} {theory.evidence(name).origin.mark}".strip() for name in evidence]


def served_by(determinant: str) -> list[str]:
    """Name the functions that serve a determinant; one that only links from memory give is marked.

    Examples
    --------
    >>> served_by("environment")
    ['training', 'restriction', 'environmental restructuring', 'enablement']
    >>> served_by("goals")[-2:]
    ['modelling (verify)', 'enablement (verify)']
    """
    read = {link.function for link in theory.function_links(determinant) if not link.origin.needs_check}
    return [one.name if one.id in read else f"{one.name} (verify)" for one in theory.functions_for(determinant)]


def techniques_page() -> str:
    """Write the reference page that lists every technique by code.

    Examples
    --------
    >>> print(techniques_page().splitlines()[0])
    # Behaviour-change techniques
    """
    lines = [
        "# Behaviour-change techniques",
        "",
        'The codes that `techniques` in campaign.toml takes, such as `techniques = { "6.3" = 1.0, "8.2" = 0.5 }`: the',
        "taxonomy of 93 techniques (BCT taxonomy v1; Michie et al. 2013, Ann Behav Med 46:81-95,",
        "doi 10.1007/s12160-013-9486-6), and 4.5, which was added later. Ids: BCIO, Human Behaviour-Change Project,",
        'CC BY 4.0, modified. "By a message" says whether words alone can do it; that is project judgement.',
        "`forbear theory 1.4` shows one technique with its links, their sources and what it may change.",
    ]
    group = ""
    for row in table(Technique):
        if row.group != group:
            group = row.group
            lines += ["", f"## {group}", "", "| code | technique | by a message | BCIO |", "|---|---|---|---|"]
        later = "" if row.original else " (added later)"
        lines.append(f"| `{row.code}` | {row.name} | {row.deliverable}{later} | {', '.join(row.bcio_ids)} |")
    return "\n".join(lines) + "\n"


def theory_page() -> str:
    """Write the reference page on everything else of theory, with citation and status of each row.

    Examples
    --------
    >>> print(theory_page().splitlines()[0])
    # Theory as data
    """
    parts = [
        _opening(),
        _determinants(),
        _functions(),
        *_prior_terms(),
        *_campaign_words(),
        *_published(),
    ]
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"


def _opening() -> list[str]:
    return [
        "# Theory as data",
        "",
        "What the engine takes from behaviour science, and from whom. Source: `campaigns/tables/`, described in",
        "[its README](../../campaigns/tables/README.md); `forbear theory` searches it in the terminal, and",
        "`campaigns.theory` is its face in Python. Techniques are in [techniques](techniques.md). Links and numbers",
        "say where a technique should act and what to expect before there are data; data decide how much.",
        "",
        'Status "verified": the source was read (sometimes no more than its abstract; the note says so). Marks:',
        "",
        *(f"- {line}" for line in MARKS_MEAN),
        "",
    ]


def _determinants() -> list[str]:
    rows = [
        (
            f"`{row.id}`", row.name, row.gloss, row.component, row.domain,
            ", ".join(served_by(row.id)),
            "yes" if theory.is_addressable(row.id) else "no", *_origin(row),
        )
        for row in table(Determinant)
    ]  # fmt: skip
    headings = ("id", "name", "what it is", "COM-B", "TDF", "functions that serve it", "by a message alone")
    words = (
        "What may hold people back; `barriers` of a segment and a survey's mapping name these. Functions are those",
        "that serve its TDF domain or its COM-B component; words alone deliver education, persuasion and modelling.",
        "Where none of these serves it, no message can address the determinant: the place, the price or the rule has",
        "to change. A function marked (verify) serves it by links from memory only.",
    )
    return _section("Determinants", words, headings, rows)


def _functions() -> list[str]:
    rows = [
        (f"`{row.id}`", row.name, row.deliverable, row.bcio_id, row.note, *_origin(row)) for row in theory.functions()
    ]
    words = ('"By a message" is project judgement; names and ids are not.',)
    return _section("Intervention functions", words, ("id", "name", "by a message", "BCIO", "note"), rows)


def _prior_terms() -> Iterable[list[str]]:
    effects = [
        (
            "every other" if row.is_default else theory.technique_name(row.technique), f"{row.d:g}", f"{row.d_se:g}",
            ", ".join(marked(row.evidence)), row.note, *_origin(row),
        )
        for row in table(TechniqueEffect)
    ]  # fmt: skip
    words = ("The standardised mean difference that the prior takes, before the discount for the field.",)
    yield _section("Effects used", words, ("technique", "d", "SE", "evidence", "note"), effects)
    messengers = [
        (
            f"`{row.id}`",
            row.gloss,
            f"{row.mean:+g}",
            row.bcio_id,
            ", ".join(marked(row.evidence)),
            row.note,
            *_origin(row),
        )
        for row in table(Messenger)
    ]
    words = ("Who says it, for `messenger`; log-odds that the prior adds.",)
    yield _section("Messengers", words, ("id", "who", "log-odds", "BCIO", "evidence", "note"), messengers)
    flags = [
        (
            f"`{row.id}`",
            row.gloss,
            f"{row.mean:+g}",
            f"{row.sd:g}",
            ", ".join(marked(row.evidence)),
            row.note,
            *_origin(row),
        )
        for row in table(RiskFlag)
    ]
    words = ("What may go wrong with a text, for `risk_flags`; log-odds that the prior adds.",)
    yield _section("Risk flags", words, ("id", "a text that", "log-odds", "sd", "evidence", "note"), flags)


def _campaign_words() -> Iterable[list[str]]:
    motivations = [
        (f"`{row.id}`", row.name, row.gloss, ", ".join(row.products), *_origin(row)) for row in table(Motivation)
    ]
    words = ("What a product is wanted for.",)
    yield _section("Motivations", words, ("id", "name", "what it is", "such as"), motivations)
    levels = [
        (str(row.level), row.name, row.measures, row.validity, f"{row.weight:g}", row.note, *_origin(row))
        for row in table(OutcomeLevel)
    ]
    ladder = (
        "`level` of a metric. The weight is where a `goal.reward` of several metrics may start; nothing applies it by",
        "itself, and a campaign is only refused where levels below 3 weigh more than 0.05 together (gate H11).",
    )
    yield _section("Outcome ladder", ladder, ("level", "outcome", "measures", "validity", "weight", "note"), levels)


def _published() -> Iterable[list[str]]:
    effects = [
        (
            row.id, ", ".join(row.tags), row.outcome, f"{row.metric} {row.value}".strip(), row.range, row.studies,
            "" if row.d is None else f"{row.d:g}", row.note, *_origin(row),
        )
        for row in table(EffectSize)
    ]  # fmt: skip
    headings = ("id", "about", "outcome", "published", "range", "studies", "as d", "note")
    yield _section("Effect sizes", ("Published effects; `d` where it can be said so.",), headings, effects)
    found = [
        (row.id, row.product_and_place, row.intervention, row.outcome, row.result, row.design, row.note, *_origin(row))
        for row in table(WildlifeEvidence)
    ]
    wanted = ("id", "product and place", "intervention", "outcome", "result", "design", "note")
    yield _section("Wildlife evidence", ("Studies of wildlife products, users and messages.",), wanted, found)
    models = [(row.model, ", ".join(row.constructs), row.offers, row.note, *_origin(row)) for row in table(TheoryModel)]
    words = ("Models that practitioners use.",)
    yield _section("Models", words, ("model", "constructs", "what it offers", "note"), models)


def _origin(row: Row) -> tuple[str, str]:
    return row.origin.mark or row.origin.status, row.origin.citation


def _section(title: str, words: Sequence[str], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    shown = [*headings, "status", "citation"]
    lines = [_line(shown), "|" + "---|" * len(shown), *(_line(row) for row in rows)]
    return [f"## {title}", "", *words, "", *lines, ""]


def _line(cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells)
    return f"| {' | '.join(escaped)} |"
