// What the desk adds where scripts run: choose all rows of a list, and open the one form that a page is about.
document.querySelectorAll("input.all").forEach((all) => {
  all.hidden = false;
  all.addEventListener("change", () => {
    all.closest("form").querySelectorAll("input[name=keys]").forEach((each) => { each.checked = all.checked; });
  });
});
