"""Nested formats, in which a declaration has a header and items: their values under paths, one row per item."""
