import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class ParcelRateTest {

    private ParcelRate rate;

    @BeforeEach
    public void setUp() {
        rate = new ParcelRate();
    }

    @Test
    public void theLightestParcel() {
        assertThat(rate.cents(1)).isEqualTo(370);
    }

    @Disabled("Remove to run test")
    @Test
    @DisplayName("A full step is no more than one")
    public void aFullStep() {
        assertThat(rate.cents(500)).isEqualTo(370);
    }

    @Disabled("Remove (or comment out) to run test")
    @Test
    public void aBegunStepCountsInFull() {
        assertThat(rate.cents(501)).isEqualTo(490);
    }

    @Disabled
    @Test
    public void whatIsTooHeavyIsRefused() {
        assertThatThrownBy(() -> rate.cents(20001))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("no such parcel");
    }
}
