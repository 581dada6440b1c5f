"""The forms of a page, as a browser would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit


@dataclass
class FoundForm:
    """Where it goes and what it would send untouched; a field may stand in it several times."""

    url: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        return self.method, self.url, tuple(sorted({*self.fields, *self.files}))


class _Reader(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__()
        self.at = at
        self.forms: list[FoundForm] = []
        self.current: FoundForm | None = None
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            method = "post" if "hx-post" in given else given.get("method", "get").lower()
            target = given.get("hx-post") or given.get("action") or self.at
            self.current = FoundForm(_resolved(target, self.at), method)
            self.forms.append(self.current)
        elif self.current is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self.current is not None
        name, kind = given.get("name", ""), given.get("type", "")
        if tag == "option" and self.select and ("selected" in given or not self.current.fields[self.select]):
            self.current.fields[self.select] = [given.get("value", "")]
        if not name or name == "csrfmiddlewaretoken":
            return
        if kind == "file":
            self.current.files.add(name)
        elif tag in ("input", "button"):
            values = self.current.fields.setdefault(name, [])
            if kind not in ("checkbox", "radio") or "checked" in given or not values:
                values.append(given.get("value", "on" if kind == "checkbox" else ""))
        elif tag in ("select", "textarea"):
            self.current.fields.setdefault(name, [])
            self.select = name if tag == "select" else ""
            self.textarea = name if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self.textarea and self.current is not None and data.strip():
            self.current.fields[self.textarea] = [data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None
        if tag in ("select", "textarea"):
            self.select = self.textarea = ""


def _resolved(target: str, at: str) -> str:
    path = urlsplit(at).path
    return path + target if target.startswith("?") else target.partition("#")[0] or path


def forms_in(html: str, at: str) -> Iterator[FoundForm]:
    reader = _Reader(at)
    reader.feed(html)
    yield from (form for form in reader.forms if form.url.startswith("/"))
