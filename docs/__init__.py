"""The documentation site: its generated pages."""
