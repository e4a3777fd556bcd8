(function () {
  "use strict";
  var find = document.getElementById("find"), verdict = document.getElementById("verdict");
  if (!find) { return; }
  var rows = Array.prototype.slice.call(document.querySelectorAll(".claims tbody tr"));
  function show() {
    var words = find.value.toLowerCase().split(/\s+/), wanted = verdict.value, n = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      var verdicts = Array.prototype.map.call(row.querySelectorAll(".v"), function (v) { return v.lastElementChild.textContent; });
      var fits = words.every(function (w) { return text.indexOf(w) >= 0; }) && (!wanted || verdicts.indexOf(wanted) >= 0);
      row.hidden = !fits;
      n += fits ? 1 : 0;
    });
    document.getElementById("found").textContent = n + " of " + rows.length + " claims";
  }
  find.addEventListener("input", show);
  verdict.addEventListener("change", show);
  find.closest("p").hidden = false;
})();
