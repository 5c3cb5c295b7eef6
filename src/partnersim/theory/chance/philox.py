"""Philox4x32-10, the counter-based generator behind every chance in the model.

A counter-based generator is a pure function: four 32-bit words (the counter) and two (the key) go in,
four 32-bit words come out. Nothing is stored, so no draw can shift another one.

Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC'11.
"""

from __future__ import annotations

import numpy as np

from partnersim.theory.compiled import compiled, compiled_loops, compiled_stage

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_TO_UNIT = 1.0 / 4294967296.0
_ROUNDS = 10

LANES = 4
"""Purposes that share a block: the generator gives four numbers at once."""


@compiled_stage
def _words(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = ((product_1 >> _SHIFT) ^ c1 ^ k0) & _MASK
        c1 = product_1 & _MASK
        c2 = ((product_0 >> _SHIFT) ^ c3 ^ k1) & _MASK
        c3 = product_0 & _MASK
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@compiled
def philox4x32(counter: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Return the four output words of Philox4x32-10.

    Args:
        counter: shape (4,), words below 2**32, dtype uint64.
        key: shape (2,), words below 2**32, dtype uint64.

    Returns:
        Shape (4,), dtype uint64, each word below 2**32.
    """
    out = np.empty(4, dtype=np.uint64)
    out[0], out[1], out[2], out[3] = _words(counter[0], counter[1], counter[2], counter[3], key[0], key[1])
    return out


@compiled_stage
def uniform4(key0, key1, block, month, entity):  # type: ignore[no-untyped-def]
    """Four uniforms strictly inside (0, 1), a pure function of (key, block, month, entity).

    The key is the hashed seed (`partnersim.theory.chance.draws`), ``block`` a group of four purposes. A 32-bit word w
    becomes (w + 1/2) / 2**32, so 0 and 1 never occur and an inverse CDF is always finite.

    Args:
        key0: first key word, uint64 below 2**32.
        key1: second key word, uint64 below 2**32.
        block: number of the block of purposes.
        month: number of the month, not negative (`partnersim.theory.chance.draws` shifts settling months above zero).
        entity: number of the household, organization, hamlet or pair.

    Returns:
        Four floats in (0, 1).
    """
    e = np.uint64(entity)
    a, b, c, d = _words(
        e & _MASK,
        (e >> _SHIFT) & _MASK,
        np.uint64(month) & _MASK,
        np.uint64(block) & _MASK,
        key0,
        key1,
    )
    return (
        (np.float64(a) + 0.5) * _TO_UNIT,
        (np.float64(b) + 0.5) * _TO_UNIT,
        (np.float64(c) + 0.5) * _TO_UNIT,
        (np.float64(d) + 0.5) * _TO_UNIT,
    )


@compiled
def one_uniform(key, purpose, month, entity):  # type: ignore[no-untyped-def]
    """The uniform in (0, 1) of one purpose, month and entity.

    Args:
        key: the two words of the hashed seed, shape (2,), uint64.
        purpose: number of the purpose; four share a block, and which of its four numbers is its own is its lane.
        month: number of the month as it enters the counter, not negative.
        entity: number of the entity.
    """
    return uniform4(key[0], key[1], purpose // LANES, month, entity)[purpose % LANES]


@compiled
def uniforms(key, purpose, first, entities, drawn):  # type: ignore[no-untyped-def]
    """`one_uniform` of many entities in successive months.

    Args:
        key, purpose: as there. first: the first of the months. entities: shape (n,).
        drawn: out, shape (months, n). What Python gives to be filled costs less than what it gets back.
    """
    for t in range(drawn.shape[0]):
        for i in range(entities.shape[0]):
            drawn[t, i] = one_uniform(key, purpose, first + t, entities[i])


@compiled_loops
def uniforms_of_block(key0, key1, block, month, entities, drawn):  # type: ignore[no-untyped-def]
    """`uniform4` of many entities, one lane a row.

    Args:
        key0, key1, block, month: as there.
        entities: shape (n,).
        drawn: out, shape (4, n or more).
    """
    for i in range(entities.shape[0]):
        a, b, c, d = uniform4(key0, key1, block, month, entities[i])
        drawn[0, i], drawn[1, i], drawn[2, i], drawn[3, i] = a, b, c, d
