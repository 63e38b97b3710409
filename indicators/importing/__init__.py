"""Any file of figures or dated acts → observations or events, and a list of problems. See `preview` and `commit`."""

from indicators.importing.commit import Store, commit
from indicators.importing.mapping import Mapping
from indicators.importing.preview import ImportPreview, preview
from indicators.importing.problems import Decision, Problem

__all__ = ["Decision", "ImportPreview", "Mapping", "Problem", "Store", "commit", "preview"]
