"""Checks that nobody imports through a wall. Each takes the package's modules and returns what is wrong, in words."""

import ast
from collections.abc import Iterator, Sequence

from tests.house.arrows import (
    BARE_IDS,
    BEHIND,
    CLOCKS,
    COMMITS,
    IMPURE_CALLS,
    IMPURE_MODULES,
    LOUD,
    OURS,
    OUTER,
    ROOF,
    ROOMS,
    THEIRS,
)
from tests.house.tree import Import, Module

PACKAGE = "rs_tracker"
TIMES = ("date", "datetime", "time")


def floor(path: str) -> str:
    """The floor a file of the package stands on; the inner half of a room is called service."""
    parts = path.removesuffix(".py").split("/")
    if parts == ["__init__"] or path == "features/__init__.py":
        return "doormat"
    if len(parts) == 1 or parts[0] in ROOF:
        return "roof"
    if parts[0] == "features":
        outer = (half for half, words in OUTER.items() if set(parts[-1].split("_")) & set(words))
        return next(outer, "service")
    return parts[0]


def room(path: str) -> str:
    """The room a file of the package belongs to, or the empty string."""
    parts = path.split("/")
    return parts[1] if parts[0] == "features" and len(parts) > 2 else ""


def check(modules: Sequence[Module]) -> list[str]:
    """Every import that goes through a wall, and every file that stands on no floor we know."""
    known = {module.name for module in modules}
    found = []
    for module in modules:
        if floor(module.path) not in (*OURS, "roof", "doormat"):
            found.append(f"{module.path}: there is no floor called {floor(module.path)}")
            continue
        if room(module.path) and room(module.path) not in ROOMS:
            found.append(f"{module.path}: the room {room(module.path)} is not in the list of rooms")
            continue
        for one in module.imports:
            fault = _fault(module, one, known)
            if fault:
                found.append(f"{module.path}:{one.line}: {fault}")
    return found


def _fault(module: Module, one: Import, known: set[str]) -> str:
    if one.is_inside_function:
        return f"{one.target} is imported inside a function"
    if one.library in BEHIND and module.path != BEHIND[one.library]:
        return f"only {BEHIND[one.library]} knows {one.library}"
    own = floor(module.path)
    if own == "doormat":
        return f"this file imports nothing, not even {one.target}"
    if one.library == PACKAGE:
        return _inward(module.path, _path(one.target, known))
    if one.is_standard:
        is_impure = own == "domain" and one.library in IMPURE_MODULES
        return f"the domain does not know {one.library}" if is_impure else ""
    if own == "adapters":
        libraries = {other.library for other in module.imports if not other.is_standard} - {PACKAGE}
        return f"an adapter is about one library, not {sorted(libraries)}" if len(libraries) > 1 else ""
    is_open = own == "roof" or one.library in THEIRS[own] or one.library in BEHIND
    return "" if is_open else f"the {own} floor does not import {one.library}"


def _path(target: str, known: set[str]) -> str:
    """`rs_tracker.store.tenancy.guard` to `store/tenancy`, as far as it names files and folders that exist."""
    while target not in known and "." in target:
        target = target.rpartition(".")[0]
    return "/".join(target.split(".")[1:])


def _inward(source: str, target: str) -> str:
    own = floor(source)
    if own == "roof":
        return ""
    if floor(f"{target}.py") == "roof" and target not in OURS:
        return f"nobody imports the roof ({target or PACKAGE})"
    if target.startswith("features/"):
        return _between_rooms(source, target)
    dotted = target.replace("/", ".")
    if own == "service" and dotted.startswith(LOUD):
        return f"{dotted} is handed to a service, not imported"
    is_open = any(dotted == wall or dotted.startswith(f"{wall}.") for wall in OURS[own])
    return "" if is_open else f"the {own} floor does not import {dotted}"


def _between_rooms(source: str, target: str) -> str:
    own, theirs = room(source), room(f"{target}/")
    own_floor, their_floor = floor(source), floor(f"{target}.py")
    if own_floor != "service" and own_floor not in OUTER:
        return f"the {own_floor} floor knows no rooms ({target})"
    if own == theirs:
        is_upward = own_floor == "service" and their_floor in OUTER
        return f"a service knows nothing of the web ({target})" if is_upward else ""
    if own_floor in OUTER or their_floor in OUTER:
        return f"views and forms stay in their own room ({target})"
    if theirs not in ROOMS:
        return f"the room {theirs} is not in the list of rooms"
    is_earlier = ROOMS.index(theirs) < ROOMS.index(own)
    return "" if is_earlier else f"the room {own} comes before {theirs} and may not lean on it"


def cycles(modules: Sequence[Module]) -> list[str]:
    """Modules that cannot be imported one before the other."""
    known = {module.name for module in modules}
    graph = {module.name: sorted(_neighbours(module, known)) for module in modules}
    done: set[str] = set()
    found: list[str] = []
    for name in sorted(graph):
        _walk(name, graph, [], done, found)
    return found


def _neighbours(module: Module, known: set[str]) -> set[str]:
    targets = set()
    for one in module.imports:
        target = one.target
        while target not in known and "." in target:
            target = target.rpartition(".")[0]
        targets.add(target)
    return (targets & known) - {module.name}


def _walk(name: str, graph: dict[str, list[str]], way: list[str], done: set[str], found: list[str]) -> None:
    if name in way:
        found.append(" -> ".join([*way[way.index(name) :], name]))
        return
    if name in done:
        return
    for target in graph[name]:
        _walk(target, graph, [*way, name], done, found)
    done.add(name)


def impurities(modules: Sequence[Module]) -> Iterator[str]:
    """Calls that tell the time or touch the machine, on floors where those are arguments."""
    for module in modules:
        own = floor(module.path)
        for named, call in module.calls():
            if own == "domain" and isinstance(call.func, ast.Name) and named in IMPURE_CALLS:
                yield f"{module.path}:{call.lineno}: the domain does not call {named}()"
            is_clock = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value).split(".")[-1] in TIMES
            if own in ("domain", "service", "store", "rulepacks") and is_clock and named in CLOCKS:
                yield f"{module.path}:{call.lineno}: the time is an argument here, {named}() is not called"


def commits(modules: Sequence[Module]) -> Iterator[str]:
    """Commits outside the few places that end a transaction."""
    for module in modules:
        if floor(module.path) == "roof" or module.path in COMMITS:
            continue
        for named, call in module.calls():
            if named == "commit":
                yield f"{module.path}:{call.lineno}: services flush; only the web's unit of work, jobs and CLI commit"


def apart(modules: Sequence[Module]) -> set[str]:
    """Which functions write outside the request's own transaction, as `path:function`."""
    return {
        f"{module.path}:{function.name}"
        for module in modules
        if module.path != "web/db.py"
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("apart", "afterwards")
    }


def spanning(modules: Sequence[Module]) -> set[str]:
    """Which files ask across associations."""
    return {module.path for module in modules if "spans_associations" in module.source}


def bare_ids(modules: Sequence[Module]) -> Iterator[str]:
    """Rows fetched by id alone, whoever asks."""
    for module in modules:
        if floor(module.path) in ("store", "roof") or module.path in BARE_IDS:
            continue
        for named, call in module.calls():
            receiver = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
            is_session = receiver.split(".")[-1].removesuffix("()") in ("db", "session")
            if is_session and named in ("get", "get_one"):
                yield f"{module.path}:{call.lineno}: fetched by bare id; ask queries for what the actor may see"
