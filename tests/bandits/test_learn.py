import time
from dataclasses import replace

import numpy as np
import pytest

from bandits.engine import Engine, Request
from bandits.events import Outcome
from bandits.grid import Context
from bandits.learn import Learner, LearningLoop, refresh
from bandits.simulate import World
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
    assert again.publish(posterior, again.counts()).allocation.version == live.allocation.version


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
