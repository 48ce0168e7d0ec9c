"""What answers the addresses of the policies."""
