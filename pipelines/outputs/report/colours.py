"""The colours, each on white and in the dark: bars and lines at least 3:1 against the page, text 4.5:1."""

from collections.abc import Mapping

from markupsafe import Markup

# Charts are drawn in the first of each pair; on the page each becomes the CSS variable of its name.
COLOURS: Mapping[str, tuple[str, str]] = {
    "bg": ("#ffffff", "#15181d"),
    "card": ("#f4f6f8", "#1e232a"),
    "ink": ("#1a1d21", "#e9ebee"),
    "mute": ("#59626d", "#a4aeb9"),
    "grid": ("#dfe3e8", "#343b44"),
    "axis": ("#8d97a3", "#6d7884"),
    "link": ("#0a58a8", "#8bbaf2"),
    "accent": ("#9c2b1f", "#f2907e"),
    "blue": ("#2466b0", "#6cabf0"),
    "red": ("#cf5a45", "#f0866f"),
    "teal": ("#1c8a78", "#4fc9b3"),
    "amber": ("#b3791b", "#e0b04f"),
    "grey": ("#7f8996", "#8b96a3"),
    "violet": ("#7a50a8", "#bd97e6"),
    "yes": ("#11663f", "#63d39d"),
    "no": ("#a8301f", "#f3907e"),
    "part": ("#7d5600", "#e3b75c"),
}


def light(name: str) -> str:
    """A colour on white."""
    return COLOURS[name][0]


def themed(drawing: Markup) -> Markup:
    """A drawing whose colours follow the theme of the page."""
    for name, (on_white, _) in COLOURS.items():
        drawing = drawing.replace(f'"{on_white}"', Markup(f'"var(--{name})"'))
    return drawing
