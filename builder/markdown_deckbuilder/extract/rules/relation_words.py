"""Verbs that have a question of their own, by language.

A front has ``{subject}`` and may have ``{verb}`` as it stands in the sentence, ``{be}``, its first word, and ``{do}``,
the "do" or "does" of an English question.  A verb with a preposition ends before it where the answer needs it.
"""

from __future__ import annotations

from collections.abc import Mapping

# The verb as a pattern, the front, and the pattern of what closes the sentence where the verb stands there.
Phrase = tuple[str, str] | tuple[str, str, str]

_PARTICIPLES = ("invented", "developed", "introduced", "discovered", "founded", "proposed", "written", "designed")
_PLACED = ("located", "found", "stored", "kept", "situated")

PHRASES: Mapping[str, tuple[Phrase, ...]] = {
    "en": (
        (r"(?:is|are) (?:\w+ly )?used (?:for|(?=to ))", "What {be} {subject} used for?"),
        (r"can (?:also )?be used (?:for|(?=to ))", "What can {subject} be used for?"),
        (r"^used (?:for|(?=to ))", "What is {subject} used for?"),
        (r"(?:is|are) (?:composed|made up) of", "What {be} {subject} made up of?"),
        (r"consists? of", "What {do} {subject} consist of?"),
        (r"comprises?", "What {do} {subject} consist of?"),
        (r"depends? on", "What {do} {subject} depend on?"),
        (r"(?:is|are) based on", "What {be} {subject} based on?"),
        (r"(?:relies|rely) on", "What {do} {subject} rely on?"),
        (r"(?:is|are) responsible for", "What {be} {subject} responsible for?"),
        (r"(?:is|are) caused by", "What causes {subject}?"),
        (r"leads? to", "What {do} {subject} lead to?"),
        (r"protects? (?:against|from)", "What {do} {subject} protect against?"),
        (r"occurs? (?=when|if)", "When {do} {subject} occur?"),
        (r"happens? (?=when|if)", "When {do} {subject} happen?"),
        (r"arises? (?=when|if)", "When {do} {subject} arise?"),
        (r"(?:is|are) measured (?=in|by|with|as)", "How {be} {subject} measured?"),
        (r"(?:is|are) (?:calculated|computed) (?=by|as|from|with|using)", "How {be} {subject} calculated?"),
        *(
            (rf"(?:is|are) {one} (?=in|on|at|under|between|inside|near)", f"Where {{be}} {{subject}} {one}?")
            for one in _PLACED
        ),
        *((rf"(?:was|were) {one} by", f"By whom {{be}} {{subject}} {one}?") for one in _PARTICIPLES),
        *((rf"(?:was|were) {one} in (?=\d{{4}})", f"When {{be}} {{subject}} {one}?") for one in _PARTICIPLES),
    ),
    "da": (
        (r"bruges til", "Hvad bruges {subject} til?"),
        (r"anvendes til", "Hvad anvendes {subject} til?"),
        (r"består af", "Hvad består {subject} af?"),
        (r"afhænger af", "Hvad afhænger {subject} af?"),
        (r"er baseret på", "Hvad er {subject} baseret på?"),
        (r"fører til", "Hvad fører {subject} til?"),
        (r"kræver", "Hvad kræver {subject}?"),
        (r"beskriver", "Hvad beskriver {subject}?"),
        (r"indeholder", "Hvad indeholder {subject}?"),
    ),
    "de": (
        (
            r"(?:wird|werden) (?=für|zum|zur|um)",
            "Wofür {verb} {subject} verwendet?",
            r"verwendet|benutzt|eingesetzt|genutzt",
        ),
        (r"(?:dient|dienen) (?=zum|zur|der|dem|dazu|als)", "Wozu {verb} {subject}?"),
        (r"(?:besteht|bestehen) (?=aus)", "Woraus {verb} {subject}?"),
        (r"(?:basiert|basieren|beruht|beruhen) (?=auf)", "Worauf {verb} {subject}?"),
        (r"(?:hängt|hängen) (?=von|vom)", "Wovon {verb} {subject} ab?", r"ab"),
        (r"(?:führt|führen) (?=zu|zum|zur)", "Wozu {verb} {subject}?"),
        (r"(?:entsteht|entstehen) (?=durch|wenn|aus|bei)", "Wodurch {verb} {subject}?"),
        (r"(?:schützt|schützen) (?=vor|gegen)", "Wovor {verb} {subject}?"),
        *(
            (verb, "Was {verb} {subject}?")
            for verb in (
                r"ermöglicht|ermöglichen",
                r"enthält|enthalten",
                r"beschreibt|beschreiben",
                r"verhindert|verhindern",
                r"erfordert|erfordern",
                r"benötigt|benötigen",
                r"garantiert|garantieren",
                r"speichert|speichern",
                r"bestimmt|bestimmen",
                r"erzeugt|erzeugen",
                r"misst|messen",
            )
        ),
    ),
    "es": (
        (r"se (?:usan?|utilizan?|emplean?) (?=para)", "¿Para qué {verb} {subject}?"),
        (r"(?:sirve|sirven) (?=para)", "¿Para qué {verb} {subject}?"),
        (r"(?:consiste|consisten) (?=en)", "¿En qué {verb} {subject}?"),
        (r"se (?:compone|componen) (?=del?\b)", "¿De qué {verb} {subject}?"),
        (r"(?:está|están) (?:compuest|formad)[oa]s? (?=por)", "¿Por qué elementos {verb} {subject}?"),
        (r"(?:depende|dependen) (?=del?\b)", "¿De qué {verb} {subject}?"),
        (r"se (?:basa|basan) (?=en)", "¿En qué {verb} {subject}?"),
        (r"se (?:produce|producen) (?=cuando|si)", "¿Cuándo {verb} {subject}?"),
        (r"(?:ocurre|ocurren) (?=cuando|si)", "¿Cuándo {verb} {subject}?"),
        (r"se (?:mide|miden) (?=en|con|por)", "¿Cómo {verb} {subject}?"),
    ),
    "fr": (
        (r"(?:sert|servent) (?=à|au|aux)", "À quoi {verb} {subject} ?"),
        (r"(?:est|sont) (?:utilisé|employé)e?s? (?=pour)", "Pour quoi {verb} {subject} ?"),
        (r"(?:consiste|consistent) (?=à|en)", "En quoi {verb} {subject} ?"),
        (r"(?:dépend|dépendent) (?=du|des|de|d['’])", "De quoi {verb} {subject} ?"),
        (r"(?:est|sont) (?:composé|constitué|formé)e?s? (?=du|des|de|d['’])", "De quoi {verb} {subject} ?"),
        (r"se (?:compose|composent) (?=du|des|de|d['’])", "De quoi {verb} {subject} ?"),
        (r"se (?:mesure|mesurent) (?=en|avec|par)", "Comment {verb} {subject} ?"),
    ),
    "it": (
        (r"(?:serve|servono) (?=a|ad|per)", "A che cosa {verb} {subject}?"),
        (r"(?:viene|vengono) (?:usat|utilizzat)[oaie] (?=per)", "Per che cosa {verb} {subject}?"),
        (r"(?:consiste|consistono) (?=in|nel|nella|nello|nell['’])", "In che cosa {verb} {subject}?"),
        (r"(?:dipende|dipendono) (?=dal?|dalla|dai|dalle|dagli|dallo)", "Da che cosa {verb} {subject}?"),
        (
            r"(?:è|sono) (?:compost|format|costituit)[oaie] (?=dal?|dalla|dai|dalle|dagli)",
            "Da che cosa {verb} {subject}?",
        ),
        (r"si (?:basa|basano) (?=su|sul|sulla|sui|sulle|sull['’])", "Su che cosa {verb} {subject}?"),
        (r"si (?:verifica|verificano) (?=quando|se)", "Quando {verb} {subject}?"),
        (r"si (?:misura|misurano) (?=in|con)", "Come {verb} {subject}?"),
    ),
    "pl": (
        (r"(?:służy|służą) (?=do)", "Do czego {verb} {subject}?"),
        (r"składa się (?=z|ze)", "Z czego {verb} {subject}?"),
        (r"składają się (?=z|ze)", "Z czego {verb} {subject}?"),
        (r"(?:zależy|zależą) (?=od)", "Od czego {verb} {subject}?"),
        (r"(?:polega|polegają) (?=na)", "Na czym {verb} {subject}?"),
    ),
    "pt": (
        (r"(?:serve|servem) (?=para)", "Para que {verb} {subject}?"),
        (r"(?:é|são) (?:usad|utilizad)[oa]s? (?=para)", "Para que {verb} {subject}?"),
        (r"(?:consiste|consistem) (?=em|n[oa]s?)", "Em que {verb} {subject}?"),
        (r"(?:depende|dependem) (?=d[eoa]s?)", "De que {verb} {subject}?"),
        (r"(?:é|são) (?:compost|formad|constituíd)[oa]s? (?=por|pel[oa]s?|d[eoa]s?)", "De que {verb} {subject}?"),
        (r"se (?:baseia|baseiam) (?=em|n[oa]s?)", "Em que {verb} {subject}?"),
        (r"(?:ocorre|ocorrem|acontece|acontecem) (?=quando|se)", "Quando {verb} {subject}?"),
    ),
    "ru": (
        (r"(?:используется|применяется|служит|используются|применяются|служат) (?=для)", "Для чего {verb} {subject}?"),
        (r"(?:состоит|состоят) (?=из)", "Из чего {verb} {subject}?"),
        (r"(?:зависит|зависят) (?=от)", "От чего {verb} {subject}?"),
        (r"основан[аоы]? (?=на)", "На чём {verb} {subject}?"),
        (r"заключается (?=в)", "В чём {verb} {subject}?"),
        (r"(?:приводит|приводят) (?=к)", "К чему {verb} {subject}?"),
        (r"(?:отвечает|отвечают) (?=за)", "За что {verb} {subject}?"),
    ),
    "zh": (
        (r"(?:主要)?用于", "{subject}用于什么？"),
        (r"(?:主要)?用來", "{subject}用來做什麼？"),
        (r"(?:主要)?用来", "{subject}用来做什么？"),
        (r"由", "{subject}由什么组成？", r"组成|构成"),
        (r"取决于", "{subject}取决于什么？"),
        (r"依赖于", "{subject}依赖于什么？"),
        (r"负责", "{subject}负责什么？"),
    ),
}

_ENGLISH = (
    "require need prevent cause return store contain describe represent specify define indicate measure determine "
    "control manage ensure guarantee produce generate denote violate inhibit activate encode transport secrete "
    "synthesize synthesise catalyze catalyse allow enable reduce minimize minimise maximize maximise detect hold "
    "encrypt compress eliminate"
)


def _third_person(verb: str) -> str:
    return (
        f"{verb[:-1]}ies"
        if verb.endswith("y")
        else f"{verb}es"
        if verb.endswith(("s", "x", "ch", "sh"))
        else f"{verb}s"
    )


_SPANISH = (
    "permiten? requieren? contienen? describen? representan? indican? garantizan? definen? determinan? evitan? impiden? "
    "almacenan? miden?"
)
_FRENCH = (
    "permet permettent contient contiennent décrit décrivent représente représentent indique indiquent définit définissent "
    "détermine empêche garantit stocke mesure nécessite nécessitent renvoie"
)
_ITALIAN = (
    "permette permettono consente contiene contengono descrive descrivono rappresenta rappresentano indica indicano "
    "definisce determina garantisce impedisce richiede richiedono misura restituisce memorizza"
)
_POLISH = "umożliwia umożliwiają określa określają zawiera zawierają opisuje opisują zapewnia zapewniają wymaga"
_PORTUGUESE = (
    "permite permitem requer contém contêm descreve descrevem representa representam indica indicam garante definem? "
    "determina evita impede armazena mede"
)
_RUSSIAN = (
    "описывает описывают определяет определяют показывает содержит содержат хранит возвращает обеспечивает позволяет "
    "позволяют требует измеряет гарантирует"
)


def _as_they_are(verbs: str) -> Mapping[str, str]:
    return dict.fromkeys(verbs.split(), "")


# The forms of verbs with an object: pattern → base form, and the front for all of them.
OBJECT_VERBS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "en": (
        {f"{_third_person(verb)}|{verb}": verb for verb in _ENGLISH.split()},
        "What {do} {subject} {base}?",
    ),
    "es": (_as_they_are(_SPANISH), "¿Qué {verb} {subject}?"),
    "fr": (_as_they_are(_FRENCH), "Que {verb} {subject} ?"),
    "it": (_as_they_are(_ITALIAN), "Che cosa {verb} {subject}?"),
    "pl": (_as_they_are(_POLISH), "Co {verb} {subject}?"),
    "pt": (_as_they_are(_PORTUGUESE), "O que {verb} {subject}?"),
    "ru": (_as_they_are(_RUSSIAN), "Что {verb} {subject}?"),
    "zh": (dict.fromkeys(("表示", "决定", "导致"), ""), "{subject}{verb}什么？"),
}

# "The purpose of A is …": the phrase is asked for as it stands.
QUALITIES: Mapping[str, tuple[str, str]] = {
    "en": (
        r"(?P<phrase>the (?:\w+ )?(?:purpose|goal|aim|objective|role|function|task|job|idea|difference|complexity|size|"
        r"length|probability|range|unit|order|formula|cause|effect|basis|symbol|capital|name|standard|speed|rate|"
        r"variance|mean|degree|dimension|rank|default|responsibility|limit|cost|weight|opposite|inverse|"
        r"definition|meaning|origin|root|distance|condition) (?:of|between|for) .+?) (?P<verb>is|are) ",
        "What {verb} {subject}?",
    ),
    "da": (
        r"(?P<phrase>(?:formålet|målet|opgaven|forskellen|ideen|rollen) (?:med|på|mellem|bag|for) .+?) (?P<verb>er) ",
        "Hvad {verb} {subject}?",
    ),
    "de": (
        r"(?P<phrase>(?:der|die|das) (?:Zweck|Ziel|Aufgabe|Unterschied|Idee|Rolle|Funktion|Laufzeit|Komplexität|Größe|Länge|"
        r"Einheit|Ursache|Folge|Formel) (?:von|der|des|zwischen|einer|eines) .+?) (?P<verb>ist|sind) ",
        "Was {verb} {subject}?",
    ),
    "es": (
        r"(?P<phrase>(?:el|la) (?:propósito|objetivo|función|diferencia|finalidad|tarea|papel|idea|complejidad|tamaño|"
        r"longitud|unidad|causa|fórmula) (?:del?|entre) .+?) (?P<verb>es|son) ",
        "¿Cuál {verb} {subject}?",
    ),
    "fr": (
        r"(?P<phrase>(?:le|la|l['’] ?)(?:but|rôle|objectif|différence|fonction|idée|complexité|taille|longueur|unité|"
        r"cause|formule|intérêt) (?:du|des|de|d['’]|entre) ?.+?) (?P<verb>est|sont) ",
        "En quoi consiste {subject} ?",
    ),
    "it": (
        r"(?P<phrase>(?:lo|il|la|l['’]) ?(?:scopo|obiettivo|ruolo|funzione|differenza|compito|idea|complessità|dimensione|"
        r"lunghezza|unità|causa|formulae|costo) (?:del|della|dei|delle|dello|di|dell['’]|tra|fra) ?.+?) "
        r"(?P<verb>è|sono) ",
        "Qual {verb} {subject}?",
    ),
    "pt": (
        r"(?P<phrase>(?:o|a) (?:propósito|objetivo|função|diferença|finalidade|tarefa|papel|ideia|complexidade|tamanho|"
        r"comprimento|unidade|causa|fórmula) (?:de|do|da|dos|das|entre) .+?) (?P<verb>é|são) ",
        "Qual {verb} {subject}?",
    ),
    "zh": (
        r"(?P<phrase>[^，。；：]{1,20}的(?:目的|作用|功能|目标|本质|核心|区别|时间复杂度|空间复杂度|复杂度|含义|定义|职责))(?P<verb>是)",
        "{subject}{verb}什么？",
    ),
}
