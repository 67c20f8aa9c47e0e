r"""Complete command lines in bash, zsh and fish.

What is offered comes from data: a label may hold `$(...)`, a quote or a line break, and bash puts what it is given into
the command line as it is. So a name is written for bash such that it stays one word within the quotation that the user
has opened; zsh and fish do so themselves. What a terminal would obey is not offered.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coalition.output.terminal import one_line

if TYPE_CHECKING:
    import click

SCRIPTS = {
    "bash": """\
_coalition_completion() {
    local kind reply
    COMPREPLY=()
    {
        read -r kind
        while IFS= read -r reply; do COMPREPLY+=("$reply"); done
    } < <("${1/#\\~/$HOME}" completion bash --line "${COMP_LINE:0:COMP_POINT}" --word "$2" 2>/dev/null)
    case $kind in
        file) compopt -o default ;;
        dir) compopt -o dirnames ;;
    esac
}
complete -F _coalition_completion coalition
""",
    "zsh": """\
#compdef coalition
_coalition_completion() {
    local kind line="${words[1,CURRENT]}" name about
    local -a answer names shown
    answer=("${(@f)$("$words[1]" completion zsh --line "${line%"$SUFFIX"}" 2>/dev/null)}")
    kind=$answer[1]
    shift answer
    [[ $kind == (file|dir) && $PREFIX == -*=* ]] && compset -P '*='
    case $kind in
        file) _files ;;
        dir) _files -/ ;;
        plain)
            for name about in "${(@)answer}"; do names+=("$name") shown+=("$about"); done
            compadd -U -l -V names -d shown -a names ;;
    esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _coalition_completion "$@"
else
    compdef _coalition_completion coalition
fi
""",
    "fish": """\
function _coalition_completion
    set -l answer (coalition completion fish --line (commandline -cp | string collect) 2>/dev/null)
    set -l parts (string match --regex -- '^(-[^=]*=)?(.*)$' (commandline -ct))
    switch "$answer[1]"
        case file
            __fish_complete_path "$parts[3]" | string replace --regex -- '^' "$parts[2]"
        case dir
            __fish_complete_directories "$parts[3]" | string replace --regex -- '^' "$parts[2]"
        case plain
            printf '%s\\n' $answer[2..-1]
    end
end
complete --no-files --command coalition --arguments '(_coalition_completion)'
""",
}
"""The script of each shell. It passes the command line up to the cursor, and reads the kind of what is offered (plain,
file or dir), then the words. Where files are offered, the shell itself lists and quotes them."""

ESCAPABLE = {
    "bash": {'"': '"$`\\', '$"': '"$`\\', "$'": "\\'\""},
    "zsh": {'"': '"$`\\!', "$'": "\\'\"!"},
    "fish": {'"': '"$\\', "'": "'\\"},
}
"""The characters that a backslash quotes within each kind of quotation. Outside of quotations it quotes any."""

MISTAKEN = {("zsh", '"'): re.compile(r"\$'"), ("fish", ""): re.compile("^~")}
"""What a shell does not quote as it should, by the quotation that is open: within double quotes, zsh expands `$'` when
Tab is pressed again, and fish replaces a tilde that comes first by a home folder. Such names are not offered."""


def read(line: str, shell: str) -> tuple[list[str], str]:
    """Return the words of a command line without their quotes, and the quotation that is open at its end.

    The last word is the one that the user is typing, which may be empty.
    """
    words, quote, at = [""], "", 0
    while at < len(line):
        character, pair = line[at], line[at : at + 2]
        at += 1
        if quote and character == quote[-1]:
            quote = ""
        elif character == "\\" and len(pair) == 2 and (not quote or pair[1] in ESCAPABLE[shell].get(quote, "")):
            words[-1] += pair[1]
            at += 1
        elif quote:
            words[-1] += character
        elif pair in ESCAPABLE[shell]:
            quote = pair
            at += 1
        elif character in "'\"":
            quote = character
        elif character not in " \t\n":
            words[-1] += character
        elif words[-1] or line[at - 2] in "'\"":
            words.append("")
    return words, quote


def quoted(text: str, quote: str) -> str:
    """Return a text as bash must get it where the quotation `quote` is open; "" means that none is."""
    match quote:
        case "'":
            written = text.replace("'", "'\\''")
        case "$'":
            written = re.sub(r"[\\']", r"\\\g<0>", text)
        case '"' | '$"':
            # Within double quotes, the history is searched for what follows "!", and a backslash before it stays.
            written = re.sub(r'["$`\\]', r"\\\g<0>", text).replace("!", '"\\!"')
        case _:
            written = re.sub(r"[^\w/.,+-]", r"\\\g<0>", text)
    # bash takes a mark that comes first for the one that the user typed, and one that comes last for the closing one.
    first = quote[-1:] if written.startswith(quote[-1:]) else ""
    last = quote[-1:] if written.endswith(quote[-1:]) else ""
    return first + written + last


def answer(group: click.Command, shell: str, line: str, word: str) -> list[str]:
    """Return the lines that the script of a shell reads.

    Parameters
    ----------
    group:
        The command whose line is completed.
    line:
        The command line up to the cursor.
    word:
        The end of the line that bash puts our words in place of. It is shorter than the word that is typed where that
        word has a quotation mark or a character at which bash breaks words, such as "=".
    """
    from click.shell_completion import ShellComplete

    words, quote = read(line, shell)
    arguments, typed = words[1:-1], words[-1]
    option, is_option, value = typed.partition("=")
    prefix = f"{option}=" if is_option and option.startswith("-") and "--" not in arguments else ""
    if prefix:
        arguments, typed = [*arguments, option], value
    items = ShellComplete(group, {}, "coalition", "").get_completions(arguments, typed)
    if any(item.type in ("file", "dir") for item in items):
        return [items[0].type]
    offered = {prefix + item.value: item.help or "" for item in items if item.value == one_line(item.value)}
    if shell == "bash":
        kept, quote = read(line.removesuffix(word), shell)
        return ["plain", *(quoted(name[len(kept[-1]) :], quote) for name in offered if name.startswith(kept[-1]))]
    mistaken = MISTAKEN.get((shell, quote))
    offered = {name: about for name, about in offered.items() if not mistaken or not mistaken.search(name)}
    if shell == "fish":
        return ["plain", *(f"{name}\t{one_line(about)}" for name, about in offered.items())]
    return ["plain", *(part for name, about in offered.items() for part in (name, _described(name, about)))]


def _described(name: str, about: str) -> str:
    return f"{name}  -- {one_line(about)}" if about else name
