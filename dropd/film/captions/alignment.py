"""Which pause of a recording belongs to which border of its text: dynamic programming over both. Pure.

Between two pauses as much should be said as the text between two borders is long; the end of a sentence should be
heard as a pause, and a long pause should have a reason in the text. All costs are roughly negative log-likelihoods:
what is said in e seconds takes e +- sqrt(0.04 e) in the voices that were measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]

SPREAD_S, LEAST_VARIANCE_S2 = 0.04, 0.005
MOST_UNHEARD_BORDERS = 12
"""So many borders in a row may be without a pause, except the first and the last: it keeps long texts fast."""
REACH_S, REACH_SIGMAS = 3.0, 6.0
"""Only pauses near the place where a border is expected are tried."""
UNUSED_PAUSE_S, MOST_UNUSED_COST = 0.15, 8.0
SHORTEST_PAUSE_S = 0.01


class Border(Enum):
    """What ends at a border: the cost of no pause there, and how long a pause is usual, in seconds."""

    SENTENCE = (9.0, 0.3)
    CLAUSE = (2.5, 0.2)
    WORD = (0.0, 0.04)

    @property
    def unheard_cost(self) -> float:
        """What it costs to assume that nobody paused here."""
        return self.value[0]

    def pause_cost(self, pause_s: float) -> float:
        """What it costs to assume that this pause is here: a word's is short, others are rarely shorter than usual."""
        distance = float(np.log(max(pause_s, SHORTEST_PAUSE_S) / self.value[1]))
        weight = 1.5 if distance < 0 or self is Border.WORD else 0.3
        return weight * distance**2


@dataclass(frozen=True, slots=True)
class Heard:
    """The pauses of a recording: how much speech is before each, and how long each is, in seconds."""

    before_s: tuple[float, ...]
    pauses_s: tuple[float, ...]
    speech_s: float
    """How much speech there is in all, without the pauses."""


def aligned(lengths: Sequence[float], borders: Sequence[Border], heard: Heard) -> dict[int, int]:
    """Return which border is at which pause, both in ascending order; borders without a pause are left out.

    `lengths` are those of the parts of the text, in any unit; a border is between each two of them.
    """
    ends = np.array(list(accumulate(lengths)))
    expected_s = np.concatenate([[0.0], ends / ends[-1] * heard.speech_s])
    return _Search(expected_s, borders, heard).cheapest()


class _Search:
    """Nodes are (border, pause); node 0 is the beginning of both, the last one their end."""

    def __init__(self, expected_s: Costs, borders: Sequence[Border], heard: Heard) -> None:
        self._expected_s = expected_s
        self._borders = borders
        self._heard = heard
        self._at_s = np.array([0.0, *heard.before_s, heard.speech_s])
        unused = [min(pause / UNUSED_PAUSE_S, MOST_UNUSED_COST) for pause in heard.pauses_s]
        self._unused = np.array([0.0, 0.0, *accumulate(unused)])
        self._unheard = np.array([0.0, 0.0, *accumulate(border.unheard_cost for border in borders)])
        self._candidates = [self._near(node) for node in range(len(borders) + 2)]

    def cheapest(self) -> dict[int, int]:
        costs: list[Costs] = [np.zeros(1)]
        origins: list[list[tuple[int, int]]] = [[]]
        for node in range(1, len(self._candidates)):
            options = [self._from(before, node, costs[before]) for before in self._befores(node)]
            best = np.min([cost for cost, _ in options], axis=0)
            which = np.argmin([cost for cost, _ in options], axis=0)
            costs.append(best + self._own(node))
            origins.append(
                [(self._befores(node)[choice], int(options[choice][1][column])) for column, choice in enumerate(which)]
            )
        return self._traced(origins)

    def _near(self, node: int) -> NDArray[np.int64]:
        """Pauses, counted from 1, at which a border may be; 0 and the last are the ends of the recording."""
        last = len(self._at_s) - 1
        if node in (0, len(self._borders) + 1):
            return np.array([0 if node == 0 else last])
        place_s = self._expected_s[node]
        bridge_s2 = SPREAD_S * place_s * (1 - place_s / max(self._heard.speech_s, 1e-9))
        reach_s = REACH_S + REACH_SIGMAS * float(np.sqrt(max(bridge_s2, 0.0)))
        return np.flatnonzero(np.abs(self._at_s[1:last] - place_s) <= reach_s) + 1

    def _befores(self, node: int) -> list[int]:
        if node == len(self._borders) + 1:
            return list(range(node))
        return [0, *range(max(1, node - MOST_UNHEARD_BORDERS), node)]

    def _from(self, before: int, node: int, costs: Costs) -> tuple[Costs, NDArray[np.int64]]:
        """The cheapest way to each candidate of a node from one earlier node, and from which candidate of that."""
        came, go = self._candidates[before], self._candidates[node]
        if len(came) == 0 or len(go) == 0:
            return np.full(len(go), np.inf), np.zeros(len(go), np.int64)
        expected_s = self._expected_s[node] - self._expected_s[before]
        said_s = self._at_s[go][None, :] - self._at_s[came][:, None]
        misfit = (said_s - expected_s) ** 2 / (SPREAD_S * expected_s + LEAST_VARIANCE_S2)
        passed = self._unused[go][None, :] - self._unused[came + 1][:, None]
        unheard = self._unheard[node] - self._unheard[before + 1]
        total = costs[:, None] + misfit + passed + unheard
        total[came[:, None] >= go[None, :]] = np.inf
        return total.min(axis=0), total.argmin(axis=0)

    def _own(self, node: int) -> Costs:
        if node == len(self._borders) + 1:
            return np.zeros(1)
        border = self._borders[node - 1]
        return np.array([border.pause_cost(self._heard.pauses_s[pause - 1]) for pause in self._candidates[node]])

    def _traced(self, origins: list[list[tuple[int, int]]]) -> dict[int, int]:
        found: dict[int, int] = {}
        node, column = origins[-1][0]
        while node:
            found[node - 1] = int(self._candidates[node][column]) - 1
            node, column = origins[node][column]
        return dict(sorted(found.items()))
