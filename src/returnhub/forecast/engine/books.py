"""What must hold of every run, whatever the network: nobody is lost, nobody counted twice. Checked in the run itself.

Each evening: of each class, whoever came is in one stage; a line is as long as people are in its stage; a place is
taken by each person in a stage that takes one. At the end, Little's law to the day: in each stage, the days that people
spent there (people there on average × days) are those between coming and going (people who came × mean stay).
"""

from __future__ import annotations

import numba as nb
import numpy as np


@nb.njit(error_model="numpy")
def balanced(came, count, there, wants, line_length, holds, used, daily):
    """Whether the people in the stages, the lines and the places are those who came, and each once.

    `came[class]`, `count[stage, class]`, `there[stage]`, `line_length[stage, rank]`, `used[resource]`: people.
    """
    for c in range(came.shape[0]):
        inside = 0
        for s in range(there.shape[0]):
            inside += count[s, c]
        if inside != came[c]:
            return False
    for s in range(there.shape[0]):
        inside, standing = 0, 0
        for c in range(came.shape[0]):
            inside += count[s, c]
        for k in range(line_length.shape[1]):
            standing += line_length[s, k]
        if inside != there[s] or standing != (there[s] if wants[s] >= 0 else 0):
            return False
    for r in range(used.shape[0]):
        inside = 0
        for s in range(there.shape[0]):
            inside += there[s] if holds[s] == r else 0
        if not daily[r] and inside != used[r]:
            return False
    return True


def keep_littles_law(
    days: int, person_days: np.ndarray, there: np.ndarray, came_on: np.ndarray, went_on: np.ndarray
) -> None:
    """`RuntimeError` unless the days spent in each stage are those between coming and going.

    `person_days[stage]`: people there, summed over evenings. `there[stage]`: people there at the end. `came_on[stage]`,
    `went_on[stage]`: the numbers of the days on which people came and went, summed. All whole numbers.
    """
    wrong = np.flatnonzero(person_days != went_on - came_on + days * there)
    if wrong.size:
        raise RuntimeError(
            f"Little's law does not hold in stage {wrong[0]}: the engine lost or doubled somebody"
        )
