"""What the builder has to say about somebody's notes: a code, a sentence and a place.

Mistakes of the user are values of this type, gathered and printed; exceptions are ours.  The catalogue below holds every
code there is.  A code names one fault for ever: one that is retired is not used again.  Families: S1 source, R2 rules,
I3 identity, M4 media, C5 cards, E6 export.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from markdown_deckbuilder.reading.tree import Span

# Stands in a message for the diagnostic's own place, which is shown as one would type it from where one is.
HERE = "{here}"


class Severity(StrEnum):
    """How much a diagnostic matters.

    An *error* leaves out the note or the page it speaks of, or stops the writing (:data:`STOPPING`); a *warning* fails
    only under ``--strict``.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the catalogue: what the fault is, why it matters, and what to do."""

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    hint: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault at one place.  *code* is a key of :data:`CATALOGUE`; *span* is None where no file is to blame.

    *level* is the severity that the configuration gives the fault; None leaves it to the catalogue.  *named* are the
    places that the message names as ``path:line``, so that they can be shown as one would type them.
    """

    code: str
    message: str
    span: Span | None = None
    level: Severity | None = None
    named: tuple[Span, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.level or CATALOGUE[self.code].severity

    @property
    def name(self) -> str:
        return CATALOGUE[self.code].name

    @property
    def hint(self) -> str:
        return CATALOGUE[self.code].hint


_ENTRIES = (
    Entry(
        "S101",
        "not-utf-8",
        Severity.ERROR,
        "A page is not encoded in UTF-8, and its encoding cannot be told for certain.",
        "Guessing would put wrong letters on cards without anybody noticing. The page is left out; its notes stay.",
        "Save the file as UTF-8.",
    ),
    Entry(
        "S102",
        "unreadable-file",
        Severity.ERROR,
        "A page or a folder cannot be read.",
        "It is left out. Its notes stay as they are, and nothing is retired until it can be read.",
        "Check that it exists and that you may read it.",
    ),
    Entry(
        "S103",
        "bad-front-matter",
        Severity.ERROR,
        "The front matter of a page is not valid YAML, or a value in it has the wrong type.",
        "Title, tags and switches stand there; without them cards would land in the wrong place. The page is left out.",
        "Mend the line; quote values that contain a colon.",
    ),
    Entry(
        "S104",
        "no-notes",
        Severity.ERROR,
        "There is no Markdown file at the place given.",
        "Nothing can be built, and an empty deck would look like all notes retired.",
        "Name a folder that holds .md files, or one such file.",
    ),
    Entry(
        "S105",
        "note-to-come",
        Severity.INFO,
        "A link leads to a note that the index lists and that is not written yet.",
        "The rest is built; the reminder is there so that nothing is forgotten.",
        "Write the note, or take the link out of the index.",
    ),
    Entry(
        "S106",
        "broken-link",
        Severity.WARNING,
        "A link in a page leads to a page or heading of the notes that does not exist.",
        "Readers of the notes run into nothing.",
        "Correct the link, or remove it.",
    ),
    Entry(
        "S107",
        "unknown-directive",
        Severity.WARNING,
        "A comment looks like an instruction to the builder, but there is no such instruction.",
        "It would be ignored in silence, though it was written for a purpose.",
        "Known are cards, card, ask, tags, covers, id and allow.",
    ),
    Entry(
        "S108",
        "unknown-setting",
        Severity.ERROR,
        "The configuration has a key that means nothing to the builder.",
        "A misspelt setting would have no effect, and deck names would be pinned without it.",
        "Correct the key; docs/configuration.md lists the settings, docs/diagnostics.md the codes.",
    ),
    Entry(
        "S109",
        "bad-setting",
        Severity.ERROR,
        "The configuration or .deckbuilderignore cannot be read, or a setting in it has a value that it cannot have.",
        "Building with another value than the one meant could rename decks or retire notes.",
        "Correct the line; docs/configuration.md says what each setting takes.",
    ),
    Entry(
        "S110",
        "link-outside",
        Severity.WARNING,
        "A symbolic link leads out of the notes' folder; what it leads to is not read.",
        "A folder from somebody else could otherwise put any file of this machine into a shared deck.",
        "Move the notes into the notes' folder, or name the link in .deckbuilderignore.",
    ),
    Entry(
        "S111",
        "guessed-encoding",
        Severity.WARNING,
        "A page is not encoded in UTF-8. It was read in the encoding that fits.",
        "If that is another one than it was written in, some letters on the cards are wrong.",
        "Look at the letters with accents, then save the file as UTF-8.",
    ),
    Entry(
        "S112",
        "too-deep",
        Severity.ERROR,
        "A page has lists, quotes or details nested deeper than can be read.",
        "The page is left out; its notes stay, and the other pages are built.",
        "Close what is open, such as `<details>`, or nest less.",
    ),
    Entry(
        "S113",
        "unclosed",
        Severity.WARNING,
        "A comment or a code fence is opened and never closed.",
        "All that stands below it is hidden in it and makes no cards; what was a card there is retired.",
        "Close it with --> or with as many backticks.",
    ),
    Entry(
        "R201",
        "question-without-answer",
        Severity.WARNING,
        "A question is marked as one, but no answer follows it.",
        "A card without an answer teaches nothing; the line makes no card.",
        "Write the answer below the question, or after `A:`.",
    ),
    Entry(
        "R202",
        "broken-cloze",
        Severity.WARNING,
        "A cloze deletion is empty or not closed.",
        "Anki would show the braces as text.",
        "Write {{c1::hidden words}} or ==hidden words==.",
    ),
    Entry(
        "R203",
        "unfulfilled-wish",
        Severity.WARNING,
        "A comment asks for a kind of card that the block below it cannot give.",
        "The author expects a card, and there is none.",
        "Write the block in the form that the kind needs, or ask for another kind.",
    ),
    Entry(
        "R204",
        "mark-without-card",
        Severity.WARNING,
        "Words are marked to be asked, or a pair is written, where no card can be made of it.",
        "The author expects a card, and there is none.",
        "Mark the words to be asked in a sentence, or write `marks: highlight` where marks are only highlights.",
    ),
    Entry(
        "R205",
        "answer-without-question",
        Severity.WARNING,
        "A line begins with `A:`, and no question stands above it.",
        "It would be lost, or taken for the answer to something else.",
        "Write the question above it, after `Q:`.",
    ),
    Entry(
        "R206",
        "foreign-syntax",
        Severity.WARNING,
        "A page holds cards in the syntax of another program, and this one is not read.",
        "The author wrote cards, and there are none.",
        "Write them as `term :: meaning`, `Q:` and `A:` or `==cloze==`; docs/cards.md names what else is read.",
    ),
    Entry(
        "R207",
        "choices-without-answer",
        Severity.WARNING,
        "Questions of a page offer options, and nothing that can be read says which is right.",
        "They make no cards, and neither do their options.",
        "Write `Answer: B` below the options, tick the right one `[x]`, or number the answers at the end of the page.",
    ),
    Entry(
        "I301",
        "ledger-unreadable",
        Severity.ERROR,
        "The ledger of earlier builds cannot be read.",
        "Without it every note would get a new identity, and everybody would lose their reviews.",
        "Restore ledger.jsonl from version control; or delete it, and `deckbuilder adopt` brings it back from the packages.",
    ),
    Entry(
        "I302",
        "ledger-newer",
        Severity.ERROR,
        "The ledger was written by a newer version of deckbuilder.",
        "An older version could drop what it does not understand.",
        "Upgrade deckbuilder.",
    ),
    Entry(
        "I303",
        "ledger-healed",
        Severity.WARNING,
        "The ledger held two versions of the same lines, as a merge leaves them; they were put together.",
        "The later of two versions counts; one identity with two different texts goes on with the older of them.",
        "Look at the lines named, then build again: the ledger is written in order.",
    ),
    Entry(
        "I304",
        "name-pinned",
        Severity.INFO,
        "The configuration asks for another deck or tag than the one that was first shipped.",
        "Anki neither moves cards nor merges tags: the same notes would lie in two decks.",
        "Nothing to do; what was not shipped yet follows the configuration. Take the setting back to silence this.",
    ),
    Entry(
        "I305",
        "kept-history",
        Severity.INFO,
        "A note whose words have changed was recognised, and keeps its identity.",
        "Everybody keeps the reviews of the old words for the new ones, which is wrong if they state another fact.",
        "Nothing to do if the fact is the same; else `deckbuilder fork FILE:LINE` makes it a note of its own.",
    ),
    Entry(
        "I306",
        "doubtful-heir",
        Severity.WARNING,
        "A new note looks somewhat like one that is gone, but not enough to be taken for it.",
        "If it is the old one reworded, its reviews are lost; if it is another fact, they would be on the wrong text.",
        "Run the command named if it is the old one. `deckbuilder decide` goes through all such doubts; each is told "
        "again until somebody has decided.",
    ),
    Entry(
        "I307",
        "kind-changed",
        Severity.INFO,
        "What was a basic note is a cloze note now, or the other way round.",
        "Anki cannot turn one into the other on import, so it is a new note, and the old one is retired: its reviews end.",
        "Nothing to do; to keep the old one, take back the change of form (a bold word more or less, a colon).",
    ),
    Entry(
        "I308",
        "shape-kept",
        Severity.INFO,
        "A note keeps a form that it would not get if it were new.",
        "Learners have its cards; another note must not take them away.",
        "Nothing to do.",
    ),
    Entry(
        "I309",
        "ledger-lost",
        Severity.ERROR,
        "The packages hold notes that the ledger does not know.",
        "The ledger is missing, cut short or too old; everybody would get their notes a second time.",
        "Restore ledger.jsonl from version control, or run `deckbuilder adopt` with the packages, as the message says.",
    ),
    Entry(
        "I310",
        "mass-retirement",
        Severity.ERROR,
        "A fifth of the notes or more, and at least ten, would be retired at once.",
        "A folder that is missing by mistake looks the same as notes that were deleted.",
        "If they are meant to go, build with --allow-retire.",
    ),
    Entry(
        "I311",
        "package-unreadable",
        Severity.ERROR,
        "A file is no package that could be read.",
        "What is in it can be neither adopted nor compared.",
        "Export it from Anki again, or download it anew.",
    ),
    Entry(
        "I312",
        "held-back",
        Severity.WARNING,
        "A note may have come from a page that could not be read, so it is left out of this build.",
        "As a new note it would begin without the reviews it has; the old one would stay beside it.",
        "Make the other page readable, then build again.",
    ),
    Entry(
        "I313",
        "part-taken-over",
        Severity.INFO,
        "A folder was built on its own before the notes around it.",
        "Its ledger goes over into that of the whole, so that nobody gets its notes a second time. Where the same text "
        "stands in another folder that was built too, one guid goes on and the other is retired.",
        "After the build delete the ledger in the folder. `deckbuilder rename` gives its decks other names.",
    ),
    Entry(
        "I314",
        "two-guids",
        Severity.WARNING,
        "Notes of a folder are known under two guids, to its own ledger and to that of the notes around it.",
        "Both were built over their own ledgers; one text makes one note, so the reviews of the other end here.",
        "Import the package of retired notes too, and delete what its tag finds.",
    ),
    Entry(
        "I315",
        "stays-as-shipped",
        Severity.INFO,
        "A shipped note, or one card of it, stays although no rule makes it any more: its words still stand in the notes.",
        "Its cards have been learned, and what its author wrote has not gone. The packages hold it as it was, "
        "if one with it lies in the output folder.",
        "Nothing to do. To end a note, put `<!-- card: skip -->` above the line, or delete the line. To end one hidden "
        "word, mark with `==…==` what is to be hidden: then nothing else is.",
    ),
    Entry(
        "I316",
        "changed-by-builder",
        Severity.ERROR,
        "Another version of deckbuilder would write ten shipped notes or more anew, although their lines are as they were.",
        "Everybody who learns them would get other words on their cards with the next import.",
        "Look at them with `deckbuilder diff`; if you want them, build with --accept-changes.",
    ),
    Entry(
        "I317",
        "retired",
        Severity.INFO,
        "A shipped note is retired: nothing makes it any more, and its words are gone.",
        "Its cards stay in collections until the package of retired notes is imported.",
        "Nothing to do if you meant it. If the fact still stands there in other words, `deckbuilder inherit` or "
        "`deckbuilder decide` gives it its reviews back.",
    ),
    Entry(
        "M401",
        "missing-media",
        Severity.WARNING,
        "An image, sound or film that a card should show is not there.",
        "The card shows its alternative text or its name instead.",
        "Correct the path, or add the file.",
    ),
    Entry(
        "M402",
        "media-outside",
        Severity.WARNING,
        "An image, sound or film lies outside the notes' folder.",
        "A page from somebody else could otherwise put any file of this machine into a shared deck.",
        "Copy the file into the notes' folder.",
    ),
    Entry(
        "M403",
        "remote-media",
        Severity.INFO,
        "An image, sound or film stands on another site.",
        "The card shows it only while the learner is online, and only as long as the site keeps it.",
        "Save it into the notes' folder, if its licence allows.",
    ),
    Entry(
        "M404",
        "unsafe-svg",
        Severity.WARNING,
        "An SVG image cannot be made safe: it is broken, declares entities, or draws without end.",
        "It would run or hang on the machine of everybody who learns from the deck; the card shows its alternative text.",
        "Save it anew from a drawing program as plain SVG, or as PNG.",
    ),
    Entry(
        "M405",
        "not-media",
        Severity.WARNING,
        "What a page shows as an image is a file of another kind.",
        "Anki could not show it, and a shared deck should hold no files that nobody meant to share.",
        "Link to it instead, or convert it: to PNG, JPEG, WebP, SVG, MP3 or MP4, for instance.",
    ),
    Entry(
        "M406",
        "large-media",
        Severity.INFO,
        "An image, sound or film is larger than 20 MB.",
        "Everybody who learns from the deck carries it on the phone, and AnkiWeb refuses very large files.",
        "Make it smaller or shorter, or link to it.",
    ),
    Entry(
        "M407",
        "refused-data",
        Severity.WARNING,
        "An image that is written out in the page, as data: address, is broken, too large, or of another kind.",
        "The card shows its alternative text instead.",
        "Save it as a file in the notes' folder.",
    ),
    Entry(
        "M408",
        "reduced-svg",
        Severity.WARNING,
        "A part of an SVG image that its readers would see is left out, for it is a page of HTML, loads something or moves.",
        "The card may show less than the notes do.",
        "Export it with plain text and embedded images (in Mermaid, htmlLabels: false), or as PNG.",
    ),
    Entry(
        "C501",
        "same-front",
        Severity.WARNING,
        "Two notes ask the same and answer differently.",
        "Neither can be answered: the learner cannot know which of the two is meant.",
        "Say on the front what distinguishes them, or give their sections different headings.",
    ),
    Entry(
        "C502",
        "same-fact",
        Severity.INFO,
        "A fact is written twice; it makes one note, from the first place.",
        "The same card twice costs reviews and teaches nothing.",
        "Nothing to do; take one of the two out if it was not meant.",
    ),
    Entry(
        "C503",
        "long-answer",
        Severity.WARNING,
        "An answer is longer than one can recall in one go.",
        "Long answers are never quite right, and reviews of them take long.",
        "Split it into several cards, or move the details below the answer.",
    ),
    Entry(
        "C504",
        "giveaway",
        Severity.WARNING,
        "The front of a card shows its own answer.",
        "Such a card is answered without knowing anything.",
        "Word the front without the answer.",
    ),
    Entry(
        "C505",
        "bare-front",
        Severity.WARNING,
        "The front of a card is a generic label and nothing else.",
        "A month later nobody knows whose benefits, or which overview, is meant.",
        "Name the thing that is asked about.",
    ),
    Entry(
        "C506",
        "yes-or-no",
        Severity.WARNING,
        "The answer is only yes or no.",
        "Half of all guesses are right, and the fact behind the answer is not recalled.",
        "Ask for the fact itself: what, how many, which, why.",
    ),
    Entry(
        "C507",
        "empty-word-hidden",
        Severity.WARNING,
        "A cloze deletion hides nothing but small words.",
        "The words can be filled in by anybody who knows the language.",
        "Hide the word that carries the fact.",
    ),
    Entry(
        "C508",
        "too-much-hidden",
        Severity.WARNING,
        "A cloze deletion leaves hardly a word to go by.",
        "The card cannot be answered; one learns the look of it.",
        "Hide less, or write a sentence around it.",
    ),
    Entry(
        "C509",
        "dangling-pronoun",
        Severity.WARNING,
        "The front begins with “it”, “this” or the like, and nothing on it says what is meant.",
        "Away from the notes the word points to nothing.",
        "Put the subject in place of the pronoun, or stand the line under a heading that names it.",
    ),
    Entry(
        "C510",
        "long-list",
        Severity.WARNING,
        "A card asks for more things at once than one can recall.",
        "Long lists fail again and again on another item, and cost the most reviews of all.",
        "Ask for the items one by one, each by what distinguishes it.",
    ),
    Entry(
        "C511",
        "idle-allowance",
        Severity.WARNING,
        "An `allow:` comment silences nothing.",
        "It would hide the next fault that comes along.",
        "Take the comment out.",
    ),
    Entry(
        "C512",
        "vague-question",
        Severity.WARNING,
        "A front asks for a key benefit, a primary purpose, a consequence, or why something is important.",
        "Many answers are as right as the one on the card, so it is failed by those who know the subject.",
        "Ask for what this one answer alone fits: a mechanism, a limit, a difference.",
    ),
    Entry(
        "E601",
        "unwritable",
        Severity.ERROR,
        "An output file cannot be written.",
        "The decks on disk are those of an earlier build.",
        "Check the folder's permissions and the free space on the disk.",
    ),
    Entry(
        "E603",
        "build-running",
        Severity.ERROR,
        "Another build of the same notes is running.",
        "Two builds at once could each write half of their decks.",
        "Wait until it has ended.",
    ),
    Entry(
        "E602",
        "field-refused",
        Severity.ERROR,
        "A field holds something that Anki cannot import.",
        "The whole import would fail for everybody, so the note is left out.",
        "Remove the control character, or the tag that hides the words, from the source.",
    ),
)

CATALOGUE = {entry.code: entry for entry in _ENTRIES}

# No configuration makes less of these: each of them means that notes would seem deleted, lose their identity, be built
# with other settings than those meant, or not arrive.
ALWAYS_ERRORS = frozenset(
    {
        "S101",
        "S102",
        "S104",
        "S108",
        "S109",
        "S112",
        "I301",
        "I302",
        "I309",
        "I310",
        "I311",
        "I316",
        "E601",
        "E602",
        "E603",
    }
)

# Errors that stop the writing: to go on would give notes another identity, retire them by mistake, or write nothing that
# is of use.  All others leave out the note or the page they speak of.
STOPPING = frozenset({"S104", "S109", "I301", "I302", "I309", "I310", "I311", "I316", "E601", "E603"})

# Errors in which nothing of a page can be trusted: it is not looked at.
OF_A_PAGE = frozenset({"S101", "S102", "S103", "S108", "S112"})

# These decide what happens to somebody's reviews: they are shown even where only errors and warnings are asked for.
ABOUT_REVIEWS = frozenset({"I303", "I305", "I306", "I307", "I309", "I310", "I312", "I316"})

# The next build does not say these again, because its ledger knows of them: a report never leaves one out.
TOLD_ONCE = frozenset({"I303", "I305", "I306", "I307", "I317"})


def entry_of(name: str) -> Entry | None:
    """Return the entry with the code or name *name*, in any case, or None where there is none."""
    return next((entry for entry in _ENTRIES if name.casefold() in (entry.code.casefold(), entry.name)), None)


def nearest_entry(name: str) -> Entry | None:
    """Return the entry whose code or name is most like *name*, or None where none is."""
    names = {word: entry for entry in _ENTRIES for word in (entry.code.casefold(), entry.name)}
    near = get_close_matches(name.casefold(), names, 1)
    return names[near[0]] if near else None


# How the fault looks in a page, and how the page is better; for the faults of which one can make an example.
EXAMPLES: dict[str, tuple[str, str]] = {
    "S103": ("---\ntitle: Torts: an outline\n---", '---\ntitle: "Torts: an outline"\n---'),
    "S105": ("- [Osmosis](osmosis.md)\n\n(there is no osmosis.md)", "- Osmosis (to come)"),
    "S107": ("<!-- card: off -->", "<!-- card: skip -->"),
    "R201": ("Q: What ends an offer?", "Q: What ends an offer?\nA: Rejection, revocation or lapse of time."),
    "R202": ("The {{c1::mitral valve closes.", "The {{c1::mitral valve}} closes."),
    "R206": ("- ebb >> falling tide\n- flood >> rising tide\n- neap >> least range", "- ebb :: falling tide"),
    "R203": (
        "<!-- card: steps -->\nKnead, then shape, then bake.",
        "<!-- card: steps -->\n1. Knead.\n2. Shape.\n3. Bake.",
    ),
    "R207": (
        "Which planet is the largest?\n\nA. Mars\nB. Jupiter",
        "Which planet is the largest?\n\nA. Mars\nB. Jupiter\n\nAnswer: B",
    ),
    "M401": ("![The nephron](imgs/nephron.png)", "![The nephron](images/nephron.png)"),
    "M402": ("![](../../private/scan.png)", "![](images/scan.png)"),
    "M403": ("![](https://example.org/nephron.png)", "![](images/nephron.png)"),
    "R204": ("## ==Osmosis==", "Water moves through a membrane by ==osmosis==."),
    "R205": ("A: The loss of heat.", "Q: What is cooling?\nA: The loss of heat."),
    "C501": (
        "## Ports\n- **Default**: 53\n## Ports\n- **Default**: 22",
        "## Ports of DNS\n- **Default**: 53\n## Ports of SSH\n- **Default**: 22",
    ),
    "C502": (
        "- **Xylem**: carries water.\n\n## Summary\n- **Xylem**: carries water.",
        "- **Xylem**: carries water.",
    ),
    "C503": (
        "Q: What did the reform do?\nA: (sixty words)",
        "Q: Whom did the reform give the vote?\nA: All men over 25.",
    ),
    "C504": (
        "Q: Which gas do green plants take up as carbon dioxide?\nA: carbon dioxide",
        "Q: Which gas do green plants take up?\nA: carbon dioxide",
    ),
    "C505": ("Q: Benefits?\nA: less latency", "Q: What does a cache save its clients?\nA: latency"),
    "C506": ("Q: Is TCP reliable?\nA: Yes", "Q: By what does TCP notice a lost segment?\nA: A missing acknowledgement"),
    "C507": ("The heart ==is== in the chest.", "The heart lies in the ==mediastinum==."),
    "C508": ("==Osmosis== moves ==water==.", "Water moves through a membrane by ==osmosis==."),
    "C509": ("Q: It carries what?\nA: sap", "Q: What does phloem carry?\nA: sap"),
    "C510": (
        "Q: Which are the twelve cranial nerves?\nA: (a list of twelve)",
        "Q: Which cranial nerve turns the eye outwards?\nA: the abducens (VI)",
    ),
    "C512": (
        "Q: What is a key benefit of a cache?\nA: lower latency",
        "Q: Which reads does a cache spare the database?\nA: repeated ones",
    ),
    "C511": ("<!-- allow: C503 -->\nQ: Where is DNA?\nA: in the nucleus", "Q: Where is DNA?\nA: in the nucleus"),
}
