// What ipywidgets does not do by itself, for the output area of one cell.
(function (settings) {
  const here = document.currentScript;
  const area = here && (here.closest(".jp-Cell-outputArea") || here.closest(".jp-OutputArea"));
  if (!area) { return; }
  area.lang = settings.language;
  if (area.dataset.skcore) { return; }
  area.dataset.skcore = "1";
  // a key on a focused button is the notebook's command ("dd" deletes the cell): none leaves but save
  area.addEventListener("keydown", (event) => {
    const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    if (!saves) { event.stopPropagation(); }
  });
  // too large a file never comes through, without a word: refused before it is sent. The widget
  // keeps its input outside the page, so the guard is hung on when the button opens it
  const guard = (event) => {
    const file = event.target.files[0], said = area.querySelector(".sk-said .widget-html-content");
    if (!file || !said || file.size <= settings.most * 1e6) { return; }
    event.stopImmediatePropagation();
    event.target.value = "";
    const size = Math.ceil(file.size / 1e6);
    said.innerHTML = '<p class="sk-problem"></p>';
    said.firstChild.textContent = settings.too_large.replace("{megabytes}", size).replace("{most}", settings.most);
  };
  area.addEventListener("click", (event) => {
    if (!event.target.closest(".widget-upload")) { return; }
    const plain = HTMLInputElement.prototype.click;
    HTMLInputElement.prototype.click = function () {
      HTMLInputElement.prototype.click = plain;
      if (!this.dataset.skcore) {
        this.dataset.skcore = "1";
        this.addEventListener("change", guard, true);
      }
      return plain.call(this);
    };
  }, true);
  // a group of choices is named by its question, and what is said is read aloud
  const name = () => {
    for (const box of area.querySelectorAll(".widget-radio")) {
      const label = box.querySelector(".widget-label"), group = box.querySelector(".widget-radio-box");
      if (label && group && label.textContent && group.getAttribute("aria-label") !== label.textContent) {
        group.setAttribute("role", "radiogroup");
        group.setAttribute("aria-label", label.textContent);
      }
    }
    for (const said of area.querySelectorAll(".sk-said .widget-html-content")) {
      if (!said.hasAttribute("role")) { said.setAttribute("role", "status"); }
    }
  };
  new MutationObserver(name).observe(area, { childList: true, subtree: true });
  name();
})
