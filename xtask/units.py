"""Makes assets/units/units.tsv and mapping.tsv from a wheel of `vietnamadminunits` and a patch.

Usage: units.py WHEEL PATCH OUT_DIR. Run by `cargo xtask gen units`; the columns are explained in
assets/units/README.md. The output depends on the two inputs alone, so a second run changes nothing.
"""

import collections
import datetime
import hashlib
import json
import pathlib
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile

WHEEL_SHA256 = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
OLD_LIST_ENDS = "2025-06-30"
NEW_LIST_STARTS = "2025-07-01"

PROVINCE, DISTRICT, COMMUNE = range(3)
# What a name begins with at each level, and the type that says.
TYPES = {
    PROVINCE: {"Thành phố": "thanh_pho_tw", "Tỉnh": "tinh"},
    DISTRICT: {"Thành phố": "thanh_pho", "Thị xã": "thi_xa", "Huyện": "huyen", "Quận": "quan"},
    COMMUNE: {"Thị trấn": "thi_tran", "Đặc khu": "dac_khu", "Phường": "phuong", "Xã": "xa"},
}
# The one word inside a name that is rightly written small ("Thị trấn Nông trường Trần Phú").
SMALL_WORDS = {"trường"}


def fail(message):
    sys.exit(f"units.py: {message}")


def tidy(name, level):
    """A name with its type word in its one spelling and its words capitalised, and the type's code.

    The type is read from the name, because the package's own type column contradicts it three times.
    """
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    for word, kind in TYPES[level].items():
        if name.lower().startswith(word.lower() + " "):
            rest = name[len(word) :].split()
            words = [w if w in SMALL_WORDS else w[0].upper() + w[1:] for w in rest]
            return " ".join([word, *words]), kind
    fail(f"no type word in {name!r}")


class Units:
    """The rows of units.tsv: code -> its rows, oldest first."""

    def __init__(self):
        self.rows = collections.defaultdict(list)

    def add(self, code, name, level, parent, start, end):
        name, kind = tidy(name, level)
        row = [code, name, kind, parent, start, end]
        # Provinces and districts are named again on every commune of theirs.
        if row not in self.rows[code]:
            self.rows[code].append(row)

    def change(self, code, name, start):
        """The unit goes on under another name or type from a day on."""
        last = self.rows[code][-1]
        if last[5] or last[4] >= start:
            fail(f"{code} cannot change on {start}")
        day_before = datetime.date.fromisoformat(start) - datetime.timedelta(days=1)
        last[5] = day_before.isoformat()
        self.add(code, name, {2: PROVINCE, 3: DISTRICT, 5: COMMUNE}[len(code)], last[3], start, "")

    def lines(self):
        """Provinces, then districts, then communes, so that a parent is known before its children."""
        for code in sorted(self.rows, key=lambda code: (len(code), code)):
            for row in sorted(self.rows[code], key=lambda row: row[4]):
                yield row


def read_units(database):
    """The rows of both lists, and each unit's code by the key that the converter names it by."""
    units, old_codes, new_codes = Units(), {}, {}
    query = """select provinceCode, province, districtCode, district, wardCode, ward,
        provinceKey || '_' || districtKey || '_' || coalesce(wardKey, '') from admin_units_legacy"""
    for province, p_name, district, d_name, ward, w_name, key in database.execute(query):
        units.add(province, p_name, PROVINCE, "", "", OLD_LIST_ENDS)
        units.add(district, d_name, DISTRICT, province, "", OLD_LIST_ENDS)
        # Five island districts had no communes and became units of the new list themselves.
        if ward:
            units.add(ward, w_name, COMMUNE, district, "", OLD_LIST_ENDS)
        if old_codes.setdefault(key, ward or district) != (ward or district):
            fail(f"two old units have the key {key}")
    query = "select provinceCode, province, wardCode, ward, provinceKey, wardKey from admin_units"
    for province, p_name, ward, w_name, p_key, w_key in database.execute(query):
        units.add(province, p_name, PROVINCE, "", NEW_LIST_STARTS, "")
        units.add(ward, w_name, COMMUNE, province, NEW_LIST_STARTS, "")
        if new_codes.setdefault((p_key, w_key), ward) != ward:
            fail(f"two new units have the key {p_key}, {w_key}")
    return units, old_codes, new_codes


def read_edges(converter, old_codes, new_codes):
    """Which old unit went, wholly or partly, to which new one, as pairs of codes."""
    edges = set()
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            edges.update((old_codes[old], new_codes[province, ward]) for old in olds)
    for province, olds in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, news in olds.items():
            edges.update((old_codes[old], new_codes[province, n["newWardKey"]]) for n in news)
    return edges


def apply_patch(path, units, edges):
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], start=2):
        action, code, value, start, _source = line.split("\t")
        edge = (code, value)
        if action == "drop" and edge in edges:
            edges.remove(edge)
        elif action == "add" and edge not in edges:
            edges.add(edge)
        elif action == "change":
            units.change(code, value, start)
        else:
            # A newer wheel may hold the fix already: a patch that does nothing is to be deleted.
            fail(f"{path.name}:{number}: nothing to do for `{line}`")


def mapping_lines(edges):
    new_by_old, old_by_new = collections.defaultdict(set), collections.defaultdict(set)
    for old, new in edges:
        new_by_old[old].add(new)
        old_by_new[new].add(old)
    for old in sorted(new_by_old, key=lambda code: (len(code), code)):
        news = sorted(new_by_old[old])
        if len(news) > 1:
            kind = "split"
        else:
            kind = "merged" if len(old_by_new[news[0]]) > 1 else "one_to_one"
        yield [old, kind, ",".join(news)]


def write(path, header, rows):
    text = "".join("\t".join(row) + "\n" for row in [header, *rows])
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.name}: {text.count(chr(10)) - 1} rows, {len(text.encode())} bytes")


def main():
    if len(sys.argv) != 4:
        fail("usage: units.py WHEEL PATCH OUT_DIR")
    wheel, patch, out = map(pathlib.Path, sys.argv[1:])
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        fail(f"{wheel.name} is not the wheel this script was written for")
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as archive:
            database = archive.extract("vietnamadminunits/data/dataset.db", folder)
            converter = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
        connection = sqlite3.connect(database)
        units, old_codes, new_codes = read_units(connection)
        connection.close()
    edges = read_edges(converter, old_codes, new_codes)
    apply_patch(patch, units, edges)
    header = ["code", "name", "type", "parent", "valid_from", "valid_to"]
    write(out / "units.tsv", header, units.lines())
    write(out / "mapping.tsv", ["old", "kind", "new"], mapping_lines(edges))


main()
