"""Make the parser in strict mode, which fails if two rules or two words of the grammar match the same text.

Run this script where `interegular` is installed. The package looks each state up in a list, so that a word
with thousands of states takes a minute. Here, `crawl` has the same steps, with a dictionary.
"""

from __future__ import annotations

from typing import Any

from interegular import fsm
from lark import Lark

from microdep_rules.lang.grammar import text


def crawl(alphabet: Any, initial: Any, final: Any, follow: Any) -> Any:  # noqa: ANN401 - as in the package
    """Return the automaton of all states that `follow` reaches from a first state."""
    states, numbers = [initial], {_key(initial): 0}
    finals, transitions = set(), {}
    for number, state in enumerate(states):  # the list grows
        if final(state):
            finals.add(number)
        transitions[number] = {}
        for transition in alphabet.by_transition:
            try:
                reached = follow(state, transition)
            except fsm.OblivionError:
                continue
            key = _key(reached)
            if key not in numbers:
                numbers[key] = len(states)
                states.append(reached)
            transitions[number][transition] = numbers[key]
    return fsm.FSM(
        alphabet=alphabet,
        states=range(len(states)),
        initial=0,
        finals=finals,
        map=transitions,
        __no_validation__=True,
    )


def _key(state: Any) -> Any:  # noqa: ANN401 - as in the package
    """Return a state as a key; the package has states that are dictionaries, sets or numbers."""
    if isinstance(state, dict):
        return frozenset(state.items())
    return frozenset(state) if isinstance(state, set) else state


fsm.crawl = crawl
Lark(text(), parser="lalr", lexer="contextual", strict=True)
