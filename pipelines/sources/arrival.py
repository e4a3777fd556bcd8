"""Arrival checks: what a parsed payload must meet before it may enter, one function a kind of check.

Each returns an expectation over `payload`, the parsed frame with its `line`: SQL that lists the rows that must not
exist, with what a reader needs to find the fault. Arguments are SQL: `by` names the columns of a group, `of` is what
stands after `from`, and a condition `wrong` is true of what is refused. What only one source needs stays SQL there.
"""

from collections.abc import Iterable, Mapping, Sequence

from pipelines.sources.base import Expectation


def groups(name: str, wrong: str, by: str = "", of: str = "payload", **columns: str) -> Expectation:
    """No group of rows is `wrong`, told by its `columns`: aggregates, by their names."""
    shown = _list(by, *(f"{sql} as {column}" for column, sql in columns.items()))
    return _none(name, f"select {shown}", f"from {of}", "group by all", f"having {wrong}")


def newest(
    name: str, value: str, period: str, low: float, high: float, *, by: str = "", of: str = "payload"
) -> Expectation:
    """The newest value of each group is between two bounds; without `by`, there must be one."""
    wrong = f"coalesce(newest not between {low} and {high}, true)"
    return groups(name, wrong, by, of, newest=f"arg_max({value}, {period})")


def whole(rows: int) -> Expectation:
    """A frozen file has as many rows as ever."""
    return groups("every_row_of_the_frozen_file", f"found <> {rows}", found="count(*)")


def steps(name: str, wrong: str, order: str, value: str = "", *, by: str = "", of: str = "payload") -> Expectation:
    """No step from a row of a group to the next is `wrong`, told by `order` and `previous`, `value` and `before`.

    With a `value`, the rows must have a `line`.
    """
    over = f"over ({f'partition by {by} ' if by else ''}order by {order})"
    values = f"{value}, lag({value}) {over} as before" if value else ""
    return _none(
        name,
        f"select {_list('line' if value else '', by, order, f'lag({order}) {over} as previous', values)}",
        f"from {of}",
        f"qualify {wrong}",
    )


def no_gap(unit: str, day: str, by: str = "", of: str = "payload") -> Expectation:
    """Each `unit` of time from the first day of a group to its newest has one row."""
    wrong = f"coalesce(datediff('{unit}', previous, {day}) <> 1, previous is not null)"
    return steps(f"no_{unit}_is_missing_inside", wrong, day, by=by, of=of)


def adds_up(
    name: str,
    values: Sequence[str],
    parts: str,
    total: str,
    within: float,
    *,
    by: str,
    unknown: str = "true",
    unless: str = "false",
) -> Expectation:
    """Rows that are `parts` sum to the row of the `total`, for each value and group, or nearly so.

    `within`: how far they may be off. `unknown`: when a sum that is not known is wrong too. `unless`: known exceptions.
    """
    sums = _list(
        *(f"{{value: '{v}', parts: sum({v}) filter ({parts}), total: sum({v}) filter ({total})}}" for v in values)
    )
    return _none(
        name,
        f"select {by}, value, parts, total",
        f"from (select {by}, unnest([{sums}], recursive := true) from payload group by {by})",
        f"where coalesce(round(abs(parts - total), 6) > {within}, {unknown}) and not ({unless})",
    )


def all_there(
    name: str, columns: str, wanted: Iterable[str | tuple[str, ...]], of: str = "payload", at: str = ""
) -> Expectation:
    """All that is `wanted` has a row; with `at`, for each value of that column."""
    rows = _list(*(str(row) if isinstance(row, tuple) else f"('{row}')" for row in wanted))
    return _none(
        name,
        f"select * from (values {rows}) as missing({columns})",
        f"cross join (select distinct {at} from payload)" if at else "",
        f"anti join (from {of}) using ({_list(columns, at)})",
    )


def known(name: str, columns: str, query: str, todo: str = "") -> Expectation:
    """All values of `columns` are among those of a query; a stranger is listed with its first line, and what to do."""
    strangers = f"from payload anti join ({query}) using ({columns})"
    found = _none(
        name, f"select min(line) as line, {columns}, count(*) as rows", strangers, "group by all", "order by line"
    )
    return {**found, "todo": todo} if todo else found


def limits(name: str, value: str, by: str, ranges: Mapping[str, tuple[float, float]]) -> Expectation:
    """Each value is there, and within the limits of its member of `by`."""
    cases = " ".join(f"when '{member}' then {value} between {low} and {high}" for member, (low, high) in ranges.items())
    return {"name": name, "rows_where": f"not coalesce(case {by} {cases} end, false)"}


def _list(*items: str) -> str:
    return ", ".join(filter(None, items))


def _none(name: str, *lines: str) -> Expectation:
    return {"name": name, "no_rows": "\n".join(filter(None, lines))}
