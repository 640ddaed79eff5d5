export class Sign {
  constructor(shelves) {}

  get text() {
    return undefined;
  }
}
