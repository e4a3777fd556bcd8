(function () {
  "use strict";
  var claims = document.getElementById("find"), verdict = document.getElementById("verdict");
  var country = document.getElementById("country");
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function filter() {
    var words = claims.value.toLowerCase().split(/\s+/), wanted = verdict.value, shown = 0, rows = all(".claims tbody tr");
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      var verdicts = all(".v", row).map(function (v) { return v.lastElementChild.textContent; });
      var fits = words.every(function (w) { return text.indexOf(w) >= 0; }) && (!wanted || verdicts.indexOf(wanted) >= 0);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    document.getElementById("found").textContent = shown + " of " + rows.length + " claims";
  }
  function open() {
    all("#names option").forEach(function (option) {
      if (option.value.toLowerCase() === country.value.trim().toLowerCase()) { location.href = option.dataset.page; }
    });
  }
  if (claims) {
    claims.addEventListener("input", filter);
    verdict.addEventListener("change", filter);
  }
  if (country) { country.addEventListener("input", open); }
  all(".filter").forEach(function (line) { line.hidden = false; });
})();
