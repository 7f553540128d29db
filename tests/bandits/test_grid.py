import numpy as np
import pytest

from bandits.grid import Context, Grid
from campaigns.errors import InvalidInput, NotFound
from campaigns.files import example, load_campaign
from segments.files import load_segmentation
from tests.bandits.worlds import small_grid


def test_the_example_has_six_segments_on_three_channels_and_eleven_messages() -> None:
    campaign = load_campaign(example())
    grid = Grid.of(campaign, load_segmentation(example() / campaign.segments_file).segments)
    assert grid.shape == (18, 11)
    assert grid.eligible[:, grid.control_index].all()
    assert not grid.dose[grid.control_index].any()


def test_allies_see_only_the_messages_that_name_them() -> None:
    campaign = load_campaign(example())
    grid = Grid.of(campaign, load_segmentation(example() / campaign.segments_file).segments)
    rows = [row for row, context in enumerate(grid.contexts) if context.segment == "ally_rejecter"]
    seen = {name for name, column in zip(grid.variants, grid.eligible[rows].any(axis=0), strict=True) if column}
    assert seen == {campaign.control.id, "identity_storyteller", "trip_list_pledge"}


def test_a_variant_is_barred_from_channels_that_it_does_not_name() -> None:
    campaign = load_campaign(example())
    grid = Grid.of(campaign, load_segmentation(example() / campaign.segments_file).segments)
    for column, name in enumerate(grid.variants):
        for row, context in enumerate(grid.contexts):
            if context.channel not in campaign.variant(name).channels:
                assert not grid.eligible[row, column]


def test_a_paused_variant_keeps_its_column_but_may_not_be_shown() -> None:
    campaign = load_campaign(example())
    paused = [v.model_copy(update={"state": "paused"}) if v.id == "peer_script" else v for v in campaign.variants]
    segments = load_segmentation(example() / campaign.segments_file).segments
    grid = Grid.of(campaign.model_copy(update={"variants": tuple(paused)}), segments)
    assert not grid.eligible[:, grid.column("peer_script")].any()


def test_a_grid_whose_control_is_barred_somewhere_is_refused() -> None:
    eligible = np.array([[True, True], [False, True]])
    contexts = (Context("a", "sms"), Context("b", "sms"))
    with pytest.raises(InvalidInput, match="b/sms"):
        Grid(contexts, ("plain", "peer"), "plain", (), np.zeros((2, 0)), eligible)


def test_an_unknown_context_names_what_there_is() -> None:
    with pytest.raises(NotFound, match=r"gift, impulse, craft; channels are feed, chat"):
        small_grid().row(Context("gifts", "feed"))
