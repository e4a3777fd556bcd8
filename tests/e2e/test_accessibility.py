"""The pages by axe-core, in light and in dark, wide and narrow: `AXE` names its file axe.min.js."""

import html
import json
import os
import re
from pathlib import Path

import pytest

from tests.e2e.test_report import CHROMIUM, chromium

AXE = Path(os.environ.get("AXE", "axe.min.js"))
pytestmark = [
    pytest.mark.promise("readers.accessible"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not AXE.is_file(), reason="AXE does not name the file axe.min.js of axe-core"),
]
LIGHT, DARK = 1, 0  # as Chromium numbers them
RUN = """
document.querySelectorAll('details').forEach((d) => { d.open = true; });
axe.run({resultTypes: ['violations']}).then(({violations}) => {
  const found = violations.map((v) => ({...v, nodes: v.nodes.slice(0, 3).map((n) => n.html + ' ' + n.failureSummary)}));
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const said = document.body.appendChild(document.createElement('pre'));
  said.id = 'axe';
  said.textContent = JSON.stringify({dark, width: innerWidth, found});
});
"""


@pytest.mark.parametrize("page", ["index", "countries/CHN", "countries/BEL"])
@pytest.mark.parametrize(("theme", "width"), [(LIGHT, 1280), (DARK, 1280), (LIGHT, 500)])
def test_axe_finds_nothing_serious(page: str, theme: int, width: int, refreshed: Path, tmp_path: Path) -> None:
    text = (refreshed / "report" / f"{page}.html").read_text(encoding="utf-8")
    text = re.sub(r"<meta http-equiv[^>]*>", "", text)  # whose policy would not let axe run
    (tmp_path / "page.html").write_text(text.replace("</body>", f"<script>{AXE.read_text()}{RUN}</script></body>"))
    look = [f"--blink-settings=preferredColorScheme={theme}", f"--window-size={width},900"]
    shown = chromium(tmp_path, *look, "--virtual-time-budget=60000", "--dump-dom", f"file://{tmp_path}/page.html")
    said = json.loads(html.unescape(re.findall(r'<pre id="axe">(.*?)</pre>', shown, re.DOTALL)[-1]))
    assert (said["dark"], said["width"]) == (theme == DARK, width)
    assert [(f["id"], f["nodes"]) for f in said["found"] if f["impact"] in ("serious", "critical")] == []
