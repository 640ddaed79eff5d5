package parcel

import (
	"errors"
	"testing"
)

func TestRate(t *testing.T) {
	for _, tc := range rateCases {
		t.Run(tc.description, func(t *testing.T) {
			cents, err := Rate(tc.grams)
			if err != nil || cents != tc.cents {
				t.Fatalf("Rate(%d) = %d, %v, want %d", tc.grams, cents, err, tc.cents)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for _, grams := range []int{-1, 0, 20001} {
		if _, err := Rate(grams); !errors.Is(err, ErrNoSuchParcel) {
			t.Errorf("Rate(%d) gives the error %v", grams, err)
		}
	}
}

func BenchmarkRate(b *testing.B) {
	for i := 0; i < b.N; i++ {
		Rate(501)
	}
}
