"""The rules of the house: each module says one, and ``check(tree)`` returns what breaks it."""
