"""The counter-based generator against its published vectors, and what the model asks of it."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.theory.chance.philox import philox4x32, uniform4, uniforms
from tests.reference.chance import philox4x32 as plain_philox4x32

# Known-answer vectors of the Random123 library for philox4x32 with 10 rounds: counter, key, result.
VECTORS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]
KEY = np.uint64(123), np.uint64(456)


def drawn_uniforms(purpose: int, month: int, entities: np.ndarray) -> np.ndarray:
    drawn = np.empty((2, len(entities)))
    uniforms(np.array(KEY), purpose, month - 1, entities, drawn)
    return drawn[1]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "expected"), VECTORS)
def test_published_vectors(counter: str, key: str, expected: str) -> None:
    out = philox4x32(np.array(words(counter), np.uint64), np.array(words(key), np.uint64))
    assert out.tolist() == words(expected)


@pytest.mark.parametrize(("counter", "key", "expected"), VECTORS)
def test_the_references_own_generator_gives_the_published_vectors(
    counter: str, key: str, expected: str
) -> None:
    assert list(plain_philox4x32(tuple(words(counter)), tuple(words(key)))) == words(expected)


def test_a_uniform_is_the_middle_of_its_32_bit_cell() -> None:
    zero = np.uint64(0)
    expected = [(word + 0.5) / 2**32 for word in words(VECTORS[0][2])]
    assert list(uniform4(zero, zero, 0, 0, 0)) == expected


def test_counter_words_are_entity_low_entity_high_month_and_block() -> None:
    entity = 7 + (3 << 32)
    expected = [(w + 0.5) / 2**32 for w in plain_philox4x32((7, 3, 11, 5), (123, 456))]
    assert list(uniform4(*KEY, 5, 11, entity)) == expected


@pytest.mark.parametrize("lane", range(4))
def test_a_lane_is_one_of_the_four_words(lane: int) -> None:
    entities = np.array([0, 1, 5, 2**40], np.int64)
    drawn = drawn_uniforms(4 * 2 + lane, 9, entities)
    assert drawn.tolist() == [uniform4(*KEY, 2, 9, int(e))[lane] for e in entities]


def test_keys_blocks_months_and_entities_are_apart() -> None:
    one = np.uint64(1)
    quadruples = [
        uniform4(*KEY, 0, 0, 0),
        uniform4(KEY[0] + one, KEY[1], 0, 0, 0),
        uniform4(KEY[0], KEY[1] + one, 0, 0, 0),
        uniform4(*KEY, 1, 0, 0),
        uniform4(*KEY, 0, 1, 0),
        uniform4(*KEY, 0, 0, 1),
    ]
    assert len({u for quadruple in quadruples for u in quadruple}) == 24


def test_uniforms_are_uniform_and_uncorrelated() -> None:
    n = 40_000
    lanes = np.array([drawn_uniforms(lane, 3, np.arange(n)) for lane in range(4)])
    assert lanes.min() > 0.0 and lanes.max() < 1.0
    for u in lanes:
        counts = np.bincount((u * 20).astype(int), minlength=20)
        chi_square = float(((counts - n / 20) ** 2 / (n / 20)).sum())
        assert chi_square < 43.8  # 99.9 % quantile with 19 degrees of freedom
    assert np.abs(np.corrcoef(lanes) - np.eye(4)).max() < 4.0 / np.sqrt(n)
    neighbours = np.corrcoef(lanes[0][:-1], lanes[0][1:])[0, 1]
    assert abs(neighbours) < 4.0 / np.sqrt(n)
