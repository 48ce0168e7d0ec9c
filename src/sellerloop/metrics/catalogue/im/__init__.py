"""Answers to buyers and their ratings, by every published unit of count."""
