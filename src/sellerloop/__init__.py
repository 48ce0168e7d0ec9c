"""Sellerloop: what is true about a marketplace's sellers, and what to do about it."""
