// Narrow a list of checkboxes by number as one types. Without JavaScript the whole list is there.
(() => {
  "use strict";

  for (const pick of document.querySelectorAll("[data-pick]")) {
    const search = pick.querySelector("[data-pick-search]");
    const none = pick.querySelector("[data-pick-none]");
    const items = [...pick.querySelectorAll("[data-pick-text]")];
    if (!search || items.length < 9) continue;
    search.hidden = false;
    search.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = event.target.value.replace(/\D/g, "");
      let shown = 0;
      for (const item of items) {
        const fits = !wanted || item.dataset.pickText.includes(wanted) || item.querySelector("input").checked;
        item.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      none.hidden = shown > 0;
    });
    search.addEventListener("change", (event) => event.stopPropagation());
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
})();
