"""Arrays: the types of numbers in this package, and how a long computation says how far it is."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

type FloatArray = NDArray[np.float64]
type IntArray = NDArray[np.int64]
type Progress = Callable[[int, int], None]
"""Called with (done, total)."""
