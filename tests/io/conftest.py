"""A small district as files, whose any table can be exchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

TABLES = {
    "schools": "school_id,school_name,grade_low,grade_high,enrollment\n0102,Alder,K,5,412\n0103,NA,0,5,300\n",
    "cohorts": "school_id,grade_low,grade_high,subject,tier,students\n0102,3,5,math,strategic,36\n"
    "0103,K,2,reading,intensive,<10\n",
    "blocks": "school_id,block_id,when,days,minutes,starts_on,ends_on,groups_at_once\n"
    "*,intervention,during_school,MTWRF,40,2026-09-14,2027-05-21,4\n",
    "tutors": "pool_id,kind,modality,tutors,hours_per_tutor_week,pay,hourly_cost_dollars\n"
    "aides,paraprofessional,in_person,20,12,hourly,$22.50\n",
    "funding": "stream_id,program,award_dollars,obligate_from,obligate_by\n"
    'general,general_fund,"$85,000",2026-07-01,2027-09-30\n',
}

Writer = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Writer:
    """Write the small district; tables given by name (text or bytes, None = no file) take the place of its own."""

    def write(changed: Mapping[str, str | bytes | None] | None = None, name: str = "small") -> Path:
        place = tmp_path / name
        place.mkdir(exist_ok=True)
        for table, text in {**TABLES, **(changed or {})}.items():
            if text is not None:
                content = text if isinstance(text, bytes) else text.encode("utf-8")
                (place / f"{table}.csv").write_bytes(content)
        return place

    return write
