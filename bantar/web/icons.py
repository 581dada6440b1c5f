"""Small drawings of our own, 16 by 16, as the inside of an <svg>: states, roofs and a few signs."""

from typing import Final


ICONS: Final = {
    # states: each has a shape of its own, so that colour only repeats what the shape says
    "ok": '<circle cx="8" cy="8" r="7" class="solid"/><path d="m5 8.2 2.2 2.2L11.2 6" class="cut"/>',
    "wait": '<circle cx="8" cy="8" r="6"/><path d="M8 4.8V8l2.2 1.6"/>',
    "now": '<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 1 0 12Z" class="solid"/>',
    "warn": '<path d="M8 1.6 15 14H1Z" class="solid"/><path d="M8 6.2v3.4m0 2.1v.1" class="cut"/>',
    "bad": '<rect x="1.5" y="1.5" width="13" height="13" rx="3.5" class="solid"/>'
    '<path d="m5.5 5.5 5 5m0-5-5 5" class="cut"/>',
    "idle": '<circle cx="8" cy="8" r="6" stroke-dasharray="2.4 2.3"/>',
    "award": '<path d="m8 1 2.1 4.4 4.8.6-3.5 3.4.9 4.8L8 11.9l-4.3 2.3.9-4.8L1.1 6l4.8-.6Z" class="solid"/>',
    "lock": '<rect x="2.8" y="7" width="10.4" height="7.4" rx="2" class="solid"/>'
    '<path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>',
    # signs
    "arrow": '<path d="M3 8h10M9 4l4 4-4 4"/>',
    "back": '<path d="M13 8H3m4-4L3 8l4 4"/>',
    "calendar": '<rect x="2" y="3.4" width="12" height="10.6" rx="2"/><path d="M2 7h12M5.4 1.8v3m5.2-3v3"/>',
    "camera": '<path d="M2 5.4h2.8L6.2 3.4h3.6l1.4 2H14v8H2Z"/><circle cx="8" cy="9.2" r="2.3"/>',
    "download": '<path d="M8 2v8m-3.4-3.2L8 10.2l3.4-3.4M2.6 13.6h10.8"/>',
    "file": '<path d="M4 1.8h5.2l3 3v9.4H4Z"/><path d="M9 2v3h3"/>',
    "menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "people": '<circle cx="6" cy="5" r="2.4"/><path d="M1.6 13.6a4.4 4.4 0 0 1 8.8 0M10.4 2.8a2.3 2.3 0 0 1 0 4.4'
    'm1.6 2.6a4.4 4.4 0 0 1 2.4 3.8"/>',
    "pin": '<path d="M8 14.4S3 10 3 6.4a5 5 0 0 1 10 0C13 10 8 14.4 8 14.4Z"/><circle cx="8" cy="6.4" r="1.7"/>',
    "plus": '<path d="M8 2.6v10.8M2.6 8h10.8"/>',
    "print": '<path d="M4.4 6V2h7.2v4M4.4 11.4H2.2V6h11.6v5.4h-2.2"/><path d="M4.4 9.4h7.2V14H4.4Z"/>',
    "search": '<circle cx="7" cy="7" r="4.6"/><path d="m10.4 10.4 3.6 3.6"/>',
    "share": '<circle cx="12" cy="3.4" r="1.9"/><circle cx="4" cy="8" r="1.9"/>'
    '<circle cx="12" cy="12.6" r="1.9"/><path d="m5.7 7 4.6-2.6M5.7 9l4.6 2.6"/>',
    "upload": '<path d="M8 10.4V2.4M4.6 5.6 8 2.2l3.4 3.4M2.6 13.6h10.8"/>',
}

_ROOF: Final = '<path d="m{x} 9 5-6 5 6v5H{x}Z" class="solid"/>'

STATE_TONES: Final = frozenset({"ok", "wait", "now", "warn", "bad", "idle", "award", "lock"})
ROOFS: Final = {"kecil": 1, "sedang": 2, "besar": 3}


def _draw(inside: str) -> str:
    return f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{inside}</svg>'


def _draw_roofs(count: int) -> str:
    roofs = "".join(_ROOF.format(x=1 + 11 * i) for i in range(count))
    return f'<svg viewBox="0 0 {1 + 11 * count} 16" aria-hidden="true">{roofs}</svg>'


DRAWN: Final = {name: _draw(inside) for name, inside in ICONS.items()}
DRAWN_ROOFS: Final = {code: _draw_roofs(count) for code, count in ROOFS.items()}
