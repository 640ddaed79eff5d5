"use strict";
// Everything that agents wrote comes as data and is shown as text: nothing here makes markup.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const agents = read("agents");
  const grid = read("grid");
  const tip = document.getElementById("tip");
  const drawing = document.getElementById("lineage");
  const detail = document.getElementById("detail");

  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };

  // -- what the pointer is on
  const say = (text, event) => {
    tip.textContent = text;
    tip.hidden = !text;
    if (!text) return;
    const right = event.clientX + 14 + tip.offsetWidth > innerWidth;
    const below = event.clientY + 18 + tip.offsetHeight > innerHeight;
    tip.style.left = `${Math.max(4, right ? event.clientX - 10 - tip.offsetWidth : event.clientX + 14)}px`;
    tip.style.top = `${below ? event.clientY - 10 - tip.offsetHeight : event.clientY + 18}px`;
  };
  const about = (agent) =>
    `agent ${agent}: ${agents[agent].lines.map(([name, text]) => (name ? `\n${name} ${text}` : text)).join("")}`;
  const cellAt = (event) => {
    const box = document.getElementById("heat").getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / grid.cell);
    const column = Math.floor((event.clientX - box.left - grid.left) / grid.cell);
    const verdict = { 1: "resolved", 0: "not resolved", " ": "not attempted" }[(grid.rows[row] || "")[column]];
    return verdict ? `agent ${grid.agents[row]}, ${grid.tasks[column]}: ${verdict}` : "";
  };
  document.addEventListener("pointermove", (event) => {
    const marked = event.target.closest("[data-tip], [data-agent], #heat");
    if (!marked) say("");
    else if (marked.id === "heat") say(cellAt(event), event);
    else say(marked.dataset.tip || about(marked.dataset.agent), event);
  });

  // -- an agent's change
  const lineKind = (line) => {
    if (line.startsWith("@@")) return "place";
    if (/^(\+\+\+|---|diff |index |new |deleted |similarity |rename )/.test(line)) return "";
    return { "+": "added", "-": "removed" }[line[0]] || "";
  };
  const show = (agent) => {
    const known = agents[agent];
    detail.replaceChildren(make("h3", `Agent ${agent}`));
    detail.append(make("p", known.lines.map(([name, text]) => `${name} ${text}`.trim()).join("; ")));
    if (known.notes) detail.append(make("strong", "What it was meant to do"), make("pre", known.notes, "said"));
    if (known.diff) {
      const lines = make("pre");
      for (const line of known.diff.split("\n")) lines.append(make("span", `${line}\n`, lineKind(line)));
      detail.append(make("strong", "What it changed in its parent"), lines);
    } else if (agent !== "0") {
      detail.append(make("p", "Its change is not in this page: see hgm diff.", "hint"));
    }
    if (known.cut) detail.append(make("p", "Cut here: hgm diff and hgm show have all of it.", "hint"));
    detail.hidden = false;
    for (const node of drawing.querySelectorAll(".chosen")) node.classList.remove("chosen");
    drawing.querySelector(`[data-agent="${agent}"]`).classList.add("chosen");
  };
  const showOf = (event) => {
    const node = event.target.closest("[data-agent]");
    if (node) show(node.dataset.agent);
    return Boolean(node);
  };
  drawing.addEventListener("click", showOf);
  drawing.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && showOf(event)) event.preventDefault();
  });

  // -- moving and enlarging the drawing
  const view = drawing.viewBox.baseVal;
  const whole = { x: view.x, y: view.y, width: view.width, height: view.height };
  const spot = (event) =>
    new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
  const zoom = (factor, at) => {
    const scale = Math.min(1, Math.max(0.02, (view.width * factor) / whole.width)) * whole.width / view.width;
    view.x = at.x - (at.x - view.x) * scale;
    view.y = at.y - (at.y - view.y) * scale;
    view.width *= scale;
    view.height *= scale;
  };
  const middle = () => ({ x: view.x + view.width / 2, y: view.y + view.height / 2 });
  const buttons = { nearer: () => zoom(0.7, middle()), farther: () => zoom(1 / 0.7, middle()), fit: () => Object.assign(view, whole) };
  for (const [id, act] of Object.entries(buttons)) document.getElementById(id).addEventListener("click", act);
  drawing.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(event.deltaY / 300), spot(event));
  }, { passive: false });
  let held = null;
  drawing.addEventListener("pointerdown", (event) => { held = spot(event); });
  addEventListener("pointerup", () => { held = null; drawing.classList.remove("held"); });
  drawing.addEventListener("pointermove", (event) => {
    if (!held || !event.buttons) return;
    drawing.classList.add("held");
    const now = spot(event);
    view.x += held.x - now.x;
    view.y += held.y - now.y;
  });
})();
