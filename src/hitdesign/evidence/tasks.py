"""Knowledge of what has to be done before tutoring begins: tasks, the drafts they yield, ways of buying a contract."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hitdesign.evidence.known import Known
from hitdesign.quantities import Dollars, Positive

#: What a task waits for beside other tasks: nothing but the launch, or a day that somebody else sets.
HangsOn = Literal["launch", "board_meeting", "staff_training", "assessment", "family_event"]
#: The lists of the checklist, and what follows from them.
Part = Literal["planning", "engagement", "follow_on"]
Limit = Literal["micro_purchase", "simplified_acquisition", "self_certified_micro"]


class TaskFact(Known):
    """One task before launch; `source` is where its item was read, its days are a judgement of this library.

    `working_days`: how long it takes, in days on which offices work. `rule`: the name of the rule that reads its status
    from the facts; blank: only a sign-off can say. `document`: the draft that it yields; blank: none.
    """

    part: Part
    #: The section of the guide in which the item, or what it follows from, stands.
    section: str = Field(min_length=1)
    title: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    working_days: Positive
    depends_on: tuple[str, ...] = ()
    hangs_on: HangsOn = "launch"
    rule: str = ""
    document: str = ""


class PurchaseThreshold(Known):
    """Up to how many dollars a simpler way of buying may be used, and from when until when (blank: still)."""

    name: str
    limit: Limit
    dollars: Dollars
    in_force_from: date
    in_force_until: date | None = None


class PurchaseStep(BaseModel):
    """One step of a way of buying; each follows the one before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: str = Field(min_length=1)
    title: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    working_days: Positive
    hangs_on: HangsOn = "launch"


class PurchaseWay(Known):
    """A way of buying: what it asks for, how open to competition it is (0 to 9), and its steps in order.

    `open_checks`: what a person has to see to before it may be used.
    """

    name: str
    says: str
    competition: int = Field(ge=0, le=9)
    steps: tuple[PurchaseStep, ...] = Field(min_length=1)
    open_checks: tuple[str, ...] = ()


class DocumentSection(BaseModel):
    """A part of a draft: sentences with names in braces that the plan's own numbers fill.

    `each`: the name of a list of the plan; the lines then stand once per row of it, and `otherwise` where it is empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str = Field(min_length=1)
    lines: tuple[str, ...] = Field(min_length=1)
    each: str = ""
    otherwise: str = ""


class DocumentFact(Known):
    """A document that tasks ask for, as the draft of it that a plan can fill."""

    title: str
    sections: tuple[DocumentSection, ...] = Field(min_length=1)
