"""Measurements of the product, each beside a named baseline of the same run; `python -m benchmarks` runs them all.

A benchmark is one module of this package that defines `measure() -> list[Measurement]`; nothing lists it.
"""
