"""Test the completion of commands, questions and names: what is offered, and what each shell makes of it.

What a label says must reach the command as it is: it is typed into real shells, on a terminal.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import Call, misused, process
from shells import SHELLS, Shell

from coalition.cli.completion import MISTAKEN, quoted, read
from coalition.corpus.root import Root

QUOTES = {"bash": ("", '"', "'", "$'"), "zsh": ("", '"', "'", "$'"), "fish": ("", '"', "'")}
"""The quotations that each shell knows; "" is none."""

HOSTILE = (
    *("$(touch canary)", "`touch canary`", ";touch canary;", "|touch canary", "&touch canary&", "<(touch canary)"),
    *("\\", "'", '"', "$", "$'", '$"', "!", "!!", "!touch", "^", "${HOME}", "$HOME", "*", "?", "[a-z]", "{a,b}"),
    *("~", "(", ")", "<", ">", ";", "&", "|", "#", " ", "  ", ":", "=", "@", ",", "%s", "-", "/", "..", "\\n"),
    *("a", "b1", "é", "e\u0301", "–", "日本", "\u00a0", "\u200c"),
)
"""What means something to a shell, or might, and some letters."""

LINES = (("show ", ""), ("show ", "ab"), ("show a", "b"), ("show --by ", ""), ("show --by=", ""))
"""Command lines before and after the opening quotation mark; what is typed of a name is "" or "ab"."""


@pytest.fixture
def cache(published_cache: Path) -> Path:
    """Return a cache folder with the snapshot of the published graph."""
    return published_cache


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shell]:
    """Start each shell."""
    started = Shell(request.param, tmp_path)
    yield started
    started.close()
    assert not (tmp_path / "home" / "canary").exists()


def complete(cache: Path, shell: str, line: str, word: str = "") -> list[str]:
    """Return what the script of a shell gets for a command line: the kind of what is offered, and the words."""
    done = process("completion", shell, "--line", line, "--word", word, XDG_CACHE_HOME=str(cache))
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


def test_commands_questions_options_and_formats_are_offered(cache: Path) -> None:
    assert complete(cache, "bash", "coalition q", "q") == ["plain", "query", "questions"]
    assert {"who-represented-whom", "who-took-part"} < {*complete(cache, "bash", "coalition ask who", "who")}
    limits = ["--known-by", "--on", "--stance", "--source", "--families", "--no-readings", "--timeout", "--memory"]
    options = ["--by", "--each-source", "--format", "--why-not", "--why", "--labels", "--iris", *limits, "--help"]
    assert complete(cache, "bash", "coalition ask commitments --", "--") == ["plain", *options]
    assert complete(cache, "bash", "coalition query --format t", "t") == ["plain", "table", "tsv", "turtle"]
    assert complete(cache, "bash", "coalition query --format=t", "t") == ["plain", "table", "tsv", "turtle"]
    assert complete(cache, "zsh", "coalition query --format=tu") == ["plain", *2 * ["--format=turtle"]]


def test_names_are_offered_in_any_case_and_where_aliases_begin_like_them(cache: Path, folder: Path) -> None:
    asked = f"coalition --root {folder}"
    assert complete(cache, "zsh", f"{asked} show the") == ["plain", *2 * ["the King"], *2 * ["the League"]]
    assert complete(cache, "bash", f"{asked} show the\\ k", "the\\ k") == ["plain", "the\\ King"]
    assert complete(cache, "bash", f"{asked} ask commitments --by 'League", "League")[1:] == [
        "League of Nations of Zenda"
    ]
    assert complete(cache, "fish", f"{asked} ask commitments --by Que") == ["plain", "Queen Flavia\t"]
    assert complete(cache, "bash", f"{asked} ask commitments --by xyz", "xyz") == ["plain"]


def test_where_nothing_is_typed_the_labels_are_offered(cache: Path, folder: Path) -> None:
    offered = complete(cache, "zsh", f"coalition --root {folder} ask who-took-part --event ")
    assert offered == ["plain", *2 * ["Meeting in Strelsau"]]


def test_zsh_and_fish_get_questions_with_their_summaries(cache: Path) -> None:
    summary = "Who took part in an event, in what role, according to which document?"
    line = "coalition ask who-took"
    assert complete(cache, "zsh", line) == ["plain", "who-took-part", f"who-took-part  -- {summary}"]
    assert complete(cache, "fish", line) == ["plain", f"who-took-part\t{summary}"]


def test_the_shell_itself_completes_the_names_of_files(cache: Path) -> None:
    assert complete(cache, "bash", "coalition query -f x", "x") == ["file"]
    assert complete(cache, "fish", "coalition --root=x") == ["file"]


def test_a_name_that_a_terminal_would_obey_or_an_argument_take_for_an_option_is_not_offered(shell: Shell) -> None:
    names = ["x\x1b[2J", "x\n touch canary", "x\x07", "x\x9b", "x\u202e", "x\u2028", "x\u200b", "x\ufeff", "x good"]
    assert shell.complete("coalition show ", names) == ["show", "x good"]


def test_a_question_is_not_offered_for_what_its_file_is_called(cache: Path, folder: Path) -> None:
    (folder / "queries").mkdir()
    for name in ("$(touch canary)", "x\x1b[2J", "good"):
        text = "#+ summary: Who \x1b[2J?\nSELECT * { ?s ?p ?o }"
        (folder / "queries" / f"{name}.rq").write_text(text, encoding="utf-8")
    asked = f"coalition --root {folder} ask "
    published = {path.stem for path in Root.published().queries[0].glob("*.rq")}  # which are offered, too
    own = [each for each in complete(cache, "bash", asked) if each not in published]
    assert own == ["plain", "\\$\\(touch\\ canary\\)", "good"]
    own = [each for each in complete(cache, "fish", asked)[1:] if each.partition("\t")[0] not in published]
    assert own == [f"{name}\tWho \\x1b[2J?" for name in ("$(touch canary)", "good")]


def test_a_name_that_begins_like_an_option_is_offered_only_as_a_value(cache: Path, folder: Path) -> None:
    register = folder / "graph" / "register.trig"
    register.write_text(register.read_text(encoding="utf-8").replace('"the King"', '"--help"'), encoding="utf-8")
    asked = f"coalition --root {folder}"
    assert complete(cache, "bash", f"{asked} ask commitments --by --he", "--he") == ["plain", "--help"]
    assert "--help" not in complete(cache, "bash", f"{asked} show ")


def test_each_shell_passes_a_label_on_as_it_is(shell: Shell) -> None:
    """A label that is completed arrives as it is, whatever it holds and whatever quotation is open."""
    choose = random.Random(7)
    for quote in QUOTES[shell.name]:
        for _ in range(40):
            before, after = choose.choice(LINES)
            name = "".join(choose.choice(HOSTILE) for _ in range(choose.randint(1, 6)))
            # An argument that begins with a hyphen would be an option, and fish hides what begins with a dot.
            name = f"ab{name}" if after or name.startswith(("-", ".")) else name
            if _not_offered(shell.name, quote, name):
                continue
            shell.names[:] = [name, "other"] if after else [name]
            # fish closes no quotation after these characters, since more may follow them.
            closing = quote if shell.name == "fish" and name[-1] in "/=@:.,-" else ""
            expected = ["show", f"--by={name}"] if before.endswith("=") else [*before.rstrip("a").split(), name]
            assert shell.type(f"coalition {before}{quote}{after}\t", f"{closing}\r") == expected, (before, quote, name)


def _not_offered(shell: str, quote: str, name: str) -> bool:
    mistaken = MISTAKEN.get((shell, quote))
    return mistaken is not None and mistaken.search(name) is not None


def test_what_two_labels_share_can_be_completed_further(shell: Shell) -> None:
    choose = random.Random(8)
    for quote in QUOTES[shell.name]:
        for _ in range(4):
            shared = "k" + "".join(choose.choice(HOSTILE) for _ in range(choose.randint(1, 4)))
            if _not_offered(shell.name, quote, shared):
                continue
            shell.names[:] = [f"{shared}x one", f"{shared}y two"]
            line = f"coalition show {quote}"
            assert shell.type(f"{line}\t", "x\t", "\r") == ["show", f"{shared}x one"], (line, shared)


def test_what_a_shell_quotes_wrongly_is_not_offered(shell: Shell) -> None:
    for (name, quote), example in {("zsh", '"'): "k$'`touch canary`'x", ("fish", ""): "~root"}.items():
        if name == shell.name:
            shell.names[:] = [example, "sane"]
            assert shell.type(f"coalition show {quote}\t", "\r") == ["show", "sane"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_words_of_a_line_are_read_without_their_quotes(shell: str) -> None:
    assert read("coalition show 'a b' \"c d\" e\\ f", shell) == (["coalition", "show", "a b", "c d", "e f"], "")
    assert read('coalition show "a \\"b\\$', shell) == (["coalition", "show", 'a "b$'], '"')
    assert read("coalition ", shell) == (["coalition", ""], "")
    assert read("coalition '' x", shell)[0] == ["coalition", "", "x"]
    if shell != "fish":
        assert read("coalition $'it\\'s", shell) == (["coalition", "it's"], "$'")
    else:
        assert read("coalition 'it\\'s", shell) == (["coalition", "it's"], "'")


def test_what_bash_gets_is_quoted_for_the_quotation_that_is_open() -> None:
    assert quoted("a $(b) c/d", "") == "a\\ \\$\\(b\\)\\ c/d"
    assert quoted('a $(b) "c"!', '"') == 'a \\$(b) \\"c\\""\\!""'
    assert quoted("it's $(b)", "'") == "it'\\''s $(b)"
    assert quoted("it's \\ $(b)", "$'") == "it\\'s \\\\ $(b)"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_is_printed(shell: str) -> None:
    done = process("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"completion {shell} --line" in done.out


@pytest.mark.parametrize(
    "line", ["--root /no/such ask ", "--root /no/such show K", "ask no-such-question --", "--store /dev/null show K"]
)
def test_what_is_wrong_offers_nothing(line: str, cache: Path) -> None:
    done = process("completion", "bash", "--line", f"coalition {line}", XDG_CACHE_HOME=str(cache))
    assert done.out in ("", "plain\n")


def test_the_protocol_of_click_which_quotes_nothing_is_not_answered(cache: Path) -> None:
    asked = 'COMP_WORDS="coalition q" COMP_CWORD=1 _COALITION_COMPLETE=bash_complete "$P"'
    assert "plain" not in process(shell=asked, XDG_CACHE_HOME=str(cache)).out


def test_another_shell_is_misuse(call: Call) -> None:
    misused(call("completion", "tcsh"), "'tcsh' is not one of 'bash', 'zsh', 'fish'.")
