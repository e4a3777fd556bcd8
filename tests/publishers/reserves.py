"""What the IMF, the World Bank and the World Gold Council would answer, rendered from figures."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

import openpyxl
import pandas as pd

from pipelines.sources import (
    gold_tonnes_extract,
    imf_cofer,
    imf_cofer_allocated,
    imf_liquidity,
    wgc_reserves,
    worldbank_gold_price,
    worldbank_reserves,
)
from tests.publishers.markets import plain

NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://www.{address}"'
    for prefix, address in {
        "ss": "sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific",
        "footer": "sdmx.org/resources/sdmxml/schemas/v2_1/message/footer",
        "message": "sdmx.org/resources/sdmxml/schemas/v2_1/message",
        "common": "sdmx.org/resources/sdmxml/schemas/v2_1/common",
        "xsi": "w3.org/2001/XMLSchema-instance",
        "xml": "w3.org/XML/1998/namespace",
    }.items()
)
WORKBOOK = "https://thedocs.worldbank.org/en/doc/0123456789abcdef-0050012026/related/CMO-Historical-Data-Monthly.xlsx"
INDICATORS = {
    worldbank_reserves.TOTAL: "Total reserves (includes gold, current US$)",
    worldbank_reserves.WITHOUT_GOLD: "Total reserves minus gold (current US$)",
}
Bodies = dict[str, bytes]


def attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


def sdmx(
    frame: pd.DataFrame, flow: str, version: str, series: Callable[[Any], dict[str, str]], by: Sequence[str]
) -> bytes:
    """A message of SDMX-ML 2.1 in one line: header, then one data set of series."""
    name, urn = (
        f"IMF.STA_{flow}_{version.replace('.', '_')}",
        f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=IMF.STA:{flow}({version}):ObsLevelDim:TIME_PERIOD",
    )
    day = f"{frame['published_on'].iloc[0]:%Y-%m-%d}T13:00:00Z"
    stated = {} if frame["published_on_is_rule"].iloc[0] else {"UPDATE_DATE": day, "PUBLICATION_DATE": day}
    dataset = {
        "ss:dataScope": "DataStructure", "xsi:type": "ns1:DataSetType", "ss:structureRef": name, "action": "Replace",
        "LANGUAGE": "EN", "PUBLISHER": "IMF", **stated,
    }  # fmt: skip
    parts = [
        f"<?xml version='1.0' encoding='UTF-8'?><message:StructureSpecificData {NAMESPACES} xmlns:ns1=\"{urn}\"><message:Header>"
        f"<message:ID>DS1</message:ID><message:Test>false</message:Test><message:Prepared>{day}</message:Prepared>"
        f'<message:Sender id="iData"/><message:Structure structureID="{name}" namespace="{urn}" dimensionAtObservation="TIME_PERIOD">'
        f'<common:StructureUsage><Ref agencyID="IMF.STA" id="{flow}" version="{version}"/></common:StructureUsage></message:Structure>'
        f"<message:DataSetAction>Replace</message:DataSetAction></message:Header><message:DataSet{attributes(dataset)}>"
    ]
    for key, rows in frame.groupby(list(by), sort=False):
        parts.append(f"<Series{attributes(series(key))}>")
        for period, value in zip(rows["time_period"], rows["value"], strict=True):
            figure = {} if pd.isna(value) else {"OBS_VALUE": plain(value)}
            parts.append(f"<Obs{attributes({'TIME_PERIOD': period, **figure, 'DERIVATION_TYPE': 'O'})}/>")
        parts.append("</Series>")
    return "".join([*parts, "</message:DataSet></message:StructureSpecificData>"]).encode()


def liquidity(frame: pd.DataFrame, _: date) -> Bodies:
    def series(key: Any) -> dict[str, str]:
        names = dict(zip(("COUNTRY", "INDICATOR", "UNIT"), key, strict=True))
        return {**names, "FREQUENCY": "M", "IFS_FLAG": "true", "SCALE": "6"}

    by = ["country", "indicator", "unit"]
    gold, dollars = (frame[(frame["unit"] == "FTO") == is_gold] for is_gold in (True, False))
    bodies = (sdmx(rows, "IL", "13.0.1", series, by) for rows in (gold, dollars))
    return dict(zip(imf_liquidity.URLS, bodies, strict=True))


def cofer(frame: pd.DataFrame, _: date) -> Bodies:
    def series(key: Any) -> dict[str, str]:
        names = dict(zip(("INDICATOR", "FXR_CURRENCY", "TYPE_OF_TRANSFORMATION"), key, strict=True))
        return {"COUNTRY": "G001", **names, "FREQUENCY": "Q", "SCALE": "6" if key[2] == "NV_USD" else "0"}

    by = ["indicator", "fxr_currency", "transformation"]
    return {imf_cofer.SOURCE.url: sdmx(frame, "COFER", "7.0.1", series, by)}


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def cofer_allocated(frame: pd.DataFrame, _: date) -> Bodies:
    rows = [[imf_cofer_allocated.VINTAGE, "old", *row[:4], repr(row[4])] for row in frame.to_numpy().tolist()]
    return {imf_cofer_allocated.SOURCE.url: table(imf_cofer_allocated.HEADER, rows)}


def gold_extract(frame: pd.DataFrame, _: date) -> Bodies:
    rows = [[r.iso3, f"{r.period_end:%Y-%m-%d}", repr(r.gold_tonnes)] for r in frame.itertuples()]
    return {gold_tonnes_extract.SOURCE.url: table(list(frame.columns), rows)}


def compact(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def bank_reserves(frame: pd.DataFrame, today: date, per_page: int = 20000) -> Bodies:
    """Both indicators, newest year first, in pages."""
    bodies: Bodies = {}
    for indicator, title in INDICATORS.items():
        url = f"{worldbank_reserves.API}{indicator}?format=json&per_page=20000&date=1960:{today.year}"
        rows = frame[frame["indicator"] == indicator]
        records = [
            {"indicator": {"id": indicator, "value": title}, "country": {"id": r.country_id, "value": r.country},
             "countryiso3code": r.iso3, "date": r.year, "value": r.value, "unit": "", "obs_status": "", "decimal": 0}
            for r in rows.itertuples()
        ]  # fmt: skip
        pages = [records[i : i + per_page] for i in range(0, len(records), per_page)]
        updated = f"{rows['last_updated'].iloc[0]:%Y-%m-%d}"
        for n, page in enumerate(pages, 1):
            head = {
                "page": n,
                "pages": len(pages),
                "per_page": per_page,
                "total": len(records),
                "sourceid": "2",
                "lastupdated": updated,
            }
            bodies[url if n == 1 else f"{url}&page={n}"] = compact([head, page])
    return bodies


def pink_sheet(frame: pd.DataFrame, _: date) -> Bodies:
    """The page with the link, and the workbook: months down, commodities across, gold among them."""
    newest = pd.Period(frame.loc[frame["gold"].notna(), "month"].max(), freq="M")
    edition = (newest.end_time + pd.Timedelta(days=2)).normalize()
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    book.active.title = "AFOSHEET"
    sheet = book.create_sheet("Monthly Prices")
    for line in (
        ["World Bank Commodity Price Data (The Pink Sheet)"],
        ["monthly prices in nominal US dollars, 1960 to present"],
        ["(monthly series are available only in nominal US dollars)"],
        [f"Updated on {edition:%B %d, %Y}"],
        [None, "Crude oil, average", "Zinc", "Gold", "Platinum", "Silver"],
        [None, "($/bbl)", "($/mt)", "($/troy oz)", "($/troy oz)", "($/troy oz)"],
    ):
        sheet.append(line)
    for row in frame.itertuples():
        sheet.append([row.month.replace("-", "M"), "…", "…", "…" if pd.isna(row.gold) else row.gold, "…", None])
    book.create_sheet("Monthly Indices")
    packed = io.BytesIO()
    book.save(packed)
    page = (
        "<!DOCTYPE html>\n<html><head><title>Commodity Markets</title></head><body>\n"
        f'<a href="{WORKBOOK.replace("Monthly", "Annual")}">Annual prices</a>\n<a href="{WORKBOOK}">Monthly prices</a>\n</body></html>\n'
    )
    return {worldbank_gold_price.PAGE: page.encode(), WORKBOOK: packed.getvalue()}


def gold_council(frame: pd.DataFrame, today: date) -> Bodies:
    def metric(column: str, unit: str) -> dict[str, Any]:
        holders = [
            {"name": iso3, "data": [[int(day.timestamp() * 1000), None if pd.isna(v) else v] for day, v in zip(rows["period_end"], rows[column], strict=True)]}
            for iso3, rows in frame.groupby("iso3", sort=False)
        ]  # fmt: skip
        return {"data": holders, "unit": unit}

    names = [c.name for c in wgc_reserves.COLUMNS[2:]]
    metrics = {name: metric(c, unit) for c, (name, unit) in zip(names, wgc_reserves.METRICS.items(), strict=True)}
    newest = f"{frame['period_end'].max():%Y-%m-%d}"
    answer = {
        "system": {"APIserverHostname": "fsapi.gold.org", "cached": False},
        "chartData": {
            "options": {"maxDateAvailable": newest, "selectedPeriodicity": "QTD_FULL"},
            "linechart": {"QTD_FULL": metrics},
        },
    }
    plan = wgc_reserves.requests(today)
    return {next(plan).url: compact(answer)}


RENDER: dict[str, Callable[[pd.DataFrame, date], Bodies]] = {
    "imf_liquidity": liquidity,
    "imf_cofer": cofer,
    "imf_cofer_allocated": cofer_allocated,
    "gold_tonnes_extract": gold_extract,
    "worldbank_reserves": bank_reserves,
    "worldbank_gold_price": pink_sheet,
    "wgc_reserves": gold_council,
}
