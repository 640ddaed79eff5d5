import { Sign } from './open-shelves';

describe('the sign', () => {
  it('is empty without shelves', () => {
    expect(new Sign([]).text).toEqual('');
  });

  xit('names one shelf', () => {
    expect(new Sign([4]).text).toEqual('4');
  });

  xdescribe('draws together', () => {
    it('two neighbours', () => {
      expect(new Sign([1, 2]).text).toEqual('1-2');
    });

    it('all neighbours', () => {
      expect(new Sign([1, 2, 3, 5, 7, 8]).text).toEqual('1-3,5,7-8');
    });
  });

  it.skip('keeps strangers apart', () => {
    expect(new Sign([2, 4]).text).toEqual('2,4');
  });
});
