"""Walking through a deck: what is measured on every slide."""

# ruff: noqa: E501 - sentences are kept whole

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).parent / "axe" / "axe.min.js"

#: what leaves a slide or a drawing, and which texts of a drawing lie on one another
MEASURE = """
() => {
  // class of words -> px that they have at least; the first that fits counts
  const LEAST = [[".sk-foot, pre, .sk-free-body", 18], [".sk-kicker, .sk-whose, .sk-method .sk-body", 20], [".sk-box", 26],
    ["h2", 36], ["svg", 24], ["td, th, p", 24]];
  const least = (node) => {
    if (node.closest("svg") && parseFloat(getComputedStyle(node).fontSize) === 20) { return node.outerHTML.includes("--quiet") ? 20 : 24; }
    if (node.closest("svg") && parseInt(getComputedStyle(node).fontWeight) > 500 && /^[+\u2212]?[0-9.,]+( %)?$/.test(node.textContent)) { return 30; }
    return LEAST.find(([those]) => node.closest(those))[1];
  };
  const slide = Reveal.getCurrentSlide(), problems = [], frame = slide.getBoundingClientRect();
  const inside = (box, room, slack) => box.left >= room.left - slack && box.right <= room.right + slack
    && box.top >= room.top - slack && box.bottom <= room.bottom + slack;
  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  const foot = slide.querySelector(".sk-foot").getBoundingClientRect();
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest(".sk-unseen, aside, .sk-unseen-head")) { continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!inside(box, frame, 0.5)) { problems.push("outside the slide: " + node.textContent); }
    if (!parent.closest(".sk-foot") && box.bottom > foot.top + 0.5) { problems.push("in the footer: " + node.textContent); }
    const svg = parent.closest("svg");
    if (svg && !inside(box, svg.getBoundingClientRect(), 1)) { problems.push("outside its drawing: " + node.textContent); }
    if (parseFloat(getComputedStyle(parent).fontSize) < least(parent)) { problems.push("too small: " + node.textContent); }
  }
  for (const cell of slide.querySelectorAll("th, td, p, h2")) {
    if (cell.closest(".sk-unseen, .sk-unseen-head") || cell.classList.contains("sk-unseen")) { continue; }
    if (cell.scrollWidth > cell.clientWidth + 1) { problems.push("cut off: " + cell.textContent); }
  }
  const main = slide.querySelector(".sk-main"), body = slide.querySelector(".sk-body");
  if (main && body && body.scrollHeight > main.clientHeight + 1) { problems.push("text longer than its column"); }
  const texts = Array.from(slide.querySelectorAll("svg text")).map((node) => {
    const box = node.getBoundingClientRect(), thin = box.height * 0.22;
    return { words: node.textContent, left: box.left + 1, right: box.right - 1, top: box.top + thin, bottom: box.bottom - thin };
  });
  texts.forEach((a, i) => texts.slice(i + 1).forEach((b) => {
    if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
      problems.push("on one another: " + a.words + " | " + b.words);
    }
  }));
  if (!slide.querySelector("h2") || !slide.querySelector("h2").textContent.trim()) { problems.push("no title"); }
  return problems;
}
"""


def walk(page: Any) -> dict[int, list[str]]:
    """Go through the deck with the keyboard; return each slide's problems."""
    found = {}
    total = page.evaluate("Reveal.getTotalSlides()")
    for number in range(1, total + 1):
        problems = page.evaluate(MEASURE)
        if problems:
            found[number] = problems
        page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.isLastSlide()")
    return found


def axe_violations(page: Any) -> dict[int, list[tuple[str, str]]]:
    """Let axe-core judge every slide; return what it finds, by slide."""
    page.add_script_tag(path=AXE)
    found = {}
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        result = page.evaluate("axe.run()")
        if result["violations"]:
            found[number] = [(v["id"], v["nodes"][0]["html"]) for v in result["violations"]]
        page.keyboard.press("ArrowRight")
    return found


#: every slide at once, as when the deck is printed, with nothing cut off at the window's edge
ALL_SLIDES = """
() => {
  document.head.insertAdjacentHTML("beforeend",
    "<style>html, body { height: auto !important; overflow: visible !important; }</style>");
  const slides = Array.from(document.querySelectorAll("section.sk-slide"));
  for (const slide of slides) { slide.hidden = false; slide.removeAttribute("aria-hidden"); }
  return slides.length;
}
"""


def axe_on_all_at_once(open_deck: Any, html: str) -> list[tuple[str, str]]:
    """Let axe-core judge every slide of a deck in one go; return what it finds."""
    page = open_deck(html, query="?print-pdf", bypass_csp=True).page
    slides = page.evaluate(ALL_SLIDES)
    page.add_script_tag(path=AXE)
    result = page.evaluate("axe.run()")
    heads = "Array.from(document.querySelectorAll('section.sk-slide h2'))"
    assert page.evaluate(f"{heads}.filter((head) => head.checkVisibility()).length") == slides
    judged = next(rule for rule in result["passes"] if rule["id"] == "color-contrast")["nodes"]
    unsure = sum(len(rule["nodes"]) for rule in result["incomplete"])
    assert len(judged) + unsure > slides
    return [(rule["id"], node["html"]) for rule in result["violations"] for node in rule["nodes"]]
