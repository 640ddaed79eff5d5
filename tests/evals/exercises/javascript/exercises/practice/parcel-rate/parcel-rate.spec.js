import { describe, expect, test, xtest } from '@jest/globals';
import { rate } from './parcel-rate';

describe('parcel rate', () => {
  test('the lightest parcel', () => {
    expect(rate(1)).toBe(370);
  });

  xtest('a full step is no more than one step', () => {
    expect(rate(500)).toBe(370);
  });

  xtest('a begun step counts in full', () => {
    expect(rate(501)).toBe(490);
  });

  describe('refuses', () => {
    xtest('what is too heavy', () => {
      expect(() => rate(20001)).toThrow(new Error('no such parcel'));
    });

    xtest('what weighs nothing', () => {
      expect(() => rate(0)).toThrow('no such parcel');
    });
  });
});
