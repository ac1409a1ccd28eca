// The form: for every field the evidence, then the choice, then "cannot tell". It holds the person's draft of a decision.

function freshState(item) {
  const fields = {};
  for (const field of item?.fields || []) {
    const drafted = item.draft?.fields?.[field.name];
    fields[field.name] = drafted || { label: field.label, cannot: false, touched: false };
  }
  const draft = item?.draft || {};
  return {
    fields, active: 0, option: 0, marking: false, unit: null, sheet: false, queueOpen: false, codebook: null, warned: false,
    spans: draft.spans || item?.spans || [], note: draft.note || "", flag: !!draft.flag, gap: !!draft.gap, drafted: !!item?.draft,
  };
}

// Why a field cannot be left as it stands: nothing suggested, too little confidence, or words that were lost.
function mustTouch(desk, field) {
  const held = desk.state.fields[field.name];
  if (held.touched || held.cannot) return "";
  if (field.open) return field.open;
  const lost = field.quotes.some((quote) => !covered(desk.state.spans.concat(desk.data.item.context), quote));
  return !same(desk.state.spans, desk.data.item.spans) && (lost || !field.quotes.length) ? "the passage has changed" : "";
}

// What to say of a field that cannot be left as it stands; it is the active one then, and Space does what `confirm` does.
function howToGoOn(desk, field) {
  const label = desk.state.fields[field.name].label;
  const confirms = (what) => `, or press Space to confirm ${what}`;
  const single = field.suggested ? confirms(`“${field.options.find((one) => one.value === label)?.title}” as it stands`) : ", or press X if you cannot tell";
  const several = label?.length ? confirms("these as they stand") : confirms("that none is stated");
  return `${field.title} needs your decision (${mustTouch(desk, field)}): choose ${field.kind === "one_of" ? `a value${single}` : `one or more${several}`}.`;
}

function covered(spans, quote) {
  return spans.some(([start, end]) => start <= quote.start && quote.end <= end);
}

function openFields(desk) {
  return desk.data.item.fields.map((field, index) => (mustTouch(desk, field) ? index : -1)).filter((index) => index >= 0);
}

function formPane(desk) {
  const item = desk.data.item;
  const pane = el("section", { class: "form", "aria-label": "Decision" });
  if (!item) return pane;
  pane.append(reasonBox(desk, item));
  item.fields.forEach((field, index) => pane.append(fieldBox(desk, item, field, index)));
  pane.append(passageNote(desk), remarks(desk), historyBox(item));
  return pane;
}

function reasonBox(desk, item) {
  const box = el("div", { class: "reasons" });
  if (item.mode === "reveal") box.append(el("p", { class: "tell" }, "Your decision is saved. The machine said otherwise where marked: keep yours, or change it as a second decision."));
  else if (item.blind) box.append(el("p", { class: "tell" }, "Blind check: decide from the letter alone. Nothing has been suggested to you. Space confirms an empty list: none is stated."));
  else if (item.mode === "again") box.append(el("p", { class: "tell" }, "Decided before. What you save now is a new decision over it."));
  if (!item.blind && item.reasons.length) box.append(el("ul", { "aria-label": "Why this answer is here" }, item.reasons.map((reason) => el("li", {}, reason))));
  return box;
}

function fieldBox(desk, item, field, index) {
  const held = desk.state.fields[field.name];
  const must = mustTouch(desk, field);
  const box = el("fieldset", { class: `field field-${index % 6}${index === desk.state.active ? " active" : ""}${must ? " open" : ""}`, "data-field": field.name });
  box.addEventListener("pointerdown", () => desk.activate(index));
  const status = held.cannot ? "cannot tell" : held.touched ? "decided" : must ? must : "as suggested";
  box.append(el("legend", {}, keyCap(`⇧${index + 1}`), el("b", {}, field.title),
    field.confidence === null ? null : el("span", { class: field.confidence < field.threshold ? "low" : "faint", title: `needs ${field.threshold}` }, field.confidence.toFixed(2)),
    el("span", { class: `mark ${must ? "must" : "fine"}` }, `${must ? "○" : "●"} ${status}`)));
  if (field.failure) box.append(el("p", { class: "failure" }, `The machine gave no label: ${field.failure}`));
  box.append(...evidence(desk, field, index));
  if (field.machine) box.append(el("p", { class: "tell" }, `Machine: ${field.machine}`));
  box.append(field.kind === "names" ? chips(desk, field, index, held) : options(desk, field, index, held));
  return box;
}

function evidence(desk, field, index) {
  return field.quotes.map((quote) =>
    el("button", { class: `evidence field-${index % 6}`, type: "button", onclick: () => desk.scrollToQuote(quote.n), title: "Show in the letter" },
      el("b", {}, circled(quote.n)), ` “${quote.text}”`));
}

function options(desk, field, index, held) {
  const row = el("div", { class: "options", role: "group", "aria-label": field.title });
  field.options.forEach((option, at) => {
    const on = !held.cannot && chosen(field, held, option.value);
    const node = button(option.title, option.key, () => desk.choose(index, option.value), {
      class: `option${on ? " on" : ""}${desk.state.active === index && desk.state.option === at ? " at" : ""}`,
      "aria-pressed": String(on), "data-value": option.value ?? "",
    });
    node.addEventListener("pointerenter", () => desk.explain(field, option.value));
    row.append(node);
  });
  row.append(cannotButton(desk, index, held));
  return row;
}

function cannotButton(desk, index, held) {
  return button("Cannot tell", index === desk.state.active ? "X" : null, () => desk.cannot(index), { class: `option cannot${held.cannot ? " on" : ""}`, "aria-pressed": String(held.cannot) });
}

function chosen(field, held, value) {
  if (field.kind === "one_of") return (held.touched || field.suggested) && held.label === value;
  return (held.label || []).includes(value);
}

function chips(desk, field, index, held) {
  const row = el("div", { class: "options", role: "group", "aria-label": field.title });
  const listed = [...new Set([...field.options.map((option) => option.value), ...(held.label || [])])];
  listed.forEach((name, at) => {
    const option = field.options.find((one) => one.value === name);
    const on = !held.cannot && (held.label || []).includes(name);
    row.append(button(on ? `✓ ${name}` : `+ ${name}`, option?.key, () => desk.choose(index, name), {
      class: `option chip${on ? " on" : ""}${desk.state.active === index && desk.state.option === at ? " at" : ""}`, "aria-pressed": String(on), "data-value": name,
    }));
  });
  row.append(addName(desk, field, index), cannotButton(desk, index, held));
  return row;
}

function addName(desk, field, index) {
  const list = `known-${field.name}`;
  const input = el("input", { class: "add", list, placeholder: `add a name`, "aria-label": `Add to ${field.title}`, autocomplete: "off", "data-add": field.name });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !input.value.trim()) return;
    event.preventDefault();
    desk.addName(index, input.value.trim());
  });
  const names = el("datalist", { id: list });
  input.addEventListener("focus", () => names.replaceChildren(...field.known.map((name) => el("option", { value: name }))), { once: true });
  return el("span", { class: "adding" }, input, names);
}

function passageNote(desk) {
  if (same(desk.state.spans, desk.data.item.spans)) return el("span", {});
  const count = desk.state.spans.length;
  return el("p", { class: "tell" }, count ? `You changed the passage: it now has ${count} part${count > 1 ? "s" : ""}.` : "You marked the question as unanswered.",
    button("Put it back", null, () => desk.setSpans(desk.data.item.spans), { class: "small" }));
}

function remarks(desk) {
  const note = el("textarea", { rows: "2", placeholder: "Why, or what a colleague should know", "aria-label": "Note" });
  note.value = desk.state.note;
  note.addEventListener("input", () => { desk.state.note = note.value; desk.saveDraft(); });
  const toggle = (name, label, key) => button(label, key, () => desk.toggle(name), { class: `option${desk.state[name] ? " on" : ""}`, "aria-pressed": String(desk.state[name]) });
  return el("div", { class: "remarks" }, el("label", {}, el("span", {}, "Note ", keyCap("N")), note), el("div", { class: "options" }, toggle("flag", "Ask a colleague", "⇧F"), toggle("gap", "Gap in the codebook", "⇧G")));
}

function historyBox(item) {
  if (!item.history) return el("span", {});
  return el("div", { class: "history" }, el("h4", {}, "History"), item.history.length ? el("ol", {}, item.history.map((line) => el("li", {}, line))) : el("p", { class: "faint" }, "No person has decided on this answer."));
}
