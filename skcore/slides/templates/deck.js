(function () {
  "use strict";
  var deck = document.querySelector(".reveal");
  var tools = document.querySelector(".sk-tools");
  var say = function (key) { return deck.getAttribute("data-words-" + key) || ""; };
  var speaker = null, started = 0, asleep = 0, point = "", opened = 0;

  function minute(text) { var n = text.split(/[.:]/); return 60 * n[0] + 1 * n[1]; }

  // minutes left of a point "12.30–12.40": by the clock while the meeting lasts, else as rehearsed
  function left(span, now) {
    var all = document.querySelectorAll("[data-time]"), clock = 60 * now.getHours() + now.getMinutes();
    var begins = minute(all[0].getAttribute("data-time").split("–")[0]);
    var ends = minute(all[all.length - 1].getAttribute("data-time").split("–")[1]);
    var at = span.split("–").map(minute), live = clock >= begins - 30 && clock <= ends + 60;
    var passed = live ? clock - at[0] : Math.floor((now.getTime() - opened) / 60000);
    return { minutes: at[1] - at[0] - passed, of: at[1] - at[0] };
  }

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
    var mark = document.documentElement.lang === "da" ? "." : ":";
    var two = function (n) { return (n < 10 ? "0" : "") + n; };
    var at = speaker.document.getElementById("sk-clock"), gone = speaker.document.getElementById("sk-gone");
    if (at) { at.textContent = say("clock") + " " + two(now.getHours()) + mark + two(now.getMinutes()); }
    if (gone) { gone.textContent = say("elapsed") + " " + two(Math.floor(seconds / 60)) + mark + two(seconds % 60); }
    var count = speaker.document.getElementById("sk-left"), time = point ? left(point, now) : null;
    if (!count || !time) { return; }
    count.textContent = say(time.minutes < 0 ? "over" : "left").replace("{n}", Math.abs(time.minutes)) + " (" + point + ")";
    count.className = time.minutes <= 0.05 * time.of ? "sk-late" : time.minutes <= 0.2 * time.of ? "sk-soon" : "";
  }

  function refresh() {
    if (!speaker || speaker.closed) { return; }
    var doc = speaker.document, slides = Reveal.getSlides(), here = Reveal.getCurrentSlide();
    var notes = here.querySelector("aside.notes"), span = here.getAttribute("data-time") || "";
    if (span !== point) { point = span; opened = Date.now(); }
    doc.documentElement.setAttribute("data-theme", document.documentElement.getAttribute("data-theme"));
    doc.body.textContent = "";
    var main = part(doc, "div"), right = part(doc, "div"), times = part(doc, "p", "sk-times");
    ["sk-clock", "sk-gone", "sk-left", "sk-place"].forEach(function (id) {
      var told = part(doc, "span"); told.id = id; times.appendChild(told);
    });
    main.appendChild(view(doc, here, false));
    main.appendChild(part(doc, "h2", "", say("upcoming")));
    main.appendChild(view(doc, slides[slides.indexOf(here) + 1], true));
    right.appendChild(times);
    right.appendChild(part(doc, "h2", "", say("notes")));
    right.appendChild(part(doc, "div", "sk-say", notes ? notes.textContent : say("none")));
    doc.body.appendChild(main);
    doc.body.appendChild(right);
    doc.getElementById("sk-place").textContent = say("place").replace("{n}", slides.indexOf(here) + 1).replace("{of}", slides.length);
    clock();
  }

  function notes() {
    if (speaker && !speaker.closed) { speaker.focus(); return; }
    speaker = window.open("", "", "width=1180,height=720");
    if (!speaker) { Reveal.configure({ showNotes: !Reveal.getConfig().showNotes }); return; }
    started = opened = Date.now();
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
