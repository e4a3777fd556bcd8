"""The error for bytes that are not as expected."""


class Refused(Exception):
    """A payload, or a line of it, that is not what the source declares."""

    def __init__(
        self,
        what: str,
        *,
        line: int | None = None,
        column: str | None = None,
        expected: object = None,
        found: object = None,
        todo: str = "Nothing was loaded. If the publisher changed the layout, fix the parser.",
    ) -> None:
        where = "".join([f" in line {line}" if line else "", f", column {column}" if column else ""])
        parts = [f"{what}{where}"]
        parts += [f"expected {expected}"] if expected is not None else []
        shown = repr(found) if isinstance(found, str) else str(found)
        parts += [f"found {shown:.200}"] if found is not None else []
        super().__init__("; ".join(parts) + (f". {todo}" if todo else ""))
