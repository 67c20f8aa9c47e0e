"""Test that what `deploy/` promises holds, as far as that can be tried without systemd and containers."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml
from program import process
from serving import serving

from coalition.cli.commands import coalition
from coalition.cli.publish import publish
from coalition.service.settings import Settings

DEPLOY = Path(__file__).parent.parent / "deploy"


@pytest.fixture(scope="module")
def unit() -> configparser.SectionProxy:
    """Return the section of the unit that says how the service runs."""
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(DEPLOY / "coalition.service")
    return read["Service"]


def options(words: list[str]) -> None:
    """Check that a command line of `coalition` has only options that exist, with values that fit."""
    with click.Context(coalition) as context:
        serve = coalition.get_command(context, "serve")
    assert serve
    at = words.index("serve")
    known = {name for parameter in coalition.params for name in parameter.opts}
    assert {word for word in words[:at] if word.startswith("--")} <= known
    serve.make_context("serve", words[at + 1 :], resilient_parsing=True)
    assert {word for word in words[at:] if word.startswith("--")} <= {
        name for parameter in serve.params for name in parameter.opts
    }


def test_the_unit_starts_the_service_with_options_that_it_has(unit: configparser.SectionProxy) -> None:
    words = shlex.split(unit["ExecStart"])
    assert words[0] == "/opt/coalition/bin/coalition"
    options(words[1:])


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    text = (DEPLOY / "coalition.service").read_text().replace("/opt/coalition/bin/coalition", "/bin/true")
    (tmp_path / "coalition.service").write_text(text)
    command = ["systemd-analyze", "verify", str(tmp_path / "coalition.service")]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_waits_longer_than_an_answer_may_take(unit: configparser.SectionProxy) -> None:
    assert int(unit["TimeoutStopSec"]) > Settings().timeout
    assert unit["KillMode"] == "mixed"  # so that the front alone is told, and lets what runs come to its end
    assert "-HUP" in unit["ExecReload"]
    assert int(unit["LimitNOFILE"]) > Settings().connections


def test_the_unit_leaves_the_service_no_more_than_it_needs(unit: configparser.SectionProxy) -> None:
    for name in ("DynamicUser", "NoNewPrivileges", "ProtectHome", "PrivateTmp", "RestrictNamespaces"):
        assert unit[name] == "yes"
    assert unit["ProtectSystem"] == "strict" and unit["CapabilityBoundingSet"] == ""
    assert (unit["IPAddressDeny"], unit["IPAddressAllow"]) == ("any", "localhost")


def test_the_container_starts_the_service_with_options_that_it_has() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    entry, command = (
        json.loads(line) for line in re.findall(r"^(?:ENTRYPOINT|CMD) (\[.*\])$", text, re.MULTILINE)[-2:]
    )
    options([*entry[1:], *command])
    assert re.search(r"^USER [1-9]\d+$", text, re.MULTILINE)


def test_the_container_copies_all_that_the_wheel_is_made_of() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    needed = {"pyproject.toml", "README.md", "LICENSE", "src", "ontology", "graph", "queries"}
    copied = {word for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for word in line.split()}
    assert copied == needed


def served(words: list[str]) -> None:
    """Check the arguments of an image, which is that of the Containerfile."""
    if "serve" in words:
        options(words)
    else:
        publish.make_context("publish", words[1:], resilient_parsing=True)
        assert words[0] == "publish"
        assert {word for word in words if word.startswith("--")} <= {o for p in publish.params for o in p.opts}


def test_the_services_of_compose_are_those_that_the_images_have() -> None:
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for name in ("publish", "service"):
        served(read["services"][name]["command"])
    for name in ("store", "publish", "service"):
        each = read["services"][name]
        assert (DEPLOY.parent / each["build"]["dockerfile"]).is_file()
        assert each["read_only"] and each["cap_drop"] == ["ALL"] and "ports" not in each
    assert read["networks"]["inside"]["internal"] and read["services"]["store"]["networks"] == ["inside"]
    (published,) = read["services"]["proxy"]["ports"]
    assert published.startswith("127.0.0.1:")
    subnet = read["networks"]["front"]["ipam"]["config"][0]["subnet"]
    assert read["services"]["service"]["command"][-1] == subnet  # whose word on the client's address is taken


def test_the_pods_of_kubernetes_have_no_rights_and_reach_what_they_need() -> None:
    read = [*yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())]
    kinds = {(each["kind"], each["metadata"]["name"]): each for each in read}
    policy = kinds["NetworkPolicy", "coalition-store"]["spec"]
    (reaching,) = policy["ingress"][0]["from"]
    for key in (("StatefulSet", "coalition-store"), ("Job", "coalition-publish"), ("Deployment", "coalition")):
        template = kinds[key]["spec"]["template"]
        labels, pod = template["metadata"]["labels"], template["spec"]
        assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
        (container,) = pod["containers"]
        rights = container["securityContext"]
        assert rights["readOnlyRootFilesystem"] and rights["capabilities"] == {"drop": ["ALL"]}
        if key[0] == "StatefulSet":
            assert policy["podSelector"]["matchLabels"].items() <= labels.items()
        else:
            assert reaching["podSelector"]["matchLabels"].items() <= labels.items()
            served(container["args"])
            assert "http://coalition-store:3030/ds" in container["args"]
    assert kinds["Deployment", "coalition"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > 30


def test_the_store_is_started_with_the_jars_that_are_tested() -> None:
    text = (DEPLOY / "Containerfile.fuseki").read_text()
    (copied,) = re.findall(r"^COPY (?!--from)(\S+) \S+$", text, re.MULTILINE)
    assert "jena-fuseki-main" in (DEPLOY.parent / copied).read_text()
    assert re.search(r"^USER [1-9]\d+$", text, re.MULTILINE)


def test_it_writes_to_the_folder_of_its_snapshots_and_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    with serving(folder, "--workers", "1") as server:
        assert server.query("ASK {}").status == 200
        assert any(folder.iterdir())
        opened = _written_by(server.process.pid) | {p for each in server.processes() for p in _written_by(each)}
    assert all(path.startswith((str(folder), "/dev/", "/tmp/", "/memfd:")) for path in opened), opened


def _written_by(number: int) -> set[str]:
    """Return the files that a process has open to be written, but for pipes and sockets."""
    found = set()
    for handle in Path(f"/proc/{number}/fd").iterdir():
        try:
            target = os.readlink(handle)
            flags = int(Path(f"/proc/{number}/fdinfo/{handle.name}").read_text().split("flags:")[1].split()[0], 8)
        except OSError:
            continue
        if flags & (os.O_WRONLY | os.O_RDWR) and target.startswith("/"):
            found.add(target)
    return found


def test_the_health_check_of_the_container_fails_where_nothing_answers() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    (command,) = re.findall(r"^ +CMD (\[.*\])$", text, re.MULTILINE)
    words = json.loads(command)
    words[0] = "python3"
    words[-1] = words[-1].replace(":8000/", ":9/")
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0
    assert process("serve", "--help").code == 0
