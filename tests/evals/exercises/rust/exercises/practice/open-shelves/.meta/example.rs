pub fn sign(shelves: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &shelf in shelves {
        match runs.last_mut() {
            Some(last) if last.1 + 1 == shelf => last.1 = shelf,
            _ => runs.push((shelf, shelf)),
        }
    }
    let text = |&(a, b): &(u32, u32)| if a == b { a.to_string() } else { format!("{a}-{b}") };
    runs.iter().map(text).collect::<Vec<_>>().join(",")
}
