"""Writes parses of test sentences: python tools/parse_fixture.py PIPELINE CASES.txt OUT.tsv

PIPELINE is a directory of a spaCy pipeline. CASES has one case a line: what is expected, a tab, the text; lines that
begin with # are comments. In the text " || " parts blocks, which are parsed one by one. OUT has a line "= TEXT" for
each block, then a line a token (byte offsets, first of its sentence, tag, part of speech, dependency, head, lemma) and
a line "@ FIRST END LABEL" an entity.
"""
import sys
import spacy

pipeline, cases, out = sys.argv[1:4]
nlp = spacy.load(pipeline)
with open(cases, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as f:
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        for block in line.rstrip("\n").split("\t")[1].split(" || "):
            print("=", block, file=f)
            doc = nlp(block)
            for t in doc:
                start = len(block[: t.idx].encode())
                fields = (start, start + len(t.text.encode()), int(t.is_sent_start), t.tag_, t.pos_, t.dep_, t.head.i, t.lemma_)
                print(*fields, sep="\t", file=f)
            for e in doc.ents:
                print("@", e.start, e.end, e.label_, file=f)
