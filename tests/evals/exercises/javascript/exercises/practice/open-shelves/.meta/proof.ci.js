export class Sign {
  constructor(shelves) {
    this.runs = [];
    for (const shelf of shelves) {
      const last = this.runs.at(-1);
      if (last && last[1] === shelf - 1) {
        last[1] = shelf;
      } else {
        this.runs.push([shelf, shelf]);
      }
    }
  }

  get text() {
    return this.runs.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(',');
  }
}
