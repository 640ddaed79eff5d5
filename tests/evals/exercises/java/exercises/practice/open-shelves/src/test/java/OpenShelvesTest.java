import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OpenShelvesTest {

    private static List<Shelf> shelves(String numbers) {
        return Arrays.stream(numbers.split(" "))
            .map(number -> new Shelf(Integer.parseInt(number)))
            .collect(Collectors.toList());
    }

    @Test
    void noShelf() {
        assertEquals("", new OpenShelves().sign(List.of()));
    }

    @Disabled("Remove to run test")
    @ParameterizedTest
    @CsvSource({"4,'4'", "1 2,'1-2'", "1 2 3 5 7 8,'1-3,5,7-8'", "2 4,'2,4'"})
    void sign(String numbers, String text) {
        assertEquals(text, new OpenShelves().sign(shelves(numbers)));
    }
}
