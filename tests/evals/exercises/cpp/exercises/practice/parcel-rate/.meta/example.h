#pragma once

namespace parcel_rate {

int rate(int grams);

}  // namespace parcel_rate
