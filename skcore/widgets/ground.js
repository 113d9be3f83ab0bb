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
  // The kernel handles clicks and values in two threads, and later than hands work: one thing at a time is
  // sent, the next when the control's class tells that the last is done (live in ground.py). A value that
  // was none tells nothing: after three seconds the next is sent
  const queue = [], control = (node) => node.closest(".sk-live");
  const turn = (node) => (/sk-turn-\w+/.exec(control(node).className) || [""])[0];
  let sent = null, again = false;
  const next = () => {
    if (sent && sent.node.isConnected && turn(sent.node) === sent.turn && Date.now() < sent.until) { return; }
    sent = null;
    const one = queue.shift();
    area.toggleAttribute("data-waiting", Boolean(one));
    if (!one) { return; }
    again = true;
    repeat(one);
    again = false;
    if (!sent) { next(); }
  };
  const repeat = ({ node, value, index }) => {
    if (!node.isConnected) { return; }
    if (node.matches("button")) { node.click(); return; }
    if (node.matches("select")) {
      if (Array.from(node.options).some((option) => option.value === value)) { node.value = value; }
      else if (control(node).matches(".sk-list")) { node.selectedIndex = Math.min(index, node.options.length - 1); }
      else { return; }
    }
    if (node.matches("[type=radio]")) { node.checked = true; }
    node.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const inTurn = (event) => {
    const node = event.target.closest("select, input, button"), click = event.type === "click";
    if (!node || !control(node) || node.matches("[type=file], .widget-upload") || click !== node.matches("button")) { return; }
    if (!again && (sent || queue.length)) {
      event.stopImmediatePropagation();
      const last = queue[queue.length - 1], one = { node, value: node.value, index: node.selectedIndex };
      if (last && last.node === node && !click) { queue.pop(); }
      queue.push(one);
      return;
    }
    release(node);
    const patience = click ? 300000 : 3000;
    sent = { node, turn: turn(node), until: Date.now() + patience };
    area.toggleAttribute("data-waiting", true);
    setTimeout(next, patience + 10);
  };
  area.addEventListener("click", inTurn, true);
  area.addEventListener("change", inTurn, true);
  // what somebody is typing is not written over; what it would have been is known when nothing was changed
  const typing = new Map(), own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  const release = (node) => { if (typing.delete(node)) { delete node.value; } };
  area.addEventListener("input", ({ target }) => {
    if (control(target) && target.matches("[type=text], [type=number]") && !typing.has(target)) {
      typing.set(target, null);
      Object.defineProperty(target, "value", { configurable: true, get: own.get, set: (given) => typing.set(target, String(given)) });
    }
  }, true);
  area.addEventListener("focusout", ({ target }) => {
    if (!typing.has(target) || queue.some((one) => one.node === target)) { return; }
    const given = typing.get(target);
    if (given === null || given === target.value) { release(target); } else { target.dispatchEvent(new Event("change", { bubbles: true })); }
  });
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
  new MutationObserver(() => { name(); setTimeout(next); }).observe(area, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  name();
})
