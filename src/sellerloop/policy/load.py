"""From policy files to policies, or to everything that is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sellerloop.policy.document import Node, find, read
from sellerloop.policy.inherit import resolve
from sellerloop.policy.lint import Catalogue, Subject, examine
from sellerloop.policy.partial import Partial, partial
from sellerloop.policy.problem import Problem
from sellerloop.policy.refusal import code_of, reason_of
from sellerloop.policy.schema import Policy


@dataclass(frozen=True, slots=True)
class Loaded:
    """The policies of the files that are sound, by id and date, and the problems of all others."""

    policies: tuple[Policy, ...]
    problems: tuple[Problem, ...]


def load(files: Mapping[str, str], catalogue: Catalogue | None = None) -> Loaded:
    """Read policy files (name to YAML or JSON text) together; they may extend each other.

    Every problem of every file is returned, in the order of files and lines. A file with a problem gives no
    policy, nor does one that extends it; the others do.
    """
    documents: list[Node] = []
    problems: list[Problem] = []
    for file, text in files.items():
        node, found = read(text, file)
        problems += found
        documents += [] if node is None else [node]
    whole, unresolved = resolve(documents)
    problems += unresolved
    bad = {problem.mark.file for problem in problems}
    policies = []
    for node in whole:
        policy, found = build(node, catalogue or Catalogue())
        problems += found
        if policy is not None and node.mark.file not in bad:
            policies.append(policy)
    return Loaded(
        tuple(sorted(policies, key=lambda p: (p.id, p.effective_from, p.mode))),
        _in_order(problems, {file: number for number, file in enumerate(files)}),
    )


def build(node: Node, catalogue: Catalogue) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Make one policy from a resolved document, or say everything that is wrong with it.

    Where the schema refuses a part, the rest is still examined, so that one reading finds all there is.
    """
    errors: list[ErrorDetails] = []
    try:
        rest = Partial(Policy.model_validate(node.plain), frozenset(), {})
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        rest = partial(node.plain, errors)
    problems = list(_refusals(node, errors))
    for finding in examine(Subject(rest.policy, catalogue, rest.names, not errors)):
        mark, shown = find(node, rest.original(finding.path))
        problems.append(Problem(mark, shown, finding.reason, finding.code))
    return (None if problems else rest.policy), tuple(problems)


def _refusals(node: Node, errors: Sequence[ErrorDetails]) -> Iterator[Problem]:
    seen = set()
    inside = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    for error in errors:
        mark, shown = find(node, error["loc"])
        emptied = error["type"] == "too_short" and error["loc"] in inside  # by its refused members alone
        if shown not in seen and not emptied:  # a value that fits none of several types is one problem
            yield Problem(mark, shown, reason_of(error), code_of(error))
            seen.add(shown)


def _in_order(problems: Sequence[Problem], files: Mapping[str, int]) -> tuple[Problem, ...]:
    """Sort, and say once what a file and those that extend it share."""
    distinct = {(p.mark, p.path, str(p.reason)): p for p in problems}
    order = sorted(distinct.values(), key=lambda p: (files[p.mark.file], p.mark.line, p.mark.column, p.path))
    return tuple(order)
