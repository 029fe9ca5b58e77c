"""Check that numpydoc sections agree with the code; ruff's D rules check that docstrings are there and well formed.

A public function's ``Parameters`` name its parameters, all of them, in order; with more than three parameters, or
with any other section, it must have them. Where there are ``Parameters`` and something is returned, ``Returns`` (or
``Yields``) is there too. A class's ``Attributes`` name fields that it has.

Usage: python tools/check_docstrings.py FOLDER...
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import docstring_parser
from docstring_parser import Docstring, DocstringReturns

FREE_PARAMETERS = 3
"""A function with no more parameters than these may describe them in prose."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def problems(source: str) -> Iterator[tuple[int, str]]:
    """Yield line number and complaint for each docstring of a module that disagrees with its code."""
    for node, is_method in _public(ast.parse(source)):
        text = ast.get_docstring(node)
        if text is None:
            continue
        parsed = docstring_parser.parse(text, docstring_parser.DocstringStyle.NUMPYDOC)
        check = (
            _class_problems(node, parsed)
            if isinstance(node, ast.ClassDef)
            else _function_problems(node, parsed, is_method)
        )
        for complaint in check:
            yield node.lineno, f"{node.name}: {complaint}"


def _public(tree: ast.Module) -> Iterator[tuple[Function | ast.ClassDef, bool]]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node, False
            if isinstance(node, ast.ClassDef):
                methods = (one for one in node.body if isinstance(one, Function) and not one.name.startswith("_"))
                yield from ((method, True) for method in methods)


def _function_problems(node: Function, parsed: Docstring, is_method: bool) -> Iterator[str]:
    expected = _parameters(node, is_method)
    described = _described(parsed, "param")
    if described and described != expected:
        yield f"Parameters are {', '.join(described)}; the code has {', '.join(expected) or 'none'}"
    if not described and len(expected) > FREE_PARAMETERS and not _is_command(node):
        yield f"has {len(expected)} parameters and no section Parameters"
    returns = any(isinstance(meta, DocstringReturns) for meta in parsed.meta)
    if described and not returns and not _returns_nothing(node):
        yield "has Parameters but no Returns"


def _class_problems(node: ast.ClassDef, parsed: Docstring) -> Iterator[str]:
    fields = {one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)}
    fields |= {one.name for one in node.body if isinstance(one, Function)}
    unknown = [name for name in _described(parsed, "attribute") if name not in fields]
    if unknown:
        yield f"Attributes name {', '.join(unknown)}, which the class does not have"


def _described(parsed: Docstring, kind: str) -> list[str]:
    """Return the names in a section; ``lat, lon : float`` describes two."""
    params = [param for param in parsed.params if param.args[0] == kind]
    return [name.strip().lstrip("*") for param in params for name in param.arg_name.split(",")]


def _parameters(node: Function, is_method: bool) -> list[str]:
    found = [*node.args.posonlyargs, *node.args.args]
    static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in node.decorator_list)
    names = [one.arg for one in (found[1:] if is_method and not static else found)]
    names += [one.arg for one in [node.args.vararg] if one]
    names += [one.arg for one in node.args.kwonlyargs]
    return names + [one.arg for one in [node.args.kwarg] if one]


def _is_command(node: Function) -> bool:
    """Tell whether it is a command of the line: its parameters carry their own help (typer)."""
    return any(
        "typer" in ast.dump(default) for default in [*node.args.defaults, *node.args.args, *node.args.kwonlyargs]
    )


def _returns_nothing(node: Function) -> bool:
    return (isinstance(node.returns, ast.Constant) and node.returns.value is None) or (
        isinstance(node.returns, ast.Name) and node.returns.id == "NoReturn"
    )


def main(folders: list[str]) -> int:
    """Print the complaints about every module in the folders and return how many there are."""
    count = 0
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*.py")):
        for line, complaint in problems(path.read_text(encoding="utf-8")):
            sys.stdout.write(f"{path}:{line}: {complaint}\n")
            count += 1
    return count


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
