// What every page needs before its first paint.
import "./theme.js";
import "./pictures.js";
