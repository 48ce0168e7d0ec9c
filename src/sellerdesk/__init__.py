"""The desk: the Django project that remembers, shows, asks and sends."""
