"""Knowledge: the checked facts and approved messages of a campaign, for a partner or a language model to lean on.

Only what may be said is in it: claims that are filled, complete, in date and reviewed as they are now, and messages
that are approved or live as they are now and lean on such claims only. Whatever is not fit is left out, though the
readable form names it, with the reason, without its words. A pack of an illustrative campaign says so in each line.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from campaigns.approval.judged import used_claims
from campaigns.approval.ledger import Entry
from campaigns.approval.standing import claim_standing, standing
from campaigns.campaign import Campaign
from campaigns.harm.readiness import claim_fault
from campaigns.lint.rule import Text
from campaigns.render import plain_fields
from campaigns.variant import Variant

REHEARSAL = "ILLUSTRATIVE: an example, not measured. NOT FOR USE with real people."
_SAID_IN = ("approved", "live")
_OUT = ("paused", "retired")
_MARKS = re.compile(r"[\\`*_\[\]<>|~&]|^(?:#{1,6}|[+-])(?=\s|$)|^(?:-{2,}|=+)$")
_NUMBERED = re.compile(r"^(\d+)(?=[.)](?:\s|$))")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One fact or one message that may be said, with what it rests on; dates are ISO text, as in a line of the pack.

    Parameters
    ----------
    id : `claim:ID`, or `message:VARIANT:CHANNEL`.
    kind : the kind of claim (statistic, legal, ...), or message.
    statement : what is claimed; "" for a message, whose name nobody has approved.
    value : the words that may be shown, per locale.
    source, url, as_of, place, population, sample_size, statute, valid_until : of a claim; empty for a message.
    claims : ids of the claims that a message leans on.
    review : who reviewed or approved it, as which role, on which day.
    data_status : real or illustrative.
    notice : "" for a real campaign.
    """

    id: str
    kind: str
    statement: str
    value: Mapping[str, str]
    source: str | None
    url: str | None
    as_of: str | None
    place: str | None
    population: str | None
    sample_size: int | None
    statute: str | None
    valid_until: str | None
    claims: tuple[str, ...]
    review: tuple[str, ...]
    data_status: str
    notice: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What may be said, and what was left out, with the reason."""

    campaign: Campaign
    today: date
    items: tuple[Knowledge, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def notice(self) -> str:
        """What stands at the top, and in every line, of a pack that is not for use; "" for a real campaign."""
        return _notice(self.campaign)

    def to_jsonl(self) -> str:
        """One object a line; what was left out is not in it."""
        return "".join(f"{json.dumps(asdict(item), ensure_ascii=False)}\n" for item in self.items)

    def to_markdown(self) -> str:
        """For a person to read, with sources."""
        campaign = self.campaign
        parts = [f"# What may be said: {as_words(next(iter(campaign.title.values())))}", ""]
        parts += [f"**{self.notice}**", ""] if self.notice else []
        parts += [f"Campaign {campaign.id} of {as_words(campaign.sponsor)}, on {self.today}. Say nothing that is not",
                  "here, and nothing after the day until which it is valid.", ""]  # fmt: skip
        for title, is_message in (("Facts", False), ("Messages", True)):
            chosen = [item for item in self.items if (item.kind == "message") == is_message]
            parts += [f"## {title}", "", *(line for item in chosen for line in self._section(item))]
            parts += [] if chosen else ["None.", ""]
        if self.left_out:
            parts += ["## Left out", "", *(f"- {subject}: {as_words(reason)}" for subject, reason in self.left_out), ""]
        return "\n".join(parts)

    def _section(self, item: Knowledge) -> Iterator[str]:
        yield from (f"### {item.id}", "", *([as_words(item.statement), ""] if item.statement else []))
        if self.notice:
            yield from (f"*{self.notice}*", "")
        yield from (f"- {locale}: {as_words(' / '.join(words.splitlines()))}" for locale, words in item.value.items())
        rests = {"source": item.source, "link": item.url, "statute": item.statute, "date": item.as_of,
                 "place": item.place, "people": item.population, "sample": item.sample_size,
                 "valid until": item.valid_until, "leans on": ", ".join(item.claims),
                 "checked by": "; ".join(item.review)}  # fmt: skip
        for name, value in rests.items():
            if value:
                yield f"- {name}: {f'<{value}>' if name == 'link' else as_words(str(value))}"
        yield ""


def as_words(text: str) -> str:
    r"""Write a text for Markdown as the one line of words that it is: it can begin no heading, list, link or tag.

    Examples
    --------
    >>> print(as_words("a source\n\n### claim:more\n<b>"))
    a source ### claim:more \<b\>
    >>> print(as_words("# not checked"), as_words("1. first"), as_words("3.5 of 4; a-b"), sep="; ")
    \# not checked; 1\. first; 3.5 of 4; a-b
    """
    return _NUMBERED.sub(r"\1\\", _MARKS.sub(r"\\\g<0>", " ".join(text.split())))


def knowledge(campaign: Campaign, entries: Sequence[Entry], today: date) -> Pack:
    """Gather what may be said on a day.

    Parameters
    ----------
    campaign : as it is in the folder.
    entries : its record of approvals.
    today : the day.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> pack = knowledge(load_campaign(example()), (), date(2026, 3, 2))
    >>> pack.items, pack.left_out[0]
    ((), ('claim:law_china_import', 'claim law_china_import has no evidence yet (status = "to_be_collected")'))
    """
    items: list[Knowledge] = []
    left_out: list[tuple[str, str]] = []
    for claim in campaign.claims:
        if (fault := claim_fault(claim, entries, today)) is not None:
            left_out.append((f"claim:{claim.id}", fault[0]))
            continue
        checked = claim_standing(claim, entries).reviews
        items.append(Knowledge(
            f"claim:{claim.id}", claim.kind, claim.statement, dict(claim.value), claim.source, claim.url,
            _day(claim.as_of), claim.place, claim.population, claim.sample_size, claim.statute, _day(claim.last_day),
            (), tuple(_signed(entry) for entry in checked), campaign.data_status, _notice(campaign),
        ))  # fmt: skip
    for variant in campaign.variants:
        if reason := _unsaid(campaign, variant, entries, today):
            left_out.append((f"variant:{variant.id}", reason))
        else:
            items.extend(_messages(campaign, variant, entries))
    return Pack(campaign, today, tuple(items), tuple(left_out))


def _unsaid(campaign: Campaign, variant: Variant, entries: Sequence[Entry], today: date) -> str:
    stands = standing(campaign, variant.id, entries)
    if variant.state in _OUT:
        return f"is {variant.state} in campaign.toml"
    if stands.state not in _SAID_IN:
        return f"is {stands.state}, not approved"
    faults = [fault[0] for claim in used_claims(campaign, variant) if (fault := claim_fault(claim, entries, today))]
    return "; ".join(faults)


def _messages(campaign: Campaign, variant: Variant, entries: Sequence[Entry]) -> Iterator[Knowledge]:
    stands = standing(campaign, variant.id, entries)
    signed = [*stands.reviews, *([stands.approval] if stands.approval else [])]
    claims = tuple(claim.id for claim in used_claims(campaign, variant))
    for channel in variant.channels:
        value = {locale: _words(campaign, variant, channel, locale) for locale in campaign.locales}
        yield Knowledge(
            f"message:{variant.id}:{channel}", "message", "", value, None, None, None, None, None, None,
            None, None, claims, tuple(_signed(entry) for entry in signed), campaign.data_status, _notice(campaign),
        )  # fmt: skip


def _words(campaign: Campaign, variant: Variant, channel: str, locale: str) -> str:
    limits = {limit.field: limit for limit in campaign.channel(channel).fields}
    fields = plain_fields(campaign, variant.id, channel, locale)
    return "\n".join(Text(variant, channel, locale, limits[name], text).plain for name, text in fields.items())


def _notice(campaign: Campaign) -> str:
    return REHEARSAL if campaign.is_illustrative else ""


def _signed(entry: Entry) -> str:
    return f"{entry.act}{f' as {entry.role}' if entry.role else ''} by {entry.who} on {entry.day}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
