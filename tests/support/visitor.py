"""A person at the dashboard in a browser: opens links, chooses, reads what is on screen, keeps pictures."""

from __future__ import annotations

import os
import re
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PICTURES = Path(os.environ.get("RELATIONS_INDEX_PICTURES", Path(__file__).parents[2] / ".artefacts"))
PATIENCE = 120_000
"""Milliseconds that anything may take on a busy machine before it counts as never."""
STILL = 300
"""Milliseconds without a change after which the page has come to rest."""


class Visitor:
    """One page of a browser on one dashboard. Every wait ends when nothing runs any more, not after a time."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.talk = "answered"
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        """Follow what page and server say to one another: asked, answering, answered."""
        socket.on("framesent", lambda frame: self._heard(BackMsg, frame, {"rerun_script": ("", "asked")}))
        answers = {"new_session": ("asked", "answering"), "script_finished": ("answering", "answered")}
        socket.on("framereceived", lambda frame: self._heard(ForwardMsg, frame, answers))

    def _heard(self, kind: Any, frame: bytes | str, steps: dict[str, tuple[str, str]]) -> None:
        before, after = steps.get(
            kind.FromString(frame).WhichOneof("type") if isinstance(frame, bytes) else "", ("", "")
        )
        if after and before in ("", self.talk):
            self.talk = after

    def open(self, link: str = "") -> None:
        """Open a link, `drivers?start=2010-01` or a whole address, and wait until it is drawn."""
        self.page.goto(link if link.startswith("http") else f"{self.address}/{link}")
        self.settled()

    def reload(self) -> None:
        """Ask for the same address again."""
        self.page.reload()
        self.settled()

    def settled(self) -> None:
        """Wait until nothing runs, in no part of the page."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
        for sign in ("stSkeleton", "stProgress"):
            expect(self.page.get_by_test_id(sign)).to_have_count(0, timeout=PATIENCE)
        expect(self.page.locator("[data-stale=true]")).to_have_count(0, timeout=PATIENCE)
        self.page.wait_for_selector("[data-testid=stAppViewContainer] h1", timeout=PATIENCE)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """What is done inside asks the server something: wait for the answer, and until it is drawn."""
        self.talk = "nothing"
        yield
        deadline = time.monotonic() + PATIENCE / 1000
        while self.talk != "answered":
            assert time.monotonic() < deadline, f"still {self.talk}"
            self.page.wait_for_timeout(50)
        self.settled()

    @property
    def place(self) -> str:
        """The part of the address that names the page, "overview" for the first."""
        return urllib.parse.urlparse(self.page.url).path.strip("/") or "overview"

    def asked(self) -> dict[str, list[str]]:
        """What the address of the page asks for."""
        return self.read(urllib.parse.urlparse(self.page.url).query)

    @staticmethod
    def read(query: str) -> dict[str, list[str]]:
        """What the part of an address behind the question mark says."""
        return urllib.parse.parse_qs(query)

    def choose(self, label: str, option: str) -> None:
        """Choose in a list, by typing as one does where it is long: the option of this name, or the first that has it
        in its name."""
        box = self.page.get_by_role("combobox", name=label, exact=True)
        if box.input_value() == option:
            return
        box.scroll_into_view_if_needed()
        self.page.evaluate(TWO_FRAMES)  # a list closes when the page is scrolled, which is told in the next frame
        box.fill(option)
        with self.asking():
            whole = self.page.get_by_role("option", name=option, exact=True)
            part = self.page.get_by_role("option", name=option)
            expect(part.first).to_be_visible(timeout=10_000)
            (whole if whole.count() else part).first.click()
        if self.page.get_by_role("listbox").count():  # where several can be chosen the list stays open
            self.page.keyboard.press("Escape")

    def turn(self, slider: Locator, key: str, times: int = 1) -> None:
        """Move a slider with the keyboard, one step after another."""
        for _ in range(times):
            slider.focus()
            with self.asking():
                self.page.keyboard.press(key)

    def go(self, title: str) -> None:
        """Change the page by the navigation."""
        with self.asking():
            self.page.get_by_role("link", name=title, exact=True).click()

    def metric(self, label: str) -> Locator:
        """The number of a label."""
        return self.page.get_by_test_id("stMetric").filter(has_text=label)

    def view(self) -> dict[str, object]:
        """What is on screen once it no longer changes, in words: the text, what every control says, what every chart
        shows."""
        self.settled()
        self.rest()
        return dict(self.page.evaluate(VIEW))

    def rest(self) -> None:
        """Wait until every chart is drawn, every colour has faded in and nothing on screen changes any more."""
        self.page.wait_for_function(DRAWN, timeout=PATIENCE)
        self.page.evaluate(REST, [STILL, PATIENCE])

    def keep(self, name: str) -> None:
        """A picture for whoever reads the run."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")


TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

DRAWN = "() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(e => e.querySelector('.main-svg'))"

REST = """([still, patience]) => new Promise((done, fail) => {
  const fades = () => document.getAnimations().some(
    a => a.playState === 'running' && a.effect.getComputedTiming().endTime !== Infinity);
  let timer;
  const again = () => { clearTimeout(timer); timer = setTimeout(end, still); };
  const end = () => { if (fades()) return again(); seen.disconnect(); clearTimeout(never); done(); };
  const seen = new MutationObserver(again);
  const never = setTimeout(
    () => { seen.disconnect(); clearTimeout(timer); fail(new Error('the page does not come to rest')); }, patience);
  seen.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  again();
})"""

VIEW = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const all = (selector, say) => [...document.querySelectorAll(selector)].map(say);
  const named = element => element.getAttribute('aria-label') || '';
  return {
    title: document.title,
    text: main.innerText,
    controls: all('input:not([type=file])', e => [named(e), e.type === 'checkbox' ? e.checked : e.value]),
    charts: all('[data-testid=stPlotlyChart]', named),
    months: all('[data-testid=stMain] .xtick text', e => e.textContent),
  };
}"""


def is_fault(message: ConsoleMessage) -> bool:
    """Whether a console message is an error. Streamlit looks for its server below a page's path before its root."""
    return message.type == "error" and not re.search(r"/\w+/_stcore/(health|host-config)$", message.location["url"])


def is_local(url: str) -> bool:
    """Whether a request stays on this machine."""
    return url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:"))
