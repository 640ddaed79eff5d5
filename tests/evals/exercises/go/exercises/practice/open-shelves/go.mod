module shelves

go 1.18
