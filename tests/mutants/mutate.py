"""Small faults, one at a time, in the source of one function.

A comparison is turned, a condition dropped or always true, `and` and `or` change places, a constant moves, a `not` or
a call for its effect goes, a `where` loses one of its conditions. A mutant takes the function's place by its code
object, so that everybody who imported the function meets the mutant.
"""

import ast
import copy
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import dedent
from types import CodeType, FunctionType

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


UNSEEN = ("for_update", "populate_existing", "synchronize_session", "skip_locked")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: in which function, on which of its lines, what was done to it."""

    function: FunctionType
    line: int
    what: str
    code: CodeType

    @property
    def name(self) -> str:
        """As it is told; without the line it is the same after the file has changed elsewhere."""
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__qualname__} {self.what}"


@contextmanager
def in_place(mutant: Mutant) -> Iterator[None]:
    """The mutant instead of the function, for as long as this lasts."""
    function = mutant.function
    real = function.__code__
    function.__code__ = mutant.code
    try:
        yield
    finally:
        function.__code__ = real


def mutants(function: Callable[..., object]) -> list[Mutant]:
    """Every small fault of this function that changes its code."""
    assert isinstance(function, FunctionType)
    tree = ast.parse(dedent(inspect.getsource(function)))
    [real] = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    real.decorator_list = []
    first = function.__code__.co_firstlineno
    found: dict[str, Mutant] = {}
    for line, what, changed in _changes(real):
        code = _code_of(changed, function)
        key = ast.unparse(changed)
        if key != ast.unparse(real):
            found.setdefault(key, Mutant(function, first + line - 1, what, code))
    return list(found.values())


def _code_of(node: ast.FunctionDef, function: FunctionType) -> CodeType:
    module = ast.fix_missing_locations(ast.Module([node], []))
    scope = dict(function.__globals__)
    exec(compile(module, function.__code__.co_filename, "exec"), scope)  # our own source, changed by us
    made = scope[node.name]
    assert isinstance(made, FunctionType)
    return made.__code__


def _changes(real: ast.FunctionDef) -> Iterator[tuple[int, str, ast.FunctionDef]]:
    """A changed copy of the function for each place at which something can be changed."""
    places = list(ast.walk(real))
    silent = {id(inner) for node in places if isinstance(node, ast.Raise) for inner in ast.walk(node)}
    if real.body and isinstance(real.body[0], ast.Expr) and isinstance(real.body[0].value, ast.Constant):
        silent |= {id(inner) for inner in ast.walk(real.body[0])}
    silent |= {id(inner) for part in (*_annotations(real), *_unseen(places)) for inner in ast.walk(part)}
    for number, node in enumerate(places):
        if id(node) in silent:
            continue
        for what, change in _faults(node):
            copied = copy.deepcopy(real)
            change(list(ast.walk(copied))[number], copied)
            yield getattr(node, "lineno", 1), what, copied


def _annotations(real: ast.FunctionDef) -> list[ast.AST]:
    """What is no part of the code object: annotations, and defaults."""
    marks = [one.annotation for one in ast.walk(real) if isinstance(one, (ast.arg, ast.AnnAssign))]
    defaults = [*real.args.defaults, *real.args.kw_defaults]
    return [one for one in [*marks, *defaults, real.returns] if one is not None]


def _unseen(places: Sequence[ast.AST]) -> list[ast.AST]:
    """What one transaction alone cannot see: locks, what a session remembers or flushes, hints for the type checker."""
    calls = [node for node in places if isinstance(node, ast.Call)]
    keywords = [one.value for call in calls for one in call.keywords if one.arg in UNSEEN]
    casts = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "cast"]
    flushes = [node for node in places if isinstance(node, ast.Expr) and ast.unparse(node).endswith(".flush()")]
    return [*keywords, *casts, *flushes]


Change = Callable[[ast.AST, ast.FunctionDef], None]


def _faults(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            yield f"turn {type(op).__name__}: {ast.unparse(node)}", _turn(place)
    elif isinstance(node, ast.BoolOp):
        yield f"swap and/or: {ast.unparse(node)}", _swap
        for place in range(len(node.values)):
            yield f"drop condition {place + 1}: {ast.unparse(node)}", _drop(place)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "remove not", _unwrap
    elif isinstance(node, (ast.If, ast.IfExp)):
        for value in (True, False):
            yield f"always {value}: {ast.unparse(node.test)}", _always(value)
    elif isinstance(node, ast.Constant):
        yield from _moved(node)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield f"leave out {ast.unparse(node.value.func)}", _leave_out
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "where":
        for place in range(len(node.args)):
            yield f"drop from where: {ast.unparse(node.args[place])}", _drop_argument(place)


def _moved(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} → {not value}", _set(not value)
    elif isinstance(value, int):
        yield f"{value} → {value + 1}", _set(value + 1)
    elif isinstance(value, str):
        yield f"{value!r} → {value + 'x'!r}", _set(value + "x")


def _turn(place: int) -> Change:
    def change(node: ast.AST, whole: ast.FunctionDef) -> None:
        assert isinstance(node, ast.Compare)
        node.ops[place] = TURNED[type(node.ops[place])]()

    return change


def _swap(node: ast.AST, whole: ast.FunctionDef) -> None:
    assert isinstance(node, ast.BoolOp)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _drop(place: int) -> Change:
    def change(node: ast.AST, whole: ast.FunctionDef) -> None:
        assert isinstance(node, ast.BoolOp)
        del node.values[place]
        if len(node.values) == 1:
            _replace(whole, node, node.values[0])

    return change


def _unwrap(node: ast.AST, whole: ast.FunctionDef) -> None:
    assert isinstance(node, ast.UnaryOp)
    _replace(whole, node, node.operand)


def _always(value: bool) -> Change:
    def change(node: ast.AST, whole: ast.FunctionDef) -> None:
        assert isinstance(node, (ast.If, ast.IfExp))
        node.test = ast.copy_location(ast.Constant(value), node.test)

    return change


def _set(value: object) -> Change:
    def change(node: ast.AST, whole: ast.FunctionDef) -> None:
        assert isinstance(node, ast.Constant)
        node.value = value  # type: ignore[assignment]

    return change


def _leave_out(node: ast.AST, whole: ast.FunctionDef) -> None:
    _replace(whole, node, ast.Pass())


def _drop_argument(place: int) -> Change:
    def change(node: ast.AST, whole: ast.FunctionDef) -> None:
        assert isinstance(node, ast.Call)
        del node.args[place]

    return change


def _replace(whole: ast.FunctionDef, old: ast.AST, new: ast.AST) -> None:
    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return ast.copy_location(new, old) if node is old else self.generic_visit(node)

    Put().visit(whole)
