"""Any file of figures or dated events → observations or events, and a list of problems. See `preview` and `commit`.

The stages: `bytes` (a source as text, or as the cells of a workbook), `grid` (text → records), `layout` (which lines
and columns say what), `columns` (the meaning of cells), `rows` (observations and events).
"""

from indicators.importing.commit import Store as Store
from indicators.importing.commit import commit as commit
from indicators.importing.description import TEMPLATE as TEMPLATE
from indicators.importing.description import describe_indicator as describe_indicator
from indicators.importing.description import write_description as write_description
from indicators.importing.mapping import Mapping as Mapping
from indicators.importing.preview import ImportPreview as ImportPreview
from indicators.importing.preview import preview as preview
from indicators.importing.problems import Decision as Decision
from indicators.importing.problems import Problem as Problem
