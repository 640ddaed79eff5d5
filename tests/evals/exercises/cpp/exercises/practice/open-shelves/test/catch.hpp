// Stands for the whole of Catch, which exercises bring along.
#include <catch2/catch.hpp>
