import numpy as np
import pytest

from bandits.audience import Audience, Truth
from bandits.counts import Evidence
from bandits.grid import Context, Grid
from bandits.simulate import World
from campaigns.errors import InvalidInput
from segments.segment import Segment
from segments.survey import barrier_questions, generate_survey
from tests.bandits.worlds import CHANNELS, SEGMENTS, small_grid

RATE = {"gift": 0.2, "impulse": 0.5, "craft": 0.7}


def test_a_drawn_world_keeps_the_rates_of_the_control_up_to_the_channels() -> None:
    """The control's log-odds differ between channels by the same amount in every segment."""
    world = World.draw(small_grid(), RATE, np.random.default_rng(1))
    control = world.rate[:, world.grid.control_index]
    log_odds = np.log(control / (1 - control)).reshape(3, 2)
    np.testing.assert_allclose(np.diff(log_odds, axis=1), np.diff(log_odds, axis=1)[0, 0])
    assert (np.abs(control.reshape(3, 2) - np.array(list(RATE.values()))[:, None]) < 0.1).all()


def test_a_chance_outside_zero_and_one_is_refused() -> None:
    with pytest.raises(InvalidInput, match="strictly between 0 and 1"):
        World(small_grid(), np.ones((6, 5)))


def test_the_best_variant_is_sought_among_the_eligible_ones() -> None:
    grid = small_grid()
    rate = np.full(grid.shape, 0.2)
    rate[1, 3] = 0.9  # barred
    rate[1, 2] = 0.4
    assert World(grid, rate).best[1] == 2


def test_people_react_at_the_world_s_rates_and_delays() -> None:
    """20,000 people in one cell of rate .37: within four standard errors; median delay within 5 %; 60 % report."""
    grid = small_grid()
    world = World(grid, np.full(grid.shape, 0.37), delay_median=50.0, report_share=0.6)
    rng = np.random.default_rng(3)
    seen = [world.respond(0, 1, rng) for _ in range(20_000)]
    assert abs(np.mean([r.benefit for r in seen]) - 0.37) < 4 * (0.37 * 0.63 / 20_000) ** 0.5
    assert abs(np.mean([r.is_reported for r in seen]) - 0.6) < 4 * (0.24 / 20_000) ** 0.5
    assert abs(np.median([r.delay_seconds for r in seen]) / 50 - 1) < 0.05


def test_the_truth_of_a_segment_is_that_of_the_people_who_were_placed_in_it() -> None:
    """gift/feed holds 3 true gifts (plain .2, peer .3) and 1 impulse (.5, .9): uplift .75 * .1 + .25 * .4 = .175."""
    grid = Grid(
        (Context("gift", "feed"), Context("impulse", "feed")), ("plain", "peer"), "plain", ("6.1",),
        np.array([[0.0], [1.0]]), np.ones((2, 2), dtype=bool),
    )  # fmt: skip
    truth = Truth(World(grid, np.array([[0.2, 0.3], [0.5, 0.9]])))
    for true in ("gift", "gift", "gift", "impulse"):
        truth.note(Context("gift", "feed"), Context(true, "feed"))
    rows = truth.uplift(Evidence(grid, np.ones(grid.shape), np.zeros(grid.shape)))
    found = {(row.segment, row.variant): row.uplift for row in rows if row.channel == "*"}
    assert abs(found["gift", "peer"] - 0.175) < 1e-6
    assert abs(found["impulse", "peer"] - 0.4) < 1e-6  # nobody was placed there: its own people


def test_an_audience_mixes_people_with_answers_and_people_whose_segment_is_known() -> None:
    segments = [Segment(name, {"en": name}, 1 / 3, barriers={"law": 0.2, "norm": 0.8}) for name in SEGMENTS]
    survey, truth = generate_survey(segments, barrier_questions(segments), 50, np.random.default_rng(1))
    audience = Audience(survey, truth, CHANNELS, ("en", "zh-CN"), answering_share=0.4)
    rng = np.random.default_rng(2)
    people = [audience.arrive(number, rng) for number in range(2000)]
    answering = [person.answers for person in people if person.answers is not None]
    assert abs(len(answering) / 2000 - 0.4) < 4 * (0.24 / 2000) ** 0.5
    assert len({person.unit_id for person in people}) == 2000
    assert all(set(answers) <= {"law", "norm"} for answers in answering)
    assert {person.channel for person in people} == set(CHANNELS)
