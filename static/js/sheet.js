// The score sheet says what is saved. Without this file the buttons "Save draft" and "Check and submit" do the same.
(() => {
  "use strict";
  const form = document.getElementById("sheet");
  const words = document.getElementById("sheet-words");
  if (!form || !words) return;
  let unsaved = false;
  let leaving = false;
  let busy = false;
  let waiting = null;

  const say = (text, bad) => {
    const state = document.getElementById("save-state");
    if (!state) return;
    state.classList.toggle("save-state-bad", Boolean(bad));
    state.textContent = text;
  };
  const failed = () => {
    unsaved = true;
    say(navigator.onLine ? words.dataset.failed : words.dataset.offline, true);
  };

  form.addEventListener("input", () => { unsaved = true; });
  // A button pressed while a save is under way waits for it: both would speak of the same revision.
  form.addEventListener("submit", (event) => {
    if (busy) {
      event.preventDefault();
      waiting = event.submitter;
    } else {
      leaving = true;
    }
  });
  form.addEventListener("htmx:beforeRequest", () => {
    busy = true;
    say(words.dataset.saving);
  });
  form.addEventListener("htmx:sendError", failed);
  form.addEventListener("htmx:responseError", failed);
  form.addEventListener("htmx:timeout", failed);
  form.addEventListener("htmx:afterRequest", (event) => {
    busy = false;
    if (waiting) {
      const button = waiting;
      waiting = null;
      setTimeout(() => form.requestSubmit(button), 0);
    }
    if (event.detail.successful && !document.querySelector("#save-state.save-state-bad")) unsaved = false;
  });
  window.addEventListener("online", () => {
    if (unsaved) form.dispatchEvent(new CustomEvent("bantar:retry"));
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !leaving) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
})();
