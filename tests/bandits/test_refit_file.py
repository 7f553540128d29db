"""The file that a refit leaves behind: whose it is, and that it is not for publication."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import xarray

from bandits.counts import Evidence
from bandits.learn import Learner, refit


@pytest.mark.slow
def test_a_refits_file_says_that_it_is_of_a_rehearsal_and_holds_few_people(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sampler is left out: the fast posterior stands in for its draws."""
    from bandits import hierarchy  # noqa: PLC0415  # loads PyMC

    def quick(evidence: Evidence, **asked: object) -> hierarchy.Refit:
        attributes = {"fitted_at": datetime(2026, 3, 2, tzinfo=UTC).isoformat(), "campaign": str(asked["campaign"])}
        tree = xarray.DataTree(xarray.Dataset(attrs=attributes))
        diagnostics = hierarchy.Diagnostics(max_r_hat=1.0, min_bulk_ess=4000.0, min_tail_ess=4000.0, divergences=0)
        return hierarchy.Refit(tree, learner.fast_posterior(learner.counts()), {}, diagnostics)

    monkeypatch.setattr(hierarchy, "refit", quick)
    saved = xarray.open_datatree(refit(learner, tmp_path, seed=1).path, engine="zarr")
    assert (saved.attrs["campaign"], saved.attrs["data_status"]) == ("light-suitcase", "illustrative")
    assert "not for publication" in saved.attrs["disclosure"]
