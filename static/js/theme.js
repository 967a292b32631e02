/* Classic blocking script for <head>: the chosen theme before the first paint; and nothing of the last person at a shared computer. */
(function (root) {
  root.classList.add("js");
  try {
    var person = root.dataset.person;
    if (person && sessionStorage.getItem("person") !== person) {
      sessionStorage.clear();
      sessionStorage.setItem("person", person);
    }
  } catch (e) { /* storage refused: nothing is kept */ }
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (e) { /* storage refused: the system's theme stays */ }
})(document.documentElement);
