"""Any file of figures or dated acts → observations or events, and a list of problems. See `preview` and `commit`."""

from indicators.importing.commit import Store, commit
from indicators.importing.describe import TEMPLATE, describe_indicator, write_description
from indicators.importing.mapping import Mapping
from indicators.importing.preview import ImportPreview, preview
from indicators.importing.problems import Decision, Problem

__all__ = [
    "TEMPLATE",
    "Decision",
    "ImportPreview",
    "Mapping",
    "Problem",
    "Store",
    "commit",
    "describe_indicator",
    "preview",
    "write_description",
]
