"""The note types are frozen: people's collections hold them."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from markdown_deckbuilder.cards import note_types
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.model import Kind

# Changing anything here makes Anki create "Name+" and never update an existing note again (docs/anki.md, Note types).
FROZEN = {
    Kind.BASIC: (
        1_795_411_001,
        [
            ("Front", 1_795_411_101),
            ("Back", 1_795_411_102),
            ("Reverse Front", 1_795_411_103),
            ("Reverse Back", 1_795_411_104),
            ("Extra", 1_795_411_105),
            ("Context", 1_795_411_106),
            ("Source", 1_795_411_107),
            ("Retired", 1_795_411_108),
            ("Spare 1", 1_795_411_109),
            ("Spare 2", 1_795_411_110),
            ("Spare 3", 1_795_411_111),
        ],
        [("Recall", 1_795_411_201), ("Reverse", 1_795_411_202)],
    ),
    Kind.CLOZE: (
        1_795_412_001,
        [
            ("Text", 1_795_412_101),
            ("Extra", 1_795_412_102),
            ("Context", 1_795_412_103),
            ("Source", 1_795_412_104),
            ("Retired", 1_795_412_105),
            ("Spare 1", 1_795_412_106),
            ("Spare 2", 1_795_412_107),
            ("Spare 3", 1_795_412_108),
        ],
        [("Cloze", 1_795_412_201)],
    ),
}


def test_the_schema_never_changes() -> None:
    """Ids, fields and templates, in number and order, are those of the first release."""
    for kind, (id, fields, templates) in FROZEN.items():
        found = note_type(kind)
        assert found.id == id
        assert [(field.name, field.id) for field in found.fields] == fields
        assert [(template.name, template.id) for template in found.templates] == templates


def test_new_styling_moves_the_note_types_time() -> None:
    """Templates and CSS reach people only with a later MODIFIED: move both constants when the assets change."""
    folder = files("markdown_deckbuilder.cards") / "assets"
    sha = hashlib.sha256()
    for asset in sorted(folder.iterdir(), key=lambda path: path.name):
        sha.update(asset.name.encode() + b"\0" + asset.read_bytes())
    assert sha.hexdigest()[:16] == note_types.ASSETS_HASH, "move MODIFIED to now, and ASSETS_HASH to this"
