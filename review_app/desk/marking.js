// Correcting the passage by keyboard: a cursor over the letter's sentences, each in or out of the answer. One that is in part counts as in.

function marking(desk) {
  const units = () => desk.data.item.units;
  const at = () => units().findIndex(([start]) => start === desk.state.unit);
  const spanOf = (index) => units()[index];
  const inside = (index) => desk.state.spans.some(([start, end]) => start < spanOf(index)[1] && spanOf(index)[0] < end);
  const place = () => { desk.index(); desk.draw(); desk.frame.querySelector(".cursor")?.scrollIntoView({ block: "nearest" }); };
  return {
    setSpans: (spans) => { desk.state.spans = merged(spans); desk.draw(); desk.saveDraft(); },
    startMarking: () => {
      if (!["answer", "whole"].includes(desk.data.item.view) || !units().length) return;
      const first = units().findIndex((unit, index) => inside(index));
      Object.assign(desk.state, { marking: true, before: desk.state.spans, unit: units()[Math.max(0, first)][0] });
      place();
      desk.say("Marking: ↑ ↓ move, Space in or out, Shift+↑ ↓ extend, U unanswered, Enter keep, Esc back.");
    },
    keepMarking: () => { desk.say(""); desk.set({ marking: false }); },
    stopMarking: () => { desk.state.marking = false; desk.say(""); desk.setSpans(desk.state.before); },
    moveUnit: (step, extend) => {
      const next = Math.max(0, Math.min(units().length - 1, at() + step));
      if (extend) desk.state.spans = merged([...desk.state.spans, spanOf(at()), spanOf(next)]);
      desk.state.unit = units()[next][0];
      place();
      if (extend) desk.saveDraft();
    },
    toggleUnit: () => desk.setSpans(inside(at()) ? without(desk.state.spans, spanOf(at())) : [...desk.state.spans, spanOf(at())]),
  };
}
