package shelves

import (
	"strconv"
	"strings"
)

// Sign is the text for the sign at the door.
func Sign(shelves []int) string {
	var parts []string
	for i := 0; i < len(shelves); {
		j := i
		for j+1 < len(shelves) && shelves[j+1] == shelves[j]+1 {
			j++
		}
		part := strconv.Itoa(shelves[i])
		if j > i {
			part += "-" + strconv.Itoa(shelves[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ",")
}
