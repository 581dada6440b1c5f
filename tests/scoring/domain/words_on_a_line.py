"""One line of a sheet as the server keeps it, in plain Python, with a memory of who overwrote what."""

from dataclasses import dataclass, field

from scoring.domain.merging import Change, Merge, Said, StandingLine, merge, standing_after


@dataclass(frozen=True)
class Word:
    phone: str
    seq: int
    said: Said
    base: int


@dataclass
class Line:
    """`open`: words that wait for a decision, one of each phone. `accepted`: what each version says, from 1."""

    standing: StandingLine = field(default_factory=StandingLine)
    open: dict[str, Word] = field(default_factory=dict)
    accepted: list[Word] = field(default_factory=list)
    _heard: set[tuple[str, int]] = field(default_factory=set)

    def hear(self, word: Word) -> Merge | None:
        if (word.phone, word.seq) in self._heard:
            return None
        later = any(phone == word.phone and seq > word.seq for phone, seq in self._heard)
        self._heard.add((word.phone, word.seq))
        change = Change(word.said, word.base, word.phone)
        answer = merge(self.standing, change, later_known=later)
        self.accepted.append(word)
        if answer == Merge.SUPERSEDED:
            self.standing = standing_after(self.standing, change, answer)
            return answer
        self.open.pop(word.phone, None)
        if answer == Merge.SETTLES:
            self.open.clear()
        if answer == Merge.CONFLICT:
            self.open[word.phone] = word
        self.standing = standing_after(self.standing, change, answer)
        return answer

    def type_in(self, said: Said) -> None:
        """The form: it shows everything, and saves only over what it showed."""
        self.accepted.append(Word("form", len(self.accepted), said, base=self.standing.version))
        self.open.clear()
        self.standing = StandingLine(said, self.standing.version + 1, None)

    def lost(self) -> list[Word]:
        """Last words of phones that neither stand nor wait, and that nobody who spoke later had in view."""
        gone = []
        for phone in {word.phone for word in self.accepted} - {"form"}:
            version, word = max(
                ((n, word) for n, word in enumerate(self.accepted, 1) if word.phone == phone),
                key=lambda found: found[1].seq,
            )
            stays = word.said == self.standing.said or phone in self.open
            if not stays and not any(later.base >= version for later in self.accepted[version:]):
                gone.append(word)
        return gone
