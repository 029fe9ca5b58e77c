"""A catchment matrix under one limit and decay: the weights W_ij, and the measures that use them.

P_i people of cell i, S_j capacity of center j, W_ij the weight of the pair (0 beyond the limit); 0/0 counts as 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.analysis.blocks import BLOCKS, in_blocks
from gis.analysis.catchment import kernel
from gis.analysis.catchment.times_by_cell import TimesByCell
from gis.analysis.conservation import (
    Access,
    Conservation,
    Floats,
    ratio,
    require_amounts,
    supply_check,
)


@dataclass(frozen=True, eq=False)
class WeightedMatrix:
    """A matrix under one limit and decay: the weights W_ij, and the measures that use them.

    Parameters
    ----------
    matrix : TimesByCell
        The pairs.
    weight : numpy.ndarray of float, shape (65536,) or (pairs,)
        By second where the matrix is coded, else by pair.
    """

    matrix: TimesByCell
    weight: Floats

    def to_centers(self, per_cell: npt.ArrayLike) -> Floats:
        """Sum a value of the cells into the centers: sum_i W_ij x_i.

        Parameters
        ----------
        per_cell : array_like of float, shape (cells,)

        Returns
        -------
        numpy.ndarray of float, shape (centers,)
        """
        matrix, values = self.matrix, np.ascontiguousarray(per_cell, dtype=np.float64)
        parts = np.zeros((BLOCKS, matrix.center_count))
        if matrix.is_coded:
            in_blocks(
                matrix.start,
                lambda n, a, b: kernel.scatter_coded(
                    matrix.start, matrix.center, matrix.time, self.weight, values, a, b, parts[n]
                ),
            )
        else:
            in_blocks(
                matrix.start,
                lambda n, a, b: kernel.scatter_plain(matrix.start, matrix.center, self.weight, values, a, b, parts[n]),
            )
        total: Floats = parts.sum(axis=0)
        return total

    def to_cells(self, per_center: npt.ArrayLike) -> Floats:
        """Sum a value of the centers into the cells: sum_j W_ij y_j.

        Parameters
        ----------
        per_center : array_like of float, shape (centers,) or (centers, columns)

        Returns
        -------
        numpy.ndarray of float, shape (cells,) or (cells, columns)
        """
        matrix, values = self.matrix, np.ascontiguousarray(per_center, dtype=np.float64)
        out = np.zeros((matrix.cell_count, *values.shape[1:]))
        coded, plain = (
            (kernel.gather_coded, kernel.gather_plain)
            if values.ndim == 1
            else (kernel.gather_columns_coded, kernel.gather_columns_plain)
        )
        if matrix.is_coded:
            in_blocks(
                matrix.start,
                lambda _, a, b: coded(matrix.start, matrix.center, matrix.time, self.weight, values, a, b, out),
            )
        else:
            in_blocks(
                matrix.start,
                lambda _, a, b: plain(matrix.start, matrix.center, self.weight, values, a, b, out),
            )
        return out

    def e2sfca(self, people: npt.ArrayLike, supply: npt.ArrayLike) -> Access:
        """Return the access per person by the (enhanced) two-step floating catchment.

        R_j = S_j / sum_k P_k W_kj ; A_i = sum_j W_ij R_j. With the binary decay this is 2SFCA (Luo and Wang 2003), with
        zones E2SFCA (Luo and Qi 2009), with a continuous decay the gravity measure with competition (Joseph and
        Bantock 1982). Conserves supply.

        Parameters
        ----------
        people : array_like of float, shape (cells,)
            P, at least 0.
        supply : array_like of float, shape (centers,) or (centers, columns)
            S, at least 0. Each column is a supply of its own (an hour, say) with the same people.

        Returns
        -------
        Access
            Capacity per person, shape (cells,) or (cells, columns); 0 where nothing is within reach.
        """
        weight, capacity = self._inputs(people, supply)
        demand = self.to_centers(weight)
        values = self.to_cells(ratio(capacity, demand))
        return Access(values, (supply_check(weight, values, capacity, demand > 0),))

    def three_step(self, people: npt.ArrayLike, supply: npt.ArrayLike) -> Access:
        """Return the access per person by the three-step floating catchment (Wan, Zou and Sternberg 2012).

        People choose among the centers they reach: G_ij = W_ij / sum_j W_ij over the centers within the limit.
        R_j = S_j / sum_k P_k G_kj W_kj ; A_i = sum_j G_ij W_ij R_j. Conserves supply.

        Parameters
        ----------
        people : array_like of float, shape (cells,)
        supply : array_like of float, shape (centers,) or (centers, columns)

        Returns
        -------
        Access
            As :meth:`e2sfca`.
        """
        weight, capacity = self._inputs(people, supply)
        pull = self.to_cells(np.ones(self.matrix.center_count))
        squared = WeightedMatrix(self.matrix, np.square(self.weight))
        demand = squared.to_centers(ratio(weight, pull))
        values = ratio(squared.to_cells(ratio(capacity, demand)), pull)
        return Access(values, (supply_check(weight, values, capacity, demand > 0),))

    def crowding(self, people: npt.ArrayLike, supply: npt.ArrayLike) -> Access:
        """Return how crowded the centers are that people choose, by the inverted two-step (i2SFCA; Wang 2021).

        People choose among the centers they reach by size and way (Huff 1963): G_ij = S_j W_ij / sum_l S_l W_il. Then
        C_j = sum_i P_i G_ij / S_j is the crowd of a center, and a cell meets sum_j G_ij C_j. Less is better. Conserves
        people: sum_j S_j C_j is everybody who reaches a center.

        Parameters
        ----------
        people : array_like of float, shape (cells,)
            P, at least 0.
        supply : array_like of float, shape (centers,)
            S, at least 0; a center without any is no choice.

        Returns
        -------
        Access
            People per capacity, shape (cells,); infinite where nothing is within reach.
        """
        weight = require_amounts("people", people, self.matrix.cell_count)
        capacity = require_amounts("supply", supply, self.matrix.center_count)
        pull = self.to_cells(capacity)
        crowd = self.center_crowding(weight, capacity)
        values = np.where(pull > 0, ratio(self.to_cells(capacity * crowd), pull), np.inf)
        reached = float(weight[pull > 0].sum())
        return Access(values, (Conservation("people", reached, float((capacity * crowd).sum())),))

    def center_crowding(self, people: npt.ArrayLike, supply: npt.ArrayLike) -> Floats:
        """Return C_j of :meth:`crowding`: people who choose a center per capacity of it.

        Parameters
        ----------
        people : array_like of float, shape (cells,)
        supply : array_like of float, shape (centers,)

        Returns
        -------
        numpy.ndarray of float, shape (centers,)
            0 for a center without capacity, and where nobody reaches it.
        """
        weight = require_amounts("people", people, self.matrix.cell_count)
        capacity = require_amounts("supply", supply, self.matrix.center_count)
        chosen = self.to_centers(ratio(weight, self.to_cells(capacity)))
        return np.where(capacity > 0, chosen, 0.0)

    def cumulative(self, supply: npt.ArrayLike) -> Access:
        """Return the opportunities within reach (Wachs and Kumagai 1973): A_i = sum_j W_ij S_j.

        Not per person, and nothing is conserved: who else reaches a center does not matter here.

        Parameters
        ----------
        supply : array_like of float, shape (centers,) or (centers, columns)

        Returns
        -------
        Access
            Capacity, shape (cells,) or (cells, columns), without checks.
        """
        return Access(self.to_cells(require_amounts("supply", supply, self.matrix.center_count, columns=True)))

    def _inputs(self, people: npt.ArrayLike, supply: npt.ArrayLike) -> tuple[Floats, Floats]:
        return (
            require_amounts("people", people, self.matrix.cell_count),
            require_amounts("supply", supply, self.matrix.center_count, columns=True),
        )


def share_among(
    weighed: Sequence[WeightedMatrix], people: Sequence[npt.ArrayLike], supply: npt.ArrayLike
) -> tuple[Access, ...]:
    """Share one supply among groups that travel differently (Langford, Higgs and Fry 2016).

    R_j = S_j / sum_m sum_k P_km W_kjm ; A_im = sum_j W_ijm R_j. One group alone has :meth:`WeightedMatrix.e2sfca`.

    Parameters
    ----------
    weighed : sequence of WeightedMatrix, at least one
        Weights of each group, of the same cells and centers.
    people : sequence of array_like of float, shape (cells,)
        People of each group.
    supply : array_like of float, shape (centers,)

    Returns
    -------
    tuple of Access
        Capacity per person of each group; each carries the check of supply over all groups.
    """
    first = weighed[0].matrix
    capacity = require_amounts("supply", supply, first.center_count)
    counts = [require_amounts("people", one, first.cell_count) for one in people]
    demand = np.sum([own.to_centers(count) for own, count in zip(weighed, counts, strict=True)], axis=0)
    rates = ratio(capacity, demand)
    values = [own.to_cells(rates) for own in weighed]
    check = supply_check(np.concatenate(counts), np.concatenate(values), capacity, demand > 0)
    return tuple(Access(value, (check,)) for value in values)
