"use strict";
// Shows the findings of the page's data: grouped by rule, equal findings as one row, a few
// rows of each rule at first, the details of one when it is opened. Text of a capture only
// ever becomes text: there is no innerHTML here.
(() => {
  const FIRST = 10, MORE = 100, PRINTED = 200, LISTED = 500;
  const KINDS = ["message", "unread", "frame", "gap", "start", "end", "note"];
  const RANK = { error: 0, warning: 1, info: 2, inconclusive: 3 };
  const SIGNS = { error: "✖", warning: "▲", info: "●", inconclusive: "?" };
  const number = new Intl.NumberFormat("en-US");

  // --- data

  const findings = []; // the rows, with the positions of equal findings in places
  const exchanges = new Map(); // connection number -> its steps
  const marks = new Map(); // "connection:index" -> findings there
  function mark(key, f) {
    if (!marks.has(key)) marks.set(key, []);
    marks.get(key).push(f);
  }
  function place(f) { return f.frame || f.line || f.offset || 0; }
  // shownPlace is the place of the fault itself, where it is known.
  function shownPlace(f) { return f.place ? `${f.place.line}:${f.place.column}` : place(f); }
  for (const el of document.querySelectorAll("script.data")) {
    for (const d of JSON.parse(el.textContent)) {
      if (Array.isArray(d) && d[0] === -2) {
        findings[d[1]].number = d[2];
      } else if (Array.isArray(d) && d[0] === -1) {
        const [, row, at, time, stream, call_id, request_id, port, conn, index] = d;
        const f = findings[row];
        const p = { at, time, stream, call_id, request_id, port };
        f.places.push(p);
        f.number++;
        if (index != null) mark(`${conn}:${index}`, f);
      } else if (Array.isArray(d)) {
        const [conn, index, kind, heading, place, seconds, name, detail, call, seen] = d;
        if (!exchanges.has(conn)) exchanges.set(conn, []);
        exchanges.get(conn).push({ conn, index, kind: KINDS[kind], heading, place, seconds, name, detail, call, seen });
      } else {
        d.kind = d.verdict === "inconclusive" ? "inconclusive" : d.severity;
        d.order = findings.length;
        d.number = 1;
        d.places = [{ at: shownPlace(d), time: d.time, stream: d.stream, call_id: d.call_id, request_id: d.request_id, port: d.port }];
        findings.push(d);
        if (d.at && d.at.length) mark(d.at.join(":"), d);
      }
    }
    el.remove();
  }
  const sorted = new Set();
  function exchange(conn) {
    const steps = exchanges.get(conn) || [];
    if (!sorted.has(conn)) {
      steps.sort((a, b) => a.index - b.index);
      sorted.add(conn);
    }
    return steps;
  }
  const aboutRules = JSON.parse(document.getElementById("rules-data").textContent);
  const groups = new Map();
  for (const f of findings) {
    if (!groups.has(f.rule)) groups.set(f.rule, { rule: f.rule, name: f.title || f.name, all: [], matched: [], open: true });
    groups.get(f.rule).all.push(f);
  }
  const files = new Map();
  for (const f of findings) if (!files.has(f.file)) files.set(f.file, files.size);
  for (const g of groups.values()) {
    g.rank = Math.min(...g.all.slice(0, 1000).map((f) => RANK[f.kind]));
    g.number = g.all.reduce((n, f) => n + f.number, 0);
    g.all.sort((a, b) => files.get(a.file) - files.get(b.file) || place(a) - place(b) || a.order - b.order);
  }
  const ordered = [...groups.values()].sort((a, b) => a.rank - b.rank || (a.rule < b.rule ? -1 : 1));
  if (ordered.length > 12) for (const g of ordered.slice(12)) g.open = false;

  // --- small pieces

  function el(tag, attributes, ...children) {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes || {})) {
      if (k === "onclick") e.addEventListener("click", v);
      else if (v === true) e.setAttribute(k, "");
      else if (v !== false && v != null) e.setAttribute(k, v);
    }
    e.append(...children.filter((c) => c != null && c !== ""));
    return e;
  }
  const SVG = "http://www.w3.org/2000/svg";
  function shape(tag, attributes, text) {
    const e = document.createElementNS(SVG, tag);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    if (text != null) e.textContent = text;
    return e;
  }
  const plural = (n, noun) => `${number.format(n)} ${noun}${n === 1 ? "" : "s"}`;
  const clip = (text, room) => (text.length <= room ? text : room < 2 ? "" : text.slice(0, room - 1) + "…");
  function spot(f) {
    if (f.frame) return `frame ${f.frame}`;
    if (f.line) return `line ${f.place ? shownPlace(f) : f.line}`;
    if (f.offset != null) return `byte ${f.offset}`;
    return "";
  }
  // spots lists positions: "frames 1, 2, 3 and 9 more".
  function spots(f, places, total, most) {
    if (places.length < 2) return places.length && places[0].at !== shownPlace(f) ? `${noun(f)} ${places[0].at}` : spot(f);
    const some = places.slice(0, most).map((p) => p.at);
    const more = Math.max(total, places.length) - some.length;
    return `${noun(f)}s ${some.join(", ")}${more > 0 ? ` and ${number.format(more)} more` : ""}`;
  }
  const noun = (f) => (f.frame ? "frame" : f.line ? "line" : "byte");
  function clock(time) {
    const m = /T(\d\d:\d\d:\d\d(?:\.\d{1,6})?)/.exec(time || "");
    return m ? m[1] : time || "";
  }

  // --- the filter

  const form = el("form", { class: "tools", role: "search", "aria-label": "filter findings" });
  const has = new Map();
  for (const f of findings) has.set(f.kind, (has.get(f.kind) || 0) + f.number);
  const all = [...has.values()].reduce((a, b) => a + b, 0);
  // The numbers at the top are the filter for severity and verdict; none is pressed: all are shown.
  const tiles = [...document.querySelectorAll("#summary .count")];
  for (const tile of tiles) {
    if (!has.has(tile.dataset.kind)) continue;
    tile.disabled = false;
    tile.addEventListener("click", () => {
      press(tile, tile.getAttribute("aria-pressed") !== "true");
      apply();
    });
  }
  function press(tile, on) { tile.setAttribute("aria-pressed", String(on)); }
  function select(name, all, values, shown) {
    const s = el("select", { name, "aria-label": name });
    s.append(el("option", { value: "" }, all));
    for (const v of values.slice(0, 2000)) s.append(el("option", { value: v }, shown ? shown(v) : v));
    return s;
  }
  form.append(
    el("input", { type: "search", name: "text", placeholder: "Search ( / )", "aria-label": "search in the findings", autocomplete: "off" }),
    el("input", { type: "search", name: "where", placeholder: "Stream, call or port", "aria-label": "stream, call id, request id or port", autocomplete: "off" }),
    select("rule", "All rules", ordered.map((g) => g.rule).sort(), (r) => `${r} ${groups.get(r).name}`));
  if (files.size > 1) form.append(select("file", "All files", [...files.keys()]));
  function showAll() {
    form.reset();
    for (const tile of tiles) press(tile, false);
  }
  const result = el("span", { role: "status", "aria-live": "polite" });
  const reset = el("button", { type: "button", class: "plain", hidden: true, onclick: () => { showAll(); apply(); } }, "Show all");
  form.append(el("div", { class: "result" }, result, reset));
  form.addEventListener("submit", (e) => e.preventDefault());
  let timer;
  form.addEventListener("input", (e) => {
    clearTimeout(timer);
    if (e.target.type === "search") timer = setTimeout(apply, 120);
    else apply();
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      form.elements.text.focus();
    }
  });

  // What the search looks at, made when it is first needed.
  function words(f) {
    if (f.words == null) {
      const parts = [f.rule, f.name, f.message, f.subject, f.file, spot(f), f.evidence, f.actual, f.hint, f.call_id, f.request_id, f.port, f.src, f.dst, f.filter, f.fingerprint];
      for (const r of f.related || []) parts.push(r.note);
      f.words = parts.filter(Boolean).join("\n").toLowerCase();
    }
    return f.words;
  }

  function apply() {
    const begun = performance.now();
    const value = (name) => (form.elements[name] ? form.elements[name].value.trim() : "");
    const texts = value("text").toLowerCase().split(/\s+/).filter(Boolean);
    const where = value("where").toLowerCase().replace(/^(stream|call|port)[ =:]+/, "");
    const rule = value("rule"), file = value("file");
    const pressed = tiles.filter((t) => t.getAttribute("aria-pressed") === "true").map((t) => t.dataset.kind);
    const kinds = new Set(pressed.length ? pressed : has.keys());
    const near = (p) => String(p.stream) === where || [p.call_id, p.request_id, p.port].some((v) => v && v.toLowerCase() === where);
    let matched = 0;
    for (const g of ordered) {
      g.matched = rule && g.rule !== rule ? [] : g.all.filter((f) => {
        f.hits = null; // all its positions
        if (!kinds.has(f.kind) || (file && f.file !== file)) return false;
        const left = texts.filter((t) => !words(f).includes(t));
        if (!where && !left.length) return true;
        f.hits = f.places.filter((p) => (!where || near(p)) && left.every((t) => placeWords(f, p).includes(t)));
        return f.hits.length > 0;
      });
      g.hits = g.matched.reduce((n, f) => n + hitsOf(f), 0);
      matched += g.hits;
      drawGroup(g);
    }
    const everything = matched === all;
    result.textContent = everything ? plural(all, "finding") : `${number.format(matched)} of ${plural(all, "finding")}`;
    reset.hidden = everything;
    empty.hidden = matched > 0;
    document.body.dataset.filtered = (performance.now() - begun).toFixed(1);
  }
  const hitsOf = (f) => (f.hits ? f.hits.length : f.number);
  const placeWords = (f, p) => `${noun(f)} ${p.at}\n${p.call_id || ""}\n${p.request_id || ""}\n${p.port || ""}\nframe.number==${p.at}`.toLowerCase();

  // --- groups and rows

  const list = el("div", { class: "groups" });
  const empty = el("p", { class: "empty", hidden: true }, findings.length ? "No finding matches the filter." : "No findings.");

  function makeGroup(g) {
    const kind = Object.keys(RANK)[g.rank];
    const id = `group-${list.childElementCount}`;
    g.many = el("span", { class: "many" });
    g.button = el("button", { type: "button", "aria-controls": id, onclick: () => { g.open = !g.open; drawGroup(g); } },
      el("span", { class: `tag ${kind}` }, kind), el("span", { class: "name" }, `${g.rule} `, el("span", { class: "soft" }, g.name)), g.many);
    g.list = el("ol");
    g.rest = el("span", { class: "soft" });
    g.next = el("button", { type: "button", class: "button", onclick: () => { const at = g.list.childElementCount; grow(g, MORE); focusRow(g, at); } });
    g.more = el("div", { class: "more" }, g.next, g.rest);
    g.body = el("div", { id }, g.list, g.more);
    g.section = el("section", { class: "group", "data-rule": g.rule }, el("h3", null, g.button), g.body);
    list.append(g.section);
  }

  function drawGroup(g) {
    if (!g.section) makeGroup(g);
    g.section.hidden = g.matched.length === 0;
    g.button.setAttribute("aria-expanded", String(g.open));
    g.body.hidden = !g.open;
    g.many.textContent = g.hits === g.number ? number.format(g.number) : `${number.format(g.hits)} of ${number.format(g.number)}`;
    g.list.replaceChildren();
    if (g.open && g.matched.length) grow(g, FIRST);
  }

  function grow(g, n) {
    const from = g.list.childElementCount;
    g.list.append(...g.matched.slice(from, from + n).map((f) => row(f, g)));
    g.list.classList.toggle("long", g.list.childElementCount > 3 * MORE);
    const left = g.matched.length - g.list.childElementCount;
    const missing = (aboutRules[g.rule] || {}).left || 0;
    g.next.hidden = left <= 0;
    g.next.textContent = `Show ${number.format(Math.min(left, MORE))} more`;
    g.rest.textContent = [left > 0 ? `${number.format(left)} not shown yet` : "", missing ? `${number.format(missing)} more were found and are not in this page` : ""].filter(Boolean).join("; ");
    g.more.hidden = left <= 0 && !missing;
  }

  function focusRow(g, at) {
    const li = g.list.children[at];
    if (li) li.querySelector("button").focus();
  }

  function row(f, g) {
    const places = f.hits || f.places, n = hitsOf(f);
    const first = places[0];
    const where = [f.file === "ivrcheck" ? "" : files.size > 1 ? f.file : "", spots(f, places, n, 3), clock(first.time), first.stream != null ? `stream ${first.stream}` : "", n === 1 && first.call_id ? `call ${first.call_id}` : ""];
    const times = n > 1 ? n : f.count > 1 ? f.count : 0;
    const li = el("li", { class: "finding" });
    const button = el("button", { type: "button", class: "row", "aria-expanded": "false", onclick: () => toggle(li, f) },
      el("span", { class: "said" }, f.message), el("span", { class: "end" }, RANK[f.kind] === g.rank ? null : el("span", { class: `tag ${f.kind}` }, f.kind), times ? el("span", { class: "times" }, number.format(times)) : null),
      el("span", { class: "where" }, where.filter(Boolean).join("  ·  ")));
    li.append(button);
    return li;
  }

  function toggle(li, f, want) {
    const button = li.firstElementChild;
    const open = want != null ? want : button.getAttribute("aria-expanded") !== "true";
    if (open === (button.getAttribute("aria-expanded") === "true")) return;
    button.setAttribute("aria-expanded", String(open));
    if (!open) {
      li.lastElementChild.remove();
      return;
    }
    const d = el("div", { class: "detail" });
    li.append(d);
    fillDetail(d, f);
  }

  // --- one finding

  function fillDetail(d, f) {
    const text = (aboutRules[f.rule] || {}).text;
    if (f.hint) d.append(el("p", { class: "hint" }, f.hint));
    if (f.evidence) d.append(el("div", null, el("h4", null, "Evidence"), el("pre", null, f.evidence)));
    const facts = el("dl");
    const fact = (name, ...value) => {
      const parts = value.filter((v) => v != null && v !== "");
      if (parts.length) facts.append(el("dt", null, name), el("dd", null, ...parts));
    };
    const code = (text) => (text == null || text === "" ? null : el("span", { class: "code" }, text));
    if (f.expected && f.expected.length) {
      const parts = [];
      f.expected.forEach((e, i) => parts.push(i ? (i === f.expected.length - 1 ? " or " : ", ") : "", code(e) || "nothing"));
      fact("expected", ...parts);
    }
    fact("found", f.actual === "" ? "nothing" : code(f.actual));
    fact("parameter", code(f.subject));
    fact("place", [spot(f), f.frames && f.frames.length > 1 ? `in frames ${f.frames.join(", ")}` : "", f.xml_line ? `line ${f.xml_line}, column ${f.xml_column || "?"} of the message` : ""].filter(Boolean).join(", "));
    fact("time", f.time);
    fact("sent", f.direction ? `${f.direction.replace("ivr", "IVR").replace(">", " → ")}${f.src ? ` (${f.src} → ${f.dst})` : ""}` : f.src ? `${f.src} → ${f.dst}` : "");
    fact("stream", f.stream != null ? String(f.stream) : "", f.vlan ? `, VLAN ${f.vlan.join(", ")}` : "");
    fact("call", code(f.call_id));
    fact("request", code(f.request_id));
    fact("port", code(f.port));
    const s = f.source || {};
    fact("source", [s.document, s.section].filter(Boolean).join(", "), s.basis ? ` (${{ documented: "documented", implementations: "known from implementations", inferred: "inferred" }[s.basis] || s.basis})` : "");
    d.append(facts);
    if (f.filter) {
      const said = el("span", { role: "status", class: "soft" });
      const frames = [...new Set((f.hits || f.places).map((p) => p.at))];
      const filter = frames.length > 1 ? `frame.number in {${frames.slice(0, LISTED).join(", ")}}` : f.filter;
      d.append(el("div", { class: "filter" }, el("span", { class: "soft" }, "Wireshark"), el("code", null, clip(filter, 80)),
        el("button", { type: "button", class: "button copy", onclick: () => copy(filter, said) }, "Copy filter"), said));
    }
    placesOf(d, f);
    if (f.related && f.related.length) {
      const items = f.related.map((r) => el("li", null, [r.file && r.file !== f.file ? r.file : "", spot(r), clock(r.time)].filter(Boolean).join(" · "), r.note ? `: ${r.note}` : ""));
      d.append(el("div", null, el("h4", null, "Related"), el("ul", null, ...items)));
    }
    if (f.at) {
      d.append(el("div", { class: "exchange" }, el("h4", null, f.number > 1 ? "The exchange around the first, in seconds from its message" : "The exchange around it, in seconds from this message"), ladder(f, d.clientWidth - 24)));
    } else if (f.frame || f.line) {
      d.append(el("p", { class: "soft" }, "The messages around it are not in this page: they were too far back when this was decided."));
    }
    const more = el("dl", null, el("dt", null, "file"), el("dd", null, f.file === "ivrcheck" ? "the whole run" : f.file),
      el("dt", null, "fingerprint"), el("dd", null, code(f.fingerprint)), el("dt", null, "more"), el("dd", null, el("code", null, `ivrcheck explain ${f.rule}`)));
    d.append(el("details", null, el("summary", null, `About ${f.rule} ${f.name}`), text ? el("p", { class: "explanation" }, text) : null, more));
  }

  // placesOf lists the positions of equal findings.
  function placesOf(d, f) {
    const places = f.hits || f.places, n = hitsOf(f);
    if (places.length < 2) return;
    const ol = el("ol", { class: "places" });
    for (const p of places.slice(0, LISTED)) {
      ol.append(el("li", null, [`${noun(f)} ${p.at}`, clock(p.time), p.stream != null ? `stream ${p.stream}` : "", p.call_id ? `call ${p.call_id}` : "", p.request_id ? `request ${p.request_id}` : "", p.port ? `port ${p.port}` : ""].filter(Boolean).join(" · ")));
    }
    if (n > ol.childElementCount) ol.append(el("li", { class: "soft" }, `and ${number.format(n - ol.childElementCount)} more`));
    d.append(el("details", { open: places.length <= 5 }, el("summary", null, `All ${number.format(n)} ${noun(f)}s`), ol));
  }

  async function copy(text, said) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const area = el("textarea", { readonly: true, "aria-hidden": "true" });
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    said.textContent = done ? "Copied" : "Select it and copy by hand";
    setTimeout(() => { said.textContent = ""; }, 4000);
  }

  // --- the ladder; ladder_svg.go draws the same shapes

  const NEAR = 3, NEAR_CALL = 5;

  // around picks the steps near a finding: its neighbours, those of its call,
  // and the related ones.
  function around(f) {
    const [conn, at] = f.at;
    const steps = exchange(conn);
    const here = steps.findIndex((s) => s.index === at);
    if (here < 0) return [];
    const picked = new Set();
    for (const s of steps.slice(Math.max(0, here - 12), here + 13)) if (Math.abs(s.index - at) <= NEAR) picked.add(s);
    const call = steps[here].call;
    if (call) {
      for (const dir of [-1, 1]) {
        for (let i = here + dir, n = 0; i >= 0 && i < steps.length && n < NEAR_CALL; i += dir) {
          if (steps[i].call === call) { picked.add(steps[i]); n++; }
        }
      }
    }
    for (const r of f.related_at || []) {
      if (r.length && r[0] === conn) {
        const s = steps.find((s) => s.index === r[1]);
        if (s) picked.add(s);
      }
    }
    return [...picked].sort((a, b) => a.index - b.index);
  }

  function ladder(f, space) {
    const width = Math.max(260, Math.min(space || 640, 860));
    const wide = width >= 560;
    const left = wide ? 130 : 12, right = width - 12, letter = 7.3;
    const room = Math.floor((right - left - 20) / letter);
    const steps = around(f);
    const here = steps.find((s) => s.index === f.at[1]);
    const svg = shape("svg", { class: "ladder", role: "img", width });
    const background = shape("g", {});
    svg.append(shape("title", {}, `Ladder diagram of ${plural(steps.length, "message")} around ${spot(f)}`), background);
    let y = 0;
    const text = (x, yy, className, value, end) => {
      const t = shape("text", { x, y: yy, class: className }, value);
      if (end) t.setAttribute("text-anchor", "end");
      svg.append(t);
      return t;
    };
    const line = (x1, y1, x2, y2, className) => svg.append(shape("line", { x1, y1, x2, y2, class: className }));
    const lifelines = (height, className) => {
      for (const x of [left, right]) line(x, y, x, y + height, className);
      y += height;
    };
    const [ivr, server] = f.direction === "server>ivr" ? [f.dst, f.src] : [f.src, f.dst];
    y = 20;
    text(left, y, "party", "IVR");
    text(right, y, "party", "server", true);
    if (ivr || server) {
      y += 16;
      const half = Math.floor((right - left) / letter / 2) - 1;
      text(left, y, "faint", clip(ivr || "", half));
      text(right, y, "faint", clip(server || "", half), true);
    }
    y += 8;
    let previous = null;
    for (const s of steps) {
      const skipped = previous ? s.index - previous.index - 1 : 0;
      if (skipped > 0) {
        lifelines(18, "life lost");
        text(left + 12, y - 5, "faint", `⋮ ${number.format(skipped)} not shown`);
      }
      previous = s;
      const found = marks.get(`${s.conn}:${s.index}`) || [];
      const from = y;
      const isHere = s === here;
      let className = s.kind === "frame" ? " frame" : s.kind === "unread" ? " unread" : "";
      const bad = found.filter((m) => m.kind === "error" || m.kind === "warning");
      if (bad.length) className += bad.some((m) => m.kind === "error") ? " marked" : " marked warned";
      const life = !s.seen && ["start", "end", "gap", "note"].includes(s.kind) ? "life lost" : "life";
      const seconds = s.seconds == null || here.seconds == null ? "" : (s.seconds - here.seconds >= 0 ? "+" : "−") + Math.abs(s.seconds - here.seconds).toFixed(3);
      if (!wide) {
        lifelines(16, life);
        text(left + 12, y - 2, "faint", `${s.place}  ${seconds}`);
      }
      if (!wide && s.detail) lifelines(16, life);
      lifelines(wide ? 30 : 26, life);
      const arrow = y - 8;
      if (wide) text(left - 10, arrow + 4, "faint", `${s.place}  ${seconds}`, true);
      const label = shape("text", { x: left + 12, y: arrow - 6 - (!wide && s.detail ? 16 : 0), class: "label" + className.replace(/ marked| warned/g, "") });
      const name = clip(s.name, room);
      label.append(shape("tspan", { class: "name" }, name));
      if (wide && s.detail) label.append(` ${clip(s.detail, room - name.length - 1)}`);
      label.append(shape("title", {}, `${s.name} ${s.detail}`));
      svg.append(label);
      if (!wide && s.detail) text(left + 12, arrow - 6, "faint", clip(s.detail, room));
      if (s.heading) {
        line(left, arrow, right, arrow, "arrow" + className + (s.heading === "?" ? " doubt" : ""));
        if (s.heading === ">") svg.append(shape("path", { class: "head" + className, d: `M${right} ${arrow} l-10 -5 v10 z` }));
        if (s.heading === "<") svg.append(shape("path", { class: "head" + className, d: `M${left} ${arrow} l10 -5 v10 z` }));
      } else if (s.seen) {
        line(left, arrow, right, arrow, "edge");
      }
      const told = new Map();
      for (const m of found) {
        const label = `${m.rule} ${m.title}${m.wrong ? `: ${m.wrong}` : ""}`;
        const key = `${m.kind} ${label}`;
        told.set(key, { m, label, n: (told.get(key) || { n: 0 }).n + 1 });
      }
      for (const { m, label, n } of [...told.values()].slice(0, 8)) {
        lifelines(18, "life");
        text(left + 12, y - 4, `mark ${m.kind}`, clip(`${SIGNS[m.kind]} ${label}${n > 1 ? ` (${n})` : ""}`, room));
      }
      if (told.size) lifelines(4, "life");
      if (isHere) background.append(shape("rect", { class: "here", x: 1, y: from, width: width - 2, height: y - from }));
    }
    y += 12;
    svg.setAttribute("height", y);
    svg.setAttribute("viewBox", `0 0 ${width} ${y}`);
    return svg;
  }

  // --- paper: what matches is printed with its details, up to a number

  window.addEventListener("beforeprint", () => {
    let left = PRINTED;
    for (const g of ordered) {
      if (!g.matched.length) continue;
      g.wasOpen = g.open;
      g.open = true;
      drawGroup(g);
      if (g.matched.length > FIRST && left > FIRST) grow(g, Math.min(g.matched.length, left) - FIRST);
      [...g.list.children].forEach((li, i) => { if (left-- > 0) toggle(li, g.matched[i], true); });
      const unprinted = g.matched.length - g.list.childElementCount;
      if (unprinted > 0) g.rest.textContent = `${number.format(unprinted)} more are not printed`;
    }
    for (const d of document.querySelectorAll("#summary details, #rules details")) { d.dataset.was = d.open; d.open = true; }
  });
  window.addEventListener("afterprint", () => {
    for (const g of ordered) {
      if (g.wasOpen == null) continue;
      g.open = g.wasOpen;
      g.wasOpen = null;
      drawGroup(g);
    }
    for (const d of document.querySelectorAll("#summary details, #rules details")) d.open = d.dataset.was === "true";
  });

  // --- the table of rules leads to their findings

  for (const th of document.querySelectorAll("#rules tbody th")) {
    const rule = th.textContent;
    if (!groups.has(rule)) continue;
    th.replaceChildren(el("button", { type: "button", class: "plain", onclick: () => {
      showAll();
      form.elements.rule.value = rule;
      groups.get(rule).open = true;
      apply();
      form.scrollIntoView();
      groups.get(rule).button.focus();
    } }, rule));
  }

  // --- the page

  const main = document.getElementById("findings");
  document.body.prepend(document.getElementById("summary")); // read first, too
  main.append(form, list, empty);
  if (!findings.length) form.hidden = true;
  main.hidden = false;
  // What is scrolled to, or reached by the keyboard, is not left under the tools.
  const keepClear = () => {
    const sticks = getComputedStyle(form).position === "sticky";
    document.documentElement.style.scrollPaddingTop = sticks ? `${form.offsetHeight}px` : "";
  };
  keepClear();
  new ResizeObserver(keepClear).observe(form);
  apply();
  document.body.dataset.ready = "true";
})();
