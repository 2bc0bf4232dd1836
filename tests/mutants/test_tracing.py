"""A trace knows which tests run the statement around a line, and changes nothing of what the code does."""

from __future__ import annotations

from tests.mutants.tracing import Trace, noting, statement

CODE = '''"""What it is for."""
from __future__ import annotations
LIMIT = 3
def f(a: int, b: int = 2) -> int:
    """What it does."""
    if (
        a > LIMIT
        and b
    ):
        return a
    elif a == 1:
        return [
            b,
            2,
        ][0]
    for each in range(a):
        match each:
            case 1 if b:
                a += 1
    return a
'''


def test_the_innermost_statement_around_a_line_counts() -> None:
    wanted = {3: 0, 4: 0, 5: 0, 6: 6, 8: 6, 10: 10, 11: 11, 12: 12, 13: 12, 16: 16, 18: 17, 19: 19, 20: 20}
    assert wanted == {line: statement(CODE, line) for line in wanted}


def test_code_that_notes_what_it_runs_does_the_same() -> None:
    code, lines = noting(CODE, 100)
    assert [6, 10, 11, 12, 16, 17, 19, 20] == lines
    there: dict[str, object] = {}
    exec(code, there)  # noqa: S102 - it is the code above
    notes = there["_ran"]
    assert isinstance(notes, set)
    notes.clear()
    assert callable(there["f"])
    assert there["f"](2) == 3
    assert [6, 11, 16, 17, 19, 20] == [lines[note - 100] for note in sorted(notes)]
    assert there["__doc__"] == "What it is for."
    assert there["f"].__doc__ == "What it does."


def test_a_mutant_meets_the_tests_that_run_its_statement_and_the_quickest_first() -> None:
    runs = {("a.py", 6): {"slow", "quick"}, ("a.py", 10): {"slow"}, ("a.py", 12): set[str]()}
    trace = Trace({"slow": 2.0, "quick": 1.0, "other": 0.5}, runs)
    assert ["quick", "slow"] == trace.running("a.py", CODE, 8)
    assert ["slow"] == trace.running("a.py", CODE, 10)
    assert [] == trace.running("a.py", CODE, 13)


def test_a_mutant_of_what_an_import_runs_meets_every_test_of_its_module() -> None:
    trace = Trace({"slow": 2.0, "quick": 1.0, "other": 0.5}, {("a.py", 6): {"slow", "quick"}})
    assert ["quick", "slow"] == trace.running("a.py", CODE, 3)
    assert ["other", "quick", "slow"] == trace.running("b.py", CODE, 3)
