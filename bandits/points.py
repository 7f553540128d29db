"""Points: quasi-random normal points, always the same: with them a posterior is a pure function of its evidence."""

from functools import lru_cache

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from bandits.grid import FloatArray


@lru_cache(maxsize=8)
def normal_points(count: int, dimensions: int) -> FloatArray:
    """Scrambled Sobol points turned standard normal, shape (count, dimensions), read-only; count is a power of 2.

    Examples
    --------
    >>> points = normal_points(64, 2)
    >>> abs(float(points.mean())) < 0.05, normal_points(64, 2) is points
    (True, True)
    """
    points = qmc.Sobol(dimensions, seed=20260301).random(count)
    normal: FloatArray = ndtri(np.clip(points, 1e-12, 1.0 - 1e-12))
    normal.setflags(write=False)
    return normal
