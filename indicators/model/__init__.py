"""What the data are: areas, pairs, indicators, kinds of events, and the definition of an index. Validated, no I/O."""

from indicators.model.records import (
    EVENT_COLUMNS as EVENT_COLUMNS,
)
from indicators.model.records import (
    MONTHS_PER_PERIOD as MONTHS_PER_PERIOD,
)
from indicators.model.records import (
    OBS_STATUS as OBS_STATUS,
)
from indicators.model.records import (
    OBSERVATION_COLUMNS as OBSERVATION_COLUMNS,
)
from indicators.model.records import (
    OBSERVATION_KEY as OBSERVATION_KEY,
)
from indicators.model.records import (
    WORLD as WORLD,
)
from indicators.model.records import (
    Area as Area,
)
from indicators.model.records import (
    AreaCode as AreaCode,
)
from indicators.model.records import (
    Covered as Covered,
)
from indicators.model.records import (
    EventKind as EventKind,
)
from indicators.model.records import (
    EventSource as EventSource,
)
from indicators.model.records import (
    Freq as Freq,
)
from indicators.model.records import (
    Frozen as Frozen,
)
from indicators.model.records import (
    Identifier as Identifier,
)
from indicators.model.records import (
    Indicator as Indicator,
)
from indicators.model.records import (
    Pair as Pair,
)
from indicators.model.records import (
    Sourced as Sourced,
)
from indicators.model.records import (
    Text as Text,
)
from indicators.model.records import (
    known_from as known_from,
)
from indicators.model.records import (
    one_sentence as one_sentence,
)
