"""Publishers asked for their figures, when a person says so: what to ask, how, and whether to believe the answer."""

from indicators.sources.ask import Reply as Reply
from indicators.sources.ask import ask as ask
from indicators.sources.candidates import candidates as candidates
from indicators.sources.keys import find_key as find_key
from indicators.sources.plan import Source as Source
from indicators.sources.plan import is_due as is_due
from indicators.sources.plan import release_due as release_due
from indicators.sources.plan import sources as sources
from indicators.sources.transport import GivenFile as GivenFile
from indicators.sources.transport import Live as Live
from indicators.sources.transport import Progress as Progress
from indicators.sources.transport import Replay as Replay
from indicators.sources.transport import Request as Request
from indicators.sources.transport import Response as Response
from indicators.sources.transport import Transport as Transport
from indicators.sources.transport import Validators as Validators
from indicators.sources.transport import is_offline as is_offline
