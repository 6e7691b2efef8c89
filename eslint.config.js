// What ESLint holds of the browser's scripts, of their tests and of the build: the recommended rules, and nothing used that is not there.
import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["portal/static/js/**/*.js"],
    languageOptions: { globals: { ...globals.browser, htmx: "readonly" } },
    rules: { "no-shadow": "error", "prefer-const": "error", eqeqeq: "error", "no-var": "error" },
  },
  { files: ["tests/js/**/*.js", "script/**/*.mjs"], languageOptions: { globals: globals.node } },
  { ignores: ["portal/static/vendor/**", "var/**", "node_modules/**"] },
];
