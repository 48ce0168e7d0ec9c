"""Windows, in words."""

from sellerloop.policy.window import Calendar, Lagged, Rolling, VolumeSwitch


def words(window: Rolling | Lagged | Calendar | VolumeSwitch) -> str:
    """Say which days count as of a day D."""
    match window:
        case Rolling(days=days):
            return f"the {days} days before D"
        case Lagged(oldest=oldest, newest=newest):
            return f"D-{oldest} to D-{newest}"
        case Calendar(unit=unit, count=1):
            return f"the last complete {unit} before D"
        case Calendar(unit=unit, count=count):
            return f"the last {count} complete {unit}s before D"
        case VolumeSwitch(at_least=n, then=then, otherwise=otherwise):
            return f"{words(then)} where that holds at least {n} rows, else {words(otherwise)}"
