#!/usr/bin/env python3
"""Reads exports with the readers that people use, as a check beside the tests in exports.rs.

    for f in csv geojson jsonld hxl kml cap parquet; do tidings export -f $f FILE... -o out/e.$f; done
    pip install pyarrow rdflib pyld libhxl lxml
    python crates/view/tests/readers.py out/

Says what each reader saw; ends with 1 if one could not read its file. Run by hand and not by every submission: its
packages come with twenty more (205 MB, of which libhxl needs one under the GPL), and the tests in exports.rs read the
same formats with readers that are not ours either.
"""
import json
import sys
from pathlib import Path


def parquet(path):
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    assert table.num_rows and table.schema.field("killed_min").type == "double"
    return f"{table.num_rows} rows, {table.num_columns} columns"


def jsonld(path):
    import rdflib

    graph = rdflib.Graph().parse(path, format="json-ld")
    prov, oa = rdflib.Namespace("http://www.w3.org/ns/prov#"), rdflib.Namespace("http://www.w3.org/ns/oa#")
    quoted = set(graph.subjects(prov.wasQuotedFrom))
    targets = list(graph.query(
        "PREFIX oa: <http://www.w3.org/ns/oa#> SELECT ?c WHERE { ?c oa:hasTarget/oa:hasSelector/oa:start ?s }"))
    assert quoted and len(targets) == len(quoted) and graph.value(predicate=oa.hasTarget) is None
    return f"{len(graph)} triples, {len(quoted)} claims with a selector"


def pyld(path):
    from pyld import jsonld as ld

    return f"{len(ld.expand(json.loads(path.read_text())))} nodes expanded"


def hxl(path):
    import hxl as reader

    with reader.data(str(path), reader.InputOptions(allow_local=True)) as source:
        tags = [c.display_tag for c in source.columns]
        rows = sum(1 for _ in source)
    assert "#affected+killed+min" in tags and rows
    return f"{rows} rows, {len(tags)} tagged columns"


def xml(path):
    from lxml import etree

    root = etree.parse(str(path)).getroot()
    return f"<{etree.QName(root).localname}> with {sum(1 for _ in root.iter())} elements"


READERS = {
    "parquet": [parquet], "jsonld": [jsonld, pyld], "hxl": [hxl], "kml": [xml], "cap": [xml],
}


def main(folder):
    bad = 0
    for end, readers in READERS.items():
        for path in sorted(Path(folder).glob(f"*.{end}")):
            for reader in readers:
                try:
                    print(f"{path.name:24} {reader.__name__:8} {reader(path)}")
                except Exception as error:  # noqa: BLE001: any fault of any reader is the finding
                    bad = 1
                    print(f"{path.name:24} {reader.__name__:8} FAILS: {type(error).__name__}: {error}")
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
