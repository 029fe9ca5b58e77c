"""Compiled loops of the siting problems.

Entries stand by demand, nearest first: those of demand ``i`` are ``start[i]:start[i + 1]``, each with its candidate
``site`` and its ``cost`` (already times the weight). ``far[i]`` is what the demand costs when none of its candidates
is chosen.
"""

# numba infers the types at the first call; annotations of compiled functions would only repeat the docstrings.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from numba import njit


@njit(cache=True, nogil=True)
def assign(start, site, cost, far, is_chosen, first_site, first, second):
    """Give each demand its nearest chosen candidate, its cost, and the cost of the second nearest.

    Parameters
    ----------
    start, site, cost : ndarray
        Entries by demand, as above.
    far : ndarray of float64, shape (demands,)
    is_chosen : ndarray of bool, shape (candidates,)
    first_site : ndarray of int64, shape (demands,)
        Written: the nearest chosen candidate, -1 for none.
    first, second : ndarray of float64, shape (demands,)
        Written: cost of the nearest and the second nearest; ``far`` where there is none.

    Returns
    -------
    float
        Sum of ``first``.
    """
    total = 0.0
    for i in range(len(far)):
        first_site[i] = -1
        first[i] = far[i]
        second[i] = far[i]
        for k in range(start[i], start[i + 1]):
            if is_chosen[site[k]]:
                if first_site[i] < 0:
                    first_site[i] = site[k]
                    first[i] = cost[k]
                else:
                    second[i] = cost[k]
                    break
        total += first[i]
    return total


@njit(cache=True, nogil=True)
def swap_gains(start, site, cost, rank, first_site, first, second, gain, loss, extra):
    """Fill what exchanges change: ``j`` for the chosen one of rank ``r`` saves ``gain[j] + extra[r, j] - loss[r]``.

    Parameters
    ----------
    start, site, cost : ndarray
        Entries by demand, as above.
    rank : ndarray of int64, shape (candidates,)
        Rank of each chosen candidate among the chosen.
    first_site, first, second : ndarray
        As :func:`assign` writes them.
    gain : ndarray of float64, shape (candidates,)
        Written.
    loss : ndarray of float64, shape (p,)
        Written.
    extra : ndarray of float64, shape (p, candidates)
        Written.
    """
    gain[:] = 0.0
    loss[:] = 0.0
    extra[:] = 0.0
    for i in range(len(first)):
        near = first_site[i]
        if near >= 0:
            loss[rank[near]] += second[i] - first[i]
        for k in range(start[i], start[i + 1]):
            if cost[k] >= second[i]:
                break
            j = site[k]
            if cost[k] < first[i]:
                gain[j] += first[i] - cost[k]
            if near >= 0:
                extra[rank[near], j] += second[i] - max(cost[k], first[i])


@njit(cache=True, nogil=True)
def worth(start, site, cost, price, out):
    """Fill the worth of each candidate at these prices: the sum of ``min(0, cost - price)`` over the demands.

    Parameters
    ----------
    start, site, cost : ndarray
        Entries by demand, as above.
    price : ndarray of float64, shape (demands,)
    out : ndarray of float64, shape (candidates,)
        Written.
    """
    out[:] = 0.0
    for i in range(len(price)):
        for k in range(start[i], start[i + 1]):
            if cost[k] >= price[i]:
                break
            out[site[k]] += cost[k] - price[i]


@njit(cache=True, nogil=True)
def served(start, site, cost, price, is_chosen, out):
    """Fill how often each demand is served at these prices; a demand served once fits.

    Parameters
    ----------
    start, site, cost : ndarray
        Entries by demand, as above.
    price : ndarray of float64, shape (demands,)
    is_chosen : ndarray of bool, shape (candidates,)
    out : ndarray of int64, shape (demands,)
        Written.
    """
    for i in range(len(price)):
        out[i] = 0
        for k in range(start[i], start[i + 1]):
            if cost[k] >= price[i]:
                break
            if is_chosen[site[k]]:
                out[i] += 1
