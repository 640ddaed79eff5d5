package parcel

var rateCases = []struct {
	description string
	grams       int
	cents       int
}{
	{"the lightest parcel", 1, 370},
	{"a full step", 500, 370},
	{"a begun step", 501, 490},
	{"the heaviest parcel", 20000, 5050},
}
