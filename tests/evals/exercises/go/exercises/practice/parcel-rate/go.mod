module parcel

go 1.18
