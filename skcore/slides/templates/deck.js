(function () {
  "use strict";
  var deck = document.querySelector(".reveal");
  var tools = document.querySelector(".sk-tools");
  var say = function (key) { return deck.getAttribute("data-words-" + key) || ""; };
  var speaker = null, started = 0, asleep = 0;

  function theme() {
    var root = document.documentElement, kinds = ["light", "dark", "contrast"];
    root.setAttribute("data-theme", kinds[(kinds.indexOf(root.getAttribute("data-theme")) + 1) % 3]);
    refresh();
  }

  function part(doc, tag, name, words) {
    var node = doc.createElement(tag);
    if (name) { node.className = name; }
    if (words) { node.textContent = words; }
    return node;
  }

  function view(doc, slide, small) {
    var box = part(doc, "div", small ? "sk-view sk-small" : "sk-view");
    if (slide) {
      var copy = doc.importNode(slide, true);
      ["hidden", "aria-hidden"].forEach(function (name) { copy.removeAttribute(name); });
      copy.classList.remove("past", "future", "present");
      ["display", "top", "left", "visibility"].forEach(function (name) { copy.style.removeProperty(name); });
      copy.id = copy.id + (small ? "-upcoming" : "-current");
      box.appendChild(copy);
    } else {
      box.textContent = say("last");
    }
    return box;
  }

  function clock() {
    if (!speaker || speaker.closed) { return; }
    var now = new Date(), seconds = Math.floor((now.getTime() - started) / 1000);
    var two = function (n) { return (n < 10 ? "0" : "") + n; };
    var at = speaker.document.getElementById("sk-clock"), gone = speaker.document.getElementById("sk-gone");
    if (at) { at.textContent = say("clock") + " " + two(now.getHours()) + "." + two(now.getMinutes()); }
    if (gone) { gone.textContent = say("elapsed") + " " + two(Math.floor(seconds / 60)) + "." + two(seconds % 60); }
  }

  function refresh() {
    if (!speaker || speaker.closed) { return; }
    var doc = speaker.document, slides = Reveal.getSlides(), here = Reveal.getCurrentSlide();
    var notes = here.querySelector("aside.notes");
    doc.documentElement.setAttribute("data-theme", document.documentElement.getAttribute("data-theme"));
    doc.body.textContent = "";
    var left = part(doc, "div"), right = part(doc, "div"), times = part(doc, "p", "sk-times");
    ["sk-clock", "sk-gone"].forEach(function (id) { var span = part(doc, "span"); span.id = id; times.appendChild(span); });
    left.appendChild(view(doc, here, false));
    left.appendChild(part(doc, "h2", "", say("upcoming")));
    left.appendChild(view(doc, slides[slides.indexOf(here) + 1], true));
    right.appendChild(times);
    right.appendChild(part(doc, "h2", "", say("notes")));
    right.appendChild(part(doc, "div", "sk-say", notes ? notes.textContent : say("none")));
    doc.body.appendChild(left);
    doc.body.appendChild(right);
    clock();
  }

  function notes() {
    if (speaker && !speaker.closed) { speaker.focus(); return; }
    speaker = window.open("", "", "width=1180,height=720");
    if (!speaker) { Reveal.configure({ showNotes: !Reveal.getConfig().showNotes }); return; }
    started = Date.now();
    var doc = speaker.document;
    doc.title = say("title");
    doc.documentElement.className = "sk-deck";
    doc.documentElement.lang = document.documentElement.lang;
    doc.head.appendChild(doc.importNode(document.getElementById("sk-style"), true));
    doc.body.className = "sk-speaker";
    doc.addEventListener("keydown", function (event) {
      var forward = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"], back = ["ArrowLeft", "ArrowUp", "PageUp"];
      if (forward.indexOf(event.key) >= 0) { Reveal.next(); event.preventDefault(); }
      if (back.indexOf(event.key) >= 0) { Reveal.prev(); event.preventDefault(); }
    });
    speaker.setInterval(clock, 1000);
    refresh();
  }

  var acts = { prev: function () { Reveal.prev(); }, next: function () { Reveal.next(); }, notes: notes, theme: theme };
  tools.addEventListener("click", function (event) {
    var act = acts[event.target.getAttribute("data-do")];
    if (act) { act(); }
  });
  document.addEventListener("mousemove", function () {
    tools.classList.add("sk-awake");
    window.clearTimeout(asleep);
    asleep = window.setTimeout(function () { tools.classList.remove("sk-awake"); }, 2500);
  });

  Reveal.initialize({
    width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4, center: false, hash: true,
    controls: false, progress: true, transition: "none", backgroundTransition: "none", help: false,
    navigationMode: "linear", pdfMaxPagesPerSlide: 1, pdfSeparateFragments: false, scrollActivationWidth: 0,
    keyboard: { 83: notes, 84: theme }
  }).then(function () {
    // screen readers keep their own reading keys inside a document; "application" would take them
    deck.removeAttribute("role");
    Reveal.on("slidechanged", refresh);
  });
})();
