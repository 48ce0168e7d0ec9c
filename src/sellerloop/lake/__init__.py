"""The one room with doors: sources, storage, engines, builds."""
