"""Trains the tiny pipelines beside this file, with spaCy 3.8 (pip install 'spacy>=3.8,<3.9'), in under a minute.

    python3 tests/pipelines/train.py [OUT]        OUT defaults to this folder: OUT/de, OUT/uk, OUT/ru

They are for tests: each is put together like the published pipelines of its language, so that a runtime that reads
these reads those, but from a dozen sentences of our own it has learned no more than these. What they have between
them: tagger, morphologizer, edit-tree lemmatizer, lookup lemmatizer, senter, parser, attribute ruler, entities; tables of
hashes with and without static vectors, bytes of words, floret vectors, two pieces and three.
"""

import io
import json
import shutil
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path

import numpy
import spacy
from spacy.lookups import Lookups
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import fix_random_seed
from spacy.vectors import Vectors

HERE = Path(__file__).resolve().parent
WIDTH = 16
AWKWARD = [
    "z.B. am 3. Oktober 2024: 10.000 Menschen (ca. 5 %) \u2013 \u201eStra\u00dfen-/Schienenverkehr\u201c!",
    "обл. м. Київ, п\u2019ять 10-й грн. «т. е.» 5-го кто-то…  два\n\nряда\u00a0и\tтаб",
    "",
    "\n",
    "M. O'Neil aujourd\u2019hui 😀 don't a@b.org https://example.org/x?y=1 \u0130stanbul",
]


def treebank(vocab, path):
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split() for line in block.splitlines() if line and not line.startswith("#")]
        tokens, entities = [r for r in rows if r[0] != "="], [r for r in rows if r[0] == "="]
        if not tokens:
            continue
        words = [r[0] for r in tokens]
        spaces = [i + 1 < len(words) and words[i + 1] not in {",", "."} for i in range(len(words))]
        column = lambda k: ["" if r[k] == "_" else r[k] for r in tokens]
        doc = Doc(
            vocab, words=words, spaces=spaces, lemmas=column(1), pos=column(2), tags=column(3),
            heads=[int(h) - 1 for h in column(4)], deps=column(5), morphs=column(6),
        )
        doc.ents = [Span(doc, int(e[1]) - 1, int(e[2]), label=e[3]) for e in entities]
        yield doc


def hashes(attrs, rows=90, static=False):
    return {
        "@architectures": "spacy.MultiHashEmbed.v2", "width": WIDTH, "attrs": attrs,
        "rows": [max(20, rows >> (a in {"SPACY", "IS_SPACE"}) * 4) for a in attrs], "include_static_vectors": static,
    }


def encoder(embed, depth=2, pieces=3):
    return {
        "@architectures": "spacy.Tok2Vec.v2", "embed": embed,
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": embed["width"], "depth": depth,
            "window_size": 1, "maxout_pieces": pieces,
        },
    }


def add(nlp, factory, own=None, **config):
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "tok2vec"}
    states = {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": factory, "extra_state_tokens": False,
        "hidden_width": 16, "maxout_pieces": 2, "use_upper": True, "nO": None,
    }
    classes = {"@architectures": "spacy.Tagger.v2", "nO": None, "normalize": False}
    transitions = factory in {"parser", "ner"}
    model = (states if transitions else classes) | {"tok2vec": own or listener}
    whole = {"update_with_oracle_cut_size": 1000} if transitions else {}
    return nlp.add_pipe(factory, config={"model": model} | whole | config)


def rules(nlp):
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"IS_SPACE": True}]], {"TAG": "_SP", "POS": "SPACE", "MORPH": "_"})
    ruler.add([[{"POS": "SPACE", "IS_SPACE": False}]], {"TAG": "X", "POS": "X", "MORPH": "_"})
    return ruler


def vectors(nlp, mode, rows=40, width=8):
    data = numpy.random.default_rng(5).normal(size=(rows, width)).astype("f")
    if mode == "floret":
        settings = {"minn": 3, "maxn": 4, "hash_count": 2, "hash_seed": 2166136261, "bow": "<", "eow": ">"}
        nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, mode="floret", **settings)


def german():
    """As de_core_news_sm: all listen to one encoder; the senter is there, but off."""
    nlp = spacy.blank("de")
    full = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]
    nlp.add_pipe("tok2vec", config={"model": encoder(hashes(full))})
    add(nlp, "tagger")
    add(nlp, "morphologizer", overwrite=True)
    add(nlp, "parser", min_action_freq=1)
    small = hashes(["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY"], 24) | {"width": 16}
    add(nlp, "senter", encoder(small, pieces=2))
    add(nlp, "trainable_lemmatizer", top_k=3, min_tree_freq=1)
    rules(nlp)
    add(nlp, "ner", encoder(hashes(["NORM", "PREFIX", "SUFFIX", "SHAPE"], 70)))
    return nlp, ["senter"]


def ukrainian():
    """As uk_core_news_md, with bytes of words beside, and a table of lemmas where the published one asks pymorphy3."""
    nlp = spacy.blank("uk")
    vectors(nlp, "floret")
    characters = {
        "@architectures": "spacy.CharacterEmbed.v2", "width": WIDTH, "rows": 90, "nM": 6, "nC": 6,
        "include_static_vectors": True, "feature": "NORM",
    }
    nlp.add_pipe("tok2vec", config={"model": encoder(characters, depth=3)})
    add(nlp, "morphologizer", overwrite=True)
    add(nlp, "parser", min_action_freq=1)
    rules(nlp).add([[{"POS": {"IN": ["NOUN", "PROPN"]}, "DEP": "nmod"}]], {"TAG": "Ncmsgn"})
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    add(nlp, "ner", encoder(hashes(["NORM", "PREFIX", "SUFFIX", "SHAPE"], static=True)))
    return nlp, []


def russian():
    """The parts that remain: a flat encoder, a senter beside the parser, lemmas that may be missing."""
    nlp = spacy.blank("ru")
    flat = {
        "@architectures": "spacy.HashEmbedCNN.v2", "width": WIDTH, "depth": 2, "embed_size": 90, "window_size": 1,
        "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None,
    }
    nlp.add_pipe("tok2vec", config={"model": flat})
    add(nlp, "morphologizer", overwrite=False)
    add(nlp, "parser", min_action_freq=1)
    add(nlp, "senter", encoder(hashes(["NORM", "PREFIX", "SUFFIX", "SHAPE"], 24), pieces=2), overwrite=False)
    add(nlp, "trainable_lemmatizer", top_k=1, min_tree_freq=1, backoff=None)
    rules(nlp)
    add(nlp, "ner", flat | {"embed_size": 60})
    return nlp, []


def expect(nlp, texts, path):
    """Writes down what spaCy itself says of some texts, for tests on a machine without it."""
    with path.open("w", encoding="utf-8") as file:
        for text in texts:
            doc = nlp(text)
            tokens = [
                [t.idx, t.idx + len(t), bool(t.whitespace_), t.tag_, t.pos_, str(t.morph), t.lemma_, t.head.i, t.dep_,
                 bool(t.is_sent_start)]
                for t in doc
            ]
            entities = [[e.start, e.end, e.label_] for e in doc.ents]
            json.dump({"text": text, "tokens": tokens, "entities": entities}, file, ensure_ascii=False)
            file.write("\n")


def train(lang, make, out, rounds=30):
    fix_random_seed(7)
    nlp, disabled = make()
    docs = list(treebank(nlp.vocab, HERE / f"{lang}.txt"))
    # Pairs of sentences as well, so that there are sentence starts to learn.
    docs += [Doc.from_docs([a, b], ensure_whitespace=True) for a, b in zip(docs, docs[1:])]
    if "lemmatizer" in nlp.pipe_names:
        lookups = Lookups()
        lookups.add_table("lemma_lookup", {t.text: t.lemma_ for doc in docs for t in doc})
        nlp.get_pipe("lemmatizer").initialize(lookups=lookups)
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
    wrong = [e.text for e in examples if [t.text for t in e.predicted] != [t.text for t in e.reference]]
    assert not wrong, f"the tokenizer splits otherwise: {wrong}"
    trained = [name for name in nlp.pipe_names if hasattr(nlp.get_pipe(name), "update")]
    with nlp.select_pipes(enable=trained):
        optimizer = nlp.initialize(lambda: examples)
        optimizer.learn_rate = 0.005
        for _ in range(rounds):
            for example in examples:
                # On so little data the parser now and then reaches a state for which spaCy's training has no answer
                # (E1031, with a table of its moves on stdout); the example comes again in the next round.
                with suppress(ValueError), redirect_stdout(io.StringIO()):
                    nlp.update([example], sgd=optimizer, drop=0.05)
    for name in disabled:
        nlp.disable_pipe(name)
    scores = nlp.evaluate(examples)
    named = {k: round(scores[k], 2) for k in ("tag_acc", "pos_acc", "morph_acc", "lemma_acc", "dep_las", "sents_f", "ents_f") if scores.get(k)}
    nlp.meta.update({"name": "tiny", "version": "1.0.0", "license": "MIT OR Apache-2.0", "description": "For tests."})
    shutil.rmtree(out / lang, ignore_errors=True)
    nlp.to_disk(out / lang)
    texts = [doc.text for doc in docs[:4]] + [docs[-1].text, " ".join(doc.text for doc in docs[4:9])] + AWKWARD
    expect(nlp, texts, out / f"{lang}.expected.jsonl")
    if "senter" in disabled:
        nlp.enable_pipe("senter")
        with nlp.select_pipes(disable=["parser"]):
            expect(nlp, texts, out / f"{lang}.senter.expected.jsonl")
    size = sum(f.stat().st_size for f in (out / lang).rglob("*") if f.is_file())
    print(f"{lang}: {size // 1000} kB, {named}")


if __name__ == "__main__":
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for lang, make in [("de", german), ("uk", ukrainian), ("ru", russian)]:
        train(lang, make, out)
