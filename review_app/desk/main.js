// The desk: queue, letter and form side by side. One decision is one message, bound to the item that was shown.

const LEAST_VIEW_MS = 600;
const REPLY_MS = 6000;
const desks = new WeakMap();

function makeDesk(root) {
  const desk = { root, data: null, state: freshState(null), waiting: 0, quotes: new Map(), byKey: new Map(), sent: 0 };
  desk.host = root.host || root;
  desk.hidden = () => !desk.host.isConnected || desk.host.getClientRects().length === 0;
  desk.frame = root.querySelector(".desk");
  Object.assign(desk, actions(desk), marking(desk));
  desk.listener = (event) => onKey(desk, event);
  window.addEventListener("keydown", desk.listener, true);
  return desk;
}

function actions(desk) {
  const item = () => desk.data.item;
  const held = (index) => desk.state.fields[item().fields[index].name];
  const changed = () => { desk.draw(); desk.saveDraft(); };
  return {
    set: (change) => { Object.assign(desk.state, change); desk.draw(); },
    activate: (index) => { if (index !== desk.state.active) desk.set({ active: index, option: 0 }); },
    move: (step) => desk.activate(Math.max(0, Math.min(item().fields.length - 1, desk.state.active + step))),
    point: (step) => {
      const count = item().fields[desk.state.active].options.length;
      if (count) desk.set({ option: (desk.state.option + step + count) % count });
      desk.explain(item().fields[desk.state.active], item().fields[desk.state.active].options[desk.state.option]?.value);
    },
    choosePointed: () => {
      const option = item().fields[desk.state.active].options[desk.state.option];
      if (option) desk.choose(desk.state.active, option.value);
    },
    explain: (field, value) => { desk.state.codebook = [field.name, value]; desk.drawCodebook(); },
    choose: (index, value) => {
      const field = item().fields[index];
      const one = held(index);
      if (field.kind === "one_of") one.label = value;
      else one.label = (one.label || []).includes(value) ? one.label.filter((name) => name !== value) : [...(one.label || []), value];
      one.touched = true;
      one.cannot = false;
      Object.assign(desk.state, { active: index, codebook: [field.name, value] });
      changed();
    },
    addName: (index, name) => {
      const one = held(index);
      const known = item().fields[index].known.find((other) => other.toLowerCase() === name.toLowerCase());
      one.label = [...new Set([...(one.label || []), known || name])];
      one.touched = true;
      one.cannot = false;
      changed();
    },
    cannot: (index) => {
      const one = held(index);
      one.cannot = !one.cannot;
      one.touched = one.cannot;
      desk.state.active = index;
      changed();
    },
    confirm: () => {
      const one = held(desk.state.active);
      const field = item().fields[desk.state.active];
      if (field.kind === "one_of" && !field.suggested && !one.touched) return desk.say(`Nothing is suggested for ${field.title}: choose a value.`);
      if (field.kind !== "one_of") one.label = one.label || [];
      one.touched = true;
      const next = openFields(desk).find((index) => index > desk.state.active) ?? openFields(desk)[0];
      if (next !== undefined) Object.assign(desk.state, { active: next, option: 0 });
      changed();
    },
    toggle: (name) => { desk.state[name] = !desk.state[name]; changed(); },
    jump: (index) => {
      if (index >= item().fields.length) return;
      desk.activate(index);
      if (item().fields[index].kind === "names") desk.focus(`input[data-add="${item().fields[index].name}"]`);
    },
    focus: (selector) => desk.root.querySelector(selector)?.focus(),
    decide: () => {
      if (!item() || desk.waiting) return;
      if (performance.now() - desk.shownAt < LEAST_VIEW_MS) return desk.say("That was too quick to have read it: look, then press again.");
      const open = openFields(desk);
      if (open.length) {
        Object.assign(desk.state, { active: open[0], option: 0 });
        desk.draw();
        return desk.say(howToGoOn(desk, item().fields[open[0]]));
      }
      desk.send({ type: "decide", ...desk.content(), viewed_ms: Math.round(performance.now() - desk.shownAt) });
    },
    content: () => ({ fields: desk.state.fields, spans: same(desk.state.spans, item().spans) ? null : desk.state.spans, note: desk.state.note, flag: desk.state.flag, gap: desk.state.gap }),
    saveDraft: () => {
      clearTimeout(desk.drafting);
      desk.drafting = setTimeout(() => { if (item() && !desk.waiting) desk.post({ type: "draft", ...desk.content() }); }, 500);
    },
    post: (message) => desk.trigger("act", { ...message, answer_id: message.answer_id || item()?.answer_id || null, token: item()?.token || null, sent: `${Date.now()}.${(desk.sent += 1)}` }),
    send: (message) => {
      if (desk.waiting) return;
      clearTimeout(desk.drafting);
      desk.waiting = setTimeout(() => desk.lost(), REPLY_MS);
      desk.frame.classList.add("waiting");
      desk.post(message);
    },
    lost: () => { desk.waiting = 0; desk.frame.classList.remove("waiting"); desk.say("No reply yet. Nothing was lost here: your draft is still on the page. Press again when the server is back.", "bad"); },
    say: (text, kind) => {
      const line = desk.root.querySelector(".say");
      line.textContent = text;
      line.className = `say ${kind || "hint"}`;
    },
    scrollToQuote: (number) => desk.root.querySelector(`[data-quote="${number}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" }),
  };
}

function receive(desk, data) {
  const before = desk.data?.item;
  desk.data = data;
  if (data.reply === desk.replied && before && data.item && before.token === data.item.token && before.view === data.item.view) return desk.draw();
  desk.replied = data.reply;
  clearTimeout(desk.waiting);
  desk.waiting = 0;
  const another = before?.token !== data.item?.token || before?.answer_id !== data.item?.answer_id;
  if (another) {
    desk.state = freshState(data.item);
    desk.shownAt = performance.now();
    if (data.item) desk.state.active = openFields(desk)[0] ?? 0;
  }
  desk.index();
  desk.draw(another);
  if (another || before?.view !== data.item?.view) desk.toPassage();
  if (data.item?.history && !before?.history) desk.frame.querySelector(".history")?.scrollIntoView({ block: "end" });
  desk.say(data.message?.text || "", data.message?.kind);
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let desk = desks.get(parentElement);
  if (!desk) desks.set(parentElement, (desk = makeDesk(parentElement)));
  desk.trigger = setTriggerValue;
  Object.assign(desk, drawing(desk));
  receive(desk, data);
  return () => {
    window.removeEventListener("keydown", desk.listener, true);
    desks.delete(parentElement);
  };
}
