class ParcelRate {

    int cents(int grams) {
        throw new UnsupportedOperationException("Delete this statement and write your own.");
    }
}
