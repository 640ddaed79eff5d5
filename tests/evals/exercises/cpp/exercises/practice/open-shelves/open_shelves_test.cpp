#include "open_shelves.h"
#ifdef EXERCISM_TEST_SUITE
#include <catch2/catch.hpp>
#else
#include "test/catch.hpp"
#endif

using open_shelves::sign;

TEST_CASE("no shelf", "[one]") {
    REQUIRE(sign({}) == "");
}

#ifdef EXERCISM_RUN_ALL_TESTS
TEST_CASE("one shelf", "[two]") {
    REQUIRE("4" == sign({4}));
}

TEST_CASE("neighbours are drawn together", "[three]") {
    REQUIRE("1-3,5,7-8" == sign({1, 2, 3, 5, 7, 8}));
    REQUIRE("2,4" == sign({2, 4}));
}
#endif
