"""Texts for the comparisons with spaCy: from JSON lines, and made up to be difficult."""

import json
import random
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def default_texts():
    """The evaluation texts that lie beside the checkout, if they do."""
    return sorted((ROOT.parent / "shared" / "gold" / "dev").glob("*.jsonl"))


def default_models():
    return [ROOT / "models" / "en_core_web_sm", ROOT / "models" / "en_core_web_md"]


def _texts(value):
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for key, child in value.items():
            if key != "text":
                yield from _texts(child) if isinstance(child, (dict, list)) else ()
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)


def read_texts(paths, words):
    """Some `words` words from the files, evenly, each text once."""
    seen, picked, share = set(), [], max(1, words // max(1, len(paths)))
    for path in paths:
        count = 0
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                for text in _texts(json.loads(line)):
                    if count >= share:
                        break
                    if text not in seen and len(text) < 1_000_000:
                        seen.add(text)
                        picked.append(text)
                        count += len(text.split())
    return picked


PIECES = (
    "the a of Kursk said on Monday troops shelled 15 km U.S. U.K. don't can't I'm gonna y'all it's "
    "dogs' Mr. Dr. e.g. i.e. $5bn €3,000 10% 3.5m 1,200 12:30 5pm 2024-08-11 COVID-19 T-72s S-300 "
    "http://example.org/a?b=c www.example.com a@example.net #tag @user ... .. — – -- - / ( ) [ ] { } "
    "\" ' ` `` '' “ ” ‘ ’ « » … : ; , . ! ? & * + = < > | \\ ~ ^ _ % $ £ ₴ ° °C km² ½ ² № "
    "Київ Москва Überfall naïve café 北京 東京 العربية עברית हिन्दी ไทย 😀 👍🏽 🇺🇦 :-) :) <3 ^_^ o_O "
    "A B.C. x ABCDEFGHIJKL mark number agent root PERSON DATE \u00a0 \u2009 \u3000 \u200b \ufeff \u0301 "
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
    "l'armée d’Odessa qu'il aujourd'hui aujourd’hui c'est-à-dire a-t-il dit-elle rendez-vous Saint-Étienne 1er 2e n° "
    "M. Mme l' d’ ‹a› «b» İstanbul IĞDIR z.B. d.h. Mio. 3. Oktober 10.000 Straße Straßen-/Schienenverkehr ’s "
    "обл. м. Київ, с. Роботине п’ять 10-й т.зв. грн. ім’я, село-привид вул. т.е. гг. 5-го кто-то "
    "ain't gotta let's c'mon nothin' 'em ol' who's should've n't 's 'd 'll better best men mice ran was"
).split(" ")


def fuzz_texts(count, seed=1):
    """Random strings of awkward pieces, joined by nothing, a space, or other white space."""
    random.seed(seed)
    joins = [" "] * 12 + [""] * 5 + ["\n", "\n\n", "\t", "  ", "   ", " \n ", "\r\n", "\u00a0"]
    for _ in range(count):
        text = []
        for _ in range(random.randint(1, 120)):
            text += [random.choice(PIECES), random.choice(joins)]
        yield "".join(text)


def vocabulary_texts(model, words, seed=2):
    """Random words of the model's own vocabulary, in lines like sentences: every word it has a lemma for comes up."""
    random.seed(seed)
    known = json.loads((Path(model) / "vocab" / "strings.json").read_text(encoding="utf-8"))
    known = [word for word in known if word.strip() and len(word) < 40]
    while words > 0:
        line = [random.choice(known) for _ in range(random.randint(1, 30))]
        words -= len(line)
        if random.random() < 0.5:
            line[0] = line[0].capitalize()
        yield " ".join(line) + random.choice([".", "", "!", " …"])


def paragraphs(texts):
    for text in texts:
        for line in text.split("\n"):
            if line.strip():
                yield line
