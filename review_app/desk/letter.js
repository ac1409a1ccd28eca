// The letter: the question on top, the answer's passages marked, quotations numbered and patterned per field.

function letterPane(desk) {
  const item = desk.data.item;
  const pane = el("section", { class: "letter", "aria-label": "Letter" });
  if (!item) return el("section", { class: "letter empty" }, el("p", {}, desk.data.queue.why_empty));
  pane.append(letterHead(desk, item), questionBox(item));
  const body = el("div", { class: "words", tabindex: "0", "aria-label": "Text of the letter" });
  if (item.view === "page") body.append(...pageImages(item));
  else if (item.view === "others") body.append(...otherAnswers(desk, item));
  else body.append(...lettersWords(desk, item));
  body.addEventListener("mouseup", () => offerSelection(desk, body));
  pane.append(body);
  return pane;
}

function letterHead(desk, item) {
  const tab = (view, label, key) =>
    button(label, key, () => desk.send({ type: "view", view }), { class: "tab", "aria-pressed": String(item.view === view) });
  const tabs = [tab("answer", "Passage", null), tab("whole", "Whole letter", item.view === "answer" ? "V" : null)];
  if (item.has_pages) tabs.push(tab("page", "Page", null));
  tabs.push(tab("others", "Other answers", "O"));
  return el("header", {}, el("div", { class: "from" }, el("strong", {}, item.authority), el("span", { class: "faint" }, `${item.source}${item.sent_on ? ` · ${item.sent_on}` : ""}`)), el("nav", { "aria-label": "View of the letter" }, tabs));
}

function questionBox(item) {
  const question = item.question;
  return el("div", { class: "question" },
    question.above ? el("p", { class: "faint" }, question.above) : null,
    el("p", {}, el("b", {}, `${question.id}  `), question.text),
    question.condition ? el("p", { class: "faint" }, question.condition) : null);
}

function lettersWords(desk, item) {
  const inside = (piece) => desk.state.spans.some(([start, end]) => start <= piece.s && piece.e <= end);
  const nodes = [];
  if (item.cut_before) nodes.push(moreButton(desk, `… ${item.cut_before.toLocaleString("en-GB")} characters before`));
  if (!desk.state.spans.length) nodes.push(el("p", { class: "notice" }, item.no_passage));
  const text = el("div", { class: "text" });
  for (const piece of item.pieces) text.append(pieceNode(desk, piece, inside(piece)));
  nodes.push(text);
  if (item.cut_after) nodes.push(moreButton(desk, `… ${item.cut_after.toLocaleString("en-GB")} characters after`));
  return nodes;
}

function moreButton(desk, label) {
  return button(label, null, () => desk.send({ type: "view", view: "whole" }), { class: "more" });
}

function pieceNode(desk, piece, inside) {
  const classes = ["piece"];
  if (inside) classes.push("in-answer");
  if (piece.f) classes.push("furniture");
  if (piece.c && !inside) classes.push("context");
  if (desk.state.marking && piece.u === desk.state.unit) classes.push("cursor");
  const marks = (piece.q || []).map((number) => desk.quotes.get(number)).filter(Boolean);
  for (const mark of marks) classes.push("quote", `field-${mark.field % 6}`);
  const node = el("span", { class: classes.join(" "), "data-start": piece.s, "data-unit": piece.u }, piece.t);
  const starts = marks.filter((mark) => mark.start === piece.s);
  return starts.length ? [...starts.map((mark) => el("sup", { class: `number field-${mark.field % 6}`, "data-quote": mark.n }, circled(mark.n))), node].reduce((held, part) => (held.append(part), held), document.createDocumentFragment()) : node;
}

function pageImages(item) {
  if (!item.page) return [el("p", { class: "notice" }, "This file has no page images; the text is all there is.")];
  return [el("figure", {}, el("img", { src: item.page.image, alt: item.page.alt }), el("figcaption", { class: "faint" }, item.page.alt))];
}

function otherAnswers(desk, item) {
  return (item.others || []).map((other) =>
    el("article", { class: other.question === item.question.id ? "other here" : "other" },
      el("h4", {}, button(`${other.question}  ${other.asked}`, null, () => desk.send({ type: "open", answer_id: other.answer_id }), { class: "plain" })),
      el("p", {}, other.text || el("i", { class: "faint" }, other.state)),
      other.spans.length && other.question !== item.question.id
        ? button("Take this passage", null, () => desk.setSpans([...desk.state.spans, ...other.spans]), { class: "small" }) : null));
}

// --- selecting a passage -------------------------------------------------------------------------------------------

function offerSelection(desk, body) {
  desk.root.querySelector(".offer")?.remove();
  const selection = desk.root.getSelection ? desk.root.getSelection() : document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return;
  const start = offsetOf(selection.anchorNode, selection.anchorOffset);
  const end = offsetOf(selection.focusNode, selection.focusOffset);
  if (start === null || end === null || start === end) return;
  const span = [Math.min(start, end), Math.max(start, end)];
  const act = (label, spans) => button(label, null, () => { desk.root.querySelector(".offer")?.remove(); desk.setSpans(spans()); });
  body.prepend(el("div", { class: "offer", role: "toolbar", "aria-label": "Selected passage" },
    act("This is the answer", () => [span]),
    act("Add to the answer", () => [...desk.state.spans, span]),
    act("Not part of the answer", () => without(desk.state.spans, span))));
}

function offsetOf(node, offset) {
  const piece = node?.parentElement?.closest?.("[data-start]");
  return piece ? Number(piece.dataset.start) + chars(node.textContent.slice(0, offset)) : null;
}

function without(spans, [from, to]) {
  return spans.flatMap(([start, end]) => [[start, Math.min(end, from)], [Math.max(start, to), end]].filter(([s, e]) => s < e));
}

function merged(spans) {
  const sorted = spans.map((span) => [...span]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return sorted.reduce((kept, span) => {
    const last = kept[kept.length - 1];
    if (last && span[0] <= last[1] + 1) last[1] = Math.max(last[1], span[1]);
    else kept.push(span);
    return kept;
  }, []);
}
