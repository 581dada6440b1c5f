"""What a person does on a phone in a fault test: acts drawn from a seed, done in the app's own store, remembered."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from bantar.accounts.models import User
from competitions.models import Nomination
from scoring.models import FieldMessage, ScoreSheet, SheetPhoto, SheetRevision
from tests.e2e.field import Lines, Phone, photos_of, stored


Act = dict[str, Any]
DO: Final = """async (core, { visit, acts }) => {
  const picture = async (seed) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const pixels = new ImageData(640, 480);
    let state = seed * 2654435761 + 1;
    for (let n = 0; n < pixels.data.length; n += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      pixels.data[n] = n % 4 === 3 ? 255 : state >>> 24;
    }
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.35));
  };
  const work = {
    line: ({ code, value, note }) => core.setLine(visit, code, { value, note }),
    facts: ({ place, note }) => core.setFacts(visit, { place, note }),
    photo: async ({ code, seed }) => (await core.addPhoto(visit, code, await picture(seed), "camera")).id,
    remove: async () => {
      const [photo] = core.sheet(visit).photos;
      if (photo) await core.removePhoto(visit, photo.id);
      return photo ? photo.id : null;
    },
    fill: async ({ value }) => {
      const codes = core.sheet(visit).missing;
      for (const code of codes) await core.setLine(visit, code, { value, note: "" });
      return codes;
    },
    submit: () => core.submit(visit),
    send: () => core.sendNow().catch(() => null),
    wait: ({ ms }) => new Promise((done) => setTimeout(done, ms)),
    look: () => core.sheet(visit),
  };
  const done = [];
  for (const act of acts) {
    if (act.do === "send" && act.apart) work.send();
    else done.push({ ...act, answer: await work[act.do](act) });
  }
  return done;
}"""


@dataclass
class Memory:
    """What the person saw as saved, and what the phone called received."""

    lines: Lines = field(default_factory=dict)
    facts: tuple[str, str] = ("", "")
    photos: dict[str, str] = field(default_factory=dict)
    saved: int = 0
    submitted: bool = False
    received: set[tuple[str, int | None, str]] = field(default_factory=set)

    def keep(self, done: list[Act]) -> None:
        for act in done:
            self.saved += act["do"] in ("line", "facts", "photo", "submit")
            match act["do"]:
                case "line":
                    self.lines[act["code"]] = (act["value"], act["note"])
                case "facts":
                    self.facts = (act["place"], act["note"])
                case "photo":
                    self.photos[act["answer"]] = act["code"]
                case "remove" if act["answer"]:
                    self.photos.pop(act["answer"])
                    self.saved += 1
                case "fill":
                    self.lines |= dict.fromkeys(act["answer"], (act["value"], ""))
                    self.saved += len(act["answer"])
                case "submit":
                    self.submitted = True
                case "look":
                    self._look(act["answer"])

    def _look(self, sheet: dict[str, Any]) -> None:
        """What is on the screen is what was saved last; some of it is said to be received."""
        for code, line in sheet["lines"].items():
            assert (line["value"], line["note"]) == self.lines.get(code, (None, "")), code
            if line["state"] == "received":
                self.received.add((code, line["value"], line["note"]))
        assert {photo["id"] for photo in sheet["photos"]} == set(self.photos)

    def compare(self, entry: Nomination, phone: Phone, number: int) -> None:
        """The server holds exactly this, once, and nothing was called received that never arrived."""
        user = phone_user(phone)
        given = {code: line for code, line in stored(entry, user).items() if line != (None, "")}
        assert given == {code: line for code, line in self.lines.items() if line != (None, "")}
        rows = FieldMessage.objects.filter(nomination=entry, assessor__user=user)
        said = {(row.code, row.content.get("value"), row.content.get("note", "")) for row in rows.filter(kind="line")}
        assert self.received <= said
        assert rows.count() <= self.saved, "a message was made twice"
        by_code: dict[str, int] = {}
        for code in self.photos.values():
            by_code[code] = by_code.get(code, 0) + 1
        assert photos_of(entry, user) == by_code
        assert ScoreSheet.objects.filter(nomination=entry, status="submitted").exists() == self.submitted
        assert SheetRevision.objects.filter(sheet__nomination=entry).count() == self.submitted
        assert SheetPhoto.objects.filter(nomination=entry, problem__gt="").count() == 0


def phone_user(phone: Phone) -> User:
    return User.objects.get(pk=phone.core("(core) => core.user().id"))


def drawn(seed: int, codes: list[str]) -> list[list[Act]]:
    """Three stretches of acts; between them the page dies. Every third time the sheet is handed in at the end."""
    random = Random(seed)
    photos = 0
    stretches: list[list[Act]] = []
    for _ in range(3):
        acts: list[Act] = []
        for _ in range(random.randint(3, 8)):
            kind = random.choices(["line", "facts", "photo", "remove", "send", "wait"], [10, 1, 1, 1, 3, 2])[0]
            if kind == "photo" and (photos := photos + 1) > 2:
                kind = "line"
            acts.append(_act(kind, random, codes))
        stretches.append([*acts, {"do": "look"}])
    if seed % 3 == 0:
        stretches[-1] += [{"do": "fill", "value": seed % 5}, {"do": "submit"}, {"do": "send", "apart": True}]
    return stretches


def _act(kind: str, random: Random, codes: list[str]) -> Act:
    note = random.choice(["", "", "Got bersih", "Dua lampu mati ☀\nujung gang"])
    match kind:
        case "line":
            return {
                "do": "line",
                "code": random.choice(codes),
                "value": random.choice([None, 0, 1, 2, 3, 4]),
                "note": note,
            }
        case "facts":
            return {"do": "facts", "place": random.choice(["", "Pos ronda", "Balai RT"]), "note": note}
        case "photo":
            return {"do": "photo", "code": random.choice(codes), "seed": random.randint(1, 10**6)}
        case "remove":
            return {"do": "remove"}
        case "send":
            return {"do": "send", "apart": random.random() < 0.6}
    return {"do": "wait", "ms": random.choice([1, 5, 20, 60])}
