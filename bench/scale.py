"""Adds many made-up reports to one ledger and measures as it grows. See bench/scale.

The reports come from a seed: a few hundred towns in a dozen countries, parties that say who was killed, moved, detained
or struck, an invented day each, every eighth a copy of an earlier one under another masthead. What is measured on them
is speed and size; they say nothing of how well Tidings reads.
"""

import argparse
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = 20  # points of the curve

TOWNS = """Kharkiv Sumy Chernihiv Poltava Dnipro Odesa Kherson Mykolaiv Lviv Vinnytsia Zaporizhzhia Kramatorsk Sloviansk Pokrovsk
Aleppo Homs Idlib Hama Raqqa Palmyra Daraa Latakia Tartus Manbij Mosul Tikrit Kirkuk Fallujah Ramadi Basra Khartoum Omdurman
Nyala Kassala Geneina Kosti Atbara Dongola Juba Malakal Bentiu Bor Wau Mekelle Gondar Dessie Axum Adigrat Goma Bukavu Bunia
Butembo Kindu Maiduguri Damaturu Kaduna Sokoto Gao Mopti Timbuktu Kidal Bamako Ouagadougou Djibo Dori Kaya Sanaa Taiz Aden
Hodeidah Marib Kandahar Herat Kunduz Jalalabad Ghazni Peshawar Quetta Swat Mingora Mandalay Sittwe Myitkyina Lashio Magway
Cartagena Cali Tumaco Quibdo Buenaventura Caracas Maracaibo Jacmel Gonaives Hinche Tbilisi Gori Stepanakert Goris Yerevan
Belgorod Kursk Bryansk Rostov Grozny Makhachkala Nazran Derbent Tripoli Misrata Benghazi Derna Sirte Beirut Sidon Tyre Baalbek""".split()
PARTIES = """the Health Ministry|the Ministry of Defence|the regional governor|the mayor|police|the rebel command|the civil protection
agency|a local monitoring group|hospital officials|the Red Cross|the UN refugee agency|state television|the state emergency
service|residents|witnesses|the army's spokesman|a tribal elder|the prosecutor's office""".replace("\n", " ").split("|")
PAPERS = [f"{a} {b}" for a in "Northern Harbour Hillside Lowland Eastern River Coastal Upland Border Capital".split()
          for b in "Wire Courier Herald Post Observer Gazette".split()]
SAYS = ["said", "said in a statement", "told reporters", "reported", "announced", "claimed"]
ACTS = [
    "{hedge}{n} people were killed and {m} injured when shells hit a market in {town} on {day}, {who} {says}.",
    "{hedge}{n} people were injured in an air strike near {town}, {who} {says}.",
    "{who} {says} that {hedge}{big} people had fled {town} since {day}.",
    "{big} residents of {town} were evacuated on {day}, {who} {says}.",
    "{who} {says} a drone destroyed a bridge {km} kilometres north of {town} overnight.",
    "{who} denied that {n} civilians had died in {town}.",
    "{hedge}{n} men were detained at a checkpoint outside {town}, {who} {says}.",
    "According to {who}, troops withdrew from {town} on {day}.",
    "{who} {says} floods had damaged {big} houses in {town} and cut the road to {town2}.",
    "Protesters gathered in {town} on {day} and demanded the release of {n} prisoners.",
    "{who} accused {who2} of looting food stores in {town}.",
    "The army plans to reopen the airport of {town} next week, {who} {says}.",
    "An earthquake near {town} left {hedge}{n} people missing, {who} {says} on {day}.",
    "{who} {says} {n} rockets were fired at {town} and that none of them was shot down.",
]
REST = [
    "The figures could not be checked independently.",
    "It was the third such day this month.",
    "Roads to the north remained closed.",
    "Power was restored in the evening.",
    "The two sides blamed each other.",
    "No group has said that it was behind the attack.",
]
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def reports(count, seed):
    """So many reports, as objects for `tidings add`; the same for the same seed."""
    made = random.Random(seed)
    first = datetime.date(2023, 1, 1)
    recent = []
    for number in range(count):
        day = first + datetime.timedelta(days=number * 700 // max(count, 1))
        report = {"id": f"made-{number}", "published": day.isoformat(), "publisher": made.choice(PAPERS)}
        if recent and made.random() < 0.125:
            report["text"] = made.choice(recent)
        else:
            lines = []
            for _ in range(made.randint(2, 6)):
                who, who2 = made.sample(PARTIES, 2)
                line = made.choice(ACTS).format(
                    hedge=made.choice(["", "", "at least ", "about ", "nearly ", "more than "]),
                    n=made.randint(2, 90), m=made.randint(3, 200), big=f"{made.randint(2, 900) * 100:,}", km=made.randint(3, 40),
                    town=made.choice(TOWNS), town2=made.choice(TOWNS), day=made.choice(DAYS), who=who, who2=who2,
                    says=made.choice(SAYS))
                lines.append(line[0].upper() + line[1:])
                if made.random() < 0.5:
                    lines.append(made.choice(REST))
            report["text"] = " ".join(lines)
            recent = recent[-200:] + [report["text"]]
        yield report


def timed(command):
    """Seconds by the clock and by the processor, peak memory in MB, and what was printed."""
    begin = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        for stream in out, err:
            stream.seek(0)
        text, told = out.read().decode(), err.read().decode()
    if child.returncode:
        sys.exit(f"scale: {' '.join(map(str, command))}: {child.returncode}\n{told}")
    return {"s": round(time.monotonic() - begin, 3), "cpu_s": round(used.ru_utime + used.ru_stime, 2),
            "peak_mb": round(used.ru_maxrss / 1024)}, text


def size(ledger):
    return sum(f.stat().st_size for f in ledger.parent.glob(ledger.name + "*"))


def plot(points, file):
    """Documents a second of processor time and megabytes of the file over documents, as an SVG."""
    w, h, left, top = 720, 300, 60, 24
    most = points[-1]["documents"]
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" font-family="sans-serif" font-size="12">',
             f'<rect width="{w}" height="{h}" fill="white"/>']
    for key, name, colour, dash in (("per_cpu_s", "documents a second of one core", "#0b5394", ""),
                                    ("mb", "MB on the disk", "#a61c00", ' stroke-dasharray="6 4"')):
        high = max(p[key] for p in points)
        at = [(left + (w - 2 * left) * p["documents"] / most, h - top - (h - 3 * top) * p[key] / high) for p in points]
        side, anchor = (left - 6, "end") if not dash else (w - left + 6, "start")
        lines += [f'<polyline fill="none" stroke="{colour}" stroke-width="2"{dash} points="'
                  + " ".join(f"{x:.1f},{y:.1f}" for x, y in at) + '"/>',
                  f'<text x="{side}" y="{2 * top + 4}" text-anchor="{anchor}" fill="{colour}">{high:,.0f}</text>',
                  f'<text x="{left if not dash else w - left}" y="{top}" text-anchor="{"start" if not dash else "end"}" '
                  f'fill="{colour}">{name}{" (dashed)" if dash else ""}</text>']
    lines += [f'<path d="M{left},{2 * top} V{h - top} H{w - left}" stroke="#444" fill="none"/>',
              f'<text x="{left}" y="{h - 6}">0</text>',
              f'<text x="{w - left}" y="{h - 6}" text-anchor="end">{most:,} documents</text>', "</svg>"]
    file.write_text("\n".join(lines) + "\n")


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("tidings")
    ask.add_argument("documents", nargs="?", type=int, default=1_000_000)
    ask.add_argument("--texts", nargs="*", default=[], help="JSON lines with `text`, added last; their words go nowhere else")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--keep", help="where to leave the ledger")
    ask.add_argument("--json", help="where the figures go, and the plot beside them (.svg)")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory(dir=Path(asked.keep).parent if asked.keep else None) as folder:
        ledger = Path(asked.keep) if asked.keep else Path(folder) / "scale.tidings"
        result = measure(asked, ledger, Path(folder))
    print(json.dumps(result, indent=1))
    if asked.json:
        Path(asked.json).write_text(json.dumps(result, indent=1) + "\n")
        plot(result["adding"], Path(asked.json).with_suffix(".svg"))


def measure(asked, ledger, folder):
    add = [asked.tidings, "add", "--ledger", ledger, "--quiet"]
    points, done, chunk = [], 0, []
    step = max(asked.documents // STEPS, 1)
    begin = time.monotonic()

    def give(note=""):
        nonlocal done, chunk
        if not chunk:
            return
        part = folder / "part.jsonl"
        part.write_text("".join(json.dumps(r) + "\n" for r in chunk))
        took, _ = timed([*add, part])
        done += len(chunk)
        points.append({"documents": done, **took, "per_s": round(len(chunk) / took["s"], 1),
                       "per_cpu_s": round(len(chunk) / took["cpu_s"], 1), "mb": round(size(ledger) / 1e6, 1)})
        print(f"scale: {done:,} documents, {points[-1]['per_s']:,.0f} a second, {took['peak_mb']} MB of memory, "
              f"{points[-1]['mb']:,.0f} MB on the disk, {time.monotonic() - begin:,.0f} s{note}", file=sys.stderr, flush=True)
        chunk = []

    for report in reports(asked.documents, asked.seed):
        chunk.append(report)
        if len(chunk) == step:
            give()
    give()
    made = list(points)
    for file in asked.texts:
        for number, line in enumerate(Path(file).open(encoding="utf-8")):
            text = json.loads(line).get("text")
            if text:
                chunk.append({"id": f"{Path(file).stem}-{number}", "text": text})
    give(", texts")
    shown = {}
    for name, command in (
        ("query, a place and a day", ["query", "place:Kharkiv since:2024-05-06 until:2024-05-07"]),
        ("query, a measure", ["query", "killed>=85 place:Goma"]),
        ("brief of a day", ["brief", "--since", "2024-11-30"]),
        ("brief of a day, related over the whole ledger", ["brief", "--since", "2024-11-30", "--whole"]),
        ("check", ["check"]),
    ):
        words = [asked.tidings, *command, "--ledger", ledger, "--quiet"]
        took, text = timed(words)
        shown[name] = {**took, "lines": text.count("\n")}
        print(f"scale: {name}: {took}", file=sys.stderr, flush=True)
    version = subprocess.run([asked.tidings, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    first, last = made[0], made[-1]
    return {"what": "scale", "date": datetime.date.today().isoformat(), "version": version, "cores": os.cpu_count(),
            "load": os.getloadavg(), "documents": done, "seed": asked.seed,
            "last_over_first": round(last["per_cpu_s"] / first["per_cpu_s"], 3), "adding": made,
            "texts": points[len(made):], "shown": shown}


if __name__ == "__main__":
    main()
