"""An index asked what it does over time.

series        the scores that a trend is read from, other pairs' and the events around them
shift_parts   what a level shift is made of, and how much of it people coded
answers       one question, one answer: sentences, numbers, warnings, method

`indicators.trends` takes plain series and knows no index; the Trends page and `relations-index trend` show these
answers, so that they say the same.
"""
