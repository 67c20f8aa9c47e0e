"""A graph restricted to some sources, stances, dates or families."""
