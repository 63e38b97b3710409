"""What pydantic finds wrong becomes one sentence that remembers its template and its values."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from indicators.errors import Message
from indicators.model import Area, Pair, one_sentence
from indicators.model.definition import Definition


def said(model: type, content: dict) -> Message:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(content)
    return one_sentence(caught.value)


@pytest.mark.parametrize(
    ("model", "content", "sentence"),
    [
        (Pair, {"a": "USA"}, "b: is missing; add it"),
        (Pair, {"a": "USA", "b": "USA"}, "the file: a pair needs two different areas, not USA twice"),
        (Pair, {"a": "usa", "b": "TUR"}, "a: String should match pattern '^[A-Z]{3}$' (found 'usa')"),
        (Pair, {"a": "USA", "bb": "TUR"}, "bb: is not a key of this file; remove it or correct its spelling (1 more)"),
        (Area, {"code": "USA", "name_en": {}, "name_tr": "ABD"}, "name_en: Input should be a valid string"),
        (Definition, {"groups": {"index": {}}, "components": {"x": {"parent": "y"}}}, "the file: 'x' has the parent"),
    ],
)
def test_the_first_problem_with_its_key(model: type, content: dict, sentence: str) -> None:
    assert said(model, content).startswith(sentence)


def test_a_message_inside_keeps_its_template_and_values() -> None:
    sentence = said(Pair, {"a": "USA", "b": "USA"})
    assert sentence.template == "{key}: {problem}"
    inner = sentence.values["problem"]
    assert (inner.template, inner.values) == ("a pair needs two different areas, not {a} twice", {"a": "USA"})
    assert isinstance(sentence.values["key"], Message)
