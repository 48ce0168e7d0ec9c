"""A deterministic marketplace with planted faults. It knows the event contracts and nothing else of ours."""
