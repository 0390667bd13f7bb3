"""The named policies."""
