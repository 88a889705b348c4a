// Settling differences together, as the browser sees it. It stands behind panel.js.

const KEYS_TO_SETTLE = [
  ["j", "wel deze code"],
  ["1 2 3", "aanwezig, ontbreekt of allebei, bij codes die kunnen ontbreken"],
  ["n", "niet deze code"],
  ["Enter", "in het vak Waarom: bewaar het besluit, naar het volgende verschil"],
  ["Esc", "kies toch iets anders"],
  ["↓ ↑", "verder of terug zonder te beslissen"],
  ["z", "haal het besluit bij dit verschil weg"],
];
const A_WORD_MS = 1000; // letters closer together than this are a word, not keys
const WITH_POLARITY = [["Aanwezig", "1", "aanwezig"], ["Ontbreekt", "2", "afwezig"], ["Allebei", "3", "gemengd"]];

class Settler extends Panel {
  constructor(model, el) {
    super(model, el, "Samen beslissen. Druk op het vraagteken voor de toetsen.");
    this.choice = null; // what they are about to decide: { given, polarity, told }
    this.strayed = ""; // letters that were typed where there is nothing to type
    this.strayedAt = -Infinity;
  }

  begin(message) {
    const first = !this.book;
    this.book = message.book;
    this.said = make("p", { class: "kn-said", role: "status" });
    this.error = make("p", { class: "kn-error", role: "alert", hidden: true });
    this.turn = make("div", { class: "kn-stack" });
    this.right = make("div", { class: "kn-stack" });
    this.body = make("div", { class: "kn-body kn-even" }, this.turn, make("div", { class: "kn-stack" }, this.right, this.said));
    const who = make("span", { class: "kn-who" }, `Samen beslissen: ${this.book.coders.join(" en ")}`, this.book.invented ? " · fictief" : "");
    const top = make("div", { class: "kn-top" }, who, this.makeProgress());
    this.root.replaceChildren(this.error, top, this.makeHelp(KEYS_TO_SETTLE), this.body, this.live);
    this.show(message);
    this.comeIn(first);
  }

  show(message) {
    const before = this.sight;
    this.sight = message.sight;
    const moved = before?.turn.id !== this.sight.turn.id || before?.code.slug !== this.sight.code.slug;
    if (!message.error) this.alarm("");
    const typed = this.choice && this.memo?.value.trim();
    const unsent = typed && typed !== this.sent ? `Je typte: ‘${typed}’. Dat is niet bewaard.` : "";
    if (moved || !message.error) this.choice = null;
    this.fill();
    this.said.textContent = [message.said, unsent, this.strayed && this.tellStrayed()].filter(Boolean).join(" ");
    if (moved) this.announceDifference();
    if (!this.root.contains(document.activeElement) && document.activeElement === document.body) this.root.focus({ preventScroll: true });
  }

  announceDifference() {
    this.announce();
    this.live.textContent += ` Het gaat om ${this.sight.code.label}. ${this.sight.sides.map((side) => this.tell(side)).join(". ")}.`;
  }

  fill() {
    const { before, after, sides } = this.sight;
    this.fillProgress();
    this.turn.replaceChildren(...this.fillContext("Daarvoor", before), this.fillArticle(), ...this.fillContext("Daarna", after));
    const ranges = sides.flatMap((side) => side.words);
    this.markWords({ "kn-coded": (at) => ranges.some((range) => Boolean(within(range, at))) });
    this.right.replaceChildren(this.fillCode(), this.fillSides(), ...this.fillDecided(), this.fillChoices(), this.fillWhy());
  }

  fillCode() {
    const { label, definition, when, whenNot } = this.sight.code;
    const part = (name, text) => text && make("p", {}, make("strong", {}, `${name} `), text);
    return make("div", { class: "kn-detail", role: "group", "aria-label": "De code" },
      make("p", {}, make("strong", {}, label), `: ${definition}`), ...[part("Wel:", when), part("Niet:", whenNot)].filter(Boolean));
  }

  tell(side) {
    if (!side.gave) return `${side.coder}: niet`;
    const told = `${side.coder}: ${side.told || "wel"}`;
    return side.said.length ? `${told}, bij ${side.said.map((words) => `‘${words}’`).join(" en ")}` : told;
  }

  fillSides() {
    const rows = this.sight.sides.map((side) => make("li", { class: side.gave ? "kn-yes" : "kn-no" }, this.tell(side),
      side.memo ? make("span", { class: "kn-quiet" }, ` – memo: ${side.memo}`) : ""));
    return make("ul", { class: "kn-sides", "aria-label": "Wie gaf wat" }, ...rows);
  }

  fillDecided() {
    const { decided } = this.sight;
    return decided ? [make("p", { class: "kn-outcome" }, make("strong", {}, `Besloten: ${decided.told}. `), decided.why)] : [];
  }

  fillChoices() {
    const yes = this.sight.code.polar
      ? WITH_POLARITY.map(([text, short, polarity]) => this.choiceButton(text, short, true, polarity))
      : [this.choiceButton("Wel deze code", "j", true, "")];
    const parts = [...yes, this.choiceButton("Niet deze code", "n", false, ""),
      this.button("Sla over", "↓", () => this.go("next")), this.button("Terug", "↑", () => this.go("back")),
      this.button("Haal besluit weg", "z", () => this.reopen(), null, "", !this.sight.decided)];
    return make("div", { class: "kn-actions", role: "group", "aria-label": "Wat besluiten jullie?" }, ...parts);
  }

  choiceButton(text, short, given, polarity) {
    const button = make("button", {
      type: "button", "aria-keyshortcuts": short, "aria-pressed": String(this.choice?.given === given && this.choice.polarity === polarity),
      on: { click: () => this.choose(given, polarity, text) },
    }, key(short), make("span", {}, text));
    return button;
  }

  choose(given, polarity, told) {
    if (this.busy()) return;
    this.choice = { given, polarity, told };
    this.strayed = "";
    this.said.textContent = "";
    this.fill();
    this.memo.focus();
  }

  fillWhy() {
    this.memo = make("input", {
      type: "text", autocomplete: "off", maxlength: "2000", placeholder: this.choice ? "Kort; Enter bewaart" : "Kies eerst wel of niet",
      disabled: !this.choice, on: { keydown: (event) => this.pressInWhy(event) },
    });
    const label = this.choice ? `Waarom ‘${this.choice.told.toLowerCase()}’?` : "Waarom?";
    return make("label", { class: "kn-memo kn-why" }, make("span", {}, label), this.memo);
  }

  pressInWhy(event) {
    event.stopPropagation();
    if (event.key === "Enter") { event.preventDefault(); this.decide(); }
    if (event.key === "Escape") { this.choice = null; this.fill(); this.root.focus({ preventScroll: true }); }
  }

  decide() {
    if (this.busy()) return;
    const why = this.memo.value.trim();
    if (!why) { this.said.textContent = "Zeg in een paar woorden waarom: daar leert iedereen van."; return; }
    this.sent = why;
    this.ask("decide", { given: this.choice.given, polarity: this.choice.polarity, why, code: this.sight.code.slug });
    this.root.focus({ preventScroll: true });
  }

  // Until Python answered, nobody knows which difference is in front: nothing is decided, and nothing waits to be.
  busy() {
    if (this.pending) this.said.textContent = "Even wachten: je vorige keuze is nog onderweg.";
    return Boolean(this.pending);
  }

  go(what) {
    if (this.busy()) return;
    this.strayed = "";
    this.ask(what);
  }

  reopen() {
    if (this.busy()) return;
    this.strayed = "";
    if (this.sight.decided) this.ask("reopen", { code: this.sight.code.slug });
    else this.said.textContent = "Hier is nog niets besloten.";
  }

  meant(event) {
    const small = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return null;
    if (event.target !== this.root && event.target.matches("button") && ["Enter", " "].includes(event.key)) return null;
    const digit = /^(?:Digit|Numpad)([1-3])$/.exec(event.code)?.[1];
    if (this.strays(event, digit || ["1", "j", "n", "z"].includes(small))) return () => { this.said.textContent = this.tellStrayed(); };
    const polarity = this.sight.code.polar && WITH_POLARITY[Number(digit ?? (small === "j" ? 1 : 0)) - 1];
    if (polarity) return () => this.choose(true, polarity[2], polarity[0]);
    return {
      1: () => this.choose(true, "", "Wel deze code"),
      j: () => this.choose(true, "", "Wel deze code"),
      n: () => this.choose(false, "", "Niet deze code"),
      z: () => this.reopen(),
      ArrowDown: () => this.go("next"),
      ArrowUp: () => this.go("back"),
      "?": () => this.turnHelp(),
    }[small];
  }

  // Who types on while a decision is being saved, or before choosing, types a reason: no letter of it may decide.
  strays(event, decides) {
    if (event.key.length > 1 || event.key === "?") return false;
    const running = event.timeStamp - this.strayedAt < A_WORD_MS;
    if (!running) this.strayed = "";
    if (!this.pending && !running && decides) return false;
    this.strayed += event.key;
    this.strayedAt = event.timeStamp;
    return true;
  }

  tellStrayed() {
    return `Je typte ‘${this.strayed.trim()}’, maar er is nog niets gekozen. Dat telt niet: kies eerst, en zeg dan waarom.`;
  }
}

export default {
  render({ model, el }) {
    const settler = new Settler(model, el);
    return () => settler.leave();
  },
};
