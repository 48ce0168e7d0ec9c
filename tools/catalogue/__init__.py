"""The generated pages of docs/catalogue: each module writes one from its registry, with ``page()``."""
