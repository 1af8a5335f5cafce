"""Reads a WARC.gz with Tidings, FastWARC and warcio in turn, and prints what each takes: CPU seconds, since the
machine may be busy with other things. All three parse the answers' headers and give the bodies; nothing is made of them.

    archive.py BENCH FILE
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 3


def cpu(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def tidings(bench, file):
    before = cpu(resource.RUSAGE_CHILDREN)
    out = json.loads(subprocess.run([bench, file], check=True, capture_output=True, text=True).stdout)
    return out["documents"], out["unpacked_mb"], cpu(resource.RUSAGE_CHILDREN) - before


def fastwarc(_, file):
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    before, documents, size = cpu(resource.RUSAGE_SELF), 0, 0
    with open(file, "rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
            documents += 1
            size += len(record.reader.read())
    return documents, size / 1e6, cpu(resource.RUSAGE_SELF) - before


def warcio(_, file):
    from warcio.archiveiterator import ArchiveIterator

    before, documents, size = cpu(resource.RUSAGE_SELF), 0, 0
    with open(file, "rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                documents += 1
                size += len(record.content_stream().read())
    return documents, size / 1e6, cpu(resource.RUSAGE_SELF) - before


def main():
    bench, file = sys.argv[1:]
    packed = Path(file).stat().st_size / 1e6
    best, same = {}, set()
    for _ in range(ROUNDS):
        for reader in (tidings, fastwarc, warcio):
            documents, size, seconds = reader(bench, file)
            same.add((documents, round(size)))
            best[reader.__name__] = min(seconds, best.get(reader.__name__, seconds))
    if len(same) != 1:
        sys.exit(f"the readers found different documents: {same}")
    (documents, size), = same
    print(f"{time.strftime('%Y-%m-%d')}: {documents} documents, {packed:.0f} MB packed, {size} MB unpacked; best of {ROUNDS}, CPU seconds")
    for name, seconds in best.items():
        print(f"{name:9} {seconds:7.2f} s  {size / seconds:7.0f} MB/s unpacked  {packed / seconds:6.0f} MB/s packed  {documents / seconds:8.0f} docs/s")


if __name__ == "__main__":
    main()
