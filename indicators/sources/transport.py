"""Addresses → bytes. The only module that opens a connection; a person asked, or it is not called."""

from __future__ import annotations

import datetime as dt
import io
import logging
import lzma
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from indicators.errors import Message, NotAnsweredError, OfflineError, SourceRefusedError
from indicators.sources.keys import Secret, key

Progress = Callable[[int, int | None], None]
"""Told the bytes so far and how many there will be, where the publisher says so."""

OFFLINE = "RELATIONS_INDEX_OFFLINE"
KEY = "{key}"
"""Stands for the key in an address, so that an address never holds one."""

ATTEMPTS, REDIRECTS = 3, 5
LONGEST_WAIT = 60.0
"""Seconds that a publisher may ask to wait before the next attempt."""

PAUSE = 0.5
"""Seconds between two requests to one host."""

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, LookupError, NotImplementedError, RuntimeError)
"""What comes of an archive that is none, is damaged, locked, packed in an unknown way or has fewer parts."""

_CHUNK = 1 << 16
_AGAIN = (429, 500, 502, 503, 504)
_REDIRECT = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Request:
    """One address to be asked for a source: its `part`-th file. `{key}` in `url` stands for the key named `key`."""

    source: str
    url: str
    max_bytes: int
    key: str = ""
    part: int = 1
    by_hand: bool = False

    @property
    def host(self) -> str:
        """The publisher's host."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True)
class Validators:
    """What a publisher said of its last reply, to be asked for a newer one only."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Response:
    """An answer of status 200 or 304. Header names are lower case; `final_url` holds no key."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    final_url: str


class Transport(Protocol):
    """How bytes are had."""

    def get(self, request: Request, *, since: Validators | None = None, progress: Progress | None = None) -> Response:
        """One answer; NotAnsweredError where there is none, SourceRefusedError for what is too large."""
        ...


class Replay:
    """Answers from a folder: of a source `goods_trade` the file `goods_trade.xlsx`, in parts `goods_trade.1.json` …"""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, request: Request, *, since: Validators | None = None, progress: Progress | None = None) -> Response:
        files = sorted(path for path in self._folder.glob(f"{request.source}.*") if path.is_file())
        numbered = {int(path.name.split(".")[1]): path for path in files if path.name.split(".")[1].isdecimal()}
        found = [numbered[part] for part in sorted(numbered)] or files[:1]
        if not found:
            raise NotAnsweredError(
                "{folder} holds no file of {source}.", folder=self._folder, source=request.source, status=0
            )
        return GivenFile(*found).get(request)


class GivenFile:
    """The answer is what a person fetched: one file, or the parts in order; *.parts.zip holds parts in order."""

    def __init__(self, *paths: Path) -> None:
        self._paths = paths

    def get(self, request: Request, *, since: Validators | None = None, progress: Progress | None = None) -> Response:
        packed = len(self._paths) == 1 and self._paths[0].name.endswith(".parts.zip")
        path = self._paths[0] if packed or request.part > len(self._paths) else self._paths[request.part - 1]
        why: str = ""
        body = b""
        try:
            if path.stat().st_size > request.max_bytes:
                why = Message("it has more than {limit} bytes", limit=request.max_bytes)
            elif packed:
                body, why = _part(path, request)
            elif request.part > len(self._paths):
                why = Message(
                    "part {part} is wanted too: put all into a folder as {source}.1, {source}.2 … and give it with "
                    "--offline",
                    part=request.part,
                    source=request.source,
                )
            else:
                body = path.read_bytes()
        except OSError as error:
            why = error.strerror or type(error).__name__
        if why:
            raise NotAnsweredError("{path} cannot be read ({why}).", path=path, why=why, status=0)
        return Response(200, {}, body, str(path))


def _part(path: Path, request: Request) -> tuple[bytes, str]:
    """One file of an archive, or why it cannot be had: no more is unpacked than the request allows."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = sorted(archive.infolist(), key=lambda one: one.filename)[request.part - 1]
            if found.file_size > request.max_bytes:
                return b"", Message("it has more than {limit} bytes", limit=request.max_bytes)
            return archive.read(found), ""
    except DAMAGED:
        return b"", Message("it is no archive with part {part}", part=request.part)


class Live:
    """Asks publishers. Waits and clocks can be given, for tests; `schemes` are those that are asked at all."""

    def __init__(
        self,
        *,
        sleep: Callable[[float], None] = time.sleep,
        connect_timeout: float = 15.0,
        read_timeout: float = 60.0,
        deadline: float = 600.0,
        schemes: tuple[str, ...] = ("https",),
    ) -> None:
        self._sleep = sleep
        self._timeout = urllib3.Timeout(connect=connect_timeout, read=read_timeout)
        self._deadline = deadline
        self._schemes = schemes
        self._pools: dict[str, urllib3.PoolManager] = {}
        self._asked: dict[str, float] = {}

    def get(self, request: Request, *, since: Validators | None = None, progress: Progress | None = None) -> Response:
        if is_offline():
            raise OfflineError(
                "Nobody is asked: {name} is set. Take the setting away, or give a file that you fetched.", name=OFFLINE
            )
        if request.by_hand:
            raise NotAnsweredError(
                "{source}: this file has no lasting address. Fetch it from {url} and give it with --from-file.",
                source=request.source,
                url=request.url,
                status=0,
            )
        secret = key(request.key, request.host) if request.key else None
        headers = {"User-Agent": user_agent(), "Accept-Encoding": "gzip", "Accept": "*/*"}
        if since and since.etag:
            headers["If-None-Match"] = since.etag
        if since and since.last_modified:
            headers["If-Modified-Since"] = since.last_modified
        self._pause(request.host)
        hiding = _Hiding(secret)
        logger = logging.getLogger("urllib3.connectionpool")
        logger.addFilter(hiding)
        try:
            return self._follow(request, headers, secret, progress)
        finally:
            logger.removeFilter(hiding)

    def _pause(self, host: str) -> None:
        """No host is asked faster than the strictest of them allows."""
        now = time.monotonic()
        if (wait := self._asked.get(host, -PAUSE) + PAUSE - now) > 0:
            self._sleep(wait)
        self._asked[host] = now + max(wait, 0.0)

    def _follow(
        self, request: Request, headers: dict[str, str], secret: Secret | None, progress: Progress | None
    ) -> Response:
        """The answer at the end of the redirects."""
        url = request.url.replace(KEY, quote(secret.reveal(), safe="")) if secret else request.url
        for _ in range(REDIRECTS + 1):
            status, answered, body = self._attempt(request, url, headers, progress)
            if status not in _REDIRECT:
                return Response(status, answered, body, _without(url, secret))
            try:
                url = urljoin(url, answered.get("location", ""))
                scheme = urlsplit(url).scheme
            except ValueError:
                scheme = ""
            if scheme not in self._schemes:
                raise NotAnsweredError(
                    "{host} sends on to {url}, which is not https; it was not followed.",
                    host=request.host,
                    url=_without(url, secret).partition("?")[0],
                    status=status,
                )
        raise NotAnsweredError(
            "{host} sends on more than {times} times.", host=request.host, times=REDIRECTS, status=status
        )

    def _attempt(
        self, request: Request, url: str, headers: dict[str, str], progress: Progress | None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one address, tried again after what passes, until the deadline."""
        until = time.monotonic() + self._deadline
        for attempt in range(1, ATTEMPTS + 1):
            status, answered, body, why = self._once(request, url, headers, progress, until)
            asked_since = "If-None-Match" in headers or "If-Modified-Since" in headers
            if not why and (status in (200, *_REDIRECT) or (status == 304 and asked_since)):
                return status, answered, body
            wait = _wait(answered.get("retry-after", ""), attempt)
            passes = (why or status in _AGAIN) and time.monotonic() < until
            if passes and attempt < ATTEMPTS and wait <= LONGEST_WAIT:
                self._sleep(wait)
                continue
            break
        raise _refusal(request.host, status, why, wait)

    def _once(
        self, request: Request, url: str, headers: dict[str, str], progress: Progress | None, until: float
    ) -> tuple[int, dict[str, str], bytes, Message | None]:
        """Status, headers, body and what broke it off. No text of urllib3 is passed on: it names the whole address."""
        answered: dict[str, str] = {}
        status, body, why, reply = 0, bytearray(), None, None
        try:
            reply = self._pool(url).request(
                "GET", url, headers=headers, timeout=self._timeout, retries=False, redirect=False, preload_content=False
            )
            status = reply.status
            answered = {name.lower(): value for name, value in reply.headers.items()}
            length = answered.get("content-length", "")
            total = int(length) if length.isdigit() else None
            if status == 200:
                too_large = total is not None and total > request.max_bytes
                while not too_large and (chunk := reply.read(_CHUNK, decode_content=True)):
                    body += chunk
                    too_large = len(body) > request.max_bytes
                    if progress:
                        progress(len(body), total)
                    if time.monotonic() > until:
                        why = Message("it took more than {seconds} seconds", seconds=round(self._deadline))
                        break
                if too_large:
                    raise _too_large(request)
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProxyError, OSError):
            why = Message("it could not be reached")
        except urllib3.exceptions.TimeoutError:
            why = Message("it did not answer in time")
        except urllib3.exceptions.DecodeError:
            why = Message("its compressed answer is damaged")
        except (urllib3.exceptions.ProtocolError, urllib3.exceptions.IncompleteRead):
            why = Message("it broke off the answer")
        except urllib3.exceptions.SSLError:
            why = Message("its certificate is not accepted")
        except urllib3.exceptions.HTTPError:
            why = Message("its answer cannot be understood")
        finally:
            if reply is not None:
                reply.close()
        return status, answered, bytes(body), why

    def _pool(self, url: str) -> urllib3.PoolManager:
        """Through the proxy that the environment names for this host, or directly."""
        parts = urlsplit(url)
        proxy = "" if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme, "")
        if proxy not in self._pools:
            self._pools[proxy] = _through(proxy) if proxy else urllib3.PoolManager()
        return self._pools[proxy]


def _through(proxy: str) -> urllib3.ProxyManager:
    """A proxy, with the name and password that its address holds."""
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    who = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return urllib3.ProxyManager(address, proxy_headers=urllib3.make_headers(proxy_basic_auth=who) if who else None)


class _Hiding(logging.Filter):
    """Takes a key out of what urllib3 writes to its log."""

    def __init__(self, secret: Secret | None) -> None:
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        if self._secret:
            record.msg, record.args = _without(record.getMessage(), self._secret), ()
        return True


def is_offline() -> bool:
    """Whether nobody may be asked."""
    return os.environ.get(OFFLINE, "") not in ("", "0")


def pack(parts: Sequence[bytes]) -> bytes:
    """One body for several files: the same parts give the same bytes."""
    if len(parts) == 1:
        return parts[0]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        for number, part in enumerate(parts, 1):
            file.writestr(zipfile.ZipInfo(f"{number:04d}"), part)
    return archive.getvalue()


def user_agent() -> str:
    """Who asks, said openly."""
    return "relations-index/" + version("relations-index")


def _without(text: str, secret: Secret | None) -> str:
    """`text` with `{key}` in the place of the key, however it is quoted there."""
    if secret is None:
        return text
    return text.replace(quote(secret.reveal(), safe=""), KEY).replace(secret.reveal(), KEY)


def _wait(retry_after: str, attempt: int) -> float:
    """Seconds to wait: what the publisher asks for (a number or a day), else 1, 2, 4 …"""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - dt.datetime.now(dt.UTC)).total_seconds())
    except (TypeError, ValueError):
        return 2.0 ** (attempt - 1)


def _refusal(host: str, status: int, why: Message | None, wait: float) -> NotAnsweredError:
    if why:
        return NotAnsweredError("{host}: {why}. Try again later.", host=host, why=why, status=status)
    if status == 429:
        return NotAnsweredError(
            "{host} asks to wait {seconds} seconds (status 429). Try again later.",
            host=host,
            seconds=round(wait),
            status=status,
        )
    if status in (401, 403):
        return NotAnsweredError(
            "{host} does not answer programs, or not this key (status {status}). Fetch the file in a browser and give "
            "it with --from-file.",
            host=host,
            status=status,
        )
    if status in (404, 410):
        return NotAnsweredError(
            "{host} has nothing at this address any more (status {status}). Look for a newer version of this program.",
            host=host,
            status=status,
        )
    return NotAnsweredError("{host} answered with status {status}. Try again later.", host=host, status=status)


def _too_large(request: Request) -> SourceRefusedError:
    return SourceRefusedError(
        "{host} sends more than {limit} bytes, which is too large for this file.",
        host=request.host,
        limit=request.max_bytes,
    )
