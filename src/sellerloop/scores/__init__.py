"""Stage 3, how good that is: points, tiers, ledgers, explanation, simulation."""
