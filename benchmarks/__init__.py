"""Measurements of the product, each beside a named baseline of the same run; `python -m benchmarks` runs them all.

A benchmark is one module of this package that defines `measure() -> list[Measurement]`, what something takes, or
`tell() -> str`, how good something is, as a table in Markdown; nothing lists it.
"""
