"""One module per event kind; its name is the kind."""
