/// What it costs to send a parcel, in cents.
pub fn rate(grams: i64) -> Option<u32> {
    todo!("what does a parcel of {grams} grams cost?");
}
