"""Check that numpydoc sections agree with the code; ruff's D rules check that docstrings are there and well formed.

A public function's ``Parameters`` name its parameters, all of them; with more than four it must have them, or point to
the function that describes them. Where there are ``Parameters`` and what comes back has a shape that its type does not
tell (a frame, an array, a tuple, a mapping), ``Returns`` or ``Yields`` is there too. A class's ``Attributes`` name
fields that it has.

Usage: python tools/check_docstrings.py FOLDER...
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import docstring_parser
from docstring_parser import Docstring, DocstringReturns

FREE_PARAMETERS = 4
"""A function with no more parameters than these may describe them in prose."""

SHAPED = re.compile(r"Frame|Series|ndarray|NDArray|\b(?:dict|Mapping)\b|\btuple\[(?![^\]]*\.\.\.)")
"""Types whose columns, shape or parts only words can tell."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def problems(source: str) -> Iterator[tuple[int, str]]:
    """Yield line number and complaint for each docstring of a module that disagrees with its code."""
    for node, is_method in _public(ast.parse(source)):
        text = ast.get_docstring(node)
        if text is None:
            continue
        parsed = docstring_parser.parse(text, docstring_parser.DocstringStyle.NUMPYDOC)
        if isinstance(node, ast.ClassDef):
            complaints = _class_problems(node, parsed)
        else:
            complaints = _function_problems(node, text, parsed, is_method)
        for complaint in complaints:
            yield node.lineno, f"{node.name}: {complaint}"


def _public(tree: ast.Module) -> Iterator[tuple[Function | ast.ClassDef, bool]]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node, False
            if isinstance(node, ast.ClassDef):
                methods = (
                    method for method in node.body if isinstance(method, Function) and not method.name.startswith("_")
                )
                yield from ((method, True) for method in methods)


def _function_problems(node: Function, text: str, parsed: Docstring, is_method: bool) -> Iterator[str]:
    expected = _parameters(node, is_method)
    described = _described(parsed, "param")
    # Parameters that belong together may stand together, whatever their order in the call.
    if described and sorted(described) != sorted(expected):
        yield f"Parameters are {', '.join(described)}; the code has {', '.join(expected) or 'none'}"
    if not described and len(expected) > FREE_PARAMETERS and ":func:`" not in text and not _is_command(node):
        yield f"has {len(expected)} parameters and no section Parameters"
    returns = any(isinstance(meta, DocstringReturns) for meta in parsed.meta)
    if described and not returns and node.returns is not None and SHAPED.search(ast.unparse(node.returns)):
        yield f"has Parameters but no Returns that describes {ast.unparse(node.returns)}"


def _class_problems(node: ast.ClassDef, parsed: Docstring) -> Iterator[str]:
    fields = {
        statement.target.id
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    }
    fields |= {statement.name for statement in node.body if isinstance(statement, Function)}
    unknown = [name for name in _described(parsed, "attribute") if name not in fields]
    if unknown:
        yield f"Attributes name {', '.join(unknown)}, which the class does not have"


def _described(parsed: Docstring, kind: str) -> list[str]:
    """Return the names in a section; ``lat, lon : float`` describes two."""
    params = [param for param in parsed.params if param.args[0] == kind]
    return [name.strip().lstrip("*") for param in params for name in param.arg_name.split(",")]


def _parameters(node: Function, is_method: bool) -> list[str]:
    positional = [*node.args.posonlyargs, *node.args.args]
    static = any(
        isinstance(decorator, ast.Name) and decorator.id == "staticmethod" for decorator in node.decorator_list
    )
    names = [parameter.arg for parameter in (positional[1:] if is_method and not static else positional)]
    names += [parameter.arg for parameter in [node.args.vararg] if parameter]
    names += [parameter.arg for parameter in node.args.kwonlyargs]
    return names + [parameter.arg for parameter in [node.args.kwarg] if parameter]


def _is_command(node: Function) -> bool:
    """Return whether it is a command of the line: its parameters carry their own help (typer)."""
    return any(
        "typer" in ast.dump(default) for default in [*node.args.defaults, *node.args.args, *node.args.kwonlyargs]
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
