"""Orders, deliveries and returns, by the definitions of several platforms."""
