"""Measurements of the product, each beside a named baseline of the same run; `python -m benchmarks` runs them all.

A benchmark is one module of this package that defines `measure() -> list[Measurement]`, the cost of something, or
`report() -> str`, the quality of something as a table in Markdown. Modules are found, not listed.
"""
