import time
from dataclasses import replace

import numpy as np
import pytest

from bandits.counts import CountRow
from bandits.engine import Engine, Request
from bandits.events import Outcome
from bandits.grid import Context
from bandits.learn import Learner, LearningLoop, refresh
from bandits.publication import Publication
from bandits.simulate import World
from bandits.stores.base import Anchor
from bandits.stores.memory import MemoryStore
from campaigns.errors import NotConverged
from tests.bandits.worlds import Clock

RATE = {"gift_obligated": 0.6, "impulse_souvenir": 0.6, "craft_collector": 0.4, "luck_blessing": 0.5,
        "law_unaware": 0.6, "ally_rejecter": 0.9}  # fmt: skip


def live_through(engine: Engine, world: World, people: int, seed: int) -> None:
    """Let people of all segments come and answer at once."""
    rng = np.random.default_rng(seed)
    contexts = [world.grid.contexts[index] for index in rng.integers(len(world.grid.contexts), size=people)]
    decisions = [
        engine.decide(Request(f"{seed}-{n}", context.channel, segment=context.segment)).decision
        for n, context in enumerate(contexts)
    ]
    engine.observe(
        [
            Outcome(
                f"o-{d.decision_id}", d.decision_id, "not_intend_buy",
                world.respond(world.grid.row(Context(d.segment, d.channel)), world.grid.column(d.variant), rng).benefit,
                engine.clock(),
            )
            for d in decisions
        ]
    )  # fmt: skip


def test_at_the_start_the_control_has_its_share_and_every_eligible_variant_its_floor(learner: Learner) -> None:
    publication = refresh(learner)
    table, grid = publication.allocation.probabilities(learner.grid), learner.grid
    policy = learner.campaign.policy
    assert publication.source == "start"
    assert (table[:, grid.control_index] >= policy.control_share - 1e-12).all()
    assert (table[grid.eligible] >= policy.floor - 1e-12).all()
    assert (table[~grid.eligible] == 0).all()
    np.testing.assert_allclose(table.sum(axis=1), 1, atol=1e-12)


def test_a_refresh_without_news_publishes_nothing(learner: Learner) -> None:
    assert refresh(learner) is not None
    before = learner.store.history(learner.campaign.id)
    refresh(learner)
    assert learner.store.history(learner.campaign.id) == before


def test_learning_from_scratch_gives_the_allocation_that_is_live(engine: Engine, learner: Learner) -> None:
    world = World.draw(learner.grid, RATE, np.random.default_rng(4))
    for wave in range(3):
        live_through(engine, world, 150, seed=wave)
        live = refresh(learner)
    again = Learner(learner.campaign, learner.segmentation, learner.store, learner.clock)
    posterior = again.fast_posterior(again.counts())
    assert again.publish(posterior, again.every_counts()).allocation.version == live.allocation.version


def test_a_correction_that_changes_no_total_is_still_learnt_from(
    engine: Engine, learner: Learner, clock: Clock
) -> None:
    decision = engine.decide(Request("u", "feed", segment="gift_obligated")).decision
    yes = Outcome("o1", decision.decision_id, "not_intend_buy", 1, clock())
    engine.observe([yes])
    before = refresh(learner)
    engine.observe([replace(yes, outcome_id="o2", value=0)])
    after = refresh(learner)
    assert (before.decided, before.answered) == (after.decided, after.answered)
    assert before.made_from != after.made_from


@pytest.mark.slow
def test_in_a_known_world_the_best_messages_are_found_and_gain_over_an_even_split(
    engine: Engine, learner: Learner
) -> None:
    world = World.draw(learner.grid, RATE, np.random.default_rng(11))
    for wave in range(12):
        live_through(engine, world, 500, seed=wave)
        live = refresh(learner)
        engine._polled = -10.0  # the engine polls the store once a second; here time stands still
    table = live.allocation.probabilities(world.grid)
    even = world.grid.eligible / world.grid.eligible.sum(axis=1, keepdims=True)
    oracle = world.rate[np.arange(len(table)), world.best].mean()
    gained = ((table - even) * world.rate).sum(axis=1).mean()
    assert gained > 0.4 * (oracle - (even * world.rate).sum(axis=1).mean())


def test_a_failing_refresh_leaves_the_live_allocation_and_the_loop_alive(
    engine: Engine, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = learner.store.current(learner.campaign.id)
    calls = []

    def fail(_: Learner) -> None:
        calls.append(1)
        if len(calls) > 1:
            raise NotConverged("by design")

    monkeypatch.setattr("bandits.learn.refresh", fail)
    loop = LearningLoop(learner, 0.5)
    loop._seconds = 0.01
    loop.start()
    deadline = time.monotonic() + 5
    while len(calls) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    loop.stop()
    assert len(calls) >= 4
    assert "by design" in str(loop.failure)
    assert learner.store.current(learner.campaign.id) == live


class Recorded(MemoryStore):
    """A store whose log is given as counts."""

    def __init__(self, rows: list[CountRow]) -> None:
        super().__init__()
        self.rows = rows

    def count_rows(self, campaign: str) -> list[CountRow]:
        assert campaign == "light-suitcase"
        return self.rows


def plan_or_intention(learner: Learner, clock: Clock, reward: dict[str, float]) -> Learner:
    """Of 400 in every cell, `injunctive_gift` moves intention (.9, others .6), `peer_script` saves plans (.3, .05)."""
    day, rows, grid = clock().date(), [], learner.grid
    clock.forward(days=20)
    for row, column in zip(*np.nonzero(grid.eligible), strict=True):
        context, name = grid.contexts[row], grid.variants[column]
        where = (day, context.segment, context.channel, name)
        rows.append(CountRow(*where, "", decided=400, exposed=400))
        intend = 360 if name == "injunctive_gift" else 240
        rows.append(CountRow(*where, "not_intend_buy", answered=400, positive=intend))
        saved = 120 if name == "peer_script" else 20
        rows.append(CountRow(*where, "saved_plan", answered=saved, positive=saved))
    goal = learner.campaign.goal.model_copy(update={"reward": reward})
    return replace(learner, campaign=learner.campaign.model_copy(update={"goal": goal}), store=Recorded(rows))


def shares(publication: Publication, learner: Learner, variant: str) -> float:
    grid = learner.grid
    table = publication.allocation.probabilities(grid)
    return float(table[grid.row(Context("gift_obligated", "feed")), grid.column(variant)])


def test_the_allocation_follows_the_reward_and_the_uplift_follows_the_metric(learner: Learner, clock: Clock) -> None:
    """Reward .2 / .8: injunctive_gift .2 * .9 + .8 * .05 = .22; peer_script .2 * .6 + .8 * .3 = .36."""
    mixed = plan_or_intention(learner, clock, {"not_intend_buy": 0.2, "saved_plan": 0.8})
    live = refresh(mixed)
    assert shares(live, mixed, "peer_script") > 0.5 > shares(live, mixed, "injunctive_gift")
    rows = {row.variant: row for row in live.uplift if (row.segment, row.channel) == ("gift_obligated", "feed")}
    assert max(rows.values(), key=lambda row: row.uplift).variant == "injunctive_gift"
    assert abs(rows["injunctive_gift"].rate - 0.9) < 0.05 and abs(rows["peer_script"].rate - 0.6) < 0.05
    assert rows["peer_script"].share == pytest.approx(shares(live, mixed, "peer_script"))
    alone = plan_or_intention(learner, clock, {})
    assert shares(refresh(alone), alone, "injunctive_gift") > 0.5


def test_a_reward_that_is_the_metric_gives_the_same_shares_as_none(learner: Learner, clock: Clock) -> None:
    start = clock.now
    alone = plan_or_intention(learner, clock, {})
    clock.now = start
    same = plan_or_intention(learner, clock, {"not_intend_buy": 1.0})
    assert refresh(alone).allocation.table == refresh(same).allocation.table


def test_news_of_the_reward_alone_is_learnt_from_once(learner: Learner, clock: Clock) -> None:
    mixed = plan_or_intention(learner, clock, {"not_intend_buy": 0.5, "saved_plan": 0.5})
    before = refresh(mixed)
    assert refresh(mixed) == before
    assert len(mixed.store.history(mixed.campaign.id)) == 1
    assert isinstance(mixed.store, Recorded)
    mixed.store.rows = [
        replace(row, answered=60, positive=60) if (row.metric, row.variant) == ("saved_plan", "law_clear") else row
        for row in mixed.store.rows
    ]
    after = refresh(mixed)
    assert (after.decided, after.answered) == (before.decided, before.answered)
    assert after.made_from != before.made_from
    assert after.uplift[0].uplift == before.uplift[0].uplift


def test_after_a_refit_uplift_is_the_refits_and_shares_still_follow_the_reward(learner: Learner, clock: Clock) -> None:
    mixed = plan_or_intention(learner, clock, {"not_intend_buy": 0.2, "saved_plan": 0.8})
    every = mixed.every_counts()
    refitted = replace(mixed.fast_posterior(every["not_intend_buy"]), source="refit")
    live = mixed.publish(refitted, every)
    assert live.source == "refit"
    assert shares(live, mixed, "peer_script") > 0.5
    assert refresh(mixed) == live  # the same evidence: nothing new to learn


def test_published_averages_do_not_tell_how_many_answered_in_each_context(learner: Learner, clock: Clock) -> None:
    """Answers of gift_obligated: 509 on the feed and 263 in the chat weigh ten and five times 50, so 2/3 and 1/3.

    By exact weights, 509/772, the plain message's rates would give the 509 away, and so the hidden 9 of peer_script.
    """
    answers = {"feed": {"plain": 300, "peer_script": 9, "injunctive_gift": 200},
               "chat": {"plain": 100, "peer_script": 63, "injunctive_gift": 100}}  # fmt: skip
    rows = [
        CountRow(clock().date(), "gift_obligated", channel, name, "not_intend_buy", answered=number, positive=yes)
        for channel, counted in answers.items()
        for name, number in counted.items()
        for yes in (number // (2 if channel == "feed" else 5),)
    ]
    live = refresh(replace(learner, store=Recorded(rows)))
    rate = {row.channel: row.rate for row in live.uplift if (row.segment, row.variant) == ("gift_obligated", "plain")}
    assert rate["feed"] - rate["chat"] > 0.05
    assert rate["*"] == pytest.approx((2 * rate["feed"] + rate["chat"]) / 3, abs=1e-9)


def test_an_anchor_that_decisions_have_outgrown_is_dropped_before_any_of_them_is_answered(
    learner: Learner, clock: Clock
) -> None:
    """It has seen 1,000 decisions and serves until 1.5 times as many: 1,500 are within, 1,501 are not."""
    where = (clock().date(), "gift_obligated", "feed")
    answers = [
        CountRow(*where, "plain", "not_intend_buy", answered=90, positive=40),
        CountRow(*where, "peer_script", "not_intend_buy", answered=80, positive=60),
    ]
    store = Recorded([CountRow(*where, "plain", "", decided=1500), *answers])
    anchored = replace(learner, store=store)
    scales = {kind: (2.0 * scale,) for kind, scale in anchored.fast_posterior(anchored.counts()).scales.items()}
    store.save_anchor(Anchor(learner.campaign.id, scales, clock(), 1000))
    within = refresh(anchored)
    store.rows = [CountRow(*where, "plain", "", decided=1501), *answers]
    beyond = refresh(anchored)
    assert beyond.made_from != within.made_from
    assert (
        beyond.uplift[0].rate
        == anchored.publish(anchored.fast_posterior(anchored.counts()), anchored.every_counts()).uplift[0].rate
    )
    assert beyond.uplift[0].rate != within.uplift[0].rate
