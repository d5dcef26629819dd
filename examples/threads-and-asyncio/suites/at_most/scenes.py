"""What both test modules play: tasks that tell when they begin and end."""

import asyncio
from typing import Any

from grader.scenario import observe
from grader.testing import in_box, scenario


@in_box
def told(number: int, seconds: float) -> Any:
    async def task() -> int:
        observe(["in", number])
        await asyncio.sleep(seconds)
        observe(["out", number])
        return number * number

    return task


@scenario
def awaited(student: Any, limit: int, seconds: list[float]) -> object:
    tasks = [told(number, length) for number, length in enumerate(seconds)]
    return asyncio.run(student.at_most(limit, tasks))
