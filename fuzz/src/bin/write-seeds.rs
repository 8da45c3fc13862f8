//! `write-seeds TARGET FOLDER`: the seeds of a target as files for libFuzzer.

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, target, folder] = arguments.as_slice() else { panic!("usage: write-seeds TARGET FOLDER") };
    std::fs::create_dir_all(folder)?;
    for (name, octets) in hpki_fuzz::seeds::seeds(target) {
        std::fs::write(std::path::Path::new(folder).join(name), octets)?;
    }
    Ok(())
}
