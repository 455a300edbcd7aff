"""The cards that we ship for a cloze note are those that Anki itself would make."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markdown_deckbuilder.model import Kind
from tests.markdown_pages import inline
from tests.real_anki.collection import collection
from tests.test_properties import made_of

_CLOZES = st.lists(
    st.sampled_from(
        [
            "{{c1::a}}",
            "{{c2::b::hint}}",
            "==m==",
            "{{c3::{{c4::x}} y}}",
            "{{c1::`a::b`}}",
            "{{c5::$\\frac{a}{{b}}$}}",
            "{{c6::}z{}}",
            "{{c0::n}}",
        ]
    ),
    min_size=1,
    max_size=4,
).map(" and ".join)


def test_ordinals_are_ankis_own() -> None:
    """The ordinals of every cloze note equal the numbers that Anki counts in its text."""
    with collection() as col:
        notetype = col.models.by_name("Cloze")
        assert notetype
        counted = 0

        @given(_CLOZES, inline)
        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
        def agree(clozes: str, words: str) -> None:
            nonlocal counted
            for note in made_of(f"# T\n\n- {clozes} {words}\n\n{words} {clozes}").notes:
                if note.kind is Kind.CLOZE:
                    theirs = col.new_note(notetype)
                    theirs["Text"] = note.fields["Text"]
                    numbers = {n - 1 for n in col._backend.cloze_numbers_in_note(theirs._to_backend_note())}
                    assert set(note.ordinals) == numbers, note.fields["Text"]
                    counted += 1

        agree()
        assert counted > 100
