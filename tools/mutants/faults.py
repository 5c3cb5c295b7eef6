"""Small faults that can be planted in a source file, and a draw of them that is even over the rooms of the package."""

from __future__ import annotations

import ast
import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path("src/partnersim")

NOT_NUMBERS = ("faces/cli", "studies/words/texts", "faces/report/style", "scenario/documents/errors")
"""Places whose faults would be of wording or looks; they have tests of their own and no numbers."""

SWAPS: dict[type[ast.AST], tuple[type[ast.AST], str]] = {
    ast.Add: (ast.Sub, "+ to -"),
    ast.Sub: (ast.Add, "- to +"),
    ast.Mult: (ast.Div, "* to /"),
    ast.Div: (ast.Mult, "/ to *"),
    ast.Lt: (ast.GtE, "< to >="),
    ast.Gt: (ast.LtE, "> to <="),
    ast.LtE: (ast.Gt, "<= to >"),
    ast.GtE: (ast.Lt, ">= to <"),
    ast.Eq: (ast.NotEq, "== to !="),
    ast.NotEq: (ast.Eq, "!= to =="),
    ast.And: (ast.Or, "and to or"),
    ast.Or: (ast.And, "or to and"),
}
NOTED = "__fault_is_evaluated__"
"""Called where a fault is evaluated; gives nothing back. Defined in ``hook/sitecustomize.py``."""

CALLS = {
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "minimum",
    "mean": "sum",
    "any": "all",
    "all": "any",
}


@dataclass(frozen=True)
class Fault:
    """One planted fault.

    Attributes:
        file: path below the root. line, last_line: where the changed expression stands. column: where it begins.
        function: the innermost function that holds it. what: the change in words.
        text: the whole changed file, with as many lines, which notes when the fault is evaluated.
        compiled: whether the function is compiled before it runs.
    """

    file: str
    line: int
    last_line: int
    column: int
    function: str
    what: str
    text: str
    compiled: bool

    @property
    def module(self) -> str:
        """Name under which Python imports the file."""
        return self.file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def key(self) -> str:
        """Tells this fault of this source from all others."""
        return hashlib.sha256(f"{self.file}\0{self.text}".encode()).hexdigest()[:20]


def faults_of(root: Path, path: Path) -> list[Fault]:
    """Every fault that a file has room for, in order of lines; a few may be no valid code."""
    source = (root / path).read_text("utf-8")
    faults = []
    for function, compiled, node in _inside_functions(ast.parse(source)):
        for what, changed in _changes(node):
            text = _with(source, node, ast.unparse(changed))
            if text is not None:
                first, last, column = node.lineno, node.end_lineno, node.col_offset  # type: ignore[attr-defined]
                faults.append(Fault(str(path), first, last, column, function, what, text, compiled))
    return sorted(faults, key=lambda fault: (fault.line, fault.column, fault.what))


def drawn_faults(root: Path, count: int, seed: int) -> list[Fault]:
    """``count`` faults, as many from each room of the package as can be, at most two from one function."""
    by_room: dict[str, list[Fault]] = defaultdict(list)
    for path in sorted((root / SOURCE).rglob("*.py")):
        short = path.relative_to(root / SOURCE).as_posix()
        if not short.startswith(NOT_NUMBERS):
            room = "/".join(short.split("/")[:2]) if short.count("/") > 1 else short.split("/")[0]
            by_room[room].extend(faults_of(root, path.relative_to(root)))
    luck = random.Random(seed)
    for faults in by_room.values():
        luck.shuffle(faults)
    chosen: list[Fault] = []
    from_function: dict[tuple[str, str], int] = defaultdict(int)
    while len(chosen) < count and any(by_room.values()):
        for room in sorted(by_room):
            while by_room[room]:
                fault = by_room[room].pop()
                if from_function[fault.file, fault.function] < 2 and _is_python(fault.text):
                    from_function[fault.file, fault.function] += 1
                    chosen.append(fault)
                    break
    return chosen[:count]


def _inside_functions(
    node: ast.AST, name: str = "", compiled: bool = False
) -> Iterator[tuple[str, bool, ast.AST]]:
    """Every expression inside a function, with the innermost one's name and whether that is compiled."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            if child.name.startswith("__"):
                continue
            decorators = [ast.unparse(decorator) for decorator in child.decorator_list]
            inner = compiled or any(d.startswith(("compiled", "numba.njit")) for d in decorators)
            for part in child.body:
                yield from _with_parts(part, child.name, inner)
        elif name:
            yield from _with_parts(child, name, compiled)
        else:
            yield from _inside_functions(child)


def _with_parts(node: ast.AST, name: str, compiled: bool) -> Iterator[tuple[str, bool, ast.AST]]:
    if isinstance(node, ast.FunctionDef):
        holder = ast.Module([node], [])
        yield from _inside_functions(holder, "", compiled)
        return
    yield name, compiled, node
    yield from _inside_functions(node, name, compiled)


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Changed copies of an expression, with the change in words."""
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPS and not _is_text(node):
        swap, what = SWAPS[type(node.op)]
        yield what, ast.BinOp(node.left, swap(), node.right)  # type: ignore[arg-type, call-arg]
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPS:
        swap, what = SWAPS[type(node.ops[0])]
        yield what, ast.Compare(node.left, [swap()], node.comparators)  # type: ignore[list-item, call-arg]
    if isinstance(node, ast.BoolOp):
        swap, what = SWAPS[type(node.op)]
        yield what, ast.BoolOp(swap(), node.values)  # type: ignore[arg-type, call-arg]
    if isinstance(node, ast.IfExp):
        yield "branches swapped", ast.IfExp(node.test, node.orelse, node.body)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in CALLS:
            other = (
                ast.Attribute(node.func.value, CALLS[name], ast.Load())
                if isinstance(node.func, ast.Attribute)
                else ast.Name(CALLS[name], ast.Load())
            )
            yield f"{name} to {CALLS[name]}", ast.Call(other, node.args, node.keywords)
    if isinstance(node, ast.Constant) and type(node.value) is float and node.value not in (0.0, 1.0):
        yield f"{node.value} to {node.value * 1.25:g}", ast.Constant(node.value * 1.25)
    if (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and not isinstance(node.operand, ast.Constant)
    ):
        yield "minus dropped", node.operand


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _with(source: str, node: ast.AST, new: str) -> str | None:
    """The source with one expression replaced, all lines where they were; None where it has no place of its own."""
    if not hasattr(node, "end_lineno"):
        return None
    lines = source.encode().split(b"\n")
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    head = b"\n".join([*lines[:first], lines[first][: node.col_offset]])  # type: ignore[attr-defined]
    tail = b"\n".join([lines[last][node.end_col_offset :], *lines[last + 1 :]])  # type: ignore[attr-defined]
    as_long = "\n" * (last - first - new.count("\n"))
    return (head + f"({NOTED}() or ({new}{as_long}))".encode() + tail).decode()


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
