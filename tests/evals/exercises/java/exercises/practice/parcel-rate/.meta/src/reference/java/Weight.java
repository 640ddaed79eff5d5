record Weight(int grams) {

    Weight {
        if (grams < 1 || grams > 20000) {
            throw new IllegalArgumentException("no such parcel");
        }
    }

    int steps() {
        return (grams + 499) / 500;
    }
}
