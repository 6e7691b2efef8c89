// Public pages are the same for all: who is signed in here finds the way to the account by a cookie that says no more than that.
import { every, given } from "../dom.js";

if (document.cookie.split("; ").includes("escale_hint=in")) {
  for (const link of every(document, "[data-account-link]", HTMLAnchorElement)) {
    link.href = given(link, "href");
    link.textContent = given(link, "label");
  }
}
