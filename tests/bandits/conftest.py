"""The embedded campaign opened with a store in memory."""

from collections.abc import Iterator

import numpy as np
import pytest

from bandits.engine import Engine
from bandits.learn import Learner, refresh
from bandits.stores.memory import MemoryStore
from campaigns.campaign import Campaign
from campaigns.files import example, load_campaign
from segments.files import load_segmentation
from segments.match import fit_typing_model
from segments.segment import Segmentation
from segments.survey import barrier_questions, generate_survey
from tests.bandits.worlds import Clock


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return load_campaign(example())


@pytest.fixture(scope="session")
def segmentation(campaign: Campaign) -> Segmentation:
    """The declared segments with a typing model fitted from a generated survey."""

    declared = load_segmentation(example() / campaign.segments_file).segments
    survey, _ = generate_survey(declared, barrier_questions(declared), 800, np.random.default_rng(1))
    return fit_typing_model(declared, survey, seed=1, starts=10)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


@pytest.fixture
def learner(campaign: Campaign, segmentation: Segmentation, store: MemoryStore, clock: Clock) -> Learner:
    return Learner(campaign, segmentation, store, clock)


@pytest.fixture
def engine(learner: Learner, clock: Clock) -> Engine:
    """Ready to decide: the allocation of the start is published."""
    refresh(learner)
    return Engine(learner.campaign, learner.segmentation, learner.store, clock)
