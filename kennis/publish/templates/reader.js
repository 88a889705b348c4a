"use strict";
// One page at a time, answers that stay in this browser, and search. Nothing is ever sent.
(() => {
  const VERDICTS = {}, MEANING = {};
  for (const one of document.querySelectorAll("#oordelen li")) {
    VERDICTS[one.dataset.verdict] = one.querySelector("strong").textContent;
    MEANING[one.dataset.verdict] = one.querySelector("span").textContent;
  }
  const LONGEST = 4000, NEAR = 200, QUOTES_ONLY = "te_herleidbaar";
  const body = document.body, study = body.dataset.study, shelf = "kennis-" + study;
  const byId = (id) => document.getElementById(id);
  const make = (tag, values = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(values)) {
      if (name in element) element[name] = value; else element.setAttribute(name, value);
    }
    element.append(...inside);
    return element;
  };
  const now = () => new Date().toISOString().slice(0, 19);
  // What comes along with pasted words and nobody sees, or half a sign where the limit cut it.
  const clean = (text) => text.replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, "\n")
    .replace(/[\0-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc]|\p{Cs}/gu, "");
  const newToken = () => Array.from(crypto.getRandomValues(new Uint8Array(6)), (n) => n.toString(16).padStart(2, "0")).join("");
  document.documentElement.classList.add("js");

  // Keeping: in this browser where it lets us, else only until the page is closed.
  let keeps = true;
  const ROLES = [...byId("lezer").options].map((one) => one.value);
  // The kinds of `targets.py`: a page may hold answers about a kind of thing it does not show.
  const KINDS = "citaat|inzicht|code|thema|figuur|uitspraak|vraag";
  const fits = (rule, value) => typeof value === "string" && rule.test(value);
  // What was kept or comes from a file is not trusted: only what a page could have written stays. `without` is how many answers do not.
  const sound = (old) => {
    const kept = { token: fits(/^[0-9a-f]{12}$/, old?.token) ? old.token : "", reader: ROLES.includes(old?.reader) ? old.reader : "",
      saved: old?.saved === true || fits(/^\d{4}-/, old?.saved), answers: {} };
    let without = 0;
    for (const [target, answer] of Array.isArray(old?.answers) ? old.answers : Object.entries(old?.answers ?? {})) {
      const { verdict = "", text = "", at, version = "" } = answer ?? {};
      const right = new RegExp(`^(${KINDS}):[\\p{L}\\p{N}_-]{1,80}$`, "u").test(target) && (verdict === "" || (Object.hasOwn(VERDICTS, verdict) && !target.startsWith("vraag:"))) &&
        typeof text === "string" && text.length <= LONGEST && (verdict || clean(text).trim()) &&
        fits(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/, at) && fits(/^([0-9a-f]{12})?$/, version);
      if (right) kept.answers[target] = { verdict, text: clean(text), at, version }; else without += 1;
    }
    return [kept, without];
  };
  let mine = { token: newToken(), reader: "", answers: {} };
  try {
    const [old] = sound(JSON.parse(localStorage.getItem(shelf) || "null"));
    mine = { ...old, token: old.token || mine.token };
    localStorage.setItem(shelf, JSON.stringify(mine));
  } catch { keeps = false; }
  const tellKept = () => {
    for (const told of document.querySelectorAll(".kept")) told.hidden = !keeps;
    for (const told of document.querySelectorAll(".not-kept")) told.hidden = keeps;
  };
  tellKept();
  let unsaved = false;
  const keep = () => {
    unsaved = true;
    try { localStorage.setItem(shelf, JSON.stringify(mine)); } catch { keeps = false; tellKept(); }
    count();
  };
  // How many answers there are: in the menu, and at the foot of each page, so that nobody forgets to save them.
  const atAnswers = () => document.querySelector(".page.current")?.id === "antwoorden";
  const count = () => {
    const many = Object.keys(mine.answers).length;
    byId("aantal").textContent = many ? `(${many})` : "";
    byId("oogst").hidden = !many || atAnswers();
    byId("oogst").firstChild.textContent = many === 1 ? "Je gaf 1 antwoord. Kijk het na en sla het op." :
      `Je gaf ${many} antwoorden. Kijk ze na en sla ze op.`;
  };
  addEventListener("beforeunload", (event) => { if (unsaved && !keeps) event.preventDefault(); });

  const short = (text) => text.length > 70 ? text.slice(0, 70).replace(/\s+\S*$/, "") + " …" : text;
  const labelOf = (slot) => slot.dataset.label ?? `‘${short(slot.parentElement.querySelector("blockquote").textContent)}’`;
  const slots = new Map();
  for (const slot of document.querySelectorAll(".answer")) {
    const same = slots.get(slot.dataset.target);
    if (same) same.push(slot); else slots.set(slot.dataset.target, [slot]);
  }

  // Answering.
  let serial = 0;
  const told = (answer) => [VERDICTS[answer.verdict], answer.text].filter(Boolean).join(": ");
  const refresh = (target) => {
    for (const slot of slots.get(target) || []) paint(slot);
  };
  const paint = (slot) => {
    const answer = mine.answers[slot.dataset.target], button = slot.querySelector(".react"), shown = slot.querySelector(".given");
    if (!button) {  // an open question: its box follows what is kept, but not while somebody writes in it
      const words = slot.querySelector("textarea");
      if (words && words !== document.activeElement) words.value = answer?.text || "";
      return;
    }
    if (slot.querySelector(".sheet")) return;  // told once it is done, not at every letter
    button.firstChild.textContent = answer ? "Pas aan" : "Reageer";
    shown.textContent = answer ? "Jouw antwoord: " + told(answer) : "";
  };
  const shut = (slot) => {
    if (!("open" in slot.dataset)) slot.querySelector(".sheet")?.remove();
    slot.querySelector(".react")?.setAttribute("aria-expanded", "false");
    paint(slot);
  };
  // What is kept changed under an open form: by opening a file, by wiping, or in another tab.
  const renew = (target) => { for (const slot of slots.get(target) || []) shut(slot); };
  addEventListener("storage", (event) => {
    if (event.key !== shelf || !event.newValue) return;
    const before = Object.keys(mine.answers);
    const [theirs] = sound(JSON.parse(event.newValue));
    mine = { ...theirs, token: theirs.token || mine.token };
    new Set([...before, ...Object.keys(mine.answers)]).forEach(renew);
    count();
    if (atAnswers()) overview();
  });
  const set = (target, change) => {
    const answer = { verdict: "", text: "", ...mine.answers[target], ...change, at: now(), version: body.dataset.version };
    if (answer.verdict || answer.text.trim()) mine.answers[target] = answer; else delete mine.answers[target];
    keep();
    refresh(target);
  };
  const verdictsOf = (target) => Object.entries(VERDICTS).filter(([value]) => value !== QUOTES_ONLY || target.startsWith("citaat:"));
  const form = (slot) => {
    const target = slot.dataset.target, open = "open" in slot.dataset, name = "v" + ++serial, answer = mine.answers[target] || {};
    const choices = verdictsOf(target).map(([value, label]) => {
      const radio = make("input", { type: "radio", name, value, checked: answer.verdict === value });
      radio.addEventListener("change", () => set(target, { verdict: value }));
      return make("label", { className: "choice" }, radio, make("span", {}, make("strong", {}, label), " – " + MEANING[value]));
    });
    const words = make("textarea", { id: name + "-t", rows: 3, maxLength: LONGEST, value: answer.text || "" });
    const room = make("p", { className: "room", role: "status" });
    const tellRoom = () => {
      const left = LONGEST - words.value.length;
      room.textContent = left > NEAR ? "" : left > 0 ? `Je hebt nog ruimte voor ${left} tekens.` :
        "Hier passen 4.000 tekens in. Die zijn op. Wat je nu nog typt of plakt, komt er niet bij.";
    };
    words.addEventListener("input", () => { set(target, { text: clean(words.value) }); tellRoom(); });
    tellRoom();
    const label = make("label", { htmlFor: name + "-t" }, open ? "Jouw antwoord" : "Wil je er iets bij zeggen? Dat mag. Schrijf geen namen op.");
    if (open) { words.setAttribute("aria-label", "Jouw antwoord op: " + labelOf(slot)); return make("div", { className: "sheet" }, label, words, room); }
    const away = make("button", { type: "button", className: "plain" }, "Wis dit antwoord");
    const done = make("button", { type: "button" }, "Klaar");
    done.addEventListener("click", () => close(slot));
    away.addEventListener("click", () => { delete mine.answers[target]; keep(); refresh(target); close(slot); });
    return make("div", { className: "sheet", id: name }, document.querySelector(".not-kept").cloneNode(true),
      make("fieldset", {}, make("legend", {}, "Wat vind je hiervan?"), make("div", { className: "choices" }, ...choices)),
      label, words, room, make("p", { className: "buttons" }, done, " ", away));
  };
  const close = (slot) => {
    shut(slot);
    slot.querySelector(".react").focus();
  };
  const furnish = (page) => {
    for (const slot of page.querySelectorAll(".answer:empty")) {
      if (slot.closest("[hidden]")) continue;
      if ("open" in slot.dataset) { slot.append(form(slot)); continue; }
      const button = make("button", { type: "button", className: "react plain", "aria-expanded": "false" },
        "Reageer", make("span", { className: "unseen" }, " op: " + labelOf(slot)));
      slot.append(button, make("p", { className: "given", role: "status" }));
      paint(slot);
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".react");
    if (!button) return;
    const slot = button.parentElement;
    if (slot.querySelector(".sheet")) { close(slot); return; }
    const sheet = form(slot);
    slot.append(sheet);
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", sheet.id);
    (sheet.querySelector("input:checked") || sheet.querySelector("input")).focus();
  });

  // One page at a time. The first page stays where it is read from the top; later ones take the focus.
  const pages = new Map([...document.querySelectorAll(".page")].map((page) => [page.id, page]));
  const title = document.title, menu = document.querySelector(".menu"), small = matchMedia("(max-width: 52rem)");
  const fold = () => { menu.open = !small.matches; };
  small.addEventListener("change", fold);
  const go = (first) => {
    const id = decodeURIComponent(location.hash.slice(1)), page = pages.get(id) || pages.get("start");
    for (const other of pages.values()) other.classList.toggle("current", other === page);
    for (const link of document.querySelectorAll("nav a[href^='#']")) {
      if (link.hash === "#" + page.id) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    document.title = page.id === "start" ? title : page.dataset.title + " · " + title;
    if (page.id === "citaten") find();
    if (page.id === "antwoorden") overview();
    disarm();
    document.querySelector(".skip").hash = page.id;
    count();
    furnish(page);
    if (first || small.matches) fold();
    if (!first) { scrollTo(0, 0); page.querySelector("h1").focus({ preventScroll: true }); }
  };
  addEventListener("hashchange", () => go(false));
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelector(".page.current h1").focus();
  });

  // Search.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const STEP = 40;
  let items = null, most = STEP;
  const find = () => {
    items ??= [...document.querySelectorAll("#lijst .item")].map((element) => ({
      element, text: plain(element.querySelector("blockquote").textContent), codes: " " + element.dataset.codes,
    }));
    const value = (id) => byId(id)?.value || "";
    const words = plain(value("zoek-woord")).split(/\s+/).filter(Boolean);
    const code = value("zoek-code"), role = value("zoek-rol"), kind = value("zoek-soort");
    let found = 0;
    for (const { element, text, codes } of items) {
      const fits = words.every((word) => text.includes(word)) && (!code || codes.includes(` ${code} `)) &&
        (!role || element.dataset.role === role) && (!kind || element.dataset.kind === kind);
      if (fits) found += 1;
      const hide = !fits || found > most;
      if (element.hidden !== hide) element.hidden = hide;
    }
    const shown = Math.min(found, most);
    byId("gevonden").textContent = found === 0 ? "Geen citaten gevonden. Zoek op een ander woord." :
      found === 1 ? "1 citaat gevonden." : shown < found ? `${found} citaten gevonden. Je ziet de eerste ${shown}.` : `${found} citaten gevonden.`;
    byId("meer").hidden = found <= most;
    furnish(byId("lijst"));
  };
  byId("zoeken").hidden = false;
  byId("zoeken").addEventListener("submit", (event) => event.preventDefault());
  byId("zoeken").addEventListener("input", () => { most = STEP; find(); });
  byId("meer").addEventListener("click", () => {
    const before = most;
    most += STEP;
    find();
    items.filter((item) => !item.element.hidden)[before]?.element.querySelector(".react, a")?.focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-filter-code]");
    if (!link) return;
    byId("zoeken").reset();
    byId("zoek-code").value = link.dataset.filterCode;
    most = STEP;
  });

  // Looking over, saving, printing.
  const wiped = () => "Gewist." + (mine.saved ? " Gaf je het bestand al weg? Sla je antwoorden dan opnieuw op en stuur ze nog een keer." : "");
  const overview = () => {
    const rows = Object.entries(mine.answers).map(([target, answer]) => {
      const [slot] = slots.get(target) || [], label = slot && labelOf(slot);
      const heading = slot ? make("a", { href: "#" + slot.closest(".page").id }, label) : make("span", {}, "Staat niet meer op deze pagina’s");
      const away = make("button", { type: "button", className: "plain" }, "Wis dit antwoord", make("span", { className: "unseen" }, ": " + (label || target)));
      away.addEventListener("click", () => { delete mine.answers[target]; keep(); renew(target); overview(); byId("melding").textContent = wiped(); byId("overzicht").focus(); });
      return make("li", {}, make("p", {}, make("strong", {}, heading)), make("p", {}, told(answer)), away);
    });
    byId("overzicht").replaceChildren(...rows);
    byId("lezer").value = mine.reader;
    if (!rows.length) byId("overzicht").append(make("li", { className: "none" }, "Je hebt nog niets ingevuld. Ga naar een pagina en druk op ‘Reageer’."));
  };
  byId("lezer").addEventListener("change", () => { mine.reader = byId("lezer").value; keep(); });
  byId("opslaan").addEventListener("click", () => {
    const answers = Object.entries(mine.answers).map(([target, answer]) => ({ target, ...answer }));
    if (!answers.length && !mine.saved) { byId("melding").textContent = "Je hebt nog niets ingevuld."; return; }
    const file = { kennis_reacties: 1, study, version: body.dataset.version, token: mine.token, reader: mine.reader, saved: now(), answers };
    const address = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1) + "\n"], { type: "application/json" }));
    const name = `reacties-${mine.token.slice(0, 6)}.json`;
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    mine.saved = true;
    keep();
    unsaved = false;
    byId("melding").textContent = `Opgeslagen. Kijk in de map met downloads. Het bestand heet ${name}. Geef het aan de onderzoeker.` +
      (answers.length ? "" : " Er staan geen antwoorden meer in. Wat je eerder gaf, wordt dan weggehaald.");
  });
  byId("afdrukken").addEventListener("click", () => {
    document.documentElement.classList.add("all");
    print();
  });
  // What was answered stands on paper too: the boxes are ticked and the words written (`style.css` shows both).
  addEventListener("beforeprint", () => {
    for (const slot of document.querySelectorAll(".answer")) {
      const answer = mine.answers[slot.dataset.target];
      slot.dataset.words = answer?.text || "";
      if (!("open" in slot.dataset)) {
        slot.dataset.boxes = verdictsOf(slot.dataset.target).map(([value, label]) => (answer?.verdict === value ? "☒ " : "☐ ") + label).join("  ");
      }
    }
    overview();
    document.documentElement.classList.toggle("answered", Object.keys(mine.answers).length > 0);
    for (const one of document.querySelectorAll("[data-reader]")) one.classList.toggle("chosen", one.dataset.reader === mine.reader);
  });
  addEventListener("afterprint", () => document.documentElement.classList.remove("all"));
  // Wiping asks once more; who does not answer, or leaves the page, has said no.
  let armed = 0;
  function disarm() {
    clearTimeout(armed);
    armed = 0;
    byId("wissen").textContent = "Wis al mijn antwoorden";
    byId("toch-niet").hidden = true;
  }
  const keepAll = () => { disarm(); byId("melding").textContent = "Er is niets gewist."; };
  byId("toch-niet").addEventListener("click", () => { keepAll(); byId("wissen").focus(); });
  byId("wissen").addEventListener("click", () => {
    if (armed) {
      const gone = Object.keys(mine.answers);
      mine = { token: newToken(), reader: "", answers: {} };
      keep(); gone.forEach(renew); overview();
      disarm();
      byId("melding").textContent = "Alles is gewist.";
    } else {
      armed = setTimeout(keepAll, 10000);
      byId("toch-niet").hidden = false;
      byId("wissen").textContent = "Weet je het zeker? Klik nog een keer";
      byId("melding").textContent = "Weet je het zeker? Klik dan nog een keer op de knop.";
    }
  });
  byId("openen").addEventListener("change", async () => {
    const [file] = byId("openen").files;
    if (!file) return;
    try {
      const told = JSON.parse(file.size < 1000000 ? await file.text() : "");
      if (told.kennis_reacties !== 1 || told.study !== study || !Array.isArray(told.answers)) throw new Error("other");
      const [old, without] = sound({ ...told, answers: told.answers.map((one) => [one?.target, { version: told.version, ...one }]) });
      if (old.token) mine.token = old.token;
      mine.reader ||= old.reader;
      mine.saved = true;
      for (const [target, answer] of Object.entries(old.answers)) {
        if (!mine.answers[target] || mine.answers[target].at < answer.at) mine.answers[target] = answer;
      }
      keep(); Object.keys(mine.answers).forEach(renew); overview();
      byId("melding").textContent = !without ? "Je antwoorden staan er weer." :
        `Het bestand is beschadigd. ${without === 1 ? "1 antwoord was" : `${without} antwoorden waren`} niet meer te lezen. ` +
        (Object.keys(old.answers).length ? "De andere staan er weer." : "Er is niets bijgekomen.");
    } catch { byId("melding").textContent = "Dit bestand hoort niet bij deze pagina’s."; }
  });

  go(true);
})();
