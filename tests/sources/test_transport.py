"""What a publisher may answer, and what becomes of it. The publisher is a server in this process."""

from __future__ import annotations

import datetime as dt
import gzip
import logging
import os
import threading
import time
import traceback
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from recordings import RECORDINGS, Recording
from replies import unpack

from indicators.catalog import Catalog
from indicators.errors import MissingKeyError, NotAnsweredError, OfflineError, SourceRefusedError
from indicators.model import OBSERVATION_COLUMNS
from indicators.sources import GivenFile, Live, Replay, Reply, Request, Source, Transport, Validators, ask
from indicators.sources.keys import Secret, find_key, key
from indicators.sources.transport import pack

NOTHING = pd.DataFrame(columns=list(OBSERVATION_COLUMNS))
SECRET = "Geheim/1+2=3"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Publisher(ThreadingHTTPServer):
    """Gives the answers of a script, the last one again and again, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Answer] = []
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        """Its root."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        script = self.server.script
        (script.pop(0) if len(script) > 1 else script[0])(self)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Answer:
    """An answer with these headers; its length is said unless it is given."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


def slow(handler: BaseHTTPRequestHandler) -> None:
    """Says nothing for longer than an impatient person waits."""
    time.sleep(0.6)
    handler.close_connection = True


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Never stops, and never pauses for long."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b"x" * 70_000)
            time.sleep(0.01)
    except OSError:
        handler.close_connection = True


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A running publisher; no proxy of the environment stands before it."""
    for name in os.environ:
        if name.lower().endswith("_proxy") or name.startswith("RELATIONS_INDEX_"):
            monkeypatch.delenv(name)
    server = Publisher()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def waits() -> list[float]:
    """The pauses that were asked for, none of them waited."""
    return []


@pytest.fixture
def live(waits: list[float]) -> Live:
    """A transport that may speak http, to this machine."""
    return Live(sleep=waits.append, schemes=("http", "https"))


@pytest.fixture
def impatient(waits: list[float]) -> Live:
    """One that does not wait long for an answer."""
    return Live(sleep=waits.append, read_timeout=0.3, schemes=("http",))


@pytest.fixture
def request_to(publisher: Publisher) -> Request:
    """A request to the publisher."""
    return Request("goods_trade", f"{publisher.address}/data.csv", 100_000)


def test_an_answer_is_body_headers_and_address(publisher: Publisher, live: Live, request_to: Request) -> None:
    publisher.script = [answer(200, b"a,b\n", ETag='"7"', Last_Modified="Tue, 01 Dec 2026 00:00:00 GMT")]
    seen: list[tuple[int, int | None]] = []
    response = live.get(request_to, progress=lambda done, total: seen.append((done, total)))
    assert (response.status, response.body, response.final_url) == (200, b"a,b\n", request_to.url)
    assert response.headers["etag"] == '"7"'
    assert seen == [(4, 4)]
    ((_, headers),) = publisher.asked
    assert headers["user-agent"].startswith("relations-index/")
    assert "if-none-match" not in headers


def test_what_is_known_is_asked_for_by_its_validators(publisher: Publisher, live: Live, request_to: Request) -> None:
    publisher.script = [answer(304)]
    response = live.get(request_to, since=Validators('"7"', "Tue, 01 Dec 2026 00:00:00 GMT"))
    assert (response.status, response.body) == (304, b"")
    ((_, headers),) = publisher.asked
    assert headers["if-none-match"] == '"7"'
    assert headers["if-modified-since"] == "Tue, 01 Dec 2026 00:00:00 GMT"


def test_gzip_is_unpacked(publisher: Publisher, live: Live, request_to: Request) -> None:
    publisher.script = [answer(200, gzip.compress(b"a,b\n" * 100), Content_Encoding="gzip")]
    assert live.get(request_to).body == b"a,b\n" * 100


def test_a_redirect_is_followed_and_remembered(publisher: Publisher, live: Live, request_to: Request) -> None:
    publisher.script = [answer(301, Location="/new.csv"), answer(200, b"a,b\n")]
    response = live.get(request_to)
    assert response.final_url == f"{publisher.address}/new.csv"
    assert response.body == b"a,b\n"


def test_a_redirect_leads_to_https_only(publisher: Publisher, request_to: Request, waits: list[float]) -> None:
    publisher.script = [answer(301, Location="ftp://127.0.0.1/data.csv")]
    with pytest.raises(NotAnsweredError, match="not https"):
        Live(sleep=waits.append, schemes=("http",)).get(request_to)
    publisher.script = [answer(301, Location="http://[bad")]
    with pytest.raises(NotAnsweredError, match="not https"):
        Live(sleep=waits.append, schemes=("http",)).get(request_to)
    publisher.script = [answer(302, Location="/again")]
    with pytest.raises(NotAnsweredError, match="more than 5 times"):
        Live(sleep=waits.append, schemes=("http",)).get(request_to)


@pytest.mark.parametrize(
    ("script", "pauses"),
    [
        ([answer(503), answer(200, b"x")], [1.0]),
        ([answer(503), answer(500), answer(200, b"x")], [1.0, 2.0]),
        ([answer(429, Retry_After="7"), answer(200, b"x")], [7.0]),
        ([answer(200, b"half", Content_Length="100"), answer(200, b"x")], [1.0]),
    ],
    ids=["503", "503 and 500", "429", "broken off"],
)
def test_what_passes_is_tried_again(
    publisher: Publisher, live: Live, request_to: Request, waits: list[float], script: list[Answer], pauses: list[float]
) -> None:
    publisher.script = list(script)
    assert live.get(request_to).body == b"x"
    assert waits == pauses


@pytest.mark.parametrize(
    ("script", "says", "times"),
    [
        (answer(403), "does not answer programs", 1),
        (answer(404), "nothing at this address", 1),
        (answer(400), "status 400", 1),
        (answer(304), "status 304", 1),
        (answer(429, Retry_After="3600"), "wait 3600 seconds", 1),
        (answer(503), "status 503", 3),
        (answer(200, b"half", Content_Length="100"), "broke off", 3),
        (answer(200, b"\x1f\x8bnonsense", Content_Encoding="gzip"), "damaged", 3),
    ],
    ids=["403", "404", "400", "304 unasked", "429", "503", "broken off", "damaged gzip"],
)
def test_what_does_not_pass_is_said(
    publisher: Publisher, live: Live, request_to: Request, script: Answer, says: str, times: int
) -> None:
    publisher.script = [script]
    with pytest.raises(NotAnsweredError, match=says) as raised:
        live.get(request_to)
    assert len(publisher.asked) == times
    assert "127.0.0.1" in str(raised.value)


def test_a_slow_publisher_is_asked_again(publisher: Publisher, impatient: Live, request_to: Request) -> None:
    publisher.script = [slow, answer(200, b"x")]
    assert impatient.get(request_to).body == b"x"
    publisher.script = [slow]
    with pytest.raises(NotAnsweredError, match="did not answer in time"):
        impatient.get(request_to)
    assert len(publisher.asked) == 5


def test_a_day_to_wait_for_is_understood(
    publisher: Publisher, live: Live, request_to: Request, waits: list[float]
) -> None:
    publisher.script = [answer(429, Retry_After="Tue, 01 Dec 2020 00:00:00 GMT"), answer(200, b"x")]
    live.get(request_to)
    assert waits == [0.0]


def test_a_host_is_not_pressed(publisher: Publisher, live: Live, request_to: Request, waits: list[float]) -> None:
    publisher.script = [answer(200, b"x")]
    for _ in range(3):
        live.get(request_to)
    assert len(waits) == 2
    assert waits[1] > waits[0] > 0


def test_nobody_there_is_said(waits: list[float]) -> None:
    with pytest.raises(NotAnsweredError, match="could not be reached"):
        Live(sleep=waits.append, schemes=("http",)).get(Request("goods_trade", "http://127.0.0.1:9/data", 10))
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize(
    "script",
    [
        answer(200, b"x", Content_Length="200000"),
        answer(200, gzip.compress(b"x" * 200_000), Content_Encoding="gzip"),
        dripping,
    ],
    ids=["as announced", "unpacked", "without end"],
)
def test_what_is_too_large_is_refused(publisher: Publisher, live: Live, request_to: Request, script: Answer) -> None:
    publisher.script = [script]
    with pytest.raises(SourceRefusedError, match="more than 100000 bytes"):
        live.get(request_to)
    assert len(publisher.asked) == 1


def test_an_answer_without_end_is_broken_off(publisher: Publisher, request_to: Request) -> None:
    publisher.script = [dripping]
    with pytest.raises(NotAnsweredError, match="more than"):
        Live(deadline=0.1, schemes=("http",)).get(replace(request_to, max_bytes=10**9))
    assert len(publisher.asked) == 1


def test_the_proxy_of_the_environment_is_asked(
    publisher: Publisher, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", publisher.address)
    publisher.script = [answer(200, b"x")]
    live.get(Request("goods_trade", "http://publisher.invalid/data.csv", 10))
    assert publisher.asked[0][0] == "http://publisher.invalid/data.csv"
    monkeypatch.setenv("http_proxy", publisher.address.replace("//", "//anna:pass%40word@"))
    live.get(Request("goods_trade", "http://publisher.invalid/data.csv", 10))
    assert publisher.asked[1][1]["proxy-authorization"] == "Basic " + b64encode(b"anna:pass@word").decode()


def test_nobody_is_asked_when_it_is_switched_off(
    publisher: Publisher, live: Live, request_to: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELATIONS_INDEX_OFFLINE", "1")
    with pytest.raises(OfflineError, match="RELATIONS_INDEX_OFFLINE"):
        live.get(request_to)
    assert publisher.asked == []


def test_what_has_no_lasting_address_is_fetched_by_a_person(
    publisher: Publisher, live: Live, request_to: Request
) -> None:
    with pytest.raises(NotAnsweredError, match="--from-file"):
        live.get(replace(request_to, by_hand=True))
    assert publisher.asked == []


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        answer(200, b"x"),
        answer(403),
        answer(503),
        answer(200, b"x", Content_Length="9"),
        answer(302, Location=f"ftp://127.0.0.1/?k={SECRET}"),
    ],
)
def test_a_key_stands_in_no_text(
    publisher: Publisher, live: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, script: Answer
) -> None:
    monkeypatch.setenv("RELATIONS_INDEX_EIA_KEY", SECRET)
    caplog.set_level(logging.DEBUG)
    publisher.script = [script]
    request = Request("lng_exports", publisher.address + "/data?api_key={key}&page=1", 10, key="EIA")
    told = ""
    try:
        told = repr(live.get(request))
    except NotAnsweredError as error:
        told = "".join(traceback.format_exception(error)) + repr(error.message.values) + repr(error.__context__)
    assert "api_key=Geheim%2F1%2B2%3D3&page=1" in publisher.asked[0][0]
    for text in (told, caplog.text, repr(request), repr(vars(live))):
        assert SECRET not in text
        assert "Geheim" not in text


def test_a_key_is_in_the_environment_or_in_a_file_that_nobody_else_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("RELATIONS_INDEX_EIA_KEY", raising=False)
    assert find_key("EIA") is None
    with pytest.raises(MissingKeyError, match="RELATIONS_INDEX_EIA_KEY"):
        key("EIA", "api.eia.gov")
    file = tmp_path / "relations-index" / "keys.toml"
    file.parent.mkdir()
    file.write_text(f'EIA = "{SECRET}"\n')
    file.chmod(0o644)
    with pytest.raises(MissingKeyError, match="chmod 600"):
        find_key("EIA")
    file.chmod(0o600)
    assert key("EIA", "api.eia.gov").reveal() == SECRET
    file.write_text(f"EIA = {SECRET}\n")
    with pytest.raises(MissingKeyError, match="not TOML") as raised:
        find_key("EIA")
    assert SECRET not in str(raised.value)
    monkeypatch.setenv("RELATIONS_INDEX_EIA_KEY", "another")
    assert key("EIA", "api.eia.gov").reveal() == "another"


def test_a_secret_does_not_print() -> None:
    assert f"{Secret(SECRET)} {Secret(SECRET)!r}" == "*** ***"


# --- through ask ---------------------------------------------------------------------------------


def of(name: str) -> Recording:
    """A recording by its name."""
    return next(one for one in RECORDINGS if one.name == name)


@pytest.fixture
def ask_publisher(
    publisher: Publisher, live: Live, catalog: Catalog, source_of: Callable[[Recording], Source]
) -> Callable[..., Reply]:
    """Ask the publisher for the rates of the recording, after an earlier fetch or none."""
    recording = of("ecb")
    source = replace(source_of(recording), url=f"{publisher.address}/eurofxref-hist.zip")
    now = dt.datetime.combine(recording.day, dt.time(), dt.UTC)

    def asked(earlier: Reply | None = None, transport: Transport = live) -> Reply:
        stored = earlier.frame if earlier else NOTHING
        return ask(source, catalog, transport, since=earlier.record if earlier else None, stored=stored, now=now)

    return asked


def test_an_answer_is_remembered_and_then_unchanged(publisher: Publisher, ask_publisher: Callable[..., Reply]) -> None:
    (body,) = of("ecb").bodies()
    publisher.script = [answer(200, body, ETag='"7"'), answer(304), answer(200, body)]
    first = ask_publisher()
    assert (first.record.outcome, first.record.status, first.record.etag) == ("new", 200, '"7"')
    assert first.record.publisher_stamp == "2026-04-13"
    assert first.record.bytes == len(body)
    for _ in range(2):  # by the publisher's word, and by the content
        again = ask_publisher(first)
        assert again.record.outcome == "unchanged"
        assert again.record.sha256 == first.record.sha256
        assert again.frame.empty
    assert [headers.get("if-none-match") for _, headers in publisher.asked] == [None, '"7"', '"7"']


def test_a_refused_answer_is_not_taken_for_known(publisher: Publisher, ask_publisher: Callable[..., Reply]) -> None:
    publisher.script = [answer(200, b"Date,USD\n", ETag='"7"')]
    first = ask_publisher()
    assert first.record.outcome == "refused"
    assert first.body == b"Date,USD\n"
    ask_publisher(first)
    assert "if-none-match" not in publisher.asked[1][1]


def test_what_an_older_reader_read_is_read_again(publisher: Publisher, ask_publisher: Callable[..., Reply]) -> None:
    (body,) = of("ecb").bodies()
    publisher.script = [answer(200, body, ETag='"7"')]
    first = ask_publisher()
    older = replace(first, record=replace(first.record, reader="ecb-eurofxref-hist/0"))
    assert ask_publisher(older).record.outcome == "new"


def test_a_redirect_to_a_web_page_is_refused(publisher: Publisher, ask_publisher: Callable[..., Reply]) -> None:
    publisher.script = [answer(301, Location="/login"), answer(200, b"\n<!DOCTYPE html><html></html>")]
    reply = ask_publisher()
    assert reply.record.outcome == "refused"
    assert "/login is a web page" in reply.record.reason


def test_an_answer_longer_than_announced_is_refused(publisher: Publisher, ask_publisher: Callable[..., Reply]) -> None:
    (body,) = of("ecb").bodies()
    publisher.script = [answer(200, body, Content_Length=str(len(body) // 2))]
    assert ask_publisher().record.outcome == "refused"


def test_no_answer_is_an_outcome(publisher: Publisher, ask_publisher: Callable[..., Reply]) -> None:
    publisher.script = [answer(404)]
    reply = ask_publisher()
    assert (reply.record.outcome, reply.record.status, reply.body) == ("failed", 404, b"")
    assert reply.record.reason == str(reply.refusals[0])


def test_a_folder_and_a_file_answer_as_a_publisher_does(
    tmp_path: Path, catalog: Catalog, source_of: Callable[[Recording], Source], ask_publisher: Callable[..., Reply]
) -> None:
    (tmp_path / "exchange_rate_usd.zip").write_bytes(of("ecb").bodies()[0])
    from_folder = ask_publisher(transport=Replay(tmp_path))
    from_file = ask_publisher(transport=GivenFile(tmp_path / "exchange_rate_usd.zip"))
    assert from_folder.record == from_file.record
    assert from_folder.record.outcome == "new"
    assert ask_publisher(transport=Replay(tmp_path / "nothing")).record.outcome == "failed"

    recording = of("eia api")
    source = source_of(recording)
    for part, body in enumerate(recording.bodies(), 1):
        (tmp_path / f"{source.id}.{part}.json").write_bytes(body)
    now = dt.datetime.combine(recording.day, dt.time(), dt.UTC)
    reply = ask(source, catalog, Replay(tmp_path), stored=NOTHING, now=now)
    assert reply.record.outcome == "new"
    one, other = sorted(tmp_path.glob(f"{source.id}.*"))
    in_order = ask(source, catalog, GivenFile(one, other), stored=NOTHING, now=now)
    assert in_order.record == reply.record
    half = ask(source, catalog, GivenFile(one), stored=NOTHING, now=now)
    assert half.record.outcome == "failed"
    assert "part 2 is wanted too" in half.record.reason
    (tmp_path / "kept.parts.zip").write_bytes(reply.body)
    again = ask(source, catalog, GivenFile(tmp_path / "kept.parts.zip"), stored=NOTHING, now=now)
    assert again.record == reply.record


def test_an_archive_of_parts_that_is_damaged_or_too_large_is_no_answer(tmp_path: Path) -> None:
    path, small = tmp_path / "a.parts.zip", Request("a", "https://example.org/", max_bytes=1000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("0001", bytes(range(256)) * 3)
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + bytes(20) + whole[80:])
    with pytest.raises(NotAnsweredError, match="no archive with part 1"):
        GivenFile(path).get(small)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0001", bytes(1_000_000))
    with pytest.raises(NotAnsweredError, match="more than 1000 bytes"):
        GivenFile(path).get(small)


def test_a_file_with_an_odd_number_is_no_part(tmp_path: Path) -> None:
    (tmp_path / "a.².csv").write_bytes(b"x")
    assert Replay(tmp_path).get(Request("a", "https://example.org/", max_bytes=10)).body == b"x"


def test_parts_are_packed_alike_every_time() -> None:
    parts = [b"one", b"two", b""]
    assert unpack(pack(parts)) == parts
    assert pack(parts) == pack(list(parts))
    assert pack([b"alone"]) == b"alone"
