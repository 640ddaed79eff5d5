#include "parcel_rate.h"
#include "test/catch.hpp"

#include <stdexcept>

TEST_CASE("the lightest parcel") {
    REQUIRE(parcel_rate::rate(1) == 370);
}

#if defined(EXERCISM_RUN_ALL_TESTS)

TEST_CASE("steps") {
    SECTION("a full step is no more than one") { REQUIRE(parcel_rate::rate(500) == 370); }
    SECTION("a begun step counts in full") { REQUIRE(parcel_rate::rate(501) == 490); }
}

TEST_CASE("what is no parcel is refused") {
    REQUIRE_THROWS_AS(parcel_rate::rate(20001), std::domain_error);
    REQUIRE_THROWS_AS(parcel_rate::rate(0), std::domain_error);
}

#endif
