// What the panels share: making nodes, talking with Python, showing a turn. Python puts this in front of each panel's own file.
// Every text becomes a text node, never HTML; nothing is asked from anywhere.
// Python counts code points and tells where words are: nothing here counts letters.

const PATIENCE_MS = 8000;
const OPENING_MS = 90000; // reading a large study on an old laptop takes its time
const SLOW_MS = 700;
const MOVES = ["open", "next", "back", "open_turn", "doubt", "hold", "select", "place"]; // these write nothing

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, hear] of Object.entries(value)) node.addEventListener(event, hear);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

const key = (name) => make("kbd", { "aria-hidden": "true" }, name);
const within = (range, place) => range && range[0] <= place && place <= range[1];

class Panel {
  constructor(model, el, label) {
    this.model = model;
    this.waiting = [];
    this.client = Math.random().toString(36).slice(2);
    this.count = 0;
    this.pending = null;
    this.asked = null; // the question whose answer we wait for
    this.missed = null; // a question whose answer did not come in time; it may come yet
    this.left = null; // the turn we left while Python was still writing down what was decided about it
    this.root = make("div", {
      class: "kn-coder", tabindex: "0", role: "application", lang: "nl",
      "aria-label": label, "data-lm-suppress-shortcuts": "true",
      on: { keydown: (event) => this.press(event) },
    });
    this.live = make("div", { class: "kn-hidden", "aria-live": "polite", "aria-atomic": "true" });
    this.root.append(make("p", { class: "kn-quiet" }, "Even wachten …"));
    el.append(this.root);
    // A button that is being pressed must not be replaced under the finger: then the click would be lost.
    this.held = null;
    this.root.addEventListener("pointerdown", () => { this.held ??= []; });
    this.lift = () => setTimeout(() => { const late = this.held ?? []; this.held = null; late.forEach((message) => this.receive(message)); });
    document.addEventListener("pointerup", this.lift);
    document.addEventListener("pointercancel", this.lift);
    this.hear = (message) => (this.held ? this.held.push(message) : this.receive(message));
    model.on("msg:custom", this.hear);
    this.ask("open");
  }

  leave() {
    clearTimeout(this.timer);
    clearTimeout(this.slow);
    this.model.off("msg:custom", this.hear);
    document.removeEventListener("pointerup", this.lift);
    document.removeEventListener("pointercancel", this.lift);
  }

  // ---- talking with Python: one question at a time, in the order of the keys

  ask(what, more = {}) {
    this.waiting.push({ do: what, ...more });
    this.root.setAttribute("aria-busy", "true");
    this.pass();
  }

  pass() {
    if (this.pending) return;
    if (!this.waiting.length) return this.root.removeAttribute("aria-busy");
    const message = this.waiting.shift();
    // Words are chosen in the turn one sees; after a step they are gone.
    if (message.span === "range") message.span = this.span();
    this.pending = `${this.client}-${++this.count}`;
    this.asked = message;
    try {
      this.model.send({ turn: this.sight?.turn.id, ...message, n: this.pending });
    } catch {
      return this.lost("De verbinding met Python is weg."); // so it is after a restart of the kernel
    }
    this.timer = setTimeout(() => this.lost(), this.sight ? PATIENCE_MS : OPENING_MS);
    this.tellSaving(!MOVES.includes(message.do));
    this.goAhead(message.do);
  }

  // Python sends along where a key that moves on would bring us. That turn shows at once; what was decided about the one
  // before is on its way to disk, and says so. There is never more than one such turn: the next key waits for the answer.
  goAhead(what) {
    const sight = this.sight?.ahead?.sights[this.sight.ahead.moves[what]];
    if (!sight) return;
    const { done, total, progress } = this.sight;
    this.left = this.sight;
    this.show({ sight: { ...sight, done, total, progress } });
  }

  tellSaving(saving) {
    clearTimeout(this.slow);
    this.root.toggleAttribute("data-saving", saving);
    if (!this.saved) return;
    this.saved.textContent = saving ? "○ bewaren …" : "● bewaard";
    if (saving) this.slow = setTimeout(() => { this.said.textContent = "Je laatste keuze is nog niet bewaard. Even wachten …"; }, SLOW_MS);
  }

  // No answer came, or nothing can be asked any more (`gone`): what is on disk is not known from here.
  lost(gone) {
    const typed = this.typed();
    const writing = [this.asked, ...this.waiting].some((message) => !MOVES.includes(message.do));
    this.waiting = [];
    this.missed = gone ? null : this.pending;
    const state = gone ? "○ niet bewaard" : "○ misschien niet bewaard";
    this.goBack(state);
    if (this.saved && (writing || gone)) this.saved.textContent = writing ? state : "○ geen verbinding";
    this.pass();
    const last = gone ? "Je laatste keuze is niet bewaard." : "Misschien is je laatste keuze niet bewaard.";
    const perhaps = !this.sight ? "" : writing || !gone ? ` ${last}` : "";
    const look = this.sight ? ": dan zie je wat er staat." : ".";
    this.alarm(`${gone || "Er komt geen antwoord van Python."}${perhaps} Voer de cel opnieuw uit${look}${typed}`);
  }

  // What was typed and is not on disk, as far as we know: the field it stands in may be filled anew.
  typed() {
    const sent = [this.asked, ...this.waiting].map((message) => message?.text ?? message?.why);
    const open = this.memo && this.memo.value.trim() !== (this.sight?.memo ?? "") ? this.memo.value : "";
    const texts = [...new Set([...sent, open].map((text) => text?.trim()).filter(Boolean))];
    return texts.length ? ` Je typte: ${texts.map((text) => `‘${text}’`).join(" en ")}.` : "";
  }

  // What was decided is not on disk, as far as we know: show its turn again.
  goBack(state) {
    const left = this.left;
    this.pending = this.left = this.asked = null;
    this.tellSaving(false);
    if (!left) return;
    if (this.saved) this.saved.textContent = state;
    this.show({ sight: left });
  }

  receive(message) {
    let typed = "";
    if (message.n === this.pending) {
      clearTimeout(this.timer);
      const elsewhere = this.left && message.sight && message.sight.turn.id !== this.sight.turn.id;
      if (elsewhere) this.waiting = []; // these keys were meant for the turn one saw
      if (message.error) {
        if (this.left || this.waiting.length) typed = this.typed();
        this.goBack("○ niet bewaard");
      }
      this.pending = this.left = this.asked = null;
      if (!message.error) this.tellSaving(false);
    }
    if (this.missed && message.n === this.missed && !message.error) {
      this.missed = null;
      this.tellSaving(false);
      message.said ||= "Het duurde even. Je laatste keuze is bewaard.";
    }
    if (message.error) this.waiting = [];
    if (message.ask === "name") this.askName(message.error);
    else if (message.book) this.begin(message);
    else if (message.sight && this.book) this.show(message);
    if (message.error && message.ask !== "name") this.alarm(message.error + typed);
    this.pass();
  }

  alarm(text) {
    if (!this.error || !this.root.contains(this.error)) {
      this.error = make("p", { class: "kn-error", role: "alert" });
      const again = make("button", { type: "button", on: { click: () => this.ask("open") } }, "Probeer opnieuw");
      this.root.replaceChildren(this.error, ...(this.body ? this.root.children : [again]));
    }
    this.error.textContent = text;
    this.error.hidden = !text;
  }

  // ---- parts that come back

  // Who runs this cell goes on here by keyboard; who runs a whole notebook stays where they were reading.
  comeIn(first) {
    if (first) setTimeout(() => {
      const { top, bottom, width } = this.root.getBoundingClientRect();
      if (!width || bottom < 0 || top > window.innerHeight) return;
      this.root.focus({ preventScroll: true });
      this.root.scrollIntoView({ block: "start" });
    }, 80);
  }

  makeProgress() {
    this.progress = make("progress", { "aria-label": "Voortgang" });
    this.told = make("span", { class: "kn-told" });
    this.saved = make("span", { class: "kn-saved kn-quiet" }, "● bewaard");
    return make("span", { class: "kn-progress" }, this.progress, this.told, this.saved);
  }

  fillProgress() {
    const { done, total, progress } = this.sight;
    this.progress.max = total || 1;
    this.progress.value = done;
    this.told.textContent = progress;
  }

  makeHelp(keys) {
    const rows = keys.flatMap(([names, text]) => [make("dt", {}, names), make("dd", {}, text)]);
    this.help = make("details", { class: "kn-help" }, make("summary", {}, "Toetsen ", key("?")), make("dl", {}, ...rows));
    return this.help;
  }

  turnHelp() {
    this.help.open = !this.help.open;
    (this.help.open ? this.help : this.root).scrollIntoView({ block: this.help.open ? "nearest" : "start" });
  }

  announce() {
    const { turn, progress } = this.sight;
    this.live.textContent = `${progress}. ${turn.role || "Citaat"}: ${turn.pieces.map((piece) => piece.join("")).join("")}`;
  }

  // The turn as words one can point at; `more` stands behind who speaks.
  fillArticle(on = {}, ...more) {
    const { turn } = this.sight;
    this.words = [];
    const text = make("p", { class: "kn-text", dir: "auto", on });
    for (const [gap, word] of turn.pieces) {
      const space = make("span", {}, gap);
      const shown = word ? make("span", { class: "kn-word", "data-place": this.words.length }, word) : null;
      text.append(space, ...(shown ? [shown] : []));
      if (shown) this.words.push([space, shown]);
    }
    this.article = make("div", { class: "kn-turn", role: "group", "aria-label": "De beurt" },
      make("p", { class: "kn-speaker" }, [turn.role, turn.speaker, turn.id].filter(Boolean).join(" · "),
        turn.mayQuote ? "" : " · niet citeren", ...more), text);
    return this.article;
  }

  // Mark words: `marks` gives for each class name whether a word at a place has it.
  markWords(marks) {
    this.words.forEach(([space, word], place) => {
      for (const [name, has] of Object.entries(marks)) {
        word.classList.toggle(name, has(place));
        space.classList.toggle(name, place > 0 && has(place) && has(place - 1));
      }
    });
  }

  fillContext(label, turns) {
    if (!turns.length) return [];
    return [make("div", { class: "kn-context", role: "group", "aria-label": label },
      ...turns.map((one) => make("p", { dir: "auto" }, make("span", { class: "kn-speaker" }, `${one.who} `), one.text)))];
  }

  button(text, short, act, label, style = "", off = false) {
    return make("button", {
      type: "button", class: style || null, "aria-label": label || null, "aria-keyshortcuts": short || null,
      "aria-disabled": off ? "true" : null,
      on: { click: () => { act(); this.root.focus({ preventScroll: true }); } },
    }, short ? key(short) : null, make("span", {}, text));
  }

  // ---- keys

  press(event) {
    // The notebook around us takes Enter and Escape for itself; nothing typed here is meant for it.
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    if (!this.book || event.target.matches("input, select, textarea, summary")) {
      if (event.key === "Escape") this.root.focus();
      return;
    }
    const act = this.meant(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}
