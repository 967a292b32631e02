/* Classic blocking script for <head>: the chosen theme before the first paint. */
(function (root) {
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (e) { /* storage refused: the system's theme stays */ }
})(document.documentElement);
