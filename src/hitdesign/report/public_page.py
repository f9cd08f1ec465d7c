"""The public page: everything the template fills in, taken from a plan's published view and from nothing else."""

from __future__ import annotations

from typing import Any

from hitdesign.quantities import print_dollars
from hitdesign.report import charts
from hitdesign.report.audience import PUBLIC_MARK
from hitdesign.report.public_frames import PUBLIC_CAPTIONS, public_grid
from hitdesign.report.public_sentences import tier_rows
from hitdesign.report.published import Published

#: Columns of tables that the page shows in part; files hold all.
SHOWN = {
    "streams": ("stream_id", "program_name", "available_dollars", "at_most_dollars", "share_used"),
    "staffing": ("rule", "verdict", "sentence", "source", "verified"),
    "assumptions": ("why", "assumed", "source", "as_of", "verified"),
    "sources": ("who", "title", "year", "used_for", "as_of"),
}


def public_page_of(view: Published) -> dict[str, Any]:
    """Texts, figures, grids and charts of the page for everybody."""
    made = {name: public_grid(name, frame, SHOWN.get(name, ())) for name, frame in view.frames.items()}
    grids = {name: made.get(name) for name in PUBLIC_CAPTIONS}
    return {
        "mark": PUBLIC_MARK,
        "district": view.district,
        "policy": view.policy,
        "say": view.said,
        "figures": view.figures,
        "grids": grids,
        "charts": _drawn(view),
    }


def _drawn(view: Published) -> dict[str, Any]:
    """The charts as markup; a bar stands only where both of its ends are published."""
    from markupsafe import Markup

    need = [
        {
            "name": str(row["tier"]),
            "part": float(str(row["enrolled"])),
            "whole": float(str(row["need"])),
            "label": f"{row['enrolled']:,} of {row['need']:,} filled",
        }
        for row in tier_rows(view.frames)
        if isinstance(row["enrolled"], int) and isinstance(row["need"], int)
    ]
    streams = [
        {
            "name": str(row["stream_id"]),
            "part": row["at_most_dollars"],
            "whole": row["available_dollars"],
            "label": f"{print_dollars(row['at_most_dollars'])} of {print_dollars(row['available_dollars'])}",
        }
        for row in view.frames["streams"].head(charts.MOST_BARS).to_dict("records")
    ]
    drawings = {
        "need": ("chart-need", "Seats needed and filled", need, view.said["tiers"]),
        "streams": ("chart-streams", "Dollars available and paid at most", streams, view.said["streams"]),
    }
    return {
        key: Markup(charts.bars_chart(bars, name, title, said)) if bars else ""
        for key, (name, title, bars, said) in drawings.items()
    }
