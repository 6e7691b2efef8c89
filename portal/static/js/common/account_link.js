// Public pages are the same for all: who is signed in here finds the way to the account by a cookie that says no more than that.
if (document.cookie.split("; ").includes("escale_hint=in")) {
  for (const link of document.querySelectorAll("[data-account-link]")) {
    link.href = link.dataset.href;
    link.textContent = link.dataset.label;
  }
}
