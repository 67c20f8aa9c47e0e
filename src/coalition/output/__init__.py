"""Format results for people and programs: tables, cited passages, JSON, CSV and pictures."""

CITATIONS = ("footnotes", "bibtex", "csl-json")
"""The forms in which `citations` writes citations. They stand here, so that a command can name them at no cost."""
