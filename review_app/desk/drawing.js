// Draws the three panes and the bar; keeps the places where people had scrolled to and what they were typing in.

function drawing(desk) {
  return {
    index: () => {
      desk.quotes = new Map();
      desk.byKey = new Map();
      (desk.data.item?.fields || []).forEach((field, index) => {
        for (const quote of field.quotes) desk.quotes.set(quote.n, { ...quote, field: index });
        for (const option of field.options) if (option.key) desk.byKey.set(option.key.toLowerCase(), { index, value: option.value });
      });
    },
    draw: (another) => {
      const kept = keep(desk);
      const typed = desk.root.activeElement?.matches?.("textarea") ? desk.root.activeElement.selectionStart : null;
      const panes = [queuePane(desk), letterPane(desk), formPane(desk), codebookBox(desk), bar(desk)];
      const say = desk.frame.querySelector(".say");
      desk.frame.replaceChildren(...panes);
      if (say) desk.frame.querySelector(".say").replaceWith(say);
      desk.frame.classList.toggle("marking", desk.state.marking);
      desk.frame.classList.remove("waiting");
      if (desk.state.sheet) desk.frame.append(sheet(desk));
      restore(desk, kept);
      if (typed !== null) { const note = desk.root.querySelector("textarea"); note?.focus(); note?.setSelectionRange(typed, typed); }
      desk.frame.querySelector(another && narrow() ? ".queue" : "fieldset.active")?.scrollIntoView({ block: "nearest" });
      desk.frame.dataset.item = desk.data.item?.answer_id || "";
      desk.frame.dataset.drawn = String(Number(desk.frame.dataset.drawn || 0) + 1);
    },
    drawQueue: () => desk.frame.querySelector(".queue")?.replaceWith(queuePane(desk)),
    drawCodebook: () => desk.frame.querySelector(".codebook")?.replaceWith(codebookBox(desk)),
    toPassage: () => {
      const words = desk.frame.querySelector(".words");
      const first = desk.frame.querySelector(".here, .in-answer, .quote");
      if (words) words.scrollTop = first ? Math.max(0, first.offsetTop - words.offsetTop - 60) : 0;
    },
  };
}

// One pane stands above the other then (see desk.css), and another item begins at the top of the page.
function narrow() {
  return window.matchMedia("(max-width: 900px)").matches;
}

function keep(desk) {
  return [".words", ".form", ".queue ol"].map((selector) => [selector, desk.frame.querySelector(selector)?.scrollTop || 0]);
}

function restore(desk, kept) {
  for (const [selector, top] of kept) {
    const node = desk.frame.querySelector(selector);
    if (node) node.scrollTop = top;
  }
}

function queuePane(desk) {
  const queue = desk.data.queue;
  const select = (name, label, choices, value) => {
    const node = el("select", { "aria-label": label, title: name === "order" ? "Most doubtful: by the strongest reason, and a tenth of each further one" : null }, choices.map(([key, text]) => el("option", { value: key, selected: key === value }, text)));
    node.addEventListener("change", () => { node.blur(); desk.send({ type: "order", [name]: node.value }); });
    return el("label", { class: "pick" }, el("span", {}, label), node);
  };
  // In a narrow window the rest is folded away behind this line.
  const opened = desk.state.queueOpen;
  const fold = button(`${opened ? "▾" : "▸"} Queue: ${queue.left}`, null, () => { desk.state.queueOpen = !opened; desk.drawQueue(); }, { class: "fold", "aria-expanded": String(opened) });
  return el("section", { class: `queue${opened ? " opened" : ""}`, "aria-label": "Queue" },
    el("p", { class: "round", title: desk.data.round }, desk.data.round), fold,
    select("order", "Order", queue.orders, queue.order), select("only", "Show", queue.filters, queue.only),
    el("p", { class: "faint left" }, queue.left),
    el("ol", {}, queue.items.map((one) => queueItem(desk, one))));
}

function queueItem(desk, one) {
  const here = one.answer_id === desk.data.item?.answer_id;
  return el("li", { class: here ? "now" : "" }, el("button", { type: "button", "aria-current": here ? "true" : null, onclick: () => desk.send({ type: "open", answer_id: one.answer_id }) },
    el("b", {}, `${one.draft ? "◐ " : ""}${one.question}`), " ", el("span", {}, one.authority), el("small", { title: one.reasons }, one.reason)));
}

function bar(desk) {
  const item = desk.data.item;
  const edited = item && item.fields.some((field) => desk.state.fields[field.name].touched);
  const send = (type) => () => desk.send({ type });
  const can = item ? [
    button(edited ? "Save and next" : "Accept all and next", "A", () => desk.decide(), { class: "primary" }),
    button("Confirm field", "Space", () => desk.confirm()), button("Mark passage", "M", () => desk.startMarking()), button("History", "⇧H", send("history")),
  ] : [];
  const always = [button("Skip", "S", send("skip")), button("Back", "B", send("back")), button("Undo", "Z", send("undo")), button("Keys", "?", () => desk.set({ sheet: true }))];
  return el("footer", { class: "bar" }, el("div", { class: "say", role: "status", "aria-live": "polite" }), el("div", { class: "buttons" }, can, always, el("span", { class: "saved" }, desk.data.saved)));
}

function codebookBox(desk) {
  const item = desk.data.item;
  if (!item) return el("aside", { class: "codebook" });
  const field = item.fields[desk.state.active];
  const value = desk.state.codebook?.[0] === field.name ? desk.state.codebook[1] : desk.state.fields[field.name].label;
  const option = field.options.find((one) => one.value === value);
  return el("aside", { class: "codebook", "aria-label": "Codebook" }, el("b", {}, field.title), " ", field.question,
    option?.definition ? el("p", {}, el("b", {}, option.title), `: ${option.definition}`, option.examples ? el("span", { class: "faint" }, `  ${option.examples}`) : null)
      : el("p", { class: "faint" }, field.guidance));
}

function sheet(desk) {
  return el("div", { class: "sheet", role: "dialog", "aria-label": "Keys" }, el("h3", {}, "Keys"),
    el("dl", {}, SHEET.map(([key, text]) => [el("dt", {}, keyCap(key)), el("dd", {}, text)])), button("Close", "?", () => desk.set({ sheet: false })));
}
