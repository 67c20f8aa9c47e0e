"""Name the files of columns."""

from __future__ import annotations

TERMS, ENDS = "terms.utf8", "ends.i8"
"""The file of the keys of all terms, in UTF-8 without anything between them, and that of where each ends."""

SUBJECTS, OBJECTS, GRAPHS, PROPERTIES = "subjects.i4", "objects.i4", "graphs.i4", "properties.i8"
"""The files of the statements: numbers of terms, little-endian, in the order of property, subject, object and graph.

The last has a row for each property: its number, and the row at which its statements end.
"""
