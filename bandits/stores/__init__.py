"""Where events, counts and publications are kept: siblings behind one contract (`base.Store`) and one check suite."""

from bandits.stores.opening import open_store

__all__ = ["open_store"]
