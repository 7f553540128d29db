"""Learn: refresh (counts -> fast posterior -> policy -> publish), the loop that keeps doing it, and the full refit.

A refresh is a pure function of the campaign, the segments, the counts and the anchor, so it may run anywhere and any
number of times; only its last step, publishing, changes anything.

Where the goal gives a `reward`, the allocation follows the reward and the uplift follows the goal's metric: what is
shown is chosen by the composition, what is claimed is told of one metric alone. The reward has a fast posterior of its
own, without an anchor: a refit is of the metric, and the scales of one outcome say little about those of a mixture.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bandits.allocation import Allocation
from bandits.counts import Counts, Evidence, composed
from bandits.grid import Grid
from bandits.laplace import fit_laplace
from bandits.policy import allocate
from bandits.posterior import Posterior
from bandits.publication import Publication
from bandits.stores.base import Anchor, Store
from bandits.uplift import technique_rows, uplift_rows
from campaigns.campaign import Campaign
from campaigns.errors import EngineError, NotConverged
from campaigns.harm.small_cells import least_people
from segments.segment import Segmentation

if TYPE_CHECKING:
    from bandits.hierarchy import Diagnostics

ANCHOR_REACH = 1.5
"""An anchor serves until this many times its decisions: a refit at launch knows little of how far effects spread."""

LOG = logging.getLogger("forbear.learn")


@dataclass(frozen=True, slots=True)
class Learner:
    """What learning needs: one campaign, its segments and the store with its counts."""

    campaign: Campaign
    segmentation: Segmentation
    store: Store
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def grid(self) -> Grid:
        """Contexts × variants of the campaign as it stands."""
        return Grid.of(self.campaign, self.segmentation.segments)

    def counts(self) -> Counts:
        """Counts of the goal's metric."""
        return self.every_counts()[self.campaign.goal.metric]

    def every_counts(self) -> dict[str, Counts]:
        """Counts of the goal's metric and of all that its reward is composed of, by metric, from one reading."""
        grid, rows = self.grid, self.store.count_rows(self.campaign.id)
        goal = self.campaign.goal
        return {name: Counts.of(grid, rows, name) for name in dict.fromkeys((goal.metric, *goal.reward))}

    def evidence(self, counts: Counts, today: date | None = None) -> Evidence:
        """Trials and benefit as of a day (today)."""
        return counts.evidence(self.campaign.goal_metric, today or self.clock().date())

    def reward_evidence(self, every: Mapping[str, Counts], today: date | None = None) -> Evidence | None:
        """Trials and benefit of the goal's reward as of a day (today); None where the goal gives no reward."""
        day, campaign = today or self.clock().date(), self.campaign
        if not campaign.goal.reward:
            return None
        weights = campaign.goal.reward.items()
        return composed([(weight, every[name].evidence(campaign.metric(name), day)) for name, weight in weights])

    def fast_posterior(self, counts: Counts) -> Posterior:
        """Fit the fast posterior, with the newest refit's scales as long as it has seen most of the decisions."""
        anchor = self._fresh_anchor(counts)
        return fit_laplace(self.evidence(counts), anchor.scales if anchor is not None else None)

    def _fresh_anchor(self, counts: Counts) -> Anchor | None:
        anchor = self.store.anchor(self.campaign.id)
        is_fresh = anchor is not None and counts.decided.sum() <= ANCHOR_REACH * anchor.decided
        return anchor if is_fresh else None

    def made_from(self, counts: Counts, evidence: Evidence, reward: Evidence | None = None) -> str:
        """Name all that a refresh depends on: evidence and the reward's (they age with the day), anchor, campaign.

        An anchor that new decisions have outgrown is none, even where they brought no evidence yet.
        """
        anchor = self._fresh_anchor(counts)
        stamp = "" if anchor is None else anchor.fitted_at.isoformat()
        parts = f"{evidence.version}|{stamp}|{self.campaign.version}"
        if reward is not None:
            parts += f"|{reward.version}"
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    def publish(self, posterior: Posterior, every: Mapping[str, Counts]) -> Publication:
        """Turn a posterior into an allocation by the campaign's policy, and make it the live one.

        Parameters
        ----------
        posterior : of the goal's metric: uplift is told of it, and shares follow it where the goal gives no reward.
        every : counts of the goal's metric and of the reward's, as `every_counts` gives them; shares follow the reward.
        """
        grid, policy, counts = posterior.evidence.grid, self.campaign.policy, every[self.campaign.goal.metric]
        reward = self.reward_evidence(every)
        followed = posterior if reward is None else fit_laplace(reward)
        probabilities = allocate(
            followed.chance_best(),
            grid.eligible,
            grid.control_index,
            rule=policy.rule,
            floor=policy.floor,
            control_share=policy.control_share,
            trials=followed.evidence.trials,
            context_names=[str(context) for context in grid.contexts],
        )
        publication = Publication(
            campaign=self.campaign.id,
            campaign_version=self.campaign.version,
            allocation=Allocation.of(grid, probabilities),
            published_at=self.clock(),
            rule=policy.rule,
            source="refit" if posterior.source == "refit" else "refresh" if counts.days else "start",
            decided=int(counts.decided.sum()),
            answered=int(counts.answered.sum()),
            uplift=uplift_rows(
                posterior.rate,
                posterior.evidence,
                probabilities,
                least=least_people(self.campaign.goal_metric.level),
            ),
            techniques=technique_rows(posterior),
            made_from=self.made_from(counts, posterior.evidence, reward),
        )
        self.store.publish(publication)
        return publication


def refresh(learner: Learner) -> Publication:
    """Learn from all counts so far and publish the allocation that follows.

    Returns what is live afterwards; publishes nothing where evidence, anchor and campaign are those it was made from.

    Raises
    ------
    NotConverged
        If the fast posterior fails; what was live stays live.
    """
    every = learner.every_counts()
    counts = every[learner.campaign.goal.metric]
    live = learner.store.current(learner.campaign.id)
    made_from = learner.made_from(counts, learner.evidence(counts), learner.reward_evidence(every))
    if live is not None and live.made_from == made_from:
        return live
    return learner.publish(learner.fast_posterior(counts), every)


@dataclass(frozen=True, slots=True)
class Refitted:
    """What a refit left behind: its file for the researcher, its diagnostics, and the publication that it made."""

    path: Path
    diagnostics: "Diagnostics"
    publication: Publication


def refit(learner: Learner, folder: Path, *, seed: int, progress: bool = False) -> Refitted:
    """Sample the full model on all counts so far; save its draws, anchor the fast posterior, publish its allocation.

    The model is of the goal's metric. Where the goal gives a reward, the shares follow the reward's fast posterior.
    Seconds to minutes; loads PyMC. Run it in a process of its own, beside the one that decides.

    Raises
    ------
    NotConverged
        If R-hat, effective sample size or divergences miss their mark: nothing is saved, anchored or published.
    """
    from bandits import hierarchy  # noqa: PLC0415  # loading PyMC takes seconds; only a refit needs it

    every = learner.every_counts()
    counts = every[learner.campaign.goal.metric]
    fitted = hierarchy.refit(
        learner.evidence(counts),
        seed=seed,
        campaign=learner.campaign.id,
        campaign_version=learner.campaign.version,
        progress=progress,
    )
    fitted.tree.attrs["data_status"] = learner.campaign.data_status
    fitted.tree.attrs["disclosure"] = "holds counts of few people: a working file as the record is, not for publication"
    path = hierarchy.save_refit(fitted, folder)
    decided = int(counts.decided.sum())
    learner.store.save_anchor(Anchor(learner.campaign.id, fitted.scales, learner.clock(), decided))
    return Refitted(path, fitted.diagnostics, learner.publish(fitted.posterior, every))


class LearningLoop:
    """Refreshes every `seconds` in a thread of its own until stopped. A failed refresh is logged and tried again."""

    def __init__(self, learner: Learner, seconds: float) -> None:
        self._learner = learner
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="forbear-learn", daemon=True)
        self.failure: EngineError | None = None

    def start(self) -> None:
        """Publish once, so that decisions can be taken, then go on in the background.

        Raises
        ------
        NotConverged
            If that fails and no allocation that fits the campaign is live; where one is, it stays and the loop tries
            again.
        Conflict
            If the record has decisions for a segment, channel or variant that the campaign no longer has.
        """
        self._refresh()
        live = self._learner.store.current(self.campaign)
        if self.failure is not None and (live is None or not live.allocation.fits(self._learner.grid)):
            raise self.failure
        self._thread.start()

    @property
    def campaign(self) -> str:
        """Id of the campaign that it learns for."""
        return self._learner.campaign.id

    def stop(self) -> None:
        """Finish the refresh under way and return."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self._refresh()

    def _refresh(self) -> None:
        try:
            refresh(self._learner)
            self.failure = None
        except EngineError as failure:
            self.failure = failure
            LOG.warning("refresh failed, the live allocation stays: %s", failure)
        except Exception as failure:  # a loop that died unseen would be worse than any single fault
            self.failure = NotConverged(f"The refresh failed unexpectedly ({type(failure).__name__}); see the log.")
            LOG.exception("refresh failed unexpectedly, the live allocation stays")
