/* Passkeys need JavaScript: shows what needs it, and says so where the browser or the person declined. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const named = !/^[\d.]+$|^\[/.test(location.hostname);
  const able = named && Boolean(window.PublicKeyCredential);
  document.querySelectorAll("[data-passkey]").forEach((part) => (part.hidden = (part.dataset.passkey === "able") !== able));
});
document.addEventListener("allauth.error", (event) => {
  const told = document.getElementById("passkey-failed");
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
  told.focus();
});
