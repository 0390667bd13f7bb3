"""Charts of the report as SVG that needs no network."""

import io
import warnings
from collections.abc import Sequence
from math import ceil

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter

LANE_COLOURS = {"low": "#7fb285", "medium": "#e9b44c", "high": "#c8553d"}
INK = "#274060"
_MOST_LABELS = 12  # dates that stand side by side without touching
_LONG_NUMBER = 10_000  # from here on 25,000 is shown as 25k, and a million as 1M
# Set once and for all: to have them found for each chart takes as long as to draw it.
_MARGINS = {"left": 0.075, "right": 0.99, "top": 0.89, "bottom": 0.1}

# Letters of charts stay text, which whoever shows the chart sets in a font that has them.
warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)


def stacked_bars(frame: pd.DataFrame, colours: dict[str, str], title: str, ylabel: str) -> str:
    """SVG of stacked bars: one bar per index label, one layer per column of `frame` in the order of `colours`."""
    figure, axes = _canvas(title, ylabel)
    base = pd.Series(0.0, index=frame.index)
    positions = range(len(frame))
    for name, colour in colours.items():
        axes.bar(positions, frame[name], bottom=base, color=colour, label=name, width=0.8)
        base = base + frame[name]
    _label_positions(axes, [str(label) for label in frame.index])
    if len(colours) > 1:
        axes.legend(frameon=False, ncols=len(colours), loc="lower right", bbox_to_anchor=(1.0, 1.0), fontsize=8)
    if base.gt(0).any():
        axes.set_ylim(0, 1.06 * float(base.max()))
    _shorten_numbers(axes)
    return _svg(figure)


def lines(frame: pd.DataFrame, title: str, ylabel: str) -> str:
    """SVG of lines over the index labels of `frame`, one per column."""
    figure, axes = _canvas(title, ylabel)
    for name in frame.columns:
        axes.plot(range(len(frame)), frame[name], marker="o", markersize=3, label=str(name), color=None)
    _label_positions(axes, [str(label) for label in frame.index])
    axes.set_ylim(bottom=0)
    if len(frame.columns) > 1:
        axes.legend(frameon=False)
    _shorten_numbers(axes)
    return _svg(figure)


def rates_with_intervals(frame: pd.DataFrame, title: str, reference: float | None = None) -> str:
    """SVG of shares with their intervals: `frame` holds label, value, low, high; `reference` is drawn as a line."""
    figure, axes = _canvas(title, "share found in violation")
    # A bound that equals its value may miss it by a rounding error.
    spread = [(frame["value"] - frame["low"]).clip(lower=0), (frame["high"] - frame["value"]).clip(lower=0)]
    axes.errorbar(range(len(frame)), frame["value"], yerr=spread, fmt="o", color=INK, capsize=4)
    axes.set_xticks(range(len(frame)), list(frame["label"]))
    axes.set_xlim(-0.5, len(frame) - 0.5)
    axes.set_ylim(0, 1)
    if reference is not None:
        axes.axhline(reference, color="#c8553d", linestyle="--", linewidth=1)
        axes.annotate("found by chance", (len(frame) - 0.5, reference), ha="right", va="bottom", color="#c8553d")
    return _svg(figure)


def _canvas(title: str, ylabel: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(9.2, 3.0))
    axes = figure.subplots(gridspec_kw=_MARGINS)
    axes.set_title(title, loc="left", fontsize=11, color=INK)
    axes.set_ylabel(ylabel, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    return figure, axes


def _label_positions(axes: Axes, labels: Sequence[str]) -> None:
    step = max(1, ceil(len(labels) / _MOST_LABELS))
    axes.set_xticks(range(0, len(labels), step), labels[::step])


def _shorten_numbers(axes: Axes) -> None:
    if axes.get_ylim()[1] >= _LONG_NUMBER:
        axes.yaxis.set_major_formatter(EngFormatter(sep=""))


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    with (
        mpl.rc_context({"svg.hashsalt": "customs-risk", "svg.fonttype": "none", "font.family": "sans-serif"}),
        warnings.catch_warnings(),
    ):
        # Text stays text: whoever opens the chart has fonts for it, also where this machine has none for Chinese.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
