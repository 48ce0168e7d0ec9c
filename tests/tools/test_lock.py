"""How locks are made."""

from tools import lock


def test_every_set_is_bound_by_those_before_it_and_holds_no_address():
    for name, bounds in lock.BOUND_BY.items():
        command = lock.command(name, upgrade=False)
        assert [command[i + 1] for i, word in enumerate(command) if word == "-c"] == [
            f"requirements/{bound}.txt" for bound in bounds
        ]
        assert {"--generate-hashes", "--no-header"} <= set(command)


def test_every_set_of_the_checkout_is_locked(request):
    folder = request.config.rootpath / "requirements"
    assert {path.stem for path in folder.glob("*.in")} == set(lock.BOUND_BY)
    assert {path.stem for path in folder.glob("*.txt")} == set(lock.BOUND_BY)
