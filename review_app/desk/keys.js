// The keys. Nothing fires while somebody types, and every key here is printed on its button or on the sheet.

const SHEET = [
  ["A", "Accept what stands there, save, next item"], ["Ctrl+S", "The same, also while typing"],
  ["1 … 9, 0", "Choose in the first field"], ["Q … P", "Choose in the second field"], ["D … L", "Names that were found"],
  ["Space", "Confirm the field as it stands (an empty list: none is stated), go to the next open one"], ["X", "Cannot tell (the active field)"],
  ["↑ ↓", "Another field"], ["← →, Enter", "Another option, choose it"], ["Shift+1 … 9", "Go to a field; in a list of names, type one"],
  ["M", "Mark the passage: ↑ ↓ move, Space in or out, Shift+↑ ↓ extend, U unanswered, Enter keep, Esc back"],
  ["V", "Passage or whole letter"], ["O", "The authority's other answers"], ["N", "Note"], ["Shift+F", "Ask a colleague"],
  ["Shift+G", "The codebook has a gap here"], ["Shift+H", "History of this answer"],
  ["S", "Skip for now"], ["B", "The item before"], ["Z", "Undo my last decision"], ["?", "This sheet"],
];

function typing(event) {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.matches("input, textarea, select") || target.isContentEditable);
}

function onKey(desk, event) {
  if (event.isComposing || desk.hidden()) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") return take(event, () => desk.decide());
  if (typing(event)) {
    if (event.key === "Escape") event.composedPath()[0].blur();
    return;
  }
  if (!plain || (pressesFocused(event) && !desk.state.marking)) return;
  const action = desk.state.sheet ? sheetKey(desk, event) : desk.state.marking ? markingKey(desk, event) : deskKey(desk, event);
  if (action) take(event, event.repeat && !event.key.startsWith("Arrow") ? () => {} : action);
}

function take(event, action) {
  event.preventDefault();
  event.stopImmediatePropagation();
  action();
}

// Whoever walks to a button with Tab presses it with Enter or Space, as everywhere.
function pressesFocused(event) {
  const target = event.composedPath()[0];
  return (event.key === "Enter" || event.key === " ") && target instanceof HTMLElement && target.matches("button:focus-visible, a:focus-visible, summary:focus-visible");
}

function sheetKey(desk, event) {
  return ["?", "Escape", "Enter"].includes(event.key) ? () => desk.set({ sheet: false }) : null;
}

function deskKey(desk, event) {
  if (event.key === "?") return () => desk.set({ sheet: true });
  const anywhere = { s: "skip", z: "undo", b: "back" };
  if (!event.shiftKey && anywhere[event.key.toLowerCase()]) return () => desk.send({ type: anywhere[event.key.toLowerCase()] });
  if (!desk.data.item) return null;
  return event.shiftKey ? shiftKey(desk, event) : plainKey(desk, event);
}

function shiftKey(desk, event) {
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (digit) return () => desk.jump(Number(digit[1]) - 1);
  return { f: () => desk.toggle("flag"), g: () => desk.toggle("gap"), h: () => desk.send({ type: "history" }) }[event.key.toLowerCase()] || null;
}

function plainKey(desk, event) {
  const key = event.key.toLowerCase();
  const option = desk.byKey.get(key);
  if (option) return () => desk.choose(option.index, option.value);
  return {
    a: () => desk.decide(), x: () => desk.cannot(desk.state.active), " ": () => desk.confirm(),
    arrowdown: () => desk.move(1), arrowup: () => desk.move(-1), arrowright: () => desk.point(1), arrowleft: () => desk.point(-1),
    enter: () => desk.choosePointed(), m: () => desk.startMarking(), n: () => desk.focus("textarea"),
    v: () => desk.send({ type: "view", view: desk.data.item.view === "answer" ? "whole" : "answer" }),
    o: () => desk.send({ type: "view", view: desk.data.item.view === "others" ? "answer" : "others" }),
  }[key] || null;
}

function markingKey(desk, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) return () => desk.moveUnit(step, event.shiftKey);
  return {
    " ": () => desk.toggleUnit(), Enter: () => desk.keepMarking(), Escape: () => desk.stopMarking(),
    u: () => desk.setSpans([]), U: () => desk.setSpans([]), m: () => desk.keepMarking(),
  }[event.key] || null;
}
