"""The nouns that pass between the stages of a build: all of them values, none of them changed after it is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.reading.tree import Block, Blocks, Heading, Inlines, Span, text_of

# --- reading ----------------------------------------------------------------------------------------------------------


# How a question and its answer begin that are written as such.
QUESTION_SIGN = re.compile(r"(?:Q|F|Question|Frage)\s*[:：](?!:)\s*")
ANSWER_SIGN = re.compile(r"(?:A|Answer|Antwort)\s*[:：](?!:)\s*")


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file under the notes' folder, read but not yet parsed."""

    path: str  # relative to the notes' folder, with forward slashes
    text: str
    encoding: str = ""  # that of the file, "" for UTF-8


@dataclass(frozen=True, slots=True)
class Section:
    """A run of blocks under one heading.  *trail* holds the headings above the blocks, outermost first."""

    trail: tuple[Heading, ...]
    blocks: Blocks
    tags: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


def file_title(path: str) -> str:
    """Return the title that a page at *path* has when nothing else names it: the file's name in words."""
    stem = PurePosixPath(path).stem
    words = re.sub(r"^\d+(?:[._-]\d+)*[._\s-]+(?=\S)", "", stem) or stem
    return words.replace("_", " ").strip()


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed source.

    *title* is that of its front matter, of its first heading or of the index page; else the file's name.  *lines* are
    the source's own, without line ends.  *content_lines* are those that are neither blank nor mere syntax.
    """

    path: str
    title: str
    sections: tuple[Section, ...]
    footnotes: Mapping[str, Blocks]
    lines: tuple[str, ...]
    text: str  # the lines as one text
    content_lines: frozenset[int]
    tags: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    makes_cards: bool = True
    marks_hide: bool | None = None  # whether ``==marks==`` make clozes; None leaves it to the configuration
    language: str = ""
    rules: Mapping[str, bool] = field(default_factory=dict)  # rules switched on or off for this page, by name
    embeds: Mapping[str, Blocks] = field(
        default_factory=dict
    )  # the text of other notes, by the address it is embedded by

    @property
    def folder(self) -> str:
        """The top folder the page lies in, or "" for a page in the notes' folder itself."""
        parts = PurePosixPath(self.path).parts
        return parts[0] if len(parts) > 1 else ""


@dataclass(frozen=True, slots=True)
class Domain:
    """A group of pages that becomes a subdeck: the pages of one top folder, or those under one heading of the index."""

    key: str
    title: str
    position: int  # from 1, in the notes' order


@dataclass(frozen=True, slots=True)
class Library:
    """All pages of one notes' folder in their order, and what the index page says of them."""

    pages: tuple[Page, ...]
    title: str
    domains: Mapping[str, Domain]  # page path -> its domain; pages without one are missing
    is_whole: bool = True  # False where only a part of the folder was asked for
    others: frozenset[str] = frozenset()  # the paths of pages that are there and were not looked at
    unread: frozenset[str] = frozenset()  # the paths of files and folders that could not be read, or not be used
    guessed: frozenset[str] = frozenset()  # the paths of pages whose encoding was found out
    opened_as: Mapping[str, str] = field(default_factory=dict)  # page path -> its name on disk, where that is another

    def is_unread(self, path: str) -> bool:
        """Say whether the page at *path*, or a folder that it lies in, could not be read."""
        return not self.unread.isdisjoint((path, *map(str, PurePosixPath(path).parents)))


# --- extraction -------------------------------------------------------------------------------------------------------


class Reason(StrEnum):
    """Why a content line is on no card, or where it is instead.  The set is closed; ``docs/`` explains each member."""

    CARD = "card"  # asks, or is asked for, on a card
    EXTRA = "extra"  # stands on the back of a card as explanation
    HEADING = "heading"  # names the topic, and stands in the breadcrumb
    LABEL = "label"  # introduces what stands below it
    SWITCHED_OFF = "switched-off"
    CONTENTS = "contents"  # only links to other places
    TO_DO = "to-do"
    STRUCK_OUT = "struck-out"
    CONFIGURATION = "configuration"  # code, settings or a machine's output without a fence
    NOT_KNOWLEDGE = "not-knowledge"  # a greeting, a diary, an agenda, the date of an exam, the head of a page
    PROSE = "prose"  # nothing bold, numbered or defined
    OPEN_LIST = "open-list"  # bare items of a list one could go on with
    LONG_LIST = "long-list"  # too many items to ask for
    NO_SUBJECT = "no-subject"  # says "it" or "this", and nothing tells what
    GIVEAWAY = "giveaway"  # the answer stands in the question
    TOO_LONG = "too-long"
    TOO_SHORT = "too-short"  # nothing would be left to read
    UNANSWERED = "unanswered"
    UNINFORMATIVE = "uninformative"  # empty, yes or no, or the same in every row
    ASIDE = "aside"  # a figure, quote or code block that belongs to no note
    LEFT_OUT = "left-out"  # belongs behind a card on which there is no more room
    REPEATED = "repeated"  # the same fact makes a note elsewhere
    LOW_WORTH = "low-worth"  # a card of it would hardly be kept; `cards` in the configuration says from where on
    REFUSED = "refused"  # an error stands there
    HELD_BACK = "held-back"  # it may have come from a page that could not be read
    UNRECOGNISED = "unrecognised"


class Outcome(StrEnum):
    """What became of a content line."""

    CARD = "card"
    EXTRA = "extra"
    NONE = "none"


class Kind(StrEnum):
    """The two note types."""

    BASIC = "basic"
    CLOZE = "cloze"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that stands above a block and gives it its subject: a heading, a label or a parent bullet."""

    children: Inlines
    is_heading: bool = False
    is_parent: bool = False  # a bullet that has others below it and says nothing else
    whole: str = ""  # all that the line says, where the step is only a part of it

    @property
    def text(self) -> str:
        return text_of(self.children)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a comment above a block asks for: a kind of card, its front, a name for it."""

    card: str = ""  # basic, cloze, list, steps or skip
    ask: str = ""
    anchor: str = ""
    allows: tuple[tuple[str, Span], ...] = ()  # codes of complaints to be silent about, and where that is written


@dataclass(frozen=True, slots=True)
class Site:
    """A block offered to the rules.

    *steps* are all that stands above it, outermost first; *following* are its next siblings, of which a rule may take
    some along.  An item *among_attributes* stands in a list that describes what is above it.
    """

    block: Block
    steps: tuple[Step, ...]
    section: Section
    page: Page
    following: Blocks = ()
    wish: Wish = Wish()
    among_attributes: bool = False


@dataclass(frozen=True, slots=True)
class Basic:
    """A question and its answer; *reverse_front* is empty unless the answer may ask for the question's term."""

    front: Blocks
    back: Blocks
    reverse_front: Blocks = ()
    reverse_back: Blocks = ()


@dataclass(frozen=True, slots=True)
class Cloze:
    """A text with deletions in it."""

    text: Blocks


@dataclass(frozen=True, slots=True)
class Candidate:
    """A note that a rule proposes, before it has an identity.

    *cue* and *answer* are the source's own words; identity rests on them, never on generated wording.  *context* is
    the breadcrumb.  *tags* are those of the page, section and block; the deck's own are added later.
    """

    rule: str
    content: Basic | Cloze
    span: Span
    trail: tuple[str, ...]
    cue: str
    answer: str
    context: tuple[Inlines, ...] = ()
    extra: Blocks = ()
    tags: tuple[str, ...] = ()
    anchor: str = ""
    is_explicit: bool = False
    worth: float = 1.0  # how likely a learner keeps its card, from 0 to 1
    reverse_worth: float = 1.0  # the same of its reverse card, if it has one
    reasons: tuple[str, ...] = ()  # what speaks most for and against it
    form: str = ""  # which kind of front its rule has given it: "define", "cell"
    qualifiers: tuple[Inlines, ...] = ()  # further steps above that may tell it from a look-alike, the nearest first
    stands_alone: bool = (
        False  # its front says all that its answer needs, so that the same words elsewhere are the same fact
    )

    @property
    def kind(self) -> Kind:
        return Kind.BASIC if isinstance(self.content, Basic) else Kind.CLOZE


@dataclass(frozen=True, slots=True)
class Verdict:
    """Lines that a rule has looked at and made no card of, and why."""

    span: Span
    reason: Reason


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rule takes of a site: the block, and as many of its following siblings as *takes* says beyond that.

    *rest* are the parts that it hands on to the rules after it; *asides* are for the Extra of the notes around them.
    """

    candidates: tuple[Candidate, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    rest: tuple[Site, ...] = ()
    asides: Blocks = ()
    takes: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Allowance:
    """``<!-- allow: C503 -->``: complaints with these *codes* about the block at *span* are wished away.

    *comment* is where it is written.
    """

    codes: tuple[str, ...]
    span: Span
    comment: Span


@dataclass(frozen=True, slots=True)
class Extraction:
    """All candidates in the notes' order, and what was decided about the rest of each page.

    *languages* are those of the pages, by path.
    """

    candidates: tuple[Candidate, ...]
    verdicts: tuple[Verdict, ...]
    allowances: tuple[Allowance, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)


# --- identity ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Identified:
    """A candidate with its lasting identity; its deletions are numbered.

    *rehidden* are the words that are hidden only because they were when the note was shipped.
    """

    guid: str
    candidate: Candidate
    rehidden: tuple[str, ...] = ()


# Under which key of a collection's settings one of our packages carries the first line of its ledger.
HEADER_KEY = "deckbuilder"
# The same for the lines of notes that were left out.
OTHERS_KEY = "deckbuilder_others"

# --- cards ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is shipped.

    *fields* are HTML, by field name, in the note type's order.  *ordinals* are those of its cards: template ordinals
    for basic notes, cloze number minus one for cloze notes.  *modified* and *first_seen* are seconds since the epoch.
    """

    guid: str
    kind: Kind
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    deck: str
    ordinals: tuple[int, ...]
    rule: str
    span: Span
    modified: int = 0
    first_seen: int = 0
    is_explicit: bool = False
    media: tuple[str, ...] = ()  # names of the files its fields show


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that goes into the collection's media folder under *name*, which holds the hash of its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Card:
    """A card as plain text, the way the learner sees it."""

    ordinal: int
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck and the notes whose cards start in it, in their order."""

    name: str
    description: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """What goes into one ``.apkg`` file.

    *memory* is the line of the ledger for each guid, and *header* its first line: Anki passes over them, and a lost
    ledger is restored from them.  *others* are the lines of notes that live and were left out of this build.
    """

    file_name: str
    decks: tuple[Deck, ...]
    media: tuple[MediaFile, ...] = ()
    memory: Mapping[str, str] = field(default_factory=dict)
    header: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippedNote:
    """A note as it was found in a package, whoever made it; *fields* are HTML, by name, in the note type's order.

    *memory* is the line of the ledger that one of our own packages carries for it, else "".
    """

    guid: str
    note_type: str
    is_cloze: bool
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    deck: str
    ordinals: tuple[int, ...]
    modified: int
    memory: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What a package holds; *header* is the first line of the ledger in one of our own, else "".

    *others* are lines of that ledger for notes that are not in the package.
    """

    notes: tuple[ShippedNote, ...]
    header: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file to write: *path* is relative to the folder for output.

    *content_of* gives what its bytes say, so that a file which says the same in other bytes is left alone.
    """

    path: str
    data: bytes
    content_of: Callable[[bytes], object] = bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """What the next import will do, in Anki's own bins and ours: guids, in the notes' order.

    A *moved* note stands elsewhere in the notes and reads the same; one that reads otherwise as well is *updated*.  One
    that is gone from a page that was read, or was left out of it, is *waiting* while it may stand on one that was not.
    A *standing* note is made by no rule any more although its line stands: it stays as it was shipped.
    """

    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    not_looked_at: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What became of one content line: *guids* are the notes it stands on.

    *worth* and the *reasons* for it are those of its first card, or of the card that it was not worth, None and none
    where there is neither.
    """

    path: str
    line: int
    text: str
    outcome: Outcome
    reason: Reason
    guids: tuple[str, ...] = field(default=())
    worth: float | None = None
    reasons: tuple[str, ...] = ()
