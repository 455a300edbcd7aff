"""The language of a page is told by its commonest words, whatever code and mathematics stand between them."""

from __future__ import annotations

import pytest

from markdown_deckbuilder.extract.wording import LANGUAGES, language_of, wording_of

PAGES = {
    "en": "A lock is a chamber with gates at both ends. It lifts ships from one level of the water to another.",
    "da": "En sluse er et kammer med porte i begge ender. Den løfter skibe, når de skal fra det ene niveau til det andet.",
    "de": "Eine Schleuse ist eine Kammer mit Toren an beiden Enden. Sie hebt die Schiffe von einer Höhe auf die andere.",
    "es": "Una esclusa es una cámara con puertas en los dos extremos. Eleva los barcos de un nivel del agua a otro.",
    "fr": "Une écluse est une chambre avec des portes à ses deux bouts. Elle élève les bateaux d'un niveau à un autre.",
    "it": "Una chiusa è una camera con porte alle due estremità. Solleva le navi da un livello dell'acqua a un altro.",
    "ja": "閘門は両端に扉のある室です。船を一つの水位から別の水位へ持ち上げます。",
    "ko": "갑문은 양쪽 끝에 문이 있는 방이다. 배를 한 수위에서 다른 수위로 들어 올린다.",
    "pl": "Śluza jest komorą z wrotami na obu końcach. Podnosi statki, które płyną z jednego poziomu wody na drugi.",
    "pt": "Uma eclusa é uma câmara com portas nas duas pontas. Eleva os navios de um nível da água para outro.",
    "ru": "Шлюз — это камера с воротами на обоих концах. Он поднимает суда с одного уровня воды на другой.",
    "zh": "船闸是两端有闸门的闸室。它把船从一个水位升到另一个水位。",
}
WITHOUT_FRONTS = {
    "nl": "Een sluis is een kolk met deuren aan de beide kanten. Zij tilt schepen van het ene naar het andere niveau.",
    "cs": "Plavební komora má vrata na obou koncích a jsou v ní lodě, které se zvedají, než vyplují ven.",
    "tr": "Bir kanal havuzu iki ucunda kapısı olan bir odadır ve gemileri daha yüksek bir düzeye çıkarmak için kullanılır.",
}


@pytest.mark.parametrize("language", sorted(PAGES))
def test_each_language_with_fronts_is_recognised(language: str) -> None:
    """By one plain sentence or two."""
    assert language_of(PAGES[language] * 3) == language


def test_each_language_with_fronts_has_a_page_here() -> None:
    """So that no file of words is added without one."""
    assert set(PAGES) == set(LANGUAGES)


@pytest.mark.parametrize("language", sorted(WITHOUT_FRONTS))
def test_a_language_without_fronts_is_not_taken_for_a_neighbour(language: str) -> None:
    """Else a Dutch page would be asked in German."""
    assert language_of(WITHOUT_FRONTS[language] * 3) == ""


@pytest.mark.parametrize(
    "between",
    [
        "\n```python\nfor the in of: is the of the and to the of the is\n```\n",
        " $the = of + the, the_{is}$ ",
        " `the of the is the of` ",
    ],
)
def test_code_and_mathematics_are_no_words(between: str) -> None:
    """A Polish page on programming holds more English words in its code than Polish ones."""
    assert language_of((PAGES["pl"] + between * 6) * 2) == "pl"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_fronts(language: str) -> None:
    """A form that one file lacks would be a traceback on a page in that language."""
    assert set(wording_of("en").fronts) <= set(wording_of(language).fronts)
    assert set(wording_of(language).copulas.values()) <= set(wording_of(language).fronts)
