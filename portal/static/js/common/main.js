// What every page needs once it can be read.
import "./theme_toggle.js";
import "./account_link.js";
import "./combobox.js";
import "./recent.js";
import "./near_me.js";
import "./filters.js";
import "./chosen.js";
