"""What the data are: areas, pairs, indicators, kinds of events, and the definition of an index. Validated, no I/O."""

from indicators.model.area import WORLD as WORLD
from indicators.model.area import Area as Area
from indicators.model.area import Pair as Pair
from indicators.model.base import AreaCode as AreaCode
from indicators.model.base import Frozen as Frozen
from indicators.model.base import Identifier as Identifier
from indicators.model.base import Text as Text
from indicators.model.base import one_sentence as one_sentence
from indicators.model.event import EVENT_COLUMNS as EVENT_COLUMNS
from indicators.model.event import SUPPORT_COLUMNS as SUPPORT_COLUMNS
from indicators.model.event import Covered as Covered
from indicators.model.event import EventKind as EventKind
from indicators.model.event import EventSource as EventSource
from indicators.model.event import EventSupport as EventSupport
from indicators.model.fetch import EventFetch as EventFetch
from indicators.model.fetch import Fetch as Fetch
from indicators.model.fetch import FetchRecord as FetchRecord
from indicators.model.indicator import MONTHS_PER_PERIOD as MONTHS_PER_PERIOD
from indicators.model.indicator import OBS_STATUS as OBS_STATUS
from indicators.model.indicator import OBSERVATION_COLUMNS as OBSERVATION_COLUMNS
from indicators.model.indicator import OBSERVATION_KEY as OBSERVATION_KEY
from indicators.model.indicator import Freq as Freq
from indicators.model.indicator import Indicator as Indicator
from indicators.model.indicator import Sourced as Sourced
from indicators.model.indicator import known_from as known_from
