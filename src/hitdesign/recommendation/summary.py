"""The recommendation of a whole district: which first choices it has, and which rules excluded what, how often."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.recommendation.hearing import Heard

#: In place of a model where every one is excluded.
NONE = ""


def first_choices_of(heard: Heard) -> pd.DataFrame:
    """Columns model_id (blank: none is possible), bands, students, share_of_students; most students first."""
    first, situation = heard.firsts(), heard.situation
    ids = [*(str(name) for name in situation.model_id[0]), NONE]
    bands = np.bincount(first % len(ids), minlength=len(ids))
    students = np.bincount(first % len(ids), weights=situation.students[:, 0], minlength=len(ids))
    table = pd.DataFrame(
        {"model_id": pd.Series(ids, dtype="str"), "bands": bands, "students": students.astype(np.int64)}
    )
    table["share_of_students"] = students / max(students.sum(), 1.0)
    table = table[table["bands"] > 0]
    return table.sort_values(["students", "bands", "model_id"], ascending=[False, False, True], ignore_index=True)


def exclusions_of(heard: Heard) -> pd.DataFrame:
    """Columns factor, rule, code, model_id, bands, students: what each rule excluded in how many bands.

    A model that several rules exclude from a band stands in a row of each. Sorted by students, most first.
    """
    situation = heard.situation
    names = ["factor", "rule", "code", "model_id"]
    rows = []
    for rule, verdict in heard.judged:
        excluded = np.broadcast_to(verdict.excluded, situation.shape)
        if not excluded.any():
            continue
        band, column = np.nonzero(excluded)
        code = np.broadcast_to(verdict.code, situation.shape)[band, column]
        key = code.astype(np.int64) * situation.shape[1] + column
        students = np.bincount(key, weights=situation.students[band, 0])
        for one in np.flatnonzero(bands := np.bincount(key)):
            at, model = divmod(int(one), situation.shape[1])
            model_id = str(situation.model_id[0, model])
            rows.append((rule.factor, rule.name, verdict.codes[at], model_id, int(bands[one]), int(students[one])))
    table = pd.DataFrame(rows, columns=[*names, "bands", "students"])
    table = table.astype({**dict.fromkeys(names, "str"), "bands": "int64", "students": "int64"})
    return table.sort_values(
        ["students", "rule", "code", "model_id"], ascending=[False, *[True] * 3], ignore_index=True
    )
