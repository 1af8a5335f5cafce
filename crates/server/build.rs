//! The built page goes into the binary: a table of the files of `web/dist`, each as it is and packed, with a tag of its
//! bytes. Without a built page the table is empty, and the server says so instead.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../web");
    let dist = root.join("dist");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    println!("cargo:rerun-if-changed=build.rs");
    // A folder that is not there yet would make every build run this again; the one above it is always there.
    println!("cargo:rerun-if-changed={}", if dist.is_dir() { dist.display() } else { root.display() });
    let mut files = Vec::new();
    list(&dist, &mut files)?;
    files.sort();
    let mut table = String::from("pub static FILES: &[File] = &[\n");
    for (n, path) in files.iter().enumerate() {
        let name = path.strip_prefix(&dist)?.to_string_lossy().replace('\\', "/");
        let bytes = std::fs::read(path)?;
        let packed = out.join(format!("{n}.gz"));
        let mut gzip =
            flate2::GzBuilder::new().write(std::fs::File::create(&packed)?, flate2::Compression::best());
        gzip.write_all(&bytes)?;
        gzip.finish()?;
        let mut sum = flate2::Crc::new();
        sum.update(&bytes);
        writeln!(
            table,
            "    File {{ path: {name:?}, tag: \"W/\\\"{:08x}-{:x}\\\"\", plain: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
            sum.sum(),
            bytes.len(),
            path.canonicalize()?.to_string_lossy(),
            packed.to_string_lossy()
        )?;
    }
    table.push_str("];\n");
    std::fs::write(out.join("files.rs"), table)?;
    Ok(())
}

fn list(folder: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, out)?;
        } else {
            out.push(path);
        }
    }
    Ok(())
}
