#include "parcel_rate.h"

namespace parcel_rate {

// Define int rate(int grams).

}  // namespace parcel_rate
