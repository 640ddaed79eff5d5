use open_shelves::sign;

#[test]
fn no_shelf() {
    assert_eq!(sign(&[]), "");
}

#[test]
#[ignore]
fn one_shelf() {
    assert_eq!(sign(&[4]), "4");
}

#[test]
#[ignore]
fn neighbours_are_drawn_together() {
    assert_eq!(sign(&[1, 2, 3, 5, 7, 8]), "1-3,5,7-8");
}

#[test]
#[ignore]
#[should_panic(expected = "apart")]
fn strangers_stay_apart() {
    assert_ne!(sign(&[2, 4]), "2,4", "apart");
}
