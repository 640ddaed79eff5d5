use parcel_rate::*;

#[test]
fn the_lightest_parcel() {
    assert_eq!(rate(1), Some(370));
}

#[test]
#[ignore]
fn a_full_step_is_no_more_than_one_step() {
    assert_eq!(rate(500), Some(370));
}

#[test]
#[ignore]
fn a_begun_step_counts_in_full() {
    assert_eq!(rate(501), Some(490));
}

#[test]
#[ignore]
fn what_is_too_heavy_or_weighs_nothing_is_refused() {
    assert_eq!(rate(20_001), None);
    assert_eq!(rate(0), None);
}
