"""The report: every number is the database's, nothing comes from outside, and a browser shows it."""

import base64
import csv
import hashlib
import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest
import vl_convert

from pipelines.database import records
from pipelines.outputs.report.claims import QUERY as CLAIMS
from pipelines.outputs.report.claims import VERDICTS
from pipelines.outputs.report.sections import SECTIONS
from pipelines.outputs.report.text import DASH, MINUS
from pipelines.outputs.report.write import write
from pipelines.settings import WAREHOUSE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


class Page(HTMLParser):
    """The elements of a page with their attributes, its sections with tables and code, its script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.rows: dict[str, list[list[tuple[str, str | None]]]] = {}
        self.columns: dict[str, list[str]] = {}
        self.code: dict[str, str] = {}
        self.section, self.open, self.text, self.exact = "", [""], "", None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        self.open.append(tag)
        if tag == "section":
            self.section = found["id"]
        if tag == "th" and "data-c" in found:
            self.columns.setdefault(self.section, []).append(found["data-c"])
        if tag == "tr":
            self.rows.setdefault(self.section, []).append([])
        if tag in ("td", "code"):
            self.text, self.exact = "", found.get("data-v")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self.rows[self.section][-1].append((self.text, self.exact))
        if tag == "code" and self.open[-2:] == ["pre", "code"]:
            self.code[self.section] = self.text
        while self.open.pop() != tag:
            pass


@pytest.fixture(scope="module")
def folder(refreshed: Path) -> Path:
    return refreshed / "report"


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture(scope="module")
def con(refreshed: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(refreshed / "reservewatch.duckdb"), read_only=True) as connection:
        connection.execute("set variable now = (select published_at::timestamptz from meta.publication)")
        yield connection


def value(shown: str, exact: str | None, of: object) -> object:
    """What a cell says, in the type of the database's value; a shown number is that value rounded."""
    if isinstance(of, float):
        number = float(exact if exact is not None else shown.replace(",", "").replace(MINUS, "-"))
        digits = len(shown.partition(".")[2])
        assert shown.replace(",", "").replace(MINUS, "-") == f"{number:z.{digits}f}"
        return number
    if isinstance(of, date):
        return date.fromisoformat(shown)
    if isinstance(of, bool):
        return {"yes": True, "no": False}[shown]
    return int(shown.replace(",", "")) if isinstance(of, int) else None if shown == DASH else shown


@pytest.mark.promise("readers.numbers")
@pytest.mark.parametrize("anchor", [s.anchor for s in SECTIONS])
def test_every_number_of_every_table_is_that_of_its_query(
    anchor: str, page: Page, con: duckdb.DuckDBPyConnection
) -> None:
    [section] = [s for s in SECTIONS if s.anchor == anchor]
    rows = section.table(records(con, page.code[anchor]))
    wanted = [[row[column] for column in section.columns] for row in rows]
    shown = [r for r in page.rows.get(anchor, []) if r]
    assert page.columns.get(anchor, []) == (list(section.columns) if rows else [])
    found = [[value(t, v, of) for (t, v), of in zip(s, w, strict=True)] for s, w in zip(shown, wanted, strict=True)]
    assert found == wanted


def test_gold_is_valued_at_the_average_price_of_its_year(con: duckdb.DuckDBPyConnection) -> None:
    """848.2 t in 2025, 32,150.7466 oz a tonne, $3,441.5058 an ounce on average: 93.85 billion."""
    [section] = [s for s in SECTIONS if s.anchor == "treasuries-or-gold"]
    [row] = [r for r in records(con, section.query) if r["month"] == date(2025, 12, 31)]
    assert round(row["gold_usd_bn"], 2) == 93.85
    bought = {"gold_usd_bn": 0.5, "official_usd_bn": -1.25, "private_usd_bn": 1200.0, "month": date(2025, 12, 31)}
    assert section.title([bought]) == (
        "In 2025 central banks bought $0.5 billion of gold; official holders sold $1.2 billion of Treasuries, "
        "private holders abroad bought $1.20 trillion"
    )


@pytest.mark.promise("readers.numbers")
def test_every_number_of_a_country_is_that_of_its_query(folder: Path, con: duckdb.DuckDBPyConnection) -> None:
    newest = "month = (select max(month) from marts.holders)"
    large = con.execute(f"select holder_id from marts.holders where {newest} and holdings_usd_bn > 50").fetchall()
    files = {path.stem: path for path in (folder / "countries").iterdir()}
    assert {holder for (holder,) in large} | {"DNK"} <= set(files)
    for path in files.values():
        country = Page(path.read_text(encoding="utf-8"))
        assert country.code
        for anchor, query in country.code.items():
            wanted = [[row[c] for c in country.columns[anchor]] for row in records(con, query)]
            shown = [r for r in country.rows[anchor] if r]
            cells = [
                [value(t, v, of) for (t, v), of in zip(s, w, strict=True)] for s, w in zip(shown, wanted, strict=True)
            ]
            assert cells == wanted, (path.name, anchor)


def test_the_page_of_a_country_lists_the_claims_that_name_it(folder: Path) -> None:
    page = Page((folder / "countries" / "DNK.html").read_text(encoding="utf-8"))
    links = [a["href"] for tag, a in page.elements if tag == "a" and "#claim-" in a["href"]]
    assert {f"../index.html#claim-B0{n}" for n in range(2, 8)} <= set(links)


@pytest.mark.promise("readers.numbers")
def test_the_csv_of_a_chart_has_every_row_of_its_query(page: Page, con: duckdb.DuckDBPyConnection) -> None:
    links = {a["download"]: a["href"] for tag, a in page.elements if tag == "a" and "download" in a}
    assert len(links) == sum(bool(records(con, s.query)) for s in SECTIONS)
    for name, link in links.items():
        rows = list(csv.reader(io.StringIO(unquote(link.partition(",")[2]))))
        wanted = con.execute(page.code[name.removesuffix(".csv")]).fetchall()
        assert rows[1:] == [["" if v is None else str(v) for v in row] for row in wanted]


def test_every_claim_has_an_anchor_three_verdicts_and_a_reason(page: Page, con: duckdb.DuckDBPyConnection) -> None:
    claims = records(con, CLAIMS)
    known = {c for (c,) in con.execute("select distinct claim from marts.claims").fetchall()}
    assert {c["claim"] for c in claims} == known and len(claims) == len(known)
    anchors = {a["id"] for _, a in page.elements if "id" in a}
    assert {f"claim-{c['claim']}" for c in claims} <= anchors
    for row, claim in zip([r for r in page.rows["claims"] if r], claims, strict=True):
        wanted = [VERDICTS[claim[when]] for when in ("at_the_time", "revised", "newest")]
        assert [c[0].split("supported when said, not now")[0].strip() for c in row] == [
            f"{v.mark} {v.word}" for v in wanted
        ]
    assert set(con.execute("select distinct claim_verdict from marts.claims").df()["claim_verdict"]) <= set(VERDICTS)


def test_anchors_are_unique_and_every_link_inside_leads_somewhere(page: Page, folder: Path) -> None:
    anchors = Counter(a["id"] for _, a in page.elements if "id" in a)
    assert [name for name, n in anchors.items() if n > 1] == []
    for link in [a["href"] for tag, a in page.elements if tag == "a" if not a["href"].startswith(("http", "data:"))]:
        file, _, anchor = link.partition("#")
        assert (folder / file).exists() if file else anchor in anchors, link


@pytest.mark.promise("readers.outside")
def test_nothing_comes_from_outside(page: Page, text: str, con: duckdb.DuckDBPyConnection) -> None:
    tags = {tag for tag, _ in page.elements}
    assert tags.isdisjoint({"link", "img", "iframe", "object", "embed", "base", "form"})
    assert not [a for _, a in page.elements if "src" in a or "srcset" in a]
    outside = {a["href"] for tag, a in page.elements if a.get("href", "").startswith(("http", "//")) if tag == "a"}
    assert outside == {url for (url,) in con.execute("select url from meta.sources").fetchall()}
    assert "@import" not in text and "url(" not in text
    assert not [name for _, a in page.elements for name in a if name.startswith("on")]


@pytest.mark.promise("readers.outside")
def test_the_policy_allows_this_script_and_no_other(page: Page, text: str) -> None:
    [policy] = [a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    [script] = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    wanted = f"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; script-src 'sha256-{digest}'"
    assert policy == wanted


def test_charts_have_a_label_and_pictures_beside_the_page(
    page: Page, folder: Path, con: duckdb.DuckDBPyConnection
) -> None:
    drawn = [s.anchor for s in SECTIONS if records(con, s.query)]
    labels = [a["aria-label"] for _, a in page.elements if a.get("role") == "img"]
    assert len(labels) == len(drawn) and all(labels)
    names = {f"{anchor}.{kind}" for anchor in drawn for kind in ("svg", "png")}
    assert {p.name for p in (folder / "charts").iterdir()} == names


def test_the_page_is_small(text: str) -> None:
    assert len(text.encode()) < 500_000


@pytest.mark.promise("readers.drawn_once")
@pytest.mark.parametrize("drawn", ["now", "before"])
def test_the_same_file_gives_the_same_bytes(
    drawn: str, folder: Path, refreshed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if drawn == "before":
        monkeypatch.delattr(vl_convert, "vegalite_to_svg")
        monkeypatch.delattr(vl_convert, "svg_to_png")
    with duckdb.connect(str(refreshed / "reservewatch.duckdb"), read_only=True) as con:
        con.execute("set variable now = (select published_at::timestamptz from meta.publication)")
        write(con, {}, tmp_path, folder if drawn == "before" else tmp_path / "none")
    again = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert again == {p: (folder / p).read_bytes() for p in again}


@pytest.mark.promise("pages.escaped")
def test_a_name_with_markup_stays_text_on_every_page(refreshed: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    shutil.copyfile(refreshed / "reservewatch.duckdb", tmp_path / "copy.duckdb")
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as con:
        named = "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'country'"
        for (mart,) in con.execute(f"{named} and table_name in (select table_name from duckdb_tables())").fetchall():
            con.execute(f"update marts.{mart} set country = '<img src=x onerror=a()>' where country = 'Japan'")
        write(con, {}, tmp_path / "report", folder)
    pages = [page.read_text() for page in (tmp_path / "report").rglob("*.html")]
    assert all("<img src=x" not in text for text in pages)
    for text in pages:
        assert not any(name == "img" and "onerror" in found for name, found in Page(text).elements)
    assert sum("&lt;img src=x onerror=a()&gt;" in text for text in pages) == 2  # the first page and its own


@pytest.mark.parametrize("left", ["no rows", "no values"])
def test_without_data_every_section_says_what_it_needs(left: str, refreshed: Path, tmp_path: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{refreshed / 'reservewatch.duckdb'}' as old (read_only)")
        con.execute("create schema marts; create schema meta; create schema reference")
        con.execute((WAREHOUSE / "macros" / "ounces_per_tonne.sql").read_text())
        columns = con.execute(
            """
            select schema_name, table_name, list(if(data_type = 'DOUBLE', 'null::double as ' || column_name, column_name))
            from duckdb_columns()
            where database_name = 'old' and schema_name in ('marts', 'meta', 'reference') group by all
            """
        ).fetchall()
        for schema, name, selected in columns:
            kept = "limit 0" if left == "no rows" and name not in ("publication", "sources") else ""
            con.execute(f"create table {schema}.{name} as select {', '.join(selected)} from old.{schema}.{name} {kept}")
        write(con, {}, tmp_path, tmp_path / "none")
    html = (tmp_path / "index.html").read_text()
    assert html.count("Not known here: this needs") == len(SECTIONS)
    assert "<svg" not in html
    assert not list((tmp_path / "charts").iterdir()) and not list((tmp_path / "countries").iterdir())


@browser
def test_a_browser_runs_the_filter_under_the_policy(folder: Path, tmp_path: Path) -> None:
    shown = chromium(tmp_path, "--dump-dom", f"file://{folder}/index.html")
    [before, after] = [Page(html).elements for html in ((folder / "index.html").read_text(), shown)]
    assert [a for _, a in before if a.get("class") == "filter"] == 2 * [{"class": "filter", "hidden": ""}]
    assert [a for _, a in after if a.get("class") == "filter"] == 2 * [{"class": "filter"}]


@browser
def test_the_filter_leaves_the_claims_with_the_word_and_the_verdict(page: Page, text: str, tmp_path: Path) -> None:
    typed = """
    const at = (id) => document.getElementById(id);
    at('find').value = 'denmark'; at('verdict').value = 'contradicted'; at('find').dispatchEvent(new Event('input'));
    """
    (tmp_path / "typed.html").write_text(
        re.sub(r"<meta http-equiv[^>]*>", "", text).replace("</body>", f"<script>{typed}</script></body>")
    )
    after = Page(chromium(tmp_path, "--dump-dom", f"file://{tmp_path}/typed.html"))
    left = {a["id"] for tag, a in after.elements if tag == "tr" and "id" in a and "hidden" not in a}
    rows = dict(
        zip([a["id"] for tag, a in page.elements if tag == "tr" and "id" in a], page.rows["claims"][1:], strict=True)
    )
    contradicted = {name for name, row in rows.items() if any("contradicted" in cell for cell, _ in row)}
    assert "claim-B10" in left and left < contradicted


@browser
def test_it_prints_on_eight_pages(folder: Path, tmp_path: Path) -> None:
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'p.pdf'}", f"file://{folder}/index.html")
    counts = re.findall(rb"/Count (\d+)", (tmp_path / "p.pdf").read_bytes())
    assert 1 <= max(map(int, counts)) <= 8


def chromium(profile: Path, *arguments: str) -> str:
    """What Chromium prints."""
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile / 'profile'}"]
    done = subprocess.run(
        [str(CHROMIUM), *options, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout
