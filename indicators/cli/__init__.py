"""The same verbs without a browser, with the same numbers as the screen."""

from indicators.cli import acts as acts
from indicators.cli import ask as ask
from indicators.cli import claims as claims
from indicators.cli import data as data
from indicators.cli import definitions as definitions
from indicators.cli import exports as exports
from indicators.cli import sources as sources
from indicators.cli import trend as trend
from indicators.cli.common import main as main
