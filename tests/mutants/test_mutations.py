"""The mutator changes one thing at a time, and leaves alone what never runs."""

from __future__ import annotations

from tests.mutants.mutations import mutations

CODE = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    x = 1 < 2
def f(a: int, b: bool = True) -> bool:
    assert a > 0
    if a < 3 and not b:
        return any(each in (1,) for each in [a])
    return a + 1 == 2
class C(Struct, frozen=True):
    d = zip(x, y, strict=False)
"""


def test_each_mutation_is_one_change_of_code_that_runs() -> None:
    found = [mutation.what for mutation in mutations(CODE)]
    assert [
        "True -> False",
        "And -> Or",
        "Lt -> LtE",
        "3 -> 4",
        "b -> not b",
        "any((each in (1,) for each in [a])) -> None",
        "any -> all",
        "In -> NotIn",
        "1 -> 2",
        "a + 1 == 2 -> None",
        "Eq -> NotEq",
        "Add -> Sub",
        "1 -> 2",
        "2 -> 3",
    ] == found
    assert len(found) == len({mutation.code for mutation in mutations(CODE)})
