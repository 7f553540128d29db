"""Reading: the acts of the API that change nothing: campaigns, the live policy, results, health."""

import hashlib
from weakref import WeakKeyDictionary

import msgspec

from bandits.disclosure import Disclosed, disclose, row_fields
from bandits.engine import Engine, engine_for
from bandits.publication import EVERYONE, Publication
from bandits.service import wire, wire_results
from bandits.service.endpoint import Call, Reply, Room
from bandits.service.problems import Fault, Refusal, log_unforeseen
from campaigns.errors import EngineError, Unavailable
from campaigns.harm.wording import effect_words
from campaigns.parts import Policy


def list_campaigns(room: Room, call: Call) -> Reply:
    """Name every campaign with what its other calls take."""
    del call
    return Reply(200, wire.CampaignList(campaigns=tuple(_summary(engine) for engine in room.engines.values())))


def _summary(engine: Engine) -> wire.CampaignSummary:
    campaign = engine.campaign
    return wire.CampaignSummary(
        campaign=campaign.id,
        title=dict(campaign.title),
        version=campaign.version,
        data_status=campaign.data_status,
        locales=campaign.locales,
        channels=tuple(channel.id for channel in campaign.channels),
        segments=engine.segmentation.ids,
        metrics=tuple(metric.id for metric in campaign.metrics),
        goal_metric=campaign.goal.metric,
        variants=tuple(
            wire.VariantSummary(id=variant.id, name=variant.name, role=variant.role, state=variant.state)
            for variant in campaign.variants
        ),
    )


def show_policy(room: Room, call: Call) -> Reply:
    """Give the live allocation, or 304 where the caller holds it already."""
    engine = engine_for(room.engines, call.path["campaign"])
    publication, policy = engine.publication(), published_under(engine)
    allocation = publication.allocation
    table = wire.PolicyTable(
        campaign=engine.campaign.id,
        data_status=engine.campaign.data_status,
        version=allocation.version,
        published_at=publication.published_at,
        rule=publication.rule,
        floor=None if policy is None else policy.floor,
        control_share=None if policy is None else policy.control_share,
        contexts=tuple(
            wire.ContextWeights(segment=context.segment, channel=context.channel, weights=allocation.row(context))
            for context in allocation.contexts
        ),
    )
    body = msgspec.json.encode(table)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    known = {held.strip().removeprefix("W/") for held in call.known_tags.split(",")}
    return Reply(304, None, headers) if known & {tag, "*"} else Reply(200, body, headers)


def published_under(engine: Engine) -> Policy | None:
    """The policy that made the live publication; None where another version of the campaign was published."""
    return engine.campaign.policy if engine.publication().campaign_version == engine.campaign.version else None


def show_results(room: Room, call: Call) -> Reply:
    """Give uplift per segment, channel and variant, and what each technique adds; numbers of few people are hidden."""
    engine = engine_for(room.engines, call.path["campaign"])
    segment, channel = call.query.get("segment"), call.query.get("channel")
    if segment is not None and segment != EVERYONE:
        engine.segmentation.segment(segment)
    if channel is not None and channel != EVERYONE:
        engine.campaign.channel(channel)
    publication = engine.publication()
    disclosed = _DISCLOSED.of(engine, publication)
    rows = tuple(
        msgspec.convert(row_fields(row), wire_results.ResultRow)
        for row in disclosed.rows
        if (segment is None or row.segment == segment) and (channel is None or row.channel == channel)
    )
    told = wire_results.Results(
        campaign=publication.campaign,
        campaign_version=publication.campaign_version,
        data_status=engine.campaign.data_status,
        policy_version=publication.allocation.version,
        published_at=publication.published_at,
        goal_metric=engine.campaign.goal.metric,
        outcome=_outcome(engine),
        least_people=disclosed.least,
        totals=wire_results.Totals(decided=publication.decided, answered=disclosed.answered),
        uplift=rows,
        techniques=disclosed.techniques,
    )
    return Reply(200, told)


def _outcome(engine: Engine) -> wire_results.Outcome:
    """Every decision is drawn with a recorded chance, so the design is a randomised one."""
    words = effect_words(engine.campaign.goal_metric.level, is_randomised=True)
    return wire_results.Outcome(level=words.level, design=words.design, effect=words.effect, words=words.label)


class _Kept:
    """What may be shown of every campaign's last publication, kept until there is a newer one. Safe between threads."""

    def __init__(self) -> None:
        self._last: WeakKeyDictionary[Engine, tuple[Publication, Disclosed]] = WeakKeyDictionary()

    def of(self, engine: Engine, publication: Publication) -> Disclosed:
        known = self._last.get(engine)
        if known is None or known[0] is not publication:
            rows, techniques = publication.uplift, publication.techniques
            known = publication, disclose(rows, techniques, publication.answered, engine.campaign)
            self._last[engine] = known
        return known[1]


_DISCLOSED = _Kept()


def say_alive(room: Room, call: Call) -> Reply:
    """Say that the process answers; looks at nothing else."""
    del room, call
    return Reply(200, wire.Alive(status="alive"))


def say_ready(room: Room, call: Call) -> Reply:
    """Ask the store for every campaign's publication; 503 with the reasons where one is missing."""
    del call
    learning = tuple(str(loop.failure) for loop in room.loops if loop.failure is not None)
    live, faults = [], []
    for name, engine in room.engines.items():
        try:
            publication = _current(engine)
            version, published_at = publication.allocation.version, publication.published_at
            live.append(wire.Live(campaign=name, version=version, published_at=published_at))
        except EngineError as error:
            faults.append(Fault(where=name, detail=str(error)))
    if faults:
        reasons = "; ".join(f"{fault.where}: {fault.detail}" for fault in faults)
        failures = tuple(Fault(where="learning", detail=failure) for failure in learning)
        raise Refusal(503, Unavailable.code, f"Not ready. {reasons}", (*faults, *failures))
    return Reply(200, wire.Ready(status="ready", campaigns=tuple(live), learning_failures=learning))


def _current(engine: Engine) -> Publication:
    try:
        publication = engine.store.current(engine.campaign.id)
    except EngineError:
        raise
    except Exception as error:
        raise Unavailable(f"The store does not answer; the log has it under {log_unforeseen(error)}.") from error
    if publication is None:
        raise Unavailable("Nothing was published yet. Run `forbear refresh` or wait for the first refresh.")
    return publication if publication.allocation.fits(engine.grid) else engine.publication()
