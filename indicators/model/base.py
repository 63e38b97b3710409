"""What every model shares: frozen, validated on construction, and one sentence for what is wrong with it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from indicators.errors import Message

AreaCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Frozen(BaseModel):
    """Base of every node: frozen, and a key that is not known is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def one_sentence(error: ValidationError) -> Message:
    """The first problem of a pydantic ValidationError as `key: what is wrong`, and how many more there are.

    A key that is not known comes first: misspelt, it is also the reason why another is missing.
    """
    problems = sorted(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
    first, found = problems[0], problems[0].get("input")
    where = ".".join(map(str, first["loc"])) or Message("the file")
    raised = first.get("ctx", {}).get("error")
    what = raised.args[0] if isinstance(raised, ValueError) else first["msg"]
    if first["type"] == "extra_forbidden":
        sentence = Message("{key}: is not a key of this file; remove it or correct its spelling", key=where)
    elif first["type"] == "missing":
        sentence = Message("{key}: is missing; add it", key=where)
    elif isinstance(found, (str, int, float)):
        sentence = Message("{key}: {problem} (found {found!r})", key=where, problem=what, found=found)
    else:
        sentence = Message("{key}: {problem}", key=where, problem=what)
    more = len(problems) - 1
    return Message("{sentence} ({more} more)", sentence=sentence, more=more) if more else sentence
