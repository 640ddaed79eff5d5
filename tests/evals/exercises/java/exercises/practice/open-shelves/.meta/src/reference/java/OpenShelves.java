import java.util.ArrayList;
import java.util.List;

class OpenShelves {

    String sign(List<Shelf> shelves) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < shelves.size(); i++) {
            int first = shelves.get(i).number();
            int last = first;
            while (i + 1 < shelves.size() && shelves.get(i + 1).number() == last + 1) {
                last++;
                i++;
            }
            runs.add(first == last ? "" + first : first + "-" + last);
        }
        return String.join(",", runs);
    }
}
