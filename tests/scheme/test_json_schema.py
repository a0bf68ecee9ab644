"""The JSON Schema that editors use: every shipped scheme is valid, and every broken key is not."""

import json

import jsonschema
import pytest
import yaml

from returnhub.scheme.gather import library, shipped_schemes
from returnhub.scheme.json_schema import json_schema
from returnhub.scheme.keys import TOP_KEYS
from returnhub.scheme.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema(load_vocabulary())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_text(name: str) -> dict:
    """All scalars are text, as the loader reads them."""
    return yaml.load((library() / f"{name}.yaml").read_text(), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("name", shipped_schemes())
def test_every_shipped_scheme_is_valid(validator, name):
    assert [error.message for error in validator.iter_errors(as_text(name))] == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"promisses": {}}, "promisses"),
        ({"moves": {"go": {"says": "x", "from": "a", "to": "b"}}}, "'by' is a required property"),
        ({"moves": {"go": {"says": "x", "from": "a", "to": "b", "by": "c", "towards": "remval"}}}, "remval"),
        ({"rules": {"Fit": {"says": "x", "cite": "y", "when": "z"}}}, "Fit"),
        ({"rules": {"fit": {"says": "x", "when": "z"}}}, "'cite' is a required property"),
        ({"established": {"appeal_pending": {"value": "no", "source": "x"}}}, "appeal_pending"),
        ({"calendar": "england"}, "england"),
        (
            {"moves": {"go": {"says": "x", "from": "a", "to": ["b", "c"], "by": "d"}}},
            "is not of type 'string'",
        ),
        ({"constants": {"stay": {"value": "3", "unit": "days", "source": "x", "sauce": "y"}}}, "sauce"),
        (
            {"established": {"agreement_in_force": {"value": "no", "source": "x", "no": "y"}}},
            "'no' was unexpected",
        ),
        ({"hosts": {"far": {"country": "Far", "agreement": "soon"}}}, "is not valid under any"),
    ],
)
def test_a_mistake_that_an_editor_should_underline(validator, change, word):
    whole = {"scheme": "x", "title": "x", "version": "1", **change}
    assert any(word in error.message for error in validator.iter_errors(whole))


def test_every_key_of_the_loader_is_in_the_schema():
    assert list(json_schema(load_vocabulary())["properties"]) == list(TOP_KEYS)


def test_the_shipped_schema_file_is_in_step():
    shipped = json.loads((library() / "scheme.schema.json").read_text(encoding="utf-8"))
    again = "uv run returnhub schema > src/returnhub/library/scheme.schema.json"
    assert shipped == json_schema(load_vocabulary()), again
