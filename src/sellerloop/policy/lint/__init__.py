"""Lint: what a policy must not do, beyond the types of its fields. A policy with a finding is refused."""

from collections.abc import Callable, Iterator

from sellerloop.policy.lint import references, rules, shape
from sellerloop.policy.lint.finding import Catalogue, Definition, Finding, Subject
from sellerloop.policy.schema import Policy

Rule = Callable[[Subject], Iterator[Finding]]

CODES: dict[str, Rule] = {
    "L1": rules.declared_units,
    "L2": rules.one_window_a_name,
    "L3": rules.data_rules,
    "L4": rules.stated_ends,
    "L5": rules.sources_behind_claims,
    "L6": rules.whole_weights,
    "L7": rules.monotone_bands,
    "L8": rules.dated_sources,
}
_OTHERS: tuple[Rule, ...] = (
    references.named_metrics,
    references.named_subjects,
    references.unique_names,
    references.scored_metrics_have_bands,
    references.known_definitions,
    shape.complete_objects,
    shape.scores_on_the_scale,
    shape.conditions_on_text,
)

__all__ = ["CODES", "Catalogue", "Definition", "Finding", "Subject", "examine", "lint"]


def lint(policy: Policy, catalogue: Catalogue | None = None) -> tuple[Finding, ...]:
    """Return everything that is wrong with ``policy``; without a catalogue names outside it are trusted."""
    return examine(Subject(policy, catalogue or Catalogue()))


def examine(subject: Subject) -> tuple[Finding, ...]:
    """Return everything that is wrong with ``subject``."""
    found = tuple(finding for rule in (*CODES.values(), *_OTHERS) for finding in rule(subject))
    return found if found or not subject.whole else tuple(references.computable(subject))
