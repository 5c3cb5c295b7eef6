"""One decorator for all compiled rules and kernels.

Numba's cache notices a change in the file of a function but not in the functions it calls. The cache folder therefore
carries a hash of every source file that holds compiled code: change a rule and the next run compiles afresh, change
nothing and compilation happens once on a machine.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numba
from numba import config
from numba.core.compiler import Compiler
from numba.core.dispatcher import Dispatcher

from partnersim.theory.kept_files import cache_folder
from partnersim.theory.kernel_cache import KernelCache, turn

F = TypeVar("F", bound=Callable[..., Any])

LEVEL = 1
"""Of LLVM's optimisation. The first takes less time than the third, and the household month runs as fast for it: its
branches leave nothing to vectorise. No level may reorder floating-point sums, so the numbers are the same."""

LOOPS_LEVEL = 3
"""Of functions that are loops without branches: here the compiler does several elements in one instruction."""


def compiled(function: F) -> F:
    """Compile a function on first use, cached on disk, free of the interpreter lock, with IEEE division."""
    return _compile(function, callable_from_python=True)


def compiled_inside(function: F) -> F:
    """Like ``compiled``, for a function that only compiled functions call.

    It gets no entry from Python, which for a function of many columns takes longer to compile than its body. Calling
    it from Python stops the interpreter (unless compilation is switched off): call its caller.
    """
    return _compile(function, callable_from_python=False)


def compiled_stage(function: F) -> F:
    """Like ``compiled``, and written into each compiled caller before its types are known.

    For the stages of a loop over rows: functions of numbers that return named tuples. Written in, they cost nothing; a
    call that passes tuples costs several times what a stage computes.
    """
    return _compile(function, callable_from_python=True, inline="always")


def compiled_in_place(function: F) -> F:
    """Like ``compiled_inside``, for a function that makes no arrays and returns none: nothing in it counts references.

    Elsewhere each second name for an array, as in a named tuple that is handed on, counts one up and one down, and so
    that threads may share arrays each count locks its place in memory: in the solver a fifth of its time. Such a
    function writes into arrays that its caller made, and what it calls makes none either.
    """
    return _compile(function, callable_from_python=False, counts_references=False)


def compiled_loops(function: F) -> F:
    """Like ``compiled``, for plain loops over arrays without branches, several elements at a time.

    What the loop calls must be written in (``compiled_stage``). Sums stay in order: they are not done this way.
    """
    return _compile(function, callable_from_python=True, level=LOOPS_LEVEL)


class _OurCompiler(Compiler):
    """Numba's compiler at our level of optimisation; others who use numba in this process keep theirs."""

    level = LEVEL

    def compile_extra(self, func: Callable[..., Any]) -> Any:
        self.state.targetctx.codegen()  # made once for all users of numba, at their level
        try:
            with _at_level(_level(self.level)), _without_collecting():
                return super().compile_extra(func)
        except BaseException:
            turn.end()
            raise


class _OurCompilerOfLoops(_OurCompiler):
    """The same at the level of loops."""

    level = LOOPS_LEVEL


def _compile(
    function: F, *, callable_from_python: bool, inline: str = "never", level: int = LEVEL,
    counts_references: bool = True,
) -> F:  # fmt: skip
    made = numba.njit(
        nogil=True,
        _nrt=counts_references,
        error_model="numpy",
        no_cfunc_wrapper=True,
        inline=inline,
        no_cpython_wrapper=not callable_from_python,
        pipeline_class=_OurCompiler if level == LEVEL else _OurCompilerOfLoops,
    )(function)
    if isinstance(made, Dispatcher):  # a plain function where compilation is switched off
        made._cache = KernelCache(function, cache_folder(), _level(level))
    return made  # type: ignore[no-any-return]


def _level(ours: int) -> int:
    return config.OPT if "NUMBA_OPT" in os.environ else ours


@contextmanager
def _at_level(level: int) -> Iterator[None]:
    """Within numba's lock for compiling; the level is put back at the end."""
    before = config.OPT
    config.OPT = type(before)(level)
    try:
        yield
    finally:
        config.OPT = before


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for garbage among the millions of objects that the compiler makes: it takes a sixth of its time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
