"""Files that users have in place of the published one: what each is, and what to do with it."""

LAYOUT = "If the publisher changed the layout, fix the parser."
AS_PUBLISHED = "Ingest the file as the publisher serves it."
PORTAL = ("a CSV export of the IMF's data portal", "Ingest the SDMX message (XML) of the IMF's API instead.")
PAGE = "It is a web page: if a browser shows the file itself, save it there and ingest it."
UTF_16 = ("text in UTF-16, as Excel saves Unicode text", AS_PUBLISHED)
BEGINNINGS = {
    b"\x1f\x8b": ("a gzip file", "Unpack it with gunzip and ingest the result."),
    b"PK\x03\x04": ("an Excel workbook (xlsx) or another ZIP file", AS_PUBLISHED),
    b"\xd0\xcf\x11\xe0": ("an Excel workbook (xls)", AS_PUBLISHED),
    b"\xff\xfe": UTF_16,
    b"\xfe\xff": UTF_16,
    b'"DATASET","SERIES_CODE"': PORTAL,
    b"DATASET,SERIES_CODE": PORTAL,
    b"STRUCTURE[;],": ("SDMX-CSV of the IMF's API", PORTAL[1]),
}


def mistaken(body: bytes) -> tuple[str, str] | None:
    """What a file is, and what to do with it, if it is one that users mistake for the published one."""
    head = body.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if head[:14].lower().startswith((b"<!doctype html", b"<html")):
        return head[:60].decode(errors="replace"), PAGE
    return next((kind for begin, kind in BEGINNINGS.items() if head.startswith(begin)), None)
