#pragma once

// Define std::string sign(const std::vector<int>&) in the namespace open_shelves.
