"""The six codes of the Shop Performance Score."""
