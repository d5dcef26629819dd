"""Places in the submission's own lines between which others may come: before it stores, and around locks.

Theory of operation
-------------------
The submission is compiled with a call in front of each store into an attribute or an item: of what is
stored, ``value`` becomes ``MARKS.mark(line, value)``. So the mark lies between what a statement reads and
what it writes, and library code runs at its full speed. ``MARKS`` is a constant of the code and no name,
which a submission could give another meaning. Locks of multiprocessing tell of
themselves (:mod:`grader.runner.origins.holders`). What is done at such a place is the caller's business: a
schedule lets the tracer choose who goes on.

A ``while`` loop that only looks, for what another thread or process may do, tells of each look: it makes no
call by which it could be seen to wait, and the interpreter's lock is in its hands. One that catches an error
and does nothing about it has found nothing, and tells of that. Questions to the library tell of themselves
(:mod:`grader.runner.origins.looks`).

With ``fine`` marks there also is one before each statement of a function, and before what it stores into a
name that it shares (``global``, ``nonlocal``). Other threads of the process may come at all of these, for
whoever stands at such a mark has let go of the interpreter's lock.
"""

from __future__ import annotations

import _ast
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType

from grader.runner import origins

TYPE_CHECKING = False  # as in grader.runner.points
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Final

#: Stands in compiled code where the marks will be.
PLACE: Final = "\0forklore's marks"
#: A process that has passed so many fine marks, its parents' included, has no more of them.
MOST_FINE: Final = 1_000
FUNCTIONS: Final = (_ast.FunctionDef, _ast.AsyncFunctionDef)
STORES: Final = (_ast.Assign, _ast.AugAssign, _ast.AnnAssign)
SHARING: Final = (_ast.Global, _ast.Nonlocal)
#: How a loop that only looks may end, what else may stand in it, and what may not.
ENDS: Final = (_ast.Break, _ast.Return, _ast.Raise)
LOOKS: Final = (*ENDS, _ast.If, _ast.Try, _ast.With, _ast.For)
PASSED_ON: Final = (_ast.Await, _ast.Yield, _ast.YieldFrom)
#: Clocks that stand still while a process waits: who asks them wants to be busy.
BUSY: Final = {"process_time", "process_time_ns", "thread_time", "thread_time_ns"}
#: The parts of fine marks: before a statement, before a store, and a look.
STATEMENT, STORE, LOOK = range(3)

_reached: Callable[[int], object] = int
_passed: Callable[[int, int], object] = pow


def begin(
    file: str, reached: Callable[[int], object], passed: Callable[[int, int], object], queues: bool = False
) -> None:
    """Call ``reached(line)`` at each mark of ``file``, in this process and all that it will fork.

    Call ``passed(line, part)`` at its fine ones. With ``queues``, their locks are marked as well.
    """
    global _reached, _passed
    _reached, _passed = reached, passed
    origins.begin(file, reached, queues)


# -- marks in the text ---------------------------------------------------------------------------


def marked(text: str | bytes, path: str, fine: bool = False) -> CodeType:
    """Compile a module with a place for a mark before each of its functions' stores.

    With ``fine`` also before each of their statements. Raises what ``compile`` raises.
    """
    tree: Any = compile(text, path, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    done: set[int] = set()
    for function in _nodes(tree):
        if not isinstance(function, FUNCTIONS) or id(function) in done:
            continue
        nodes = [node for node in _nodes(function) if id(node) not in done]
        done.update(map(id, nodes))
        shared = (
            {name for node in nodes if isinstance(node, SHARING) for name in node.names} if fine else set()
        )
        for node in nodes:
            if isinstance(node, STORES) and node.value is not None:
                _put_before(node, "store" if fine else "mark", shared)
            if isinstance(node, _ast.While):
                _put_looks(node)
            if fine:
                _put_between(node)
    try:
        return compile(tree, path, "exec", dont_inherit=True)
    except (RecursionError, MemoryError):  # a tree is less easily compiled than its text
        return compile(text, path, "exec", dont_inherit=True)


class Marks:
    """What the marked functions of a submission call."""

    def __init__(self) -> None:
        self._left = MOST_FINE

    def mark(self, line: int, value: object) -> object:
        """Tell of a mark; gives back ``value``."""
        _reached(line)
        return value

    def store(self, line: int, value: object) -> object:
        """Tell of a mark at which other threads may come, too; gives back ``value``."""
        if self._left:
            self.line(line, STORE)
        else:
            _reached(line)
        return value

    def line(self, line: int, part: int = STATEMENT) -> None:
        """Tell of a fine mark, unless this process has passed too many."""
        if self._left:
            self._left -= 1
            _passed(line, part)

    def looked(self, line: int) -> None:
        """Tell of a look, at which other threads may come, too."""
        _passed(line, LOOK)


MARKS: Final = Marks()


def bound(code: CodeType) -> CodeType:
    """The same code with marks at their places."""
    constants: list[Any] = [
        bound(c) if isinstance(c, CodeType) else MARKS if c == PLACE else c for c in code.co_consts
    ]
    return code.replace(co_consts=tuple(constants))


def _nodes(root: Any) -> Iterator[Any]:
    """Every node below one, and itself; not recursive, for a sum of a thousand terms is as deep."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        for name in node._fields:
            child = getattr(node, name, None)
            waiting += [c for c in (child if isinstance(child, list) else [child]) if isinstance(c, _ast.AST)]


def _put_before(node: Any, kind: str, shared: set[str]) -> None:
    """Put a mark between the value of a statement and its store, if others might see what it stores."""
    targets = node.targets if isinstance(node, _ast.Assign) else [node.target]
    for target in (part for whole in targets for part in _nodes(whole)):
        seen = isinstance(target, (_ast.Attribute, _ast.Subscript)) or getattr(target, "id", "") in shared
        if seen and isinstance(target.ctx, _ast.Store):
            node.value = _call(kind, target.lineno, node.value, node.value)
            return


def _put_between(node: Any) -> None:
    """Put a fine mark before each statement of a block, but not before what says what the block is for."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if not isinstance(block, list) or not isinstance(block[0] if block else None, _ast.stmt):
            continue
        first = block[0]
        told = _is_constant(first)
        statements = list(block)
        block[:] = [first] if told else []
        for statement in statements[told:]:
            block += [_said("line", statement), statement]


def _put_looks(loop: Any) -> None:
    """Put marks where a loop has looked for something, and has not found it."""
    nodes = list(_nodes(loop))
    if _only_looks(loop, nodes):
        loop.body.insert(0, _said("looked", loop))
    for node in nodes:
        if isinstance(node, _ast.ExceptHandler) and all(map(_is_nothing, node.body)):
            node.body.insert(0, _said("looked", node))


def _only_looks(loop: Any, nodes: list[Any]) -> bool:
    """Whether a loop does nothing but look, count its looks, and end."""
    others = [node for node in nodes if isinstance(node, _ast.stmt) and node is not loop]
    ends = not isinstance(loop.test, _ast.Constant) or any(isinstance(node, ENDS) for node in others)
    used = {node.id for node in nodes if isinstance(node, _ast.Name) and isinstance(node.ctx, _ast.Load)}
    named = used | {node.attr for node in nodes if isinstance(node, _ast.Attribute)}
    counts = [node for node in others if isinstance(node, _ast.AugAssign)]
    return (
        ends
        and not named & BUSY
        and all(isinstance(node, LOOKS) or _is_nothing(node) or node in counts for node in others)
        and not any(isinstance(node, PASSED_ON) for node in nodes)
        and all(isinstance(node.target, _ast.Name) and node.target.id not in used for node in counts)
    )


def _is_nothing(node: Any) -> bool:
    return isinstance(node, (_ast.Pass, _ast.Continue)) or _is_constant(node)


def _is_constant(node: Any) -> bool:
    return isinstance(node, _ast.Expr) and isinstance(node.value, _ast.Constant)


def _said(name: str, before: Any) -> Any:
    """A statement that tells of a mark before another one."""
    where = {"lineno": before.lineno, "col_offset": before.col_offset}
    return _ast.Expr(value=_call(name, before.lineno, before), **where)


def _call(name: str, number: int, where: Any, *values: Any) -> Any:
    """A call of what will be at the place of the marks, with a line's number."""
    at = {name: getattr(where, name) for name in where._attributes}
    place = _ast.Constant(value=PLACE, **at)
    mark = _ast.Attribute(value=place, attr=name, ctx=_ast.Load(), **at)
    return _ast.Call(func=mark, args=[_ast.Constant(value=number, **at), *values], keywords=[], **at)


class Finder:
    """Finds the submission's module with its marks, in a new interpreter, or to load it again."""

    def __init__(self, module: str, file: str) -> None:
        self._module, self._file = module, file

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find this one module; everything else is found as usual."""
        if name != self._module:
            return None
        spec = ModuleSpec(name, _Loader(name, self._file), origin=self._file)
        spec.has_location = True
        return spec


class _Loader(SourceFileLoader):
    def path_stats(self, path: object) -> Any:
        """Refuse, so that no compiled file is looked for or written."""
        raise OSError

    @staticmethod
    def source_to_code(data: Any, path: Any = "<string>") -> CodeType:  # type: ignore[override]
        """Compile with marks."""
        return bound(marked(data, path))
