"""Test that only pages of this address write, that a sheet works without scripts, and that nothing breaks a page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from council import council
from starlette.testclient import TestClient

from coalition.corpus.root import Root
from coalition.desk.app import MOST, Application, _pieces
from coalition.desk.desk import Desk
from coalition.texts.passage import Passage
from coalition.texts.source import Texts

TOKEN, HOST = "secret", "127.0.0.1:8010"
ORIGIN = {"origin": f"http://{HOST}"}
HOSTILE = "<script>alert(1)</script> \u202e\" onload=x ' & \U0001f600 moved that the bridge be painted on 5 May 2031."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return council(tmp_path_factory.mktemp("app") / "root")


@pytest.fixture
def client(made: Path, tmp_path: Path) -> TestClient:
    root = Root.open(shutil.copytree(made, tmp_path / "root"))
    app = Application(Desk(root, Texts(root.sources)), TOKEN, [HOST])
    return TestClient(app, f"http://{HOST}", follow_redirects=False, headers=ORIGIN)


def added(client: TestClient, text: str, name: str) -> str:
    """Add a text, and return the path of its first passage."""
    looked = client.post(f"/{TOKEN}/texts", data={"text": text, "title": "A text"}, files={"file": ("", b"")})
    assert looked.status_code == 200, looked.text
    action = re.search(r'action="(/secret/texts/[^"]+)"', looked.text)
    assert action
    taken = client.post(action[1], data={"title": "A text", "name": name, "language": "en"})
    assert taken.status_code == 303, taken.text
    first = client.get(taken.headers["location"])
    assert first.status_code == 303, first.text
    return first.headers["location"]


@pytest.mark.parametrize(
    ("headers", "path", "method", "status"),
    [
        ({}, "/", "GET", 403),
        ({}, "/wrong/", "GET", 403),
        ({}, "/secret/nothing", "GET", 404),
        ({}, "/secret/undo", "GET", 405),
        ({"host": "evil.example:8010"}, "/secret/", "GET", 421),
        ({"origin": "http://evil.example"}, "/secret/undo", "POST", 403),
        ({"origin": "null"}, "/secret/undo", "POST", 403),
        ({"origin": "http://127.0.0.1:9999"}, "/secret/undo", "POST", 403),
        ({"origin": ""}, "/secret/undo", "POST", 403),
        ({"content-length": str(MOST + 1)}, "/secret/undo", "POST", 413),
        ({}, "/secret/passages/minutes-1", "GET", 404),
        ({}, "/secret/sources/nothing", "GET", 409),
        ({}, "/secret/texts/..%2f..%2fgraph", "POST", 404),
        ({}, "/assets/nothing.js", "GET", 404),
        ({}, "/assets/..%2fapp.py", "GET", 404),
    ],
)
def test_who_may_not_is_refused_in_one_line(
    client: TestClient, headers: dict[str, str], path: str, method: str, status: int
) -> None:
    got = client.request(method, path, headers=headers)
    assert got.status_code == status, got.text
    assert "Traceback" not in got.text and TOKEN not in got.text.replace('"/secret/', "")


def test_pages_run_nothing_and_are_kept_nowhere(client: TestClient) -> None:
    got = client.get("/secret/")
    assert got.headers["cache-control"] == "no-store" and got.headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert "<script>" not in got.text and "Minutes of the Council" in got.text


def test_a_text_is_added_and_a_passage_accepted_without_scripts(client: TestClient) -> None:
    path = added(client, "Flavia moved that the bridge be painted.\n", "bridge")
    page = client.get(path)
    assert page.status_code == 200 and "It mentions:" in page.text and "Flavia" in page.text
    form = client.post(path, data={"do": "form", "form": "Motion", "stance": "Asserts"})
    assert form.status_code == 303 and form.headers["location"] == f"{path}#i-0.f.content"
    sheet = {"0.kind": "Motion", "0.f.content": "", "stance": "Asserts"}
    assert "#1 motion" in client.get(path).text
    more = client.post(path, data={**sheet, "do": "field:0", "0.more": "movedBy"})
    assert more.status_code == 303 and 'name="0.f.movedBy"' in client.get(path).text
    sheet["0.f.movedBy"] = "Black Michael"
    wrong = client.post(path, data={**sheet, "do": "accept"})
    assert wrong.status_code == 422 and "content is needed" in wrong.text
    assert "there is no actor called Black Michael" in wrong.text and 'name="new.0.f.movedBy"' in wrong.text
    sheet["0.f.content"] = "The bridge is painted."
    done = client.post(path, data={**sheet, "new.0.f.movedBy": "Person", "do": "accept", "keys": "40"})
    assert done.status_code == 303, done.text
    assert client.get(done.headers["location"]).status_code == 200  # no drafted passage is left
    again = client.get(path).text
    assert "Black Michael" in again and "The bridge is painted." in again
    assert client.get("/secret/suggest?typed=black&kind=Person").json()["suggestions"][0]["label"] == "Black Michael"
    assert client.post("/secret/undo", data={"back": ""}).headers["location"] == path
    removed = client.post(path, data={**sheet, "do": "remove:0"})
    assert removed.status_code == 303 and "#1 motion" not in client.get(path).text


def test_a_sheet_is_kept_as_it_is_typed_and_told_as_turtle(client: TestClient) -> None:
    path = added(client, "Flavia moved that the bridge be painted.\n", "bridge")
    sheet = {"0.kind": "Motion", "0.f.content": "A bridge.", "0.f.movedBy": "Nobody", "stance": "Denies"}
    found = client.post(f"{path}/look", data=sheet).json()
    assert found["turtle"].startswith("passage:bridge-0 {") and 'cg:content "A bridge."' in found["turtle"]
    assert list(found["faults"]) == ["0.f.movedBy"]
    page = client.get(path).text
    assert "A bridge." in page and '<option value="Denies" selected>' in page
    assert client.post("/secret/passages/nothing-0/look", data=sheet).status_code == 409


def test_hostile_words_stay_words(client: TestClient) -> None:
    path = added(client, f"{HOSTILE}\r\nFlavia seconded it.\r\n", "hostile")
    page = client.get(path).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    sheet = {"0.kind": "Motion", "0.f.content": HOSTILE, "stance": "Asserts"}
    refused = client.post(path, data={**sheet, "do": "accept"})
    assert refused.status_code == 422 and "U+202E" in refused.text and "<script>alert" not in refused.text
    sheet["0.f.content"] = HOSTILE.replace("\u202e", "")
    assert client.post(path, data={**sheet, "do": "accept"}).status_code == 303
    again = client.get(path)
    assert again.status_code == 200 and "<script>alert" not in again.text


@pytest.mark.parametrize(
    "sheet",
    [
        {"do": "fly"},
        {"do": "split"},
        {"do": "split", "at": "9" * 40},
        {"do": "split", "at": "²"},
        {"do": "none", "reason": "no such reason"},
        {"do": "accept", "0.kind": "Motion", "0.f.content": "\0 \x1b[2J", "stance": "Asserts"},
        {"do": "accept", "stance": "Asserts", "0.kind": "Nothing"},
        {"do": "accept", "0.kind": "Motion", "0.f.a b": "x", "stance": "Asserts"},
        {"do": "field:99", "99.more": "x"},
        {"do": "accept", "999999.kind": "Motion"},
    ],
)
def test_what_no_page_sends_is_refused_and_changes_nothing(client: TestClient, sheet: dict[str, str]) -> None:
    path = added(client, "Flavia moved that the bridge be painted.\n", "bridge")
    folder = client.app.desk.root.graph  # type: ignore[attr-defined]
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    got = client.post(path, data=sheet)
    assert got.status_code in (303, 422), got.text
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before
    assert client.get(path).status_code == 200


def test_a_text_is_cut_where_passages_begin_and_end() -> None:
    slices = [Passage(f"x/{start}", "s", start, end, "") for start, end in ((2, 4), (3, 5), (6, 8))]
    assert _pieces("abcdefghij", slices) == [
        ("ab", 0, ""),
        ("cd", 2, "2"),
        ("ef", 4, ""),
        ("gh", 6, "6"),
        ("ij", 8, ""),
    ]


def test_how_directly_and_against_what_a_passage_speaks_is_recorded(client: TestClient) -> None:
    path = added(client, "Flavia moved that the bridge be painted.\n", "bridge")
    sheet = {
        "0.kind": "Motion", "0.f.content": "A bridge.", "stance": "Asserts", "directness": "Implied", "do": "accept",
        "disagrees": "minutes-47",
    }  # fmt: skip
    wrong = client.post(path, data=sheet)
    assert wrong.status_code == 422 and "say with what passage it disagrees, and in what" in wrong.text
    assert client.post(path, data={**sheet, "disagreement": "Who moved what."}).status_code == 303
    again = client.get(path).text
    assert '<option value="Implied" selected>' in again and 'value="Who moved what."' in again
    assert 'value="passage:minutes-47"' in again or 'value="minutes-47"' in again
    assert client.post(path, data={**sheet, "directness": "", "disagrees": "", "disagreement": ""}).status_code == 303
    assert '<option value="Implied" selected>' not in client.get(path).text


def test_of_several_people_those_that_the_register_lacks_are_added(client: TestClient) -> None:
    path = added(client, "Flavia, Jon Varga and Bo Lee met.\n", "three")
    sheet = {"0.kind": "Participation", "0.f.event": "Meeting of the Council of 5 May 2031", "stance": "Asserts"}
    sheet["0.f.participant"] = "Flavia; Jon Varga; Bo Lee"
    wrong = client.post(path, data={**sheet, "do": "accept"})
    assert wrong.status_code == 422 and "several, divided by ;" in wrong.text
    done = client.post(path, data={**sheet, "new.0.f.participant": "Person", "do": "accept"})
    assert done.status_code == 303, done.text
    again = client.get(path).text
    assert all(f'value="{name}"' in again for name in ("Flavia", "Jon Varga", "Bo Lee"))


def test_a_list_is_pasted_looked_at_and_written(client: TestClient) -> None:
    path = added(client, f"Flavia came.\n\n{HOSTILE}\n", "feast")
    page = "/secret/sources/feast/list"
    assert f'href="{page}"' in client.get(path).text
    assert '<option value="attendance"' in client.get(page).text
    sheet = {"mapping": "attendance", "list": "name\r\nFlavia\r\n<script>x\r\n", "given": "", "do": "look"}
    wrong = client.post(page, data=sheet)
    assert wrong.status_code == 422 and "the list has no column event" in wrong.text
    assert "&lt;script&gt;x" in wrong.text and "<script>x" not in wrong.text
    sheet["given"] = "event=Meeting of the Council of 5 May 2031"
    looked = client.post(page, data=sheet)
    assert looked.status_code == 200 and "Flavia came." in looked.text and "Line 3" in looked.text
    assert "cg:participant actor:flavia" in looked.text and "<script>x" not in looked.text
    assert "cg:participant" not in client.get(path).text
    written = client.post(page, data={**sheet, "do": "write"})
    assert written.status_code == 200 and "this is there already" not in written.text
    assert "cg:participant actor:flavia" in client.get("/secret/passages/feast-0").text
    done = client.post(page, data={**sheet, "list": "name\nFlavia\n", "do": "write", "accept": "yes"})
    assert done.status_code == 303 and done.headers["location"] == "/secret/sources/feast"
    assert "there is no source nothing with a text" in client.get("/secret/sources/nothing/list").text
    assert "Undo" in client.get("/secret/").text


def test_a_sheet_that_arrives_after_a_later_one_is_not_kept(client: TestClient) -> None:
    path = added(client, "Flavia moved that the bridge be painted.\n", "late")
    sheet = {"0.kind": "Motion", "0.f.content": "The bridge is painted.", "stance": "Asserts", "turn": "7"}
    assert client.post(path, data={**sheet, "do": "accept"}).status_code == 303
    assert client.post(f"{path}/look", data={**sheet, "0.f.content": "Overtaken.", "turn": "6"}).status_code == 200
    assert "Overtaken." not in client.get(path).text
    assert client.post(f"{path}/look", data={**sheet, "0.f.content": "Typed later.", "turn": "8"}).status_code == 200
    assert "Typed later." in client.get(path).text


def test_a_proposal_says_what_it_is_like_and_is_not_kept_when_the_passage_is_skipped(client: TestClient) -> None:
    path = added(client, "Flavia moved that the bridge be painted.\n\nFlavia moved that <b> be mended.\n", "two")
    sheet = {"0.kind": "Motion", "0.f.content": "The bridge is painted.", "0.f.movedBy": "Flavia", "stance": "Asserts"}
    done = client.post(path, data={**sheet, "do": "accept"})
    following = client.get(done.headers["location"]).headers["location"]
    shown = client.get(following).text
    assert "Proposed as for the passage most like it, two-0." in shown
    assert 'name="0.f.movedBy" value="Flavia"' in shown and "The bridge is painted" in shown
    skipped = {"0.kind": "Motion", "0.f.content": "", "0.f.movedBy": "Flavia", "stance": "Asserts", "do": "skip"}
    assert client.post(following, data=skipped).status_code == 303
    assert "Proposed as for" in client.get(following).text
    assert client.post(following, data={**skipped, "0.f.movedBy": "Rupert Hentzau"}).status_code == 303
    again = client.get(following).text
    assert "Proposed as for" not in again and 'value="Rupert Hentzau"' in again


def test_names_that_the_passage_has_are_suggested_first(client: TestClient) -> None:
    added(client, "Rupert Hentzau moved that the bridge be painted.\n", "names")

    def suggested(**asked: str) -> list[str]:
        answer = client.get("/secret/suggest", params={"kind": "Actor", **asked}).json()
        return [each["label"] for each in answer["suggestions"]]

    assert suggested(typed="") == []
    assert suggested(typed="", passage="names-0")[0] == "Rupert Hentzau"
    assert suggested(typed="a", passage="names-0")[0] == "Rupert Hentzau"
    assert client.get("/secret/suggest", params={"typed": "a", "passage": "nothing"}).status_code == 404
