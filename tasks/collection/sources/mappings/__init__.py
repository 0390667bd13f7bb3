"""Mappings of known sources as YAML files.

A source of an administration of its own is one more YAML file, or a Python file outside the package that lists its
mappings in `FORMATS` (see `tasks.running.extensions`).
"""
