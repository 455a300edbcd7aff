"""Offer every block to the rules, keep who claimed what, and why the rest made no card."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from builder.diagnostics import Diagnostic
from builder.extract.directives import Directive, directive_of, unknown_codes
from builder.extract.rules import RULES, WISHED, choices, explicit, questions
from builder.extract.rules.explicit import asked, is_answer_sign, is_explicit
from builder.extract.rules.phrases import words_of
from builder.extract.rules.questions import is_question
from builder.extract.rules.record import Rule
from builder.extract.rules.subjects import describes, label
from builder.extract.wording import LANGUAGES, language_of, wording_of
from builder.model import Allowance, Candidate, Extraction, Library, Page, Reason, Section, Site, Step, Verdict, Wish
from builder.reading.tree import (
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
SHORT_PAGE_WORDS = 60


def extract(
    library: Library,
    rules: tuple[Rule, ...] = RULES,
    languages: Sequence[str] = LANGUAGES,
    on_page: Callable[[], object] = lambda: None,
) -> tuple[Extraction, tuple[Diagnostic, ...]]:
    """Find the candidates of all pages of *library*, in its order, and the verdicts on what made none.

    *rules* are those to ask, in their order; *languages* those that a page may be recognised as; *on_page* is called
    after each page.
    """
    candidates: list[Candidate] = []
    verdicts: list[Verdict] = []
    diagnostics: list[Diagnostic] = []
    allowances: list[Allowance] = []
    spoken: dict[str, str] = {}
    fallback = language_of("\n".join(line for page in library.pages for line in page.lines[:200]), languages)
    for page in library.pages:
        walked = _PageWalk(page, fallback, rules, languages)
        walked.run()
        candidates += walked.candidates
        verdicts += walked.verdicts
        diagnostics += walked.diagnostics
        allowances += walked.allowances
        spoken[page.path] = walked.page.language
        on_page()
    return Extraction(tuple(candidates), tuple(verdicts), tuple(allowances), spoken), tuple(diagnostics)


def _language(page: Page, fallback: str, languages: Sequence[str]) -> str:
    """Return the language of *page*; one too short to tell, in Latin script, has that of its neighbours."""
    text = "\n".join(page.lines)
    found = language_of(text, languages)
    if found or len(words_of(text)) > SHORT_PAGE_WORDS:
        return found
    latin = sum(letter.isascii() for letter in text if letter.isalpha())
    return fallback if latin * 2 > sum(letter.isalpha() for letter in text) else ""


def _page_rules(page: Page, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the *rules* to ask on *page*: its front matter may switch some off, or on again."""
    if not page.rules:
        return rules
    return tuple(rule for rule in RULES if page.rules.get(rule.name, rule in rules) or rule is explicit.RULE)


@dataclass
class _Group:
    """What one block and everything in it gave."""

    candidates: list[Candidate] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)


class _PageWalk:
    def __init__(self, page: Page, fallback: str, rules: tuple[Rule, ...], languages: Sequence[str]) -> None:
        self.rules = _page_rules(page, rules)
        page = choices.with_answers(page) if choices.RULE in self.rules else page
        self.page = replace(page, language=page.language or _language(page, fallback, languages))
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
            groups = (
                self._choices(section, steps)
                or self._question(number, section, steps)
                or self._walk_blocks(section.blocks, steps, section)
            )
            self._place_asides(groups)
            self.candidates += [self._with_footnotes(note) for group in groups for note in group.candidates]

        for blocks in self.page.footnotes.values():
            self.verdicts += [Verdict(block.span, Reason.ASIDE) for block in blocks]
        self.diagnostics = choices.told_once(self.diagnostics)

    def _choices(self, section: Section, steps: tuple[Step, ...]) -> list[_Group]:
        """Offer a heading together with all that stands below it: it may be a question with options."""
        blocks = tuple(block for block in section.blocks if not isinstance(block, Comment))
        speaks = any(isinstance(block, Comment) and directive_of(block) for block in section.blocks)
        if not self.is_on or not section.trail or speaks or choices.RULE not in self.rules:
            return []
        claim = choices.claim(Site(section.trail[-1], steps[:-1], section, self.page, blocks))
        if claim is None:
            return []
        self.verdicts += claim.verdicts
        self.diagnostics += claim.diagnostics
        after = self._walk_blocks(blocks[claim.takes :], steps, section)
        return [_Group(list(claim.candidates)), *after]

    def _question(self, number: int, section: Section, steps: tuple[Step, ...]) -> list[_Group]:
        """Offer a heading that asks a question together with all that stands below it.

        One with headings below it and nothing of its own is a topic.
        """
        if not self.is_on or not section.trail or not is_question(section.trail[-1].children):
            return []
        heading = section.trail[-1]
        later = self.page.sections[number + 1 : number + 2]
        if not section.blocks and any(heading in other.trail for other in later):
            return []
        blocks = tuple(block for block in section.blocks if not isinstance(block, Comment))
        if questions.RULE not in self.rules:
            return []
        claim = questions.claim(Site(heading, steps[:-1], section, self.page, blocks))
        if claim is None:
            return []
        self.verdicts += claim.verdicts
        self.diagnostics += claim.diagnostics
        return [_Group(list(claim.candidates))]

    def _steps(self, section: Section) -> tuple[Step, ...]:
        steps = tuple(Step(label(heading.children), is_heading=True) for heading in section.trail)
        title = Step((Text(self.page.title),), is_heading=True)
        has_topic = steps and (section.trail[0].level == 1 or steps[0].text == title.text)
        return steps if has_topic else (title, *steps)

    # --- offering -----------------------------------------------------------------------------------------------------

    def _walk_blocks(self, blocks: Blocks, steps: tuple[Step, ...], section: Section) -> list[_Group]:
        groups: list[_Group] = []
        wished = self._wishes(blocks)
        plain = tuple(block for block, _ in wished)
        index = 0
        while index < len(plain):
            block, wish = wished[index]
            following = plain[index + 1 :]
            if wish.card == "skip":
                self.verdicts.append(Verdict(block.span, Reason.SWITCHED_OFF))
                index += 1
                continue
            is_label = not wish.card and not wish.ask and _is_label(block, following)
            if is_label and not self._is_choice(Site(block, steps, section, self.page, following)):
                assert isinstance(block, Paragraph)
                self.verdicts.append(Verdict(block.span, Reason.LABEL))
                below = (*steps, Step(label(block.children)))
                site = Site(following[0], below, section, self.page, following[1:], wished[index + 1][1])
                group, taken = self._offer_as_wished(site)
                if group.asides == [following[0]] and not group.candidates:
                    group.asides.insert(0, block)  # a list that only explains keeps its label
                index += 2 + taken
            else:
                group, taken = self._offer_as_wished(Site(block, steps, section, self.page, following, wish))
                index += 1 + taken
            groups.append(group)
        return groups

    def _is_choice(self, site: Site) -> bool:
        """Say whether *site*, which looks like a label, asks a question with the options below it."""
        return choices.RULE in self.rules and choices.claim(site) is not None

    def _wishes(self, blocks: Blocks) -> list[tuple[Block, Wish]]:
        """Return the blocks that may become cards, each with what the comments above it ask for."""
        wished: list[tuple[Block, Wish]] = []
        wish = Wish()
        for block in blocks:
            if isinstance(block, Comment):
                wish = self._obey(block, wish)
            elif self.is_on:
                wished.append((block, wish))
                self.allowances += [Allowance((code,), block.span, span) for code, span in wish.allows]
                wish = Wish()
            else:
                self.verdicts.append(Verdict(block.span, Reason.SWITCHED_OFF))
        return wished

    def _offer_as_wished(self, site: Site) -> tuple[_Group, int]:
        """Offer *site*, to one rule alone where its author names the kind of card, and give it the front asked for."""
        rules = WISHED.get(site.wish.card, self.rules)
        group, taken = self._offer(site, rules)
        if site.wish.card and not group.candidates:
            message = f"nothing here makes a card of the kind {site.wish.card}"
            self.diagnostics.append(Diagnostic("R203", message, site.block.span))
        if site.wish.ask:
            note = asked(site, group.candidates)
            return _Group([note, *group.candidates[1:]], group.asides if group.candidates else []), taken
        return group, taken

    def _offer(self, site: Site, rules: tuple[Rule, ...] | None = None) -> tuple[_Group, int]:
        """Offer *site* to *rules*; return what came of it and how many of the blocks after it were taken along."""
        rules = self.rules if rules is None else rules
        for position, rule in enumerate(rules):
            claim = rule.claim(site)
            if claim is None:
                continue
            group = _Group(list(claim.candidates), list(claim.asides))
            self.verdicts += claim.verdicts
            self.diagnostics += claim.diagnostics
            for handed_on in claim.rest:
                later = rules[position + 1 :] if handed_on.block.span == site.block.span else self.rules
                inner, _ = self._offer(handed_on, later)
                if inner.asides and claim.candidates and handed_on.block is not site.block:
                    group.candidates = [_explained(note, inner.asides) for note in group.candidates]
                else:
                    group.asides += inner.asides
                group.candidates += inner.candidates
            return group, claim.takes
        if any((claim := rule.claim(site)) and claim.candidates for rule in self.switched_off):
            self.verdicts.append(Verdict(site.block.span, Reason.SWITCHED_OFF))
        return self._descend(site), 0

    def _descend(self, site: Site) -> _Group:
        """Offer what is inside a block that no rule claimed, or say why nothing came of it."""
        block, group = site.block, _Group()
        match block:
            case List(items) | DefinitionList(items):
                described = describes(items, wording_of(self.page.language))
                for item in items:
                    inner, _ = self._offer(replace(site, block=item, following=(), among_attributes=described))
                    self._merge(group, inner)
            case ListItem(children):
                self._descend_item(site, children, group)
            case Definition(_, meanings):
                for inner in self._walk_blocks(tuple(b for m in meanings for b in m), site.steps, site.section):
                    self._merge(group, inner)
            case Callout(_, title, children) | Details(title, children):
                self._descend_titled(site, title, children, group)
            case Quote() | CodeBlock() | MathBlock() | Table() | HtmlBlock():
                group.asides.append(block)
            case Paragraph(children) if any(isinstance(node, Image) for node in walk(children)):
                group.asides.append(block)
            case Ruler() | Comment():
                pass
            case _:
                self.verdicts.append(Verdict(block.span, Reason.PROSE))
        return group

    def _descend_titled(self, site: Site, title: Inlines, children: Blocks, group: _Group) -> None:
        """Look for facts in a callout or details; where there are none, all of it explains the notes around."""
        steps = (*site.steps, Step(label(title), is_heading=True)) if text_of(title).strip() else site.steps
        known = len(self.verdicts)
        for inner in self._walk_blocks(children, steps, site.section):
            self._merge(group, inner)
        if not group.candidates:
            del self.verdicts[known:]
            group.asides[:] = [site.block]
        elif text_of(title).strip():
            span = site.block.span
            self.verdicts.append(Verdict(Span(span.path, span.line, span.line), Reason.LABEL))

    def _descend_item(self, site: Site, children: Blocks, group: _Group) -> None:
        """A bullet with others below it is their subject; alone it is offered as a paragraph."""
        steps = site.steps
        if len(children) > 1 and isinstance(children[0], Paragraph) and text_of(children[0]).strip():
            first, *others = children
            assert isinstance(first, Paragraph)
            steps = (*steps, Step(label(first.children), is_parent=True))
            own, _ = self._offer(replace(site, block=first, following=()))
            children = tuple(others)
            self._merge(group, own)
            if not own.candidates:
                self.verdicts.append(Verdict(first.span, Reason.LABEL))
        for inner in self._walk_blocks(children, steps, site.section):
            self._merge(group, inner)

    def _merge(self, group: _Group, inner: _Group) -> None:
        """Add *inner* to *group*; what explains a bullet explains the notes of that bullet, if there are any."""
        if inner.candidates and inner.asides:
            inner = _Group([_explained(note, inner.asides) for note in inner.candidates])
        group.candidates += inner.candidates
        group.asides += inner.asides

    # --- asides -------------------------------------------------------------------------------------------------------

    def _place_asides(self, groups: list[_Group]) -> None:
        """Put what explains into the Extra of the notes before it in the section, else of those after it."""
        for index, group in enumerate(groups):
            if not group.asides:
                continue
            near = [group, *reversed(groups[:index]), *groups[index + 1 :]]
            target = next((other for other in near if other.candidates), None)
            if target:
                target.candidates = [_explained(note, group.asides) for note in target.candidates]
            else:
                self.verdicts += [Verdict(block.span, _reason_of(block)) for block in group.asides]

    def _with_footnotes(self, note: Candidate) -> Candidate:
        if not self.page.footnotes:
            return note
        content = note.content
        blocks = getattr(content, "text", ()) or (*getattr(content, "front", ()), *getattr(content, "back", ()))
        labels = [node.label for node in walk((*blocks, *note.extra)) if isinstance(node, FootnoteRef)]
        notes = [block for name in dict.fromkeys(labels) for block in self.page.footnotes.get(name, ())]
        return _explained(note, notes) if notes else note

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
                codes = tuple((code, comment.span) for code in re.split(r"[,\s]+", value.strip()) if code)
                self.diagnostics += unknown_codes(codes)
                return replace(wish, allows=(*wish.allows, *codes))
            case Diagnostic() as fault:
                self.diagnostics.append(fault)
        return wish


def _explained(note: Candidate, blocks: Iterable[Block]) -> Candidate:
    return replace(note, extra=(*note.extra, *blocks))


def _reason_of(block: Block) -> Reason:
    """Return why *block*, which only explains, is nowhere: there is no note near it."""
    match block:
        case List():
            return Reason.OPEN_LIST
        case Paragraph(children) if not any(isinstance(node, Image) for node in walk(children)):
            return Reason.LABEL
    return Reason.ASIDE


def _is_label(block: Block, following: Blocks) -> bool:
    """Say whether *block* introduces the list or table right below it: it ends in a colon, or all of it is bold."""
    if not isinstance(block, Paragraph) or not following or not isinstance(following[0], List | Table):
        return False
    if is_explicit(block) or is_answer_sign(block):
        return False
    text = text_of(block.children).strip()
    if not 0 < len(words_of(text)) <= MAX_LABEL_WORDS:
        return False
    return text.endswith((":", "：")) or all(
        isinstance(node, Strong) or not text_of(node).strip() for node in block.children
    )
