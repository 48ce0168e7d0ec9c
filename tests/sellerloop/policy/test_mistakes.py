"""Whatever is done to a policy file: it is read, or refused with a place and a reason; nothing breaks."""

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sellerloop.policy.load import load
from tests.sellerloop.policy.sample import CATALOGUE, SOUND

Content = dict[str, Any]
JUNK: list[Any] = [
    *(None, True, "", "x", "null", "{", "2026-02-30", "score", "account.x", -1, 1.5, 10**20),
    *([], {}, [1], [None], [[]], [{}], {"a": 1}, {"type": "rolling"}, {"type": "calendar", "unit": "month"}),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for step, inner in steps for place in ((*path, step), *places(inner, (*path, step)))]


@st.composite
def spoilt(draw: DrawFn) -> Content:
    content = copy.deepcopy(SOUND)
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(places(content)))
        holder: Any = content
        for step in above:
            holder = holder[step]
        match draw(st.sampled_from(["drop", "junk", "twice", "rename"])):
            case "twice" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[last]))
            case "rename" if isinstance(holder, dict):
                holder[f"{last}s"] = holder.pop(last)
            case "junk":
                holder[last] = draw(st.sampled_from(JUNK))
            case _:
                del holder[last]
    return content


@given(spoilt())
def test_a_spoilt_policy_is_read_or_refused_with_places_and_reasons(content: Content) -> None:
    result = load({"p": json.dumps(content, indent=1)}, CATALOGUE)
    assert bool(result.policies) != bool(result.problems)
    assert all(problem.mark.line >= 1 and str(problem) for problem in result.problems)


@given(st.text(max_size=60) | st.text("abc:-[]{}&*!|>'\"%@,#? \n\t", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    result = load({"p": text}, CATALOGUE)
    assert result.problems and not result.policies
