#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace open_shelves {

inline std::string sign(const std::vector<int>& shelves) {
    std::string text;
    for (std::size_t i = 0; i < shelves.size(); ++i) {
        std::size_t j = i;
        while (j + 1 < shelves.size() && shelves[j + 1] == shelves[j] + 1) ++j;
        text += (i ? "," : "") + std::to_string(shelves[i]);
        if (j > i) text += "-" + std::to_string(shelves[j]);
        i = j;
    }
    return text;
}

}  // namespace open_shelves
