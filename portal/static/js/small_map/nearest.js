// Which sample of a tour's line is the nearest to where the map is pointed at.
/** @import { Sample } from "../types.js" */

/** @type {(samples: Sample[], at: { lng: number, lat: number }) => Sample} */
export const nearestOnLine = (samples, { lng, lat }) => {
  const narrow = Math.cos((lat * Math.PI) / 180); // degrees of longitude are shorter than those of latitude
  /** @param {Sample} sample */
  const away = ([, , lon, la]) => ((lon - lng) * narrow) ** 2 + (la - lat) ** 2;
  return samples.reduce((best, one) => (away(one) < away(best) ? one : best));
};
