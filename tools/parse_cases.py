"""Parses the texts of a test fixture with spaCy, so that tests of rules need no model.

    python tools/parse_cases.py MODEL FIXTURE.txt FIXTURE.parsed

FIXTURE.txt: "= name" begins a text, each line after it is a paragraph; lines that begin with ">" (what a
test expects) and "#" are left out. FIXTURE.parsed: the same paragraphs, one token a line, with form, space
after (1 or 0), sentence start, tag, part of speech, dependency, head, lemma, entity (B-LABEL, I-LABEL, O).
"""
import sys

import spacy


def main(model, source, target):
    nlp = spacy.load(model)
    with open(source, encoding="utf8") as lines, open(target, "w", encoding="utf8", newline="\n") as out:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("= "):
                print(line, file=out)
            elif line and line[0] not in ">#":
                print(f"@ {line}", file=out)
                for t in nlp(line):
                    entity = t.ent_iob_ + (f"-{t.ent_type_}" if t.ent_type_ else "")
                    print(t.text, int(bool(t.whitespace_)), int(bool(t.is_sent_start)), t.tag_, t.pos_, t.dep_,
                          t.head.i, t.lemma_, entity, sep="\t", file=out)


if __name__ == "__main__":
    main(*sys.argv[1:])
