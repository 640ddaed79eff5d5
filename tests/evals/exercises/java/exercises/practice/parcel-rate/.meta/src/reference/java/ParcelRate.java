class ParcelRate {

    int cents(int grams) {
        return 250 + 120 * new Weight(grams).steps();
    }
}
