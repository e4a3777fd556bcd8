"""The five questions of the README as a notebook: `marimo edit docs/notebook.py`, or `python docs/notebook.py`."""

import marimo

app = marimo.App(width="medium")


@app.cell
def opened():
    """The published file, read only: a refresh can go on while the notebook is open."""
    import duckdb
    import marimo as mo
    import vl_convert

    from pipelines import settings

    con = duckdb.connect(str(settings.home() / "reservewatch.duckdb"), read_only=True)
    return con, mo, vl_convert


@app.cell
def below_peak(con, mo):
    """How far are holdings below their peak, and when were they last lower?"""
    peaks = con.sql("""
        select month, country, round(holdings_usd_bn, 1) as holdings_usd_bn, peak_month,
          round(below_peak_pct, 1) as below_peak_pct, lowest_since, lowest_since_crosses_break, source, vintage
        from marts.holders
        where country in ('China', 'Denmark') and month = (select max(month) from marts.holders)
    """).df()
    mo.vstack([mo.md("## How far are holdings below their peak, and when were they last lower?"), peaks])
    return (peaks,)


@app.cell
def concentration(con, mo):
    """How concentrated is foreign ownership, and what if Belgium holds for China?"""
    concentrated = con.sql("""
        select month, scenario, round(hhi_low_points) as hhi_low_points, round(hhi_high_points) as hhi_high_points,
          round(effective_holders_low, 1) as effective_holders_low,
          round(effective_holders_high, 1) as effective_holders_high
        from marts.concentration
        where basis = 'table3' and month = (select max(month) from marts.concentration where basis = 'table3')
    """).df()
    mo.vstack([mo.md("## How concentrated is foreign ownership, and what if Belgium holds for China?"), concentrated])
    return (concentrated,)


@app.cell
def dollar(con, mo, vl_convert):
    """Is the dollar's share of reserves falling, or only the dollar?"""
    shares = con.sql("""
        select quarter::varchar as quarter, share_pct, share_constant_fx_pct
        from marts.currency_shares
        where currency = 'USD' and method = 'all_reserves'
        order by quarter
    """).df()
    names = {"share_pct": "as published", "share_constant_fx_pct": "at constant exchange rates"}
    long = shares.rename(columns=names).melt("quarter", var_name="rates", value_name="share").dropna()
    chart = {
        "width": 640,
        "height": 260,
        "data": {"values": long.to_dict("records")},
        "mark": "line",
        "encoding": {
            "x": {"field": "quarter", "type": "temporal", "title": None},
            "y": {"field": "share", "type": "quantitative", "title": "% of reserves", "scale": {"zero": False}},
            "color": {"field": "rates", "type": "nominal", "title": None, "legend": {"orient": "top"}},
        },
    }
    heading = mo.md("## Is the dollar's share of reserves falling, or only the dollar?")
    mo.vstack([heading, mo.Html(vl_convert.vegalite_to_svg(chart)), shares.tail(8)])
    return (shares,)


@app.cell
def diversifiers(con, mo):
    """Who bought gold and reduced Treasuries?"""
    bought = con.sql("""
        select year, country, round(gold_bought_pct, 1) as gold_bought_pct,
          round(treasuries_change_points, 1) as treasuries_change_points,
          round(dedollarization_index, 2) as dedollarization_index, parts_missing
        from marts.dedollarization
        where holder_id in ('CHN', 'IND', 'POL', 'TUR')
        order by year desc, country
        limit 12
    """).df()
    mo.vstack([mo.md("## Who bought gold and reduced Treasuries?"), bought])
    return (bought,)


@app.cell
def revisions(con, mo):
    """What was first published of a month, and what is published now?"""
    revised = con.sql("from revisions_of('United Kingdom') where abs(change_usd_bn) >= 1 limit 12").df()
    mo.vstack([mo.md("## What was first published of a month, and what is published now?"), revised])
    return (revised,)


if __name__ == "__main__":
    app.run()
