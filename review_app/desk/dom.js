// Makes the page's elements. Letters are hostile text: words only ever enter through textContent.

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function keyCap(name) {
  return name ? el("kbd", { "aria-hidden": "true" }, name.length === 1 ? name.toUpperCase() : name) : null;
}

// A button never keeps the focus after a mouse click, so that the next key is a shortcut and not a second press.
function button(label, key, onPress, attributes) {
  const press = (event) => {
    if (event.detail > 0) event.currentTarget.blur();
    onPress(event);
  };
  const node = el("button", { type: "button", ...(attributes || {}), onclick: press });
  node.append(el("span", { class: "label" }, label));
  if (key) {
    node.append(keyCap(key));
    node.setAttribute("aria-keyshortcuts", key);
  }
  return node;
}

function chars(text) {
  return Array.from(text).length;
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

function circled(number) {
  return number <= 20 ? String.fromCodePoint(0x2460 + number - 1) : `(${number})`;
}
