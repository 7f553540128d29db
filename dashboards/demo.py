"""Demo: the embedded campaign at work on a simulated audience whose truth is known, and what it came to in the end.

Nothing of it is special-cased in the engine: people arrive, the API decides, outcomes are reported late and in batches.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bandits.audience import Audience, Truth
from bandits.grid import Grid
from bandits.learn import Learner, refresh
from bandits.publication import EVERYONE, Publication, UpliftRow
from bandits.simulate import World
from campaigns.campaign import SEGMENTS_FILE
from campaigns.files import example
from campaigns.harm.small_cells import least_people
from dashboards.ad_server import AdServer, Crowd, Tally, running
from dashboards.house import House, open_house
from dashboards.serve import LOCAL, serve
from segments.files import load_segmentation, save_segmentation
from segments.match import fit_typing_model
from segments.segment import Segmentation
from segments.survey import barrier_questions, generate_survey

CONTROL_RATE = {  # share who do not intend to buy under the plain message; illustrative, as all of the example is
    "gift_obligated": 0.62,
    "impulse_souvenir": 0.66,
    "craft_collector": 0.45,
    "luck_blessing": 0.55,
    "law_unaware": 0.64,
    "ally_rejecter": 0.90,
}
SERVERS = 4
SURVEYED = 1500  # respondents of the generated survey that the typing model is fitted to
POOL = 5000  # people that the arriving ones are drawn from
REFRESH_SECONDS = 2.0

type Progress = Callable[[House, Tally, float], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """A house that is open, what is true of its audience, and the ad servers that will call it."""

    house: House
    truth: Truth
    tally: Tally
    servers: tuple[AdServer, ...]
    port: int


@contextmanager
def staged(port: int, pace: float, seed: int) -> Iterator[Stage]:
    """Fit segments, draw a world and set up ad servers for it; the record is kept for as long as the `with` lasts.

    Parameters
    ----------
    port : where API and dashboard will be on this machine.
    pace : people per second, all ad servers together.
    seed : of the world; the same seed draws the same one.
    """
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory(prefix="forbear-demo-") as folder:
        segments = Path(folder) / SEGMENTS_FILE
        save_segmentation(_fit_segments(seed), segments)
        with open_house(example(), f"{folder}/demo.db", segments) as house:
            truth = Truth(_world(house, rng))
            crowd, tally = Crowd(house.campaign, _audience(house, rng), truth), Tally()
            servers = tuple(AdServer(port, crowd, tally, number, pace / SERVERS) for number in range(1, SERVERS + 1))
            yield Stage(house, truth, tally, servers, port)


def _fit_segments(seed: int) -> Segmentation:
    declared = load_segmentation(example() / SEGMENTS_FILE).segments
    rng = np.random.default_rng(seed)
    survey, _ = generate_survey(declared, barrier_questions(declared), SURVEYED, rng)
    return fit_typing_model(declared, survey, seed)


def _world(house: House, rng: np.random.Generator) -> World:
    grid = Grid.of(house.campaign, house.segmentation.segments)
    return World(grid, World.draw(grid, CONTROL_RATE, rng).rate, delay_median=3.0, report_share=0.7)


def _audience(house: House, rng: np.random.Generator) -> Audience:
    declared = house.segmentation.segments
    pool, segments = generate_survey(declared, barrier_questions(declared), POOL, rng)
    return Audience(pool, segments, [channel.id for channel in house.campaign.channels], house.campaign.locales)


def perform(stage: Stage, seconds: float | None, on_start: Callable[[], None], on_progress: Progress) -> "Summary":
    """Serve, let people come until time is up or somebody wants to leave, and hold the outcome against the truth.

    Parameters
    ----------
    seconds : how long people keep arriving; None: until a signal.
    on_start : called when the API answers and the first people come.
    on_progress : called every second with the seconds since then.

    Raises
    ------
    Unavailable
        If the port is taken.
    """
    ended, leaving = threading.Event(), threading.Event()

    def watch() -> None:
        started = time.monotonic()
        try:
            on_start()
            with running(stage.servers):
                while not leaving.wait(1.0):
                    elapsed = time.monotonic() - started
                    on_progress(stage.house, stage.tally, elapsed)
                    if stage.tally.failures or (seconds is not None and elapsed >= seconds):
                        break
        finally:
            ended.set()

    watcher = threading.Thread(target=watch, name="demo-watch", daemon=True)
    serve(stage.house, LOCAL, stage.port, refresh_seconds=REFRESH_SECONDS,
          on_ready=watcher.start, ended=ended, on_signal=leaving.set)  # fmt: skip
    ended.set()
    watcher.join()
    learner = stage.house.learner
    return summarise(refresh(learner), learner, stage.truth, stage.tally)


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """One segment at the end: the truly best message, how often it is shown now, and its uplift against the truth."""

    segment: str
    best: str
    even_share: float
    share: float
    estimate: UpliftRow
    true_uplift: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What a demo run came to.

    Its estimates are shown however few answers they rest on: they are held against a known truth, and the people are
    simulated, so nobody can be singled out. The pages and the API that it serves hide them as they always do.
    """

    decisions: int
    outcomes: int
    segments: tuple[SegmentResult, ...]
    covered: int
    intervals: int
    failures: tuple[str, ...]


def summarise(publication: Publication, learner: Learner, truth: Truth, tally: Tally) -> Summary:
    """Hold the last publication against the truth."""
    evidence, least = learner.evidence(learner.counts()), least_people(learner.campaign.goal_metric.level)
    true = {(row.segment, row.channel, row.variant): row for row in truth.uplift(evidence, least=least)}
    control = learner.campaign.control.id
    rows = [row for row in publication.uplift if row.channel == EVERYONE and row.variant != control]
    results = []
    for segment in learner.grid.segments:
        inside = [row for row in publication.uplift if row.segment == segment and row.channel == EVERYONE]
        best = max(inside, key=lambda row: true[row.segment, EVERYONE, row.variant].uplift)
        true_uplift = true[segment, EVERYONE, best.variant].uplift
        results.append(SegmentResult(segment, best.variant, 1 / len(inside), best.share, best, true_uplift))
    covered = [row.uplift_lower <= true[row.segment, EVERYONE, row.variant].uplift <= row.uplift_upper for row in rows]
    return Summary(tally.decisions, tally.outcomes, tuple(results), sum(covered), len(covered), tuple(tally.failures))
