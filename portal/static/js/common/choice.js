// Which line of a list is chosen next: beyond its ends none is, and the field has the word again.

// now: index of the chosen line, -1 = none. step: 1, -1, "first" or "last". Returns an index, null for none.
export const nextChoice = (now, step, count) => {
  const next = step === "first" ? 0 : step === "last" ? count - 1 : now + step;
  return next < 0 || next >= count ? null : next;
};
