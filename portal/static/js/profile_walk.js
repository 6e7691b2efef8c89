// Where keys lead on an elevation profile, and which of its heights is the nearest.
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }; // in hundredths of the way

// Returns the metres from the start that a key leads to from `at`, null for a key that leads nowhere.
export const walkedTo = (key, at, length) => {
  if (key === "Home") return 0;
  if (key === "End") return length;
  return Object.hasOwn(STEPS, key) ? at + (STEPS[key] * length) / 100 : null;
};

// Returns the sample [metres, height, longitude, latitude] next to a place on the way.
export const nearestSample = (samples, metres) =>
  samples.reduce((best, one) => (Math.abs(one[0] - metres) < Math.abs(best[0] - metres) ? one : best));
