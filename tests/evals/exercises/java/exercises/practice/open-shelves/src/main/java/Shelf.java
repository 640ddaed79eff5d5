/** One shelf that is open today. */
record Shelf(int number) {
}
