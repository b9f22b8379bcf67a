"""Reading a source tree: modules, what they import, what they call.

Works on any folder, so that each check can be shown to fail on a planted fault.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LEFT_OUT = frozenset(
    (".git", ".venv", "node_modules", "__pycache__", "dist", "build", "instance", ".mypy_cache", ".ruff_cache")
)


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: `target` is dotted and absolute, as far as it can be read off the line."""

    target: str
    line: int
    is_inside_function: bool

    @property
    def library(self) -> str:
        """The top-level package."""
        return self.target.split(".")[0]

    @property
    def is_standard(self) -> bool:
        """Whether it comes with Python."""
        return self.library in sys.stdlib_module_names


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the package it was read from, in POSIX form."""

    path: str
    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def imports(self) -> list[Import]:
        return list(
            _imports(self.tree, self.name if self.path.endswith("__init__.py") else self.name.rpartition(".")[0])
        )

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS))

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the last part of what is called: `db.commit()` gives "commit"."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                function = node.func
                named = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                yield named, node


def files(root: Path, *endings: str) -> list[Path]:
    """The files below a folder with one of these endings, without what tools leave there."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and path.name.endswith(endings) and not LEFT_OUT & set(path.relative_to(root).parts)
    )


def modules(package: Path) -> list[Module]:
    """Every Python file below a package's folder."""
    return [_read(path, package) for path in files(package, ".py")]


def _read(path: Path, package: Path) -> Module:
    inner = path.relative_to(package)
    parts = [package.name, *inner.with_suffix("").parts]
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(inner.as_posix(), name, path.read_text("utf-8"))


def _imports(tree: ast.AST, package: str, inside: bool = False) -> Iterator[Import]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            origin = ".".join(part for part in (base, node.module) if part)
            yield from (Import(f"{origin}.{alias.name}", node.lineno, inside) for alias in node.names)
        else:
            yield from _imports(node, package, inside or isinstance(node, (*FUNCTIONS, ast.Lambda)))
