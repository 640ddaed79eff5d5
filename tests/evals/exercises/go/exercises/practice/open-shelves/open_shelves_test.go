package shelves

import "testing"

func TestSign(t *testing.T) {
	for want, shelves := range map[string][]int{
		"":          {},
		"4":         {4},
		"1-2":       {1, 2},
		"1-3,5,7-8": {1, 2, 3, 5, 7, 8},
		"2,4":       {2, 4},
	} {
		if got := Sign(shelves); got != want {
			t.Errorf("Sign(%v) = %q, want %q", shelves, got, want)
		}
	}
}
