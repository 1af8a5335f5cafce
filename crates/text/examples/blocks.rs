//! Shows what reading makes of a file: `cargo run -p tidings-text --example blocks -- FILE...`; `--time` gives the speed.

use std::time::Instant;
use tidings_text::{Hints, NoNames, read};

fn main() -> std::io::Result<()> {
    let mut timed = false;
    for name in std::env::args().skip(1) {
        if name == "--time" {
            timed = true;
            continue;
        }
        let bytes = std::fs::read(&name)?;
        let start = Instant::now();
        let document = read(&bytes, &Hints::default());
        let seconds = start.elapsed().as_secs_f64();
        println!("# {name}: {:?} {} {:?}", document.source.format, document.source.encoding, document.meta);
        if timed {
            let rate = bytes.len() as f64 / 1e6 / seconds;
            println!(
                "{} bytes, {} blocks, {seconds:.3} s, {rate:.0} MB/s",
                bytes.len(),
                document.blocks.len()
            );
            continue;
        }
        for block in &document.blocks {
            println!("{:?}\t{}", block.kind, document.parse_view(block, &NoNames));
        }
        document
            .notes
            .iter()
            .for_each(|note| println!("note\t{:?}\t{:?}\t{}", note.kind, note.span, note.text));
    }
    Ok(())
}
