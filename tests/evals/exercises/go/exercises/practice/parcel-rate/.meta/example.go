package parcel

import "errors"

// ErrNoSuchParcel says that no parcel has that weight.
var ErrNoSuchParcel = errors.New("no such parcel")

// Rate is what it costs to send a parcel, in cents.
func Rate(grams int) (int, error) {
	if grams < 1 || grams > 20000 {
		return 0, ErrNoSuchParcel
	}
	return 250 + 120*((grams+499)/500), nil
}
