"""The faults that can be put into a file: each changes one expression or leaves one call out."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
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
_SIGNS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
# Lines in the log and such are no behaviour that a test should pin down.
_NOT_CALLED = frozenset({"_LOGGER"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: from where to where in the source it stands, what it puts there, and its kind.

    What is not `in_function` is done once, when the file is imported.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    kind: str
    in_function: bool

    def put_into(self, source: str) -> str:
        """Return the source with the fault; columns count bytes, as the compiler does."""
        lines = source.encode().splitlines(keepends=True)
        before = b"".join(lines[: self.line - 1]) + lines[self.line - 1][: self.column]
        after = lines[self.end_line - 1][self.end_column :] + b"".join(lines[self.end_line :])
        return (before + self.text.encode() + after).decode()


def faults_in(path: str, source: str) -> Iterator[Fault]:
    """Return the faults that can be put into a file, in their order."""
    tree = ast.parse(source)
    left_alone = {
        id(inner)
        for node in ast.walk(tree)
        for part in _declarations(node)
        for inner in ast.walk(part)
    }
    in_functions = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, (ast.expr, ast.stmt)) or id(node) in left_alone:
            continue
        end_line, end_column = node.end_lineno or 0, node.end_col_offset or 0
        place = path, node.lineno, node.col_offset, end_line, end_column
        for text, kind in _changed(node):
            yield Fault(*place, text, kind, id(node) in in_functions)


def _declarations(node: ast.AST) -> Iterator[ast.AST]:
    """Return what says nothing about behaviour: types, docstrings, imports, what is never met."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            for one in ast.walk(node.args):
                if isinstance(one, ast.arg) and one.annotation is not None:
                    yield one.annotation
            if node.returns:
                yield node.returns
            yield from node.decorator_list
        case ast.ClassDef():
            yield from node.decorator_list
        case ast.Call(ast.Name("zip")):
            yield from node.keywords
        case ast.AnnAssign():
            yield node.annotation
        case ast.TypeAlias() | ast.Import() | ast.ImportFrom():
            yield node
        case ast.Expr(ast.Constant()):
            yield node


def _changed(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Compare(left, [operator], [right]) if type(operator) in _COMPARISONS:
            changed = ast.Compare(left, [_COMPARISONS[type(operator)]()], [right])
            yield f"({ast.unparse(changed)})", "comparison"
        case ast.BoolOp(operator, values):
            other = ast.And() if isinstance(operator, ast.Or) else ast.Or()
            yield f"({ast.unparse(ast.BoolOp(other, values))})", "boolean"
        case ast.UnaryOp(ast.Not(), operand):
            yield f"({ast.unparse(operand)})", "boolean"
        case ast.BinOp(left, operator, right) if type(operator) in _SIGNS:
            yield f"({ast.unparse(ast.BinOp(left, _SIGNS[type(operator)](), right))})", "arithmetic"
        case ast.Constant(bool(value)):
            yield repr(not value), "constant"
        case ast.Constant(int(value) | float(value)):
            yield repr(value + 1), "constant"
        case ast.Expr(ast.Call(function)) if not _is_left_alone(function):
            yield "pass", "dropped call"
        case ast.Expr(ast.Await(ast.Call(function))) if not _is_left_alone(function):
            yield "pass", "dropped call"


def _is_left_alone(function: ast.expr) -> bool:
    return bool(
        {node.id for node in ast.walk(function) if isinstance(node, ast.Name)} & _NOT_CALLED
    )
