// Coding by hand, as the browser sees it. It stands behind panel.js.

const COMMANDS = { z: "undo", y: "redo", x: "flag", p: "polarity", u: "doubt", o: "open_turn", j: "accept", n: "reject" };
const HELP = [
  ["1–9, letters", "geef de code met die toets; nog eens: haal hem weg"],
  ["Shift + toets", "geef de code als: ontbreekt"],
  ["Enter", "klaar met deze beurt, naar de volgende"],
  ["↓ ↑", "verder of terug zonder te beslissen"],
  ["← →", "kies een woord; met Shift meer woorden; Esc laat los"],
  ["p", "aanwezig, ontbreekt of allebei"],
  ["m", "schrijf een memo; Enter bewaart"],
  ["j n", "neem het voorstel over, of wijs het af"],
  ["u o", "naar de volgende twijfel, of de volgende open beurt"],
  ["x", "te herleidbaar: vraag een privacycontrole"],
  ["z y", "ongedaan maken, opnieuw doen"],
  ["/ f", "zoek een code, of kies een filter"],
  ["Backspace", "haal de gekozen code weg"],
];

// Which digit a key is, and whether Shift goes with it. Shift makes another sign of the row of digits (#, ", a dead key), and of
// a digit of the numeric pad an arrow or Home; Windows then even says that Shift is not held. Without NumLock those are arrows.
function digitOf(event) {
  const [, where, name] = /^(Digit|Numpad)([1-9])$/.exec(event.code) ?? [];
  if (!name) return null;
  if (where === "Digit" || event.key === name) return { name, shift: event.shiftKey };
  return event.getModifierState("NumLock") ? { name, shift: true } : null;
}

class Coder extends Panel {
  constructor(model, el) {
    super(model, el, "Zelf coderen. Druk op het vraagteken voor de toetsen.");
    this.range = null; // words in hand: [from, to], as they were walked over
  }

  // ---- the first screen

  askName(problem) {
    const id = `${this.client}-name`;
    const field = make("input", { id, type: "text", autocomplete: "off", spellcheck: "false", maxlength: "40" });
    field.value = this.root.querySelector(".kn-name input")?.value ?? "";
    this.book = this.sight = this.body = null;
    this.root.replaceChildren(
      make("form", {
        class: "kn-name",
        on: { submit: (event) => { event.preventDefault(); this.ask("name", { name: field.value }); } },
      },
        make("label", { for: id }, "Wie codeert er?"), field,
        make("button", { type: "submit" }, "Begin"),
        make("p", { class: "kn-quiet" },
          "Kies een korte naam, zoals codeur_a. Zo heet straks ook je bestand. Deze computer onthoudt hem. Codeert hier later iemand anders? Dan kan dat met de knop naast je naam."),
        problem ? make("p", { class: "kn-error", role: "alert" }, problem) : null));
    field.select();
  }

  // ---- the frame: made once

  begin(message) {
    const first = !this.book;
    this.book = message.book;
    this.content = null;
    this.said = make("p", { class: "kn-said", role: "status" });
    this.error = make("p", { class: "kn-error", role: "alert", hidden: true });
    this.turn = make("div", { class: "kn-stack" });
    this.deeds = make("div", { class: "kn-actions", role: "group", "aria-label": "Wat je kunt doen" });
    this.detail = make("div", { class: "kn-detail", role: "group", "aria-label": "Betekenis van de code" });
    const left = make("div", { class: "kn-stack" }, this.turn, this.said, this.deeds, this.detail);
    this.body = make("div", { class: "kn-body" }, left, this.makeBook());
    this.root.replaceChildren(this.error, this.makeTop(), this.makeHelp(HELP), this.body, this.live);
    for (const note of this.book.notes) this.root.prepend(make("p", { class: "kn-note", role: "status" }, note));
    if (message.sight) this.show(message);
    this.comeIn(first);
  }

  makeTop() {
    const who = make("span", { class: "kn-who" }, `Codeur: ${this.book.coder}`,
      this.book.blind ? " · blind" : "", this.book.invented ? " · fictief" : "");
    const other = this.book.shared
      ? make("button", { type: "button", class: "kn-other", on: { click: () => this.ask("other") } }, "Iemand anders?") : "";
    this.filter = {
      meeting: this.makeChoice("Bijeenkomst", "Alle", this.book.meetings),
      role: this.makeChoice("Rol", "Alle", this.book.roles),
      code: this.makeChoice("Code", "Alle", this.book.codes.map((code) => [code.slug, code.label])),
    };
    const filters = make("div", { class: "kn-filters" }, ...Object.values(this.filter).map((choice) => choice.parentNode));
    return make("div", { class: "kn-top" }, who, other, this.makeProgress(), filters);
  }

  makeChoice(label, all, options) {
    const select = make("select", { on: { change: () => this.choose() } }, make("option", { value: "" }, all),
      ...options.map(([value, text]) => make("option", { value }, text)));
    make("label", {}, make("span", {}, label), select);
    return select;
  }

  choose() {
    const wish = Object.fromEntries(Object.entries(this.filter).map(([name, select]) => [name, select.value]));
    this.ask("select", wish);
    this.root.focus();
  }

  makeBook() {
    this.buttons = new Map();
    this.search = make("input", {
      type: "search", "aria-label": "Zoek een code", placeholder: "Zoek een code ( / )", autocomplete: "off",
      on: { input: () => this.find(), keydown: (event) => this.pressInSearch(event) },
    });
    this.list = make("div", { class: "kn-codes", role: "group", "aria-label": "Codes" });
    const groups = new Map(); // a code may stand at the end of the codebook, far from the others of its insight
    for (const code of this.book.codes) {
      const { insight } = code;
      const group = groups.get(insight) ?? make("div", { class: "kn-group", role: "group", "aria-label": insight }, make("div", { class: "kn-insight", "aria-hidden": "true" }, insight));
      if (!groups.has(insight)) this.list.append(group);
      groups.set(insight, group);
      const button = make("button", {
        type: "button", "aria-pressed": "false", "aria-keyshortcuts": code.key || null,
        on: {
          click: (event) => { this.give(code.slug, event.shiftKey); this.root.focus(); },
          focus: () => this.explain(code), mouseenter: () => this.explain(code),
        },
      }, key(code.key || " "), make("span", {}, code.label));
      this.buttons.set(code.slug, button);
      group.append(button);
    }
    this.explain(this.book.codes[0]);
    return make("div", { class: "kn-right", role: "group", "aria-label": "Codeboek" }, this.search, this.list);
  }

  explain(code) {
    if (!code || this.explained === code.slug) return;
    this.explained = code.slug;
    const part = (name, text) => text && make("p", {}, make("strong", {}, `${name} `), text);
    this.detail.replaceChildren(
      make("p", { class: "kn-defined" }, make("strong", {}, code.label), `: ${code.definition}`),
      ...code.examples.map((example) =>
        make("p", { class: "kn-example" }, `Voorbeeld${example.polarity ? ` (${example.polarity})` : ""}: ‘${example.text}’`)),
      ...[part("Wel:", code.when), part("Niet:", code.whenNot)].filter(Boolean));
  }

  // ---- one turn

  show(message) {
    const moved = this.sight?.turn.id !== message.sight.turn.id;
    const inside = [this.turn, this.deeds].some((part) => part.contains(document.activeElement)) && document.activeElement !== this.memo;
    this.sight = message.sight;
    if (moved) this.range = null;
    if (!message.error) this.alarm("");
    this.fillAround();
    // The answer to a turn that was shown ahead mostly brings nothing new: then it stays as it stands.
    const { turn, before, after, given, nothing, memo, suggestions, others, flagged } = this.sight;
    const content = JSON.stringify([turn, before, after, given, nothing, memo, suggestions, others, flagged]);
    if (content !== this.content) { this.fill(); this.paint(); }
    this.content = content;
    this.said.textContent = message.said || "";
    if (moved) this.announce();
    if (inside || !this.root.contains(document.activeElement) && document.activeElement === document.body) this.root.focus({ preventScroll: true });
    if (moved) this.article.scrollIntoView({ block: "nearest" });
  }

  fill() {
    const { before, after, suggestions, others } = this.sight;
    this.fillArticle({ pointerdown: (e) => this.point(e), pointerover: (e) => this.drag(e) },
      this.sight.flagged ? make("strong", { class: "kn-flag" }, " · gemeld: te herleidbaar") : "");
    const codes = this.fillGiven();
    this.turn.replaceChildren(
      ...this.fillContext("Daarvoor", before), this.article, ...this.fillContext("Daarna", after), codes,
      ...(suggestions.length ? [this.fillSuggestions()] : []),
      ...(others.length ? [make("p", { class: "kn-quiet" }, `Anderen gaven: ${others.join("; ")}`)] : []),
      this.fillMemo());
  }

  fillAround() {
    this.fillProgress();
    for (const [name, select] of Object.entries(this.filter)) select.value = this.sight.filters[name] ?? "";
    this.fillActions();
  }

  fillGiven() {
    const { given, nothing } = this.sight;
    const chips = given.map((one) => make("span", { class: `kn-chip${one.active ? " kn-active" : ""}` },
      make("button", { type: "button", "aria-pressed": String(one.active), title: "Neem deze code in de hand", on: { click: () => this.ask("hold", { key: one.key }) } },
        [one.label, one.told].filter(Boolean).join(" – "), one.said ? `: ‘${one.said}’` : "", one.memo ? " ✎" : ""),
      make("button", { type: "button", class: "kn-away", "aria-label": `Haal ${one.label} weg`, on: { click: () => this.ask("remove", { key: one.key }) } }, "×")));
    const empty = nothing ? "Bekeken: geen code." : "Nog geen code.";
    return make("div", { class: "kn-given", role: "group", "aria-label": "Gegeven codes" }, ...(chips.length ? chips : [make("span", { class: "kn-quiet" }, empty)]));
  }

  fillSuggestions() {
    const rows = this.sight.suggestions.map((one, place) => make("div", { class: "kn-suggestion" },
      make("p", {}, make("strong", {}, one.label), one.sure ? ` (${one.sure})` : "", make("span", { class: "kn-quiet" }, ` ${one.evidence}`)),
      make("span", { class: "kn-pair" },
        this.button("Neem over", place ? "" : "j", () => this.ask("accept", { place }), `Neem over: ${one.label}`),
        this.button("Wijs af", place ? "" : "n", () => this.ask("reject", { place }), `Wijs af: ${one.label}`))));
    return make("div", { class: "kn-suggestions", role: "group", "aria-label": "Voorstellen van de computer" },
      make("p", { class: "kn-insight" }, "Voorstel van de computer"), ...rows);
  }

  fillMemo() {
    const writing = document.activeElement === this.memo && this.memo ? this.memo : null;
    if (writing && this.memoOf === this.sight.turn.id) return writing.closest("label");
    this.memoOf = this.sight.turn.id;
    this.memo = make("input", {
      type: "text", autocomplete: "off", maxlength: "2000", placeholder: "Memo voor je team ( m )",
      on: { keydown: (event) => this.pressInMemo(event), change: () => this.keepMemo() },
    });
    this.memo.value = this.sight.memo;
    return make("label", { class: "kn-memo" }, make("span", {}, "Memo"), this.memo);
  }

  fillActions() {
    const go = (what) => () => this.ask(what);
    const polar = this.sight.given.find((one) => one.active)?.polarity;
    const parts = [
      this.button("Klaar, volgende", "Enter", go("finish"), null, "kn-main"),
      this.button("Sla over", "↓", go("next")), this.button("Terug", "↑", go("back")),
      polar ? this.button("Aanwezig / ontbreekt", "p", go("polarity")) : null,
      this.button("Volgende open", "o", go("open_turn")),
      this.book.blind ? null : this.button("Volgende twijfel", "u", go("doubt")),
      this.button("Ongedaan", "z", go("undo"), null, "", !this.sight.canUndo),
      this.button("Opnieuw", "y", go("redo"), null, "", !this.sight.canRedo),
      this.button(this.sight.flagged ? "Niet meer melden" : "Te herleidbaar", "x", go("flag")),
    ];
    this.deeds.replaceChildren(...parts.filter(Boolean));
  }

  // ---- words in hand

  ordered() {
    return this.range && [Math.min(...this.range), Math.max(...this.range)];
  }

  span() {
    const range = this.ordered();
    return range ? [this.sight.turn.spans[range[0]][0], this.sight.turn.spans[range[1]][1]] : null;
  }

  paint() {
    const range = this.ordered();
    const { given, suggestions } = this.sight;
    this.markWords({
      "kn-chosen": (at) => Boolean(within(range, at)),
      "kn-coded": (at) => given.some((one) => within(one.words, at)),
      "kn-hinted": (at) => suggestions.some((one) => within(one.words, at)),
    });
    for (const [slug, button] of this.buttons) {
      const has = given.some((one) => one.code === slug);
      button.setAttribute("aria-pressed", String(has));
    }
    const active = given.find((one) => one.active);
    if (active) this.explain(this.book.codes.find((code) => code.slug === active.code));
  }

  chooseWords(range) {
    this.range = range;
    this.paint();
    const chosen = this.ordered();
    const text = chosen && this.words.slice(chosen[0], chosen[1] + 1).map(([space, word], at) => (at ? space.textContent : "") + word.textContent).join("");
    this.said.textContent = chosen ? `Gekozen: ‘${text}’. Druk op de toets van een code.` : "";
  }

  walk(event) {
    const last = this.words.length - 1;
    if (last < 0) return;
    const [from, to] = this.range ?? [null, event.key === "ArrowLeft" || event.key === "End" ? last + 1 : -1];
    const next = { ArrowLeft: to - 1, ArrowRight: to + 1, Home: 0, End: last }[event.key];
    const end = Math.max(0, Math.min(last, next));
    this.chooseWords(event.shiftKey && from !== null ? [from, end] : [end, end]);
  }

  point(event) {
    const place = event.target.dataset?.place;
    if (place === undefined) return;
    event.preventDefault();
    this.root.focus({ preventScroll: true });
    const at = Number(place);
    const only = this.range && this.range[0] === at && this.range[1] === at;
    this.chooseWords(event.shiftKey && this.range ? [this.range[0], at] : only ? null : [at, at]);
  }

  drag(event) {
    const place = event.target.dataset?.place;
    if (place !== undefined && event.buttons & 1 && this.range) this.chooseWords([this.range[0], Number(place)]);
  }

  // ---- keys

  give(slug, lacking) {
    this.ask("code", { code: slug, polarity: lacking ? "afwezig" : "", span: "range" });
  }

  meant(event) {
    const small = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey) {
      if (small === "z") return () => this.ask(event.shiftKey ? "redo" : "undo");
      if (small === "y") return () => this.ask("redo");
      return null;
    }
    if (event.altKey || event.isComposing) return null;
    const digit = digitOf(event);
    if (!digit && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return () => this.walk(event);
    const pressed = event.target !== this.root && event.target.matches("button") && ["Enter", " "].includes(event.key);
    // A key that is held down must not decide about one turn after the other.
    if (pressed || event.repeat) return null;
    const code = this.book.codes.find((one) => one.key && one.key === (digit?.name ?? small));
    if (code) return () => this.give(code.slug, digit?.shift ?? event.shiftKey);
    if (small === "?") return () => this.turnHelp();
    if (COMMANDS[small]) return () => this.ask(COMMANDS[small]);
    return {
      Enter: () => this.ask("finish"),
      ArrowDown: () => this.ask("next"),
      ArrowUp: () => this.ask("back"),
      Backspace: () => this.ask("remove"),
      Delete: () => this.ask("remove"),
      Escape: () => this.chooseWords(null),
      m: () => this.memo.focus(),
      f: () => this.filter.meeting.focus(),
      "/": () => this.search.focus(),
    }[small];
  }

  pressInMemo(event) {
    event.stopPropagation();
    if (event.key === "Enter") { event.preventDefault(); this.root.focus({ preventScroll: true }); }
    if (event.key === "Escape") { this.memo.value = this.sight.memo; this.root.focus({ preventScroll: true }); }
  }

  keepMemo() {
    if (this.memo.value.trim() !== this.sight.memo) this.ask("memo", { text: this.memo.value });
  }

  find() {
    const wish = this.search.value.trim().toLowerCase();
    const hit = (code) => [code.label, code.slug, code.definition, code.insight].some((text) => text.toLowerCase().includes(wish));
    const found = this.book.codes.filter((code) => !wish || hit(code));
    for (const code of this.book.codes) this.buttons.get(code.slug).hidden = !found.includes(code);
    for (const group of this.list.children) group.hidden = ![...group.querySelectorAll("button")].some((button) => !button.hidden);
    if (wish) this.explain(found[0]);
    return found;
  }

  pressInSearch(event) {
    event.stopPropagation();
    const found = this.find();
    if (event.key === "ArrowDown" && found.length) { event.preventDefault(); this.buttons.get(found[0].slug).focus(); }
    if (event.key === "Enter" && found.length && this.search.value.trim()) { event.preventDefault(); this.give(found[0].slug, event.shiftKey); }
    if (event.key === "Enter" || event.key === "Escape") { this.search.value = ""; this.find(); this.root.focus({ preventScroll: true }); }
  }
}

export default {
  render({ model, el }) {
    const coder = new Coder(model, el);
    return () => coder.leave();
  },
};
