"""Three charts, drawn by Altair without a network: each a plain picture with its own text alternative."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from hitdesign.errors import MissingExtra
from hitdesign.quantities import print_dollars, print_share
from hitdesign.report import sentences
from hitdesign.report.money import largest_first
from hitdesign.report.reading import Reading
from hitdesign.report.words import plain, tier_words

#: Okabe and Ito's blue and vermillion, a dark grey: each at least 3:1 on white.
BLUE, VERMILLION, GREY, INK = "#0072B2", "#D55E00", "#5F6B76", "#1B1F24"
#: Bars of a chart; a district with more streams sees the largest ones drawn and all of them in the table.
MOST_BARS = 12
_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_COUNTED = re.compile(r"\b(?:clip|gradient)_?\d+\b")
#: What the drawing library writes that the page does not need.
_SHAPE_ATTRIBUTES = {"class", "role", "pointer-events", "font-family", "version"}


def need_chart(reading: Reading) -> str:
    """Seats needed and filled, by tier."""
    sums = reading["by_need"].groupby("tier", sort=False)[["need", "enrolled"]].sum()
    bars = [
        {
            "name": tier_words(str(tier)),
            "part": row["enrolled"],
            "whole": row["need"],
            "label": f"{row['enrolled']:,.0f} of {row['need']:,.0f} filled",
        }
        for tier, row in sums.iterrows()
    ]
    return _svg(_part_of_whole(bars), "chart-need", "Seats needed and filled", sentences.by_tier(reading))


def stream_chart(reading: Reading) -> str:
    """Dollars available and used, by stream, the largest first."""
    streams = largest_first(reading["by_stream"], "available_dollars", "stream_id")
    bars = [
        {
            "name": plain(row["stream_id"]),
            "part": row["not_to_exceed_dollars"],
            "whole": row["available_dollars"],
            "label": f"{print_dollars(row['not_to_exceed_dollars'])} of {print_dollars(row['available_dollars'])}",
        }
        for row in streams.head(MOST_BARS).to_dict("records")
    ]
    return _svg(_part_of_whole(bars), "chart-streams", "Dollars available and used", sentences.by_stream(reading))


def school_chart(reading: Reading) -> str:
    """One point per school: its share of low-income students against the share of its need that is served."""
    table = reading["by_school"].dropna(subset=["low_income_share", "share_served"])
    if table.empty:
        return ""
    points = [
        {"x": round(float(x), 4), "y": round(float(y), 4)}
        for x, y in zip(table["low_income_share"], table["share_served"], strict=True)
    ]
    said = [
        f"One point for each of {len(points):,} schools whose share of low-income students is known.",
        *sentences.schools_of(reading),
    ]
    mean = reading.enrolled / reading.need if reading.need else 0.0
    return _svg(_strip(points, mean), "chart-schools", "Need served against low-income students, by school", said)


def bars_chart(bars: Sequence[Mapping[str, Any]], name: str, title: str, said: Sequence[str]) -> str:
    """Filled bars in outlined ones: name, part, whole and label of each; `said` in the place of the drawing."""
    return _svg(_part_of_whole([{**bar, "name": plain(bar["name"])} for bar in bars]), name, title, said)


def _part_of_whole(bars: Sequence[Mapping[str, Any]]) -> Any:
    """A filled bar inside an outlined one per row, with its numbers in words beside it; no axis is needed."""
    alt = _altair()
    names = [bar["name"] for bar in bars]
    largest = max([1.0, *(float(bar["whole"]) for bar in bars), *(float(bar["part"]) for bar in bars)])
    base = alt.Chart(alt.InlineData(values=[{**bar, "end": max(bar["part"], bar["whole"])} for bar in bars]))
    room = min(200, 12 + max((8 * len(name) for name in names), default=0))
    axis = alt.Axis(ticks=False, domain=False, labelLimit=190, labelPadding=8, minExtent=room)
    y = alt.Y("name:N", sort=names, title=None, axis=axis)
    scale = alt.Scale(domain=[0, largest * 1.5], nice=False)
    whole, part, end = (alt.X(f"{column}:Q", axis=None, scale=scale) for column in ("whole", "part", "end"))
    outline = base.mark_bar(size=20, fill="#FFFFFF", stroke=GREY, strokeWidth=1).encode(x=whole, y=y)
    filled = base.mark_bar(size=20, fill=BLUE).encode(x=part, y=y)
    text = base.mark_text(align="left", dx=8, color=INK, fontSize=13).encode(x=end, y=y, text="label:N")
    return alt.layer(outline, filled, text).properties(width=480, height=alt.Step(34))


def _strip(points: Sequence[Mapping[str, float]], mean: float) -> Any:
    """Points over both shares, 0 to 100 percent, and a dashed line at the district's own share."""
    alt = _altair()
    share = {"format": ".0%", "tickCount": 5, "gridColor": "#E3E7EB", "domainColor": GREY, "tickColor": GREY}
    size = 46 if len(points) <= 400 else 16
    axis, scale = alt.Axis(**share), alt.Scale(domain=[0, 1])
    dots = (
        alt.Chart(alt.InlineData(values=list(points)))
        .mark_circle(size=size, color=BLUE, opacity=0.65)
        .encode(
            x=alt.X("x:Q", title="Low-income students (share of enrollment)", scale=scale, axis=axis),
            y=alt.Y("y:Q", title="Need served (share)", scale=scale, axis=axis),
        )
    )
    line = alt.Chart(alt.InlineData(values=[{"y": round(mean, 4), "label": f"District {print_share(mean)}"}]))
    rule = line.mark_rule(color=VERMILLION, strokeDash=[5, 4], strokeWidth=1.5).encode(y="y:Q")
    words = line.mark_text(align="left", dx=6, color=INK, fontSize=13)
    name = words.encode(x=alt.value(520), y="y:Q", text="label:N")
    return alt.layer(dots, rule, name).properties(width=520, height=240)


def _altair() -> Any:
    try:
        import altair
    except ImportError as absent:
        raise MissingExtra("altair", "report") from absent
    return altair


def _svg(chart: Any, name: str, title: str, said: Sequence[str]) -> str:
    """The chart as an inline SVG: no script, no link, no outside name; ids of its own, the same every time."""
    try:
        import vl_convert
    except ImportError as absent:
        raise MissingExtra("vl-convert-python", "report") from absent
    calm = chart.configure(aria=False, background="#FFFFFF").configure_view(stroke=None)
    spec = calm.configure_axis(
        labelFontSize=13, titleFontSize=13, titleFontWeight="normal", labelColor=INK, titleColor=INK
    ).to_dict()
    drawn = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec))
    labelled = {"role": "img", "aria-labelledby": f"{name}-title {name}-said"}
    drawing = ElementTree.Element("svg", {"class": "chart", "viewBox": drawn.attrib["viewBox"], **labelled})
    for tag, text in (("title", title), ("desc", " ".join(said))):
        words = ElementTree.SubElement(drawing, tag, {"id": f"{name}-{'said' if tag == 'desc' else tag}"})
        words.text = plain(text)
    drawing.extend(_plain_shape(child, name, {}) for child in drawn)
    return ElementTree.tostring(drawing, encoding="unicode")


def _plain_shape(shape: ElementTree.Element, name: str, ids: dict[str, str]) -> ElementTree.Element:
    """A copy without name spaces, classes and fonts; numbers to a hundredth; ids counted from 1 within the chart."""
    copy = ElementTree.Element(shape.tag.rpartition("}")[2])
    copy.text = shape.text
    for key, value in shape.attrib.items():
        if key in _SHAPE_ATTRIBUTES or key.startswith("aria-") or "}" in key:
            continue
        copy.set(key, _own_ids(_NUMBER.sub(_hundredth, value), name, ids))
    copy.extend(_plain_shape(child, name, ids) for child in shape)
    return copy


def _own_ids(value: str, name: str, ids: dict[str, str]) -> str:
    """Names such as `clip7`, which count up over the life of a process, as `<chart>-clip1`, ..."""
    return _COUNTED.sub(lambda found: ids.setdefault(found[0], f"{name}-clip{len(ids) + 1}"), value)


def _hundredth(found: re.Match[str]) -> str:
    return f"{round(float(found[0]), 2):g}"
