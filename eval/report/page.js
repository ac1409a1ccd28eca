// Shows the items that a figure is made of. Letters' words are only ever set as text, never as markup.
"use strict";
const items = JSON.parse(document.getElementById("data").textContent);
const most = 200;
const value = (label) => (label === null || label === undefined ? ["undetermined"] : Array.isArray(label) ? label : [label]);
const add = (parent, tag, text, kind) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  parent.append(made);
  return made;
};

function fits(item, want) {
  const one = want.field ? item.fields[want.field] : undefined;
  if (want.field && !one) return false;
  if (want.letter && item.letter !== want.letter) return false;
  if (want.question && item.question !== want.question) return false;
  if (want.slice && !(item.slices || []).includes(want.slice)) return false;
  if (want.right && one && one.right !== (want.right === "yes")) return false;
  if (want.from && one && !(one.confidence >= Number(want.from))) return false;
  if (want.quoted && one && !one.quote) return false;
  if (want.filled && one && !one.gold?.length && !one.given?.length) return false;
  if (want.failed && !Object.values(item.fields).some((field) => field.failure !== undefined)) return false;
  if (want.passage && item.token_f1 >= 0.9) return false;
  if (want.silence && (want.silence === "gold" ? item.gold_text : item.text)) return false;
  if (want.value && one && !value(one.gold).concat(one.failure === undefined ? value(one.given) : []).includes(want.value)) return false;
  if (want.gold && !value(one.gold).includes(want.gold)) return false;
  if (want.given === "no label") return one.failure !== undefined;
  return !want.given || (one.failure === undefined && value(one.given).includes(want.given));
}

function show(want) {
  const chosen = items.filter((item) => fits(item, want));
  const box = document.getElementById("list");
  box.replaceChildren();
  const named = Object.entries(want).map(([key, is]) => `${key}: ${is}`).join(", ");
  document.getElementById("chosen").textContent = `${chosen.length} answers (${named})${chosen.length > most ? `, the first ${most}` : ""}`;
  for (const item of chosen.slice(0, most)) draw(box, item, want.field);
  document.getElementById("items").scrollIntoView();
}

function draw(box, item, field) {
  const part = add(box, "div", undefined, "item");
  add(part, "strong", `${item.letter}, question ${item.question}`);
  add(part, "div", item.text || "(no passage)", "said");
  if (item.token_f1 < 0.9) {
    add(part, "div", `gold's passage (token F1 ${item.token_f1}):`, "soft");
    add(part, "div", item.gold_text || "(the letter is silent)", "said");
  }
  for (const [name, one] of Object.entries(item.fields)) {
    if (field && name !== field && one.right) continue;
    const given = one.failure === undefined ? value(one.given).join(", ") || "none" : `no label: ${one.failure}`;
    const sure = one.confidence === null ? "" : `, confidence ${one.confidence}`;
    const words = `${name}: ${given}${one.right ? "" : `, gold: ${value(one.gold).join(", ") || "none"}`}${sure}`;
    add(part, "div", words, one.right ? "" : "wrong");
  }
  if (item.note) add(part, "div", `note: ${item.note}`, "soft");
}

for (const button of document.querySelectorAll("button[data-select]")) {
  button.addEventListener("click", () => show(JSON.parse(button.dataset.select)));
}
