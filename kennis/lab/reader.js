// Reading coded passages back in their place, as the browser sees it. It stands behind panel.js.

const KEYS_TO_READ = [
  ["↓ ↑", "het volgende of vorige citaat, met zijn plek in het gesprek"],
  ["/", "zoek in de citaten"],
  ["Esc", "terug naar de lijst"],
];

class Reader extends Panel {
  constructor(model, el) {
    super(model, el, "Citaten teruglezen. Druk op het vraagteken voor de toetsen.");
  }

  begin(message) {
    const first = !this.book;
    this.book = message.book;
    this.said = make("p", { class: "kn-said", role: "status" });
    this.error = make("p", { class: "kn-error", role: "alert", hidden: true });
    this.search = make("input", {
      type: "search", "aria-label": "Zoek in de citaten", placeholder: "Zoek in de citaten ( / )", autocomplete: "off",
      on: { input: () => this.find(), keydown: (event) => this.pressInSearch(event) },
    });
    this.items = this.book.items.map((item, at) => this.makeItem(item, at));
    this.list = make("div", { class: "kn-list", role: "group", "aria-label": "Citaten" }, ...this.items);
    this.where = make("p", { class: "kn-insight" });
    this.place = make("div", { class: "kn-place", role: "group", "aria-label": "De plek in het gesprek", tabindex: "0" });
    const left = make("div", { class: "kn-stack" }, this.search, this.list);
    this.body = make("div", { class: "kn-body kn-even" }, left, make("div", { class: "kn-stack" }, this.where, this.place));
    const who = make("span", { class: "kn-who" }, `Teruglezen: ${this.book.told}`, this.book.invented ? " · fictief" : "");
    this.root.replaceChildren(this.error, make("div", { class: "kn-top" }, who, this.said), this.makeHelp(KEYS_TO_READ), this.body, this.live);
    this.show(message);
    this.comeIn(first);
  }

  makeItem(item, at) {
    return make("button", { type: "button", class: "kn-item", "aria-pressed": "false", on: { click: () => this.ask("place", { at }) } },
      make("span", { dir: "auto" }, `‘${item.quote}’`), make("span", { class: "kn-quiet" }, `${item.who} · ${item.told}`));
  }

  show(message) {
    this.sight = message.sight;
    if (!message.error) this.alarm("");
    const { at, where, turns } = this.sight;
    this.items.forEach((item, place) => item.setAttribute("aria-pressed", String(place === at)));
    this.keepInSight(this.list, this.items[at]);
    const shown = turns.map((turn) => this.makeTurn(turn));
    this.where.textContent = where;
    this.place.replaceChildren(...shown);
    const here = shown[turns.findIndex((turn) => turn.here)];
    this.place.scrollTop = here.offsetTop - this.place.offsetTop - this.place.clientHeight / 3;
    this.said.textContent = message.said || "";
    this.live.textContent = `${this.book.items[at].told}. ${here.textContent}`;
  }

  // Only the list scrolls, never the notebook around it.
  keepInSight(box, node) {
    const top = node.offsetTop - box.offsetTop;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + node.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + node.offsetHeight - box.clientHeight;
  }

  makeTurn(turn) {
    const words = turn.pieces.map(([text, mark]) => (mark ? make("span", { class: `kn-${mark}` }, text) : text));
    return make("div", { class: turn.here ? "kn-said-here" : "kn-said-near" },
      make("p", { class: "kn-speaker" }, `${turn.who} · ${turn.id}`, turn.mayQuote ? "" : " · niet citeren"),
      make("p", { dir: "auto" }, ...words),
      turn.codes.length ? make("p", { class: "kn-margin" }, turn.codes.join(" · ")) : null);
  }

  find() {
    const wish = this.search.value.trim().toLowerCase();
    this.book.items.forEach((item, at) => {
      this.items[at].hidden = Boolean(wish) && ![item.quote, item.who, item.told].some((text) => text.toLowerCase().includes(wish));
    });
    const found = this.items.filter((item) => !item.hidden).length;
    this.said.textContent = wish ? `${found} gevonden` : "";
  }

  pressInSearch(event) {
    event.stopPropagation();
    if (event.key === "ArrowDown" || event.key === "Enter") { event.preventDefault(); this.walk(1, -1); this.root.focus({ preventScroll: true }); }
    if (event.key === "Escape") { this.search.value = ""; this.find(); this.root.focus({ preventScroll: true }); }
  }

  walk(by, from = this.sight.at) {
    let at = from + by;
    while (this.items[at]?.hidden) at += by;
    if (this.items[at]) this.ask("place", { at });
  }

  meant(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
    if (event.target === this.place && event.key.startsWith("Arrow")) return null; // scrolls the conversation
    return {
      ArrowDown: () => { if (!this.pending) this.walk(1); },
      ArrowUp: () => { if (!this.pending) this.walk(-1); },
      "/": () => this.search.focus(),
      "?": () => this.turnHelp(),
      Escape: () => this.root.focus({ preventScroll: true }),
    }[event.key];
  }
}

export default {
  render({ model, el }) {
    const reader = new Reader(model, el);
    return () => reader.leave();
  },
};
