/// What it costs to send a parcel, in cents.
///
/// ```
/// assert_eq!(parcel_rate::rate(501), Some(490));
/// ```
pub fn rate(grams: i64) -> Option<u32> {
    match grams {
        1..=20_000 => Some(250 + 120 * ((grams as u32 + 499) / 500)),
        _ => None,
    }
}
