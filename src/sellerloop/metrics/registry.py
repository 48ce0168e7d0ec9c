"""All metrics, found by themselves: ``metrics/catalogue/<family>/<name>.py`` holds ``METRIC``."""

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType

from sellerloop.metrics import catalogue
from sellerloop.metrics.spec import Metric, counters
from sellerloop.policy.predicate import PredicateError
from sellerloop.speech.message import Message, gettext_noop

_IN_METRIC = gettext_noop("metric {metric}: {problem}")


@cache
def metrics() -> MappingProxyType[str, Metric]:
    """Return every metric by id, sorted. Family and file name are the id.

    Raises ValueError when a file and its metric's id differ, PredicateError or KeyError when a definition
    does not fit its event contracts.
    """
    prefix = f"{catalogue.__name__}."
    found: dict[str, Metric] = {}
    for module in pkgutil.walk_packages(catalogue.__path__, prefix):
        if module.ispkg:
            continue
        metric: Metric = importlib.import_module(module.name).METRIC
        if metric.id != module.name.removeprefix(prefix):
            raise ValueError(f"{module.name} declares the metric {metric.id!r}")
        try:
            counters(metric)
        except PredicateError as error:
            problem = Message(error.text, error.values)
            raise PredicateError(_IN_METRIC, metric=metric.id, problem=problem) from None
        found[metric.id] = metric
    return MappingProxyType(dict(sorted(found.items())))


def metric(metric_id: str) -> Metric:
    """Return the metric called ``metric_id``. Raises KeyError when there is none."""
    return metrics()[metric_id]
