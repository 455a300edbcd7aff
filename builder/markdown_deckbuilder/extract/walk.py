"""Offer every block to the rules, keep who claimed what, and why the rest made no card."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.asides import (
    Group,
    bounded,
    claimed,
    claimed_by,
    explained,
    in_order,
    is_figure,
    of_notes,
    side_by_side,
    verdicts_on,
    with_below,
)
from markdown_deckbuilder.extract.directives import Directive, allowed_codes, directive_of
from markdown_deckbuilder.extract.languages import page_language, unknown_languages
from markdown_deckbuilder.extract.rules import RULES, WISHED, choices, explicit, questions
from markdown_deckbuilder.extract.rules.answer_sections import with_answers
from markdown_deckbuilder.extract.rules.choice_notes import told_once
from markdown_deckbuilder.extract.rules.exchanges import is_answer_sign, is_question
from markdown_deckbuilder.extract.rules.explicit import asked, holds_explicit, is_explicit
from markdown_deckbuilder.extract.rules.passed_over import is_contents
from markdown_deckbuilder.extract.rules.phrases import is_lead_in, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import describes, label
from markdown_deckbuilder.extract.unmet import unmet
from markdown_deckbuilder.extract.wording import LANGUAGES, language_of, wording_of
from markdown_deckbuilder.model import (
    Allowance,
    Basic,
    Candidate,
    Cloze,
    Extraction,
    Library,
    Page,
    Reason,
    Section,
    Site,
    Step,
    Verdict,
    Wish,
)
from markdown_deckbuilder.reading.highlights import with_highlights
from markdown_deckbuilder.reading.transclusion import embeds_in, with_embedded
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Callout,
    CodeBlock,
    Comment,
    Definition,
    DefinitionList,
    Details,
    FootnoteRef,
    HtmlBlock,
    Image,
    Inlines,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Ruler,
    Span,
    Strong,
    Table,
    Text,
    text_of,
    walk,
)

MAX_LABEL_WORDS = 12


def extract(
    library: Library,
    rules: tuple[Rule, ...] = RULES,
    languages: Sequence[str] = LANGUAGES,
    on_page: Callable[[], object] = lambda: None,
    *,
    marks_hide: bool = True,
) -> tuple[Extraction, tuple[Diagnostic, ...]]:
    """Find the candidates of all pages of *library*, in its order, and the verdicts on what made none.

    *rules* are those to ask, in their order; *languages* those that a page may be recognised as; *on_page* is called
    after each page.  ``==Marked==`` words make clozes where *marks_hide*, unless a page says otherwise.
    """
    candidates: list[Candidate] = []
    verdicts: list[Verdict] = []
    diagnostics = list(unknown_languages(library.pages))
    allowances: list[Allowance] = []
    spoken: dict[str, str] = {}
    fallback = language_of("\n".join(line for page in library.pages for line in page.lines[:200]), languages)
    for page in library.pages:
        if not (page.marks_hide if page.marks_hide is not None else marks_hide):
            page = with_highlights(page)
        walked = _PageWalk(page, fallback, rules, languages)
        walked.run()
        candidates += walked.candidates
        verdicts += walked.verdicts
        diagnostics += walked.diagnostics
        allowances += walked.allowances
        spoken[page.path] = walked.page.language
        on_page()
    return Extraction(tuple(candidates), tuple(verdicts), tuple(allowances), spoken), tuple(diagnostics)


def _page_rules(page: Page, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the *rules* to ask on *page*: its front matter may switch some off, or on again."""
    if not page.rules:
        return rules
    return tuple(rule for rule in RULES if page.rules.get(rule.name, rule in rules) or rule is explicit.RULE)


@dataclass(frozen=True, slots=True)
class _Wished:
    """A block with what the comments above it ask for; one that stands *apart* belongs to nothing above it."""

    block: Block
    wish: Wish
    stands_apart: bool


def _up_to_wish(wished: list[_Wished]) -> Blocks:
    """Return the blocks of *wished* that a rule may take along: up to the first that has a wish of its own."""
    return tuple(one.block for one in takewhile(lambda one: not one.stands_apart, wished))


def _named(wish: Wish, above: Wish, label: Paragraph) -> Wish:
    """Return *wish*, that of a list, with what is asked *above* its *label*, and the name that the label gives it."""
    return replace(wish, card=wish.card or above.card, anchor=wish.anchor or above.anchor or label.anchor)


class _PageWalk:
    def __init__(self, page: Page, fallback: str, rules: tuple[Rule, ...], languages: Sequence[str]) -> None:
        self.rules = _page_rules(page, rules)
        page = with_answers(page) if choices.RULE in self.rules else page
        self.page = replace(page, language=page.language or page_language(page, fallback, languages))
        self.switched_off = tuple(rule for rule in RULES if rule not in self.rules)
        self.candidates: list[Candidate] = []
        self.verdicts: list[Verdict] = []
        self.diagnostics: list[Diagnostic] = []
        self.allowances: list[Allowance] = []
        self._tell_unknown_rules()
        self.is_on = page.makes_cards

    def _tell_unknown_rules(self) -> None:
        known = [rule.name for rule in RULES if rule is not explicit.RULE]
        for name in self.page.rules:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"; the nearest is `{near[0]}`" if near else ""
                line = next((n for n, text in enumerate(self.page.lines, 1) if text.strip().startswith(f"{name}:")), 1)
                message = f"`rules` in the front matter: there is no rule `{name}`{hint}"
                self.diagnostics.append(Diagnostic("S108", message, Span(self.page.path, line, line)))

    def run(self) -> None:
        for number, section in enumerate(self.page.sections):
            steps = self._steps(section)
            for heading in section.trail[-1:]:
                self.verdicts.append(Verdict(heading.span, Reason.HEADING))
            was_on = self.is_on
            wished = self._wishes(section.blocks)
            group = self._choices(section, steps, wished) if was_on else None
            if group is None and was_on:
                group = self._question(number, section, steps, wished)
            if group is None:
                group = self._walk_wished(wished, steps, section)
            self.verdicts += verdicts_on(group.left)
            made = [self._with_embeds(note) for note in group.candidates]
            self.candidates += [self._bounded(self._with_footnotes(note)) for note in made if note]

        for name, blocks in self.page.footnotes.items():
            if name.startswith("^"):  # written inside a line, which has an outcome of its own
                continue
            self.verdicts += [Verdict(block.span, Reason.ASIDE) for block in blocks]
        self.diagnostics = told_once(self.diagnostics)
        if self.page.makes_cards:
            self.diagnostics += unmet(self.page, self.candidates, self.verdicts, self.diagnostics)

    def _choices(self, section: Section, steps: tuple[Step, ...], wished: list[_Wished]) -> Group | None:
        """Offer a heading together with all that stands below it: it may be a question with options."""
        speaks = any(isinstance(block, Comment) and directive_of(block) for block in section.blocks)
        if not section.trail or speaks or choices.RULE not in self.rules:
            return None
        blocks = tuple(one.block for one in wished)
        claim = choices.claim(Site(section.trail[-1], steps[:-1], section, self.page, blocks))
        if claim is None:
            return None
        self.verdicts += claim.verdicts
        self.diagnostics += claim.diagnostics
        made, rest = of_notes(claim.candidates), wished[claim.takes :]
        return in_order([made, self._walk_wished(rest, steps, section)]) if rest else made

    def _question(self, number: int, section: Section, steps: tuple[Step, ...], wished: list[_Wished]) -> Group | None:
        """Offer a heading that asks a question together with all that stands below it.

        One with headings below it and nothing of its own is a topic.  What a comment below it asks of the first block
        it asks of the whole; a kind of card named there is left to that block.  A block further down with a wish of its own,
        and what stands below it, is offered by itself.
        """
        if not section.trail or not is_question(section.trail[-1].children):
            return None
        heading = section.trail[-1]
        later = self.page.sections[number + 1 : number + 2]
        if not section.blocks and any(heading in other.trail for other in later):
            return None
        if any(not isinstance(block, Comment) for block in section.blocks) and not wished:
            return None  # all of it is switched off
        wish = wished[0].wish if wished else Wish()
        if questions.RULE not in self.rules or wish.card:
            return None
        below = (*(one.block for one in wished[:1]), *_up_to_wish(wished[1:]))
        site = Site(heading, steps[:-1], section, self.page, below, wish)
        claim = questions.claim(site)
        if claim is None:
            return None
        self.verdicts += claim.verdicts
        self.diagnostics += claim.diagnostics
        for one in wished[: len(below)]:
            self._allow(one.wish, heading.span.to(one.block.span))
        made = list(claim.candidates)
        made = [asked(site, made)] if wish.ask and made else made
        rest = wished[len(below) :]
        return in_order([of_notes(made), self._walk_wished(rest, steps, section)]) if rest else of_notes(made)

    def _steps(self, section: Section) -> tuple[Step, ...]:
        steps = tuple(Step(label(heading.children), is_heading=True) for heading in section.trail)
        title = Step((Text(self.page.title),), is_heading=True)
        has_topic = steps and (section.trail[0].level == 1 or steps[0].text == title.text)
        return steps if has_topic else (title, *steps)

    # --- offering -----------------------------------------------------------------------------------------------------

    def _walk_blocks(
        self, blocks: Blocks, steps: tuple[Step, ...], section: Section, above: Group | None = None
    ) -> Group:
        """Offer *blocks*, which follow one another; *above* is the text that they stand below, if any."""
        return self._walk_wished(self._wishes(blocks), steps, section, above)

    def _walk_wished(
        self, wished: list[_Wished], steps: tuple[Step, ...], section: Section, above: Group | None = None
    ) -> Group:
        groups: list[Group] = []
        index = 0
        while index < len(wished):
            block, wish = wished[index].block, wished[index].wish
            below = tuple(one.block for one in wished[index + 1 :])
            if wish.card == "skip":
                self.verdicts.append(Verdict(block.span, Reason.SWITCHED_OFF))
                index += 1
                continue
            is_label = not wish.ask and wish.card in ("", "list", "steps") and _is_label(block, below)
            if is_label and (wish.card or not self._is_choice(Site(block, steps, section, self.page, below))):
                assert isinstance(block, Paragraph)
                self.verdicts.append(Verdict(block.span, Reason.LABEL))
                self._allow(wish, block.span.to(below[0].span))
                self._allow(wished[index + 1].wish, below[0].span)
                named = _named(wished[index + 1].wish, wish, block)
                inner = (*steps, Step(label(block.children)))
                site = Site(below[0], inner, section, self.page, _up_to_wish(wished[index + 2 :]), named)
                group, taken = self._offer_as_wished(site)
                if group.is_aside:  # a list that only explains keeps its label, and belongs to it
                    group = Group(kept=[block, *group.asides])
                index += 2 + taken
            else:
                self._allow(wish, block.span)
                following = _up_to_wish(wished[index + 1 :])
                group, taken = self._offer_as_wished(Site(block, steps, section, self.page, following, wish))
                index += 1 + taken
            groups.append(group)
        return in_order(groups, above)

    def _is_choice(self, site: Site) -> bool:
        """Say whether *site*, which looks like a label, asks a question with the options below it."""
        return choices.RULE in self.rules and choices.claim(site) is not None

    def _wishes(self, blocks: Blocks) -> list[_Wished]:
        """Return the blocks that may become cards, each with what the comments above it ask for."""
        wished: list[_Wished] = []
        wish = Wish()
        is_apart = False
        for block in blocks:
            if isinstance(block, Comment):
                wish = self._obey(block, wish)
            elif self.is_on:
                wished.append(_Wished(block, wish, is_apart or bool(wish.card or wish.ask or wish.anchor)))
                wish, is_apart = Wish(), False
            else:
                self.verdicts.append(Verdict(block.span, Reason.SWITCHED_OFF))
                is_apart = True
        return wished

    def _allow(self, wish: Wish, span: Span) -> None:
        """Let what *wish* allows hold for the block at *span*."""
        self.allowances += [Allowance((code,), span, comment) for code, comment in wish.allows]

    def _offer_as_wished(self, site: Site) -> tuple[Group, int]:
        """Offer *site*, to one rule alone where its author names the kind of card, and give it the front asked for."""
        rules = WISHED.get(site.wish.card, self.rules)
        group, taken = self._offer(site, rules)
        if site.wish.card and not group.candidates:
            message = f"nothing here makes a card of the kind {site.wish.card}"
            self.diagnostics.append(Diagnostic("R203", message, site.block.span))
        if site.wish.ask:
            note = asked(site, group.candidates)
            if not group.units:
                return of_notes([note]), taken
            group.units[0].notes[0] = note
        return group, taken

    def _offer(self, site: Site, rules: tuple[Rule, ...] | None = None) -> tuple[Group, int]:
        """Offer *site* to *rules*; return what came of it and how many of the blocks after it were taken along."""
        rules = self.rules if rules is None else rules
        for position, rule in enumerate(rules):
            claim = rule.claim(site)
            if claim is None:
                continue
            self.verdicts += claim.verdicts
            self.diagnostics += claim.diagnostics
            inner = []
            for handed_on in claim.rest:
                later = rules[position + 1 :] if _is_same(handed_on.block, site.block) else self.rules
                inner.append((handed_on.block, self._offer(handed_on, later)[0]))
            return claimed(site.block, claim, inner), claim.takes
        if any((claim := rule.claim(site)) and claim.candidates for rule in self.switched_off):
            self.verdicts.append(Verdict(site.block.span, Reason.SWITCHED_OFF))
        return self._descend(site), 0

    def _descend(self, site: Site) -> Group:
        """Offer what is inside a block that no rule claimed, or say why nothing came of it."""
        block = site.block
        match block:
            case List(items) | DefinitionList(items):
                described = describes(items, wording_of(self.page.language))
                inner = [replace(site, block=item, following=(), among_attributes=described) for item in items]
                return side_by_side([self._offer(one)[0] for one in inner])
            case ListItem(children):
                return self._descend_item(site, children)
            case Definition(_, meanings):
                return self._walk_blocks(tuple(b for m in meanings for b in m), site.steps, site.section)
            case Callout(_, title, children) | Details(title, children):
                return self._descend_titled(site, title, children)
            case Quote(children) if holds_explicit(block):
                return self._descend_quote(site, children)
            case Quote() | CodeBlock() | MathBlock() | Table() | HtmlBlock():
                return Group(asides=[block])
            case Paragraph(children) if any(isinstance(node, Image) for node in walk(children)):
                return Group(asides=[block]) if is_figure(block) else Group(kept=[block])
            case Ruler() | Comment():
                return Group()
        self.verdicts.append(Verdict(block.span, Reason.PROSE))
        return Group()

    def _descend_titled(self, site: Site, title: Inlines, children: Blocks) -> Group:
        """Look for facts in a callout or details; where there are none, all of it explains the notes around."""
        steps = (*site.steps, Step(label(title), is_heading=True)) if text_of(title).strip() else site.steps
        known = len(self.verdicts)
        group = self._walk_blocks(children, steps, site.section)
        if not group.units:
            del self.verdicts[known:]
            return Group(asides=[site.block])
        if text_of(title).strip():
            span = site.block.span
            self.verdicts.append(Verdict(Span(span.path, span.line, span.line), Reason.LABEL))
        return claimed_by(group.units[0], group) if len(group.units) == 1 else group

    def _descend_quote(self, site: Site, children: Blocks) -> Group:
        """Look in a quote for what its author asks for outright, and for nothing else: it is somebody's words."""
        rules, self.rules = self.rules, (explicit.RULE,)
        group = self._walk_blocks(children, site.steps, site.section)
        self.rules = rules
        return group

    def _descend_item(self, site: Site, children: Blocks) -> Group:
        """A bullet with others below it is their subject; alone it is offered as a paragraph."""
        first, *others = children or (site.block,)
        if not others or not isinstance(first, Paragraph) or not text_of(first).strip():
            return self._walk_blocks(children, site.steps, site.section)
        steps = (*site.steps, Step(label(first.children), is_parent=True))
        own, _ = self._offer(replace(site, block=first, following=()))
        if not own.units:
            self.verdicts.append(Verdict(first.span, Reason.LABEL))
        below = self._walk_blocks(tuple(others), steps, site.section, own)
        return with_below(own, below)

    # --- asides -------------------------------------------------------------------------------------------------------

    def _with_embeds(self, note: Candidate) -> Candidate | None:
        """Return *note* with the text of the notes it embeds, or None where nothing then answers.

        Its identity stays with the line that embeds: the other note may change.
        """
        content, embeds = note.content, self.page.embeds
        if isinstance(content, Cloze):
            return (
                replace(note, content=Cloze(with_embedded(content.text, embeds))) if embeds_in(content.text) else note
            )
        if not embeds_in((*content.front, *content.back)):
            return note
        back = with_embedded(content.back, embeds)
        if not back:
            self.verdicts.append(Verdict(note.span, Reason.UNANSWERED))
            self.diagnostics.append(Diagnostic("R201", f"no answer to: {note.cue}", note.span))
            return None
        front = with_embedded(content.front, embeds)
        sides = (with_embedded(side, embeds) for side in (content.reverse_front, content.reverse_back))
        return replace(note, content=Basic(front, back, *sides))

    def _with_footnotes(self, note: Candidate) -> Candidate:
        if not self.page.footnotes:
            return note
        content = note.content
        blocks = getattr(content, "text", ()) or (*getattr(content, "front", ()), *getattr(content, "back", ()))
        labels = [node.label for node in walk((*blocks, *note.extra)) if isinstance(node, FootnoteRef)]
        notes = [block for name in dict.fromkeys(labels) for block in self.page.footnotes.get(name, ())]
        return explained(note, notes) if notes else note

    def _bounded(self, note: Candidate) -> Candidate:
        """Return *note* with no more behind it than a card can show, and say what is left out."""
        note, left_out = bounded(note)
        self.verdicts += [Verdict(block.span, Reason.LEFT_OUT) for block in left_out]
        return note

    # --- directives ---------------------------------------------------------------------------------------------------

    def _obey(self, comment: Comment, wish: Wish) -> Wish:
        """Do what *comment* says at once, or return *wish* with what it asks of the block below it."""
        match directive_of(comment):
            case Directive("cards", value):
                self.is_on = value == "on" and self.page.makes_cards
            case Directive("card", value):
                return replace(wish, card=value)
            case Directive("ask", value):
                return replace(wish, ask=value)
            case Directive("id", value):
                return replace(wish, anchor=value)
            case Directive("allow", value):
                codes, faults = allowed_codes(value, comment.span)
                self.diagnostics += faults
                return replace(wish, allows=(*wish.allows, *((code, comment.span) for code in codes)))
            case Diagnostic() as fault:
                self.diagnostics.append(fault)
        return wish


def _is_same(part: Block, whole: Block) -> bool:
    """Say whether *part* is all of *whole*; the only bullet of a list is not yet looked at by itself."""
    return part.span == whole.span and not (isinstance(whole, List) and isinstance(part, ListItem))


def _is_label(block: Block, following: Blocks) -> bool:
    """Say whether *block* introduces the list or table right below it: it ends in a colon, or all of it is bold."""
    if not isinstance(block, Paragraph) or not following or not isinstance(following[0], List | Table):
        return False
    if is_explicit(block) or is_answer_sign(block) or is_contents(block):
        return False
    text = text_of(block.children).strip()
    if not 0 < len(words_of(text)) <= MAX_LABEL_WORDS:
        return False
    return is_lead_in(text) or all(isinstance(node, Strong) or not text_of(node).strip() for node in block.children)
