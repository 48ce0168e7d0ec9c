"""The naive oracle: every metric counted row by row in plain Python, the way a person would with a pencil.

It shares nothing with the product's way of counting but the contracts, the specifications and the meaning of
a condition on one row: own versions, own links, own local dates, own windows, own waits.
"""
