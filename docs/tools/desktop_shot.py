"""Show one card as Anki Desktop shows it.

Imports a package into a fresh profile of the real desktop program, opens the reviewer on its fullest deck and saves the
question and the answer side as PREFIX-q.png and PREFIX-a.png.

usage: DISPLAY=:77 python desktop_shot.py PROFILE_DIR DECK.apkg PREFIX [night] [skip=N] [width=PIXELS]

PROFILE_DIR is wiped first. ``skip=N`` answers N cards before taking the pictures, ``width=390`` shows
the card as wide as a phone does. Needs `pip install aqt` and an X
display (Xvfb will do).
"""

import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox --disable-gpu")

base, apkg, prefix = sys.argv[1:4]
options = sys.argv[4:]
skip = next((int(o[5:]) for o in options if o.startswith("skip=")), 0)
width = next((int(o[6:]) for o in options if o.startswith("width=")), 900)

import aqt  # noqa: E402
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest  # noqa: E402
from aqt.profiles import ProfileManager  # noqa: E402
from aqt.qt import QTimer  # noqa: E402

shutil.rmtree(base, ignore_errors=True)
os.makedirs(base)
profiles = ProfileManager(Path(base))
profiles.setupMeta()
profiles.setLang("en_US")
profiles.meta.update(firstRun=False, updates=False, theme=2 if "night" in options else 1)
profiles.create("User 1")
profiles.load("User 1")
profiles.save()
app = aqt._run(["anki", "-b", base, "-p", "User 1"], exec=False)


def import_and_review() -> None:
    mw = aqt.mw
    request = ImportAnkiPackageRequest(package_path=os.path.abspath(apkg), options=ImportAnkiPackageOptions())
    log = mw.col.import_anki_package(request).log
    print(f"imported: new={len(log.new)} updated={len(log.updated)} conflicting={len(log.conflicting)}", flush=True)
    deck = max(mw.col.decks.all_names_and_ids(), key=lambda d: mw.col.decks.card_count(d.id, include_subdecks=False)).id
    mw.col.decks.select(deck)
    mw.setMinimumWidth(200)
    mw.resize(width, 700)
    mw.moveToState("review")
    QTimer.singleShot(3000, lambda: advance(skip))


def advance(left: int) -> None:
    if left:
        aqt.mw.reviewer._showAnswer()
        QTimer.singleShot(700, lambda: aqt.mw.reviewer._answerCard(3))
        QTimer.singleShot(1600, lambda: advance(left - 1))
    else:
        QTimer.singleShot(1500, shoot_question)


def shoot_question() -> None:
    aqt.mw.grab().save(prefix + "-q.png")
    aqt.mw.reviewer._showAnswer()
    QTimer.singleShot(2500, shoot_answer)


def shoot_answer() -> None:
    aqt.mw.grab().save(prefix + "-a.png")
    print("saved", prefix + "-q.png", prefix + "-a.png", flush=True)
    QTimer.singleShot(300, lambda: os._exit(0))


QTimer.singleShot(5000, import_and_review)
app.exec()
