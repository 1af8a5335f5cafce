//! Reading never fails on any bytes, and stays within its memory.

mod common;

use common::{Folder, REPORT};

/// A small generator of numbers (splitmix64), so that a failure can be repeated.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

const PIECES: [&str; 24] = [
    "<html>",
    "<p",
    "</div>",
    "<table><tr><td>",
    "<script>if (a < b) {",
    "<!--",
    "-->",
    "&#x110000;",
    "&amp",
    "&nosuch;",
    "<![CDATA[",
    "<meta charset=\"utf-16\">",
    "<title>",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "12,500 people were killed",
    "on the 31st of February",
    " the ministry said ",
    "“",
    "\"",
    "99999999999999999999999 ",
    "{\"text\": ",
    "\n\n- ",
];

fn file(n: usize, seeded: &mut Seeded) -> Vec<u8> {
    let length = seeded.below(3000);
    match n % 4 {
        0 => (0..length).map(|_| seeded.next() as u8).collect(),
        // UTF-8 cut in the middle of a character, with bytes changed here and there.
        1 => {
            let mut bytes = format!("{REPORT}Вибух у Харкові 😢 ärger — “{REPORT}”").into_bytes();
            bytes.truncate(1 + seeded.below(bytes.len()));
            for _ in 0..seeded.below(6) {
                let at = seeded.below(bytes.len());
                bytes[at] = seeded.next() as u8;
            }
            bytes
        }
        2 => (0..length / 12).flat_map(|_| seeded.pick(&PIECES[..]).bytes().collect::<Vec<u8>>()).collect(),
        // Pieces with noise between them, and a JSON line that breaks off.
        _ => {
            let mut bytes = if n % 8 == 3 {
                b"{\"text\": \"Two men drowned.\"}\n{\"id\": 3}\n".to_vec()
            } else {
                Vec::new()
            };
            for _ in 0..length / 20 {
                bytes.extend(seeded.pick(&PIECES[..]).bytes());
                bytes.extend((0..seeded.below(8)).map(|_| seeded.next() as u8));
            }
            bytes
        }
    }
}

#[test]
fn two_hundred_broken_files() {
    let folder = Folder::new("any-bytes");
    let mut seeded = Seeded(20240503);
    let names: Vec<String> = (0..200).map(|n| format!("{n:03}.bin")).collect();
    for (n, name) in names.iter().enumerate() {
        folder.write(name, file(n, &mut seeded));
    }
    for some in names.chunks(20) {
        let files: Vec<&str> = some.iter().map(String::as_str).collect();
        for command in [
            &["read"][..],
            &["brief"],
            &["read", "--format", "table", "--lang", "en", "--published", "2024-05-03"],
        ] {
            let ran = folder.run(&[command, &files].concat());
            assert!(
                matches!(ran.code, 0 | 3),
                "{command:?} of {files:?}: exit code {}\n{}",
                ran.code,
                ran.err
            );
            assert!(!ran.err.contains("panicked"), "{command:?} of {files:?}:\n{}", ran.err);
        }
    }
}

/// Some minutes in a debug build, so it is run by name in a release build:
/// `cargo test --release -p tidings-cli --test any_bytes -- --ignored --nocapture`.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "reads 50 MB; slow in a debug build"]
fn fifty_megabytes_within_500_megabytes() {
    use std::io::Write;
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    let folder = Folder::new("any-size");
    let path = folder.write("big.txt", b"");
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    let mut seeded = Seeded(1);
    let (mut written, towns) = (0, ["Tokaj", "Kyiv", "Goma", "Idlib", "Beira", "Palu", "Odesa"]);
    while written < 50 << 20 {
        let text = format!(
            "The governor of {} said on {} that at least {} people were evacuated after the river rose. \
             Engineers looked at the bridge for {} hours and found no damage to its piers. Police denied that looters were shot.\n\n",
            seeded.pick(&towns),
            seeded.pick(&["Monday", "Friday", "3 May", "Sunday night"]),
            seeded.below(9000) + 2,
            seeded.below(20) + 2,
        );
        out.write_all(text.as_bytes()).expect("written");
        written += text.len();
    }
    drop(out);
    let begun = Instant::now();
    let mut child = folder
        .command(&["read", "big.txt", "--published", "2024-05-03"])
        .stdout(Stdio::null())
        .spawn()
        .expect("runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        // The kernel keeps the peak; the last look before the end is the one that counts.
        let kb = std::fs::read_to_string(&status).ok().and_then(|s| {
            s.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok())
        });
        peak = peak.max(kb.unwrap_or(0));
        if let Some(status) = child.try_wait().expect("a child") {
            break status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    println!("50 MB in {:.0} s, peak {} MB", begun.elapsed().as_secs_f64(), peak / 1024);
    assert_eq!(code, Some(0));
    assert!(peak > 0 && peak < 500 * 1024, "peak {} MB", peak / 1024);
}
