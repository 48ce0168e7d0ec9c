"""The words of the library: messages as values, never as prose in one language."""
