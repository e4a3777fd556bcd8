"""The error for bytes that are not as expected."""


class Refused(Exception):
    """A payload, or a part of it, that is not what the source declares.

    `line`: the number of a line, or the name of another place, such as `record 3 of page 1`.
    """

    def __init__(
        self,
        what: str,
        *,
        line: int | str | None = None,
        column: str | None = None,
        expected: object = None,
        found: object = None,
        todo: str = "Nothing was loaded. If the publisher changed the layout, fix the parser.",
    ) -> None:
        place = f"line {line}" if isinstance(line, int) else line
        where = "".join([f" in {place}" if place else "", f", column {column}" if column else ""])
        parts = [f"{what}{where}"]
        parts += [f"expected {expected}"] if expected is not None else []
        shown = repr(found) if isinstance(found, str) else str(found)
        parts += [f"found {shown:.200}"] if found is not None else []
        super().__init__("; ".join(parts) + (f". {todo}" if todo else ""))
