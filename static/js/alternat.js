/* Comforts only: every page works without this file. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
});
/* The account menu closes with Escape or a click elsewhere. */
const menu = () => document.querySelector("details.account[open]");
document.addEventListener("keydown", (event) => {
  const open = menu();
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  const open = menu();
  if (open && !open.contains(event.target)) open.open = false;
});
/* A form is sent once, however often its button is pressed on a slow line. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 10000);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
window.addEventListener("beforeprint", () => document.querySelectorAll("details.more").forEach((part) => (part.open = true)));
