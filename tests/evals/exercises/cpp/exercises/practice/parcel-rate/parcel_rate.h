#pragma once

namespace parcel_rate {

// Declare what the tests call.

}  // namespace parcel_rate
