// Everything works without this file; it only saves clicks.
"use strict";

const language = document.documentElement.lang || "en";

// Menus close on Escape and when the focus or a click goes elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary")?.focus();
});

// A form that came back with errors begins there.
document.querySelector("[data-focus]")?.focus();

// "3 minutes ago" stays true while the page is open. Dates that are written out stay as they are.
const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" });
const recent = [...document.querySelectorAll("time[data-relative]")];
const refreshTimes = () => {
  for (const time of recent) {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
    if (minutes < 1 || minutes >= 7 * 24 * 60) continue;
    const text =
      minutes < 60
        ? relative.format(-minutes, "minute")
        : minutes < 24 * 60
          ? relative.format(-Math.floor(minutes / 60), "hour")
          : relative.format(-Math.floor(minutes / 1440), "day");
    if (time.textContent !== text) time.textContent = text;
  }
};
if (recent.length) setInterval(refreshTimes, 60000);

// The preview appears in place. If anything goes wrong the form is sent as it would be without this script.
for (const form of document.querySelectorAll("form[data-preview]")) {
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.value !== "preview") return;
    event.preventDefault();
    const target = form.querySelector("#preview");
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("action", "preview");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: form.enctype === "multipart/form-data" ? data : new URLSearchParams(data),
        headers: { Accept: "text/html" },
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const preview = page.getElementById("preview");
      if (!preview || !preview.hasChildNodes()) throw new Error("no preview");
      target.replaceChildren(...preview.childNodes);
      target.scrollIntoView({ block: "nearest" });
    } catch {
      const action = document.createElement("input");
      action.type = "hidden";
      action.name = "action";
      action.value = "preview";
      form.append(action);
      form.submit();
    }
  });
}

// What was typed survives a closed tab, on this device only, until it is sent. Whoever uses the browser next finds
// nothing of it. A page of an error does not always know who is signed in.
const drafts = `draft:${document.body.dataset.person ?? ""}:`;
try {
  if (!document.querySelector(".error-page")) {
    for (const key of Object.keys(localStorage)) {
      const own = document.body.dataset.person && key.startsWith(drafts);
      if (key.startsWith("draft:") && !own) localStorage.removeItem(key);
    }
  }
} catch {
  // No storage: nothing to forget.
}
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = drafts + form.dataset.draft;
  const fields = [...form.querySelectorAll("input[type=text], textarea")].filter((field) => field.name);
  let timer = 0;
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    for (const field of fields) if (!field.value && typeof kept[field.name] === "string") field.value = kept[field.name];
  } catch {
    // No storage, or nothing readable in it: nothing is restored.
  }
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
    } catch {
      // No storage: nothing is kept.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 800);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "preview") return;
    clearTimeout(timer);
    try {
      localStorage.removeItem(key);
    } catch {
      // No storage: nothing to forget.
    }
  });
}
