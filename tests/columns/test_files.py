"""Test that the files of columns have different names, none of which is hidden."""

from __future__ import annotations

from coalition.columns import files


def test_the_files_have_different_names_that_are_not_hidden() -> None:
    names = [files.TERMS, files.ENDS, files.SUBJECTS, files.OBJECTS, files.GRAPHS, files.PROPERTIES]
    assert len(set(names)) == 6
    assert [name for name in names if name.startswith(".")] == []  # else a snapshot would not check them
