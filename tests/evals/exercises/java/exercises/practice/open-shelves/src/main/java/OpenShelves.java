import java.util.List;

class OpenShelves {

    String sign(List<Shelf> shelves) {
        throw new UnsupportedOperationException("Delete this statement and write your own.");
    }
}
