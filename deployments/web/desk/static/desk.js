// What the desk adds where scripts run: choose all rows of a list, and show where in the menu a page is.
document.querySelectorAll("input.all").forEach((all) => {
  all.hidden = false;
  all.addEventListener("change", () => {
    all.closest("form").querySelectorAll("input[name=keys]").forEach((each) => { each.checked = all.checked; });
  });
});
const menu = document.querySelector("header nav");
const here = menu && menu.querySelector("[aria-current]");
if (here) menu.scrollLeft = here.offsetLeft - menu.offsetLeft - 40;
