// Runs before the first paint, so that a dark page does not flash white. The console itself keeps the theme from then on.
(function () {
  var stored = {};
  try {
    stored = JSON.parse(localStorage.getItem("trivium.preferences") || "{}") || {};
  } catch {
    // No storage, no preference.
  }
  var dark = stored.theme === "dark" || (stored.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("pf-v6-theme-dark", dark);
})();
