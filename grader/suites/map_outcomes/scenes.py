"""map_outcomes: a call, and what holds for every answer."""

from typing import Any

from grader.scenario import name_of, result_of, work
from grader.testing import Answer, called_for_each, fail, in_box, ran_in_children, same_list, scenario

#: What is raised where a function that was set in the parent is not there.
UNSET = ("TypeError", "NameError", "AttributeError")
#: What is raised with a LookupError as its cause, or in it.
WITHIN = (["fall", "one that has a cause"], ["fall", "a group"])


@in_box
def func(item: Any) -> Any:
    """Do what the item says, as ``work`` does; a text that begins so is the result that it names."""
    result = work(item)
    return LookupError(result) if isinstance(result, str) and result.startswith("LookupError") else result


@scenario
def outcomes(student: Any, items: list[Any], workers: int) -> object:
    """The outcomes of these items; a result that is an exception as text."""
    answer: Any = student.map_outcomes(func, items, workers)
    for at, outcome in enumerate(answer) if isinstance(answer, list) else ():
        if isinstance(outcome, tuple) and isinstance(outcome[-1], LookupError):
            answer[at] = (*outcome[:-1], str(outcome[-1]))
    return answer


def outcome(item: Any) -> tuple[str, object]:
    """What should come of an item."""
    match item:
        case ["fall", kind]:
            return "error", name_of(kind)
    return "ok", result_of(item)


def right_outcomes(answer: Answer, items: list[Any], otherwise: str = "wrong-value") -> None:
    """End the check unless func was called once for each item, elsewhere, and these are the outcomes."""
    calls, value = ran_in_children(answer, object, what="func"), answer.value
    if items and not calls and value in [[("error", name)] * len(items) for name in UNSET]:
        fail(f"func was called for no item; the answer is {value!r}.", "global-set-in-parent")
    called_for_each(answer, len(items), object)
    right = [outcome(item) for item in items]
    pairs = [*zip(items, value, strict=False)] if isinstance(value, list) else []
    if not all(type(told) is tuple and len(told) == 2 for _, told in pairs):
        otherwise = "wrong-type"
    elif any(item in WITHIN and told == ("error", "LookupError") for item, told in pairs):
        otherwise = "exception-within"
    elif not all(str(told[1]).isidentifier() for _, told in pairs if told[0] == "error"):
        otherwise = "wrong-value"
    same_list(value, right, otherwise)
