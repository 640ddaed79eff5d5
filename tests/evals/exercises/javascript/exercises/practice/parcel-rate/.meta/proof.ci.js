export const rate = (grams) => {
  if (!(grams >= 1 && grams <= 20000)) {
    throw new Error('no such parcel');
  }
  return 250 + 120 * Math.ceil(grams / 500);
};
