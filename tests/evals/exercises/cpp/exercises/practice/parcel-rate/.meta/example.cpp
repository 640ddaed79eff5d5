#include "parcel_rate.h"

#include <stdexcept>

namespace parcel_rate {

int rate(int grams) {
    if (grams < 1 || grams > 20000) throw std::domain_error("no such parcel");
    return 250 + 120 * ((grams + 499) / 500);
}

}  // namespace parcel_rate
