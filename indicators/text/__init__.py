"""How a number, a date and a list are written, and which texts are safe in a spreadsheet. Each is written once."""

from indicators.text.cells import defused as defused
from indicators.text.cells import restored as restored
from indicators.text.words import MINUS as MINUS
from indicators.text.words import day_name as day_name
from indicators.text.words import figure as figure
from indicators.text.words import listing as listing
from indicators.text.words import month_name as month_name
from indicators.text.words import number as number
from indicators.text.words import p_text as p_text
from indicators.text.words import percent as percent
from indicators.text.words import period_name as period_name
from indicators.text.words import signed as signed
from indicators.text.words import significant as significant
from indicators.text.words import spelled as spelled
