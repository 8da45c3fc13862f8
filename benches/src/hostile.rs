//! Hostile documents through the whole of verification and inspection, from a kibibyte to 8 MiB: what a doubling of the
//! document costs at worst, and what a small one costs at all.
//!
//! Processor time of this process, the least of several runs. A doubling that looks too dear is measured again before
//! it is believed: other programs can only make a run slower. Where the smaller document fits into the processor's cache
//! from run to run and the larger one does not, the border of the cache shows and not the code: a doubling that stays too
//! dear is measured once more with both documents, and all the memory they need, out of the cache before each run.

mod shapes;

use crate::hierarchy::Hierarchy;
use crate::measure::processor_time;
use crate::memory;
use hpki_core::certificate::Certificate;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::dsig::NoDetachedData;
use hpki_xades::inspect::{InspectOptions, inspect};
use hpki_xades::validate::Verifier;
use shapes::{SHAPES, Shape};
use std::hint::black_box;
use std::process::Command;

/// The first argument that asks for this table.
pub(crate) const HOSTILE: &str = "hostile";

/// The first argument that turns this program into the process whose memory is measured.
pub(crate) const CHILD: &str = "hostile-memory-of";

/// Where this is set, memory that was used once stays with the process (glibc).
const KEEP_MEMORY: [(&str, &str); 2] =
    [("MALLOC_MMAP_THRESHOLD_", "4294967296"), ("MALLOC_TRIM_THRESHOLD_", "17179869184")];

/// Sizes are powers of two from a kibibyte to 8 MiB.
const EXPONENTS: std::ops::RangeInclusive<u32> = 10..=23;

/// What a doubling may cost, and a kibibyte: seconds, octets.
const DOUBLING: f64 = 2.2;
const KIBIBYTE_SECONDS: f64 = 2e-3;
const KIBIBYTE_MEMORY: u64 = 1 << 20;

/// Seconds of one batch of runs at least.
const BATCH: f64 = 3e-3;

/// How often a doubling over the limit is measured again.
const AGAIN: usize = 6;

/// Octets that are written to have everything else leave the cache: the largest caches of servers have half of it.
const CACHE: usize = 512 << 20;

/// Runs out of the cache; the least counts.
const COLD_RUNS: usize = 5;

/// What a document is given to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    /// A verifier for prescriptions and dispensing records.
    Prescription,
    /// A verifier for any document.
    Generic,
    Inspect,
}

const DOORS: [(Door, &str); 3] =
    [(Door::Prescription, "verify"), (Door::Generic, "verify generic"), (Door::Inspect, "inspect")];

/// Everything a run needs but the document.
struct Doors {
    prescription: Verifier,
    generic: Verifier,
    at: Time,
}

impl Doors {
    fn new(root: &[u8]) -> Result<Doors, String> {
        let root = Certificate::from_der(root).map_err(|error| error.to_string())?;
        let verifier = || Verifier::new(TrustAnchors::from_iter([root.clone()]));
        Ok(Doors {
            prescription: verifier(),
            generic: verifier().with_document(DocumentRequest::Exactly(DocumentKind::Generic)),
            at: Time::from_rfc3339(crate::documents::VERIFICATION_TIME).map_err(|error| error.to_string())?,
        })
    }

    fn run(&self, door: Door, document: &[u8]) {
        match door {
            Door::Prescription => drop(black_box(self.prescription.verify(document, self.at))),
            Door::Generic => drop(black_box(self.generic.verify(document, self.at))),
            Door::Inspect => drop(black_box(inspect(document, &InspectOptions::new(&NoDetachedData)))),
        }
    }

    /// Seconds of one run: the least of several batches, each long enough for the clock.
    fn time(&self, door: Door, document: &[u8]) -> f64 {
        let batch = |count: u32| {
            let began = processor_time();
            (0..count).for_each(|_| self.run(door, document));
            (processor_time() - began) / f64::from(count)
        };
        let mut count = 1;
        while batch(count) * f64::from(count) < BATCH && count < 1 << 14 {
            count *= 2;
        }
        (0..5).map(|_| batch(count)).fold(f64::MAX, f64::min)
    }

    /// Seconds of one run that finds nothing in the processor's cache.
    fn time_from_memory(&self, door: Door, document: &[u8]) -> f64 {
        let mut cache = vec![0u64; CACHE / size_of::<u64>()];
        let mut cold = || {
            cache.iter_mut().step_by(8).for_each(|word| *word = word.wrapping_add(1));
            black_box(&cache);
            let began = processor_time();
            self.run(door, document);
            processor_time() - began
        };
        (0..COLD_RUNS).map(|_| cold()).fold(f64::MAX, f64::min)
    }

    /// What a doubling costs: the times of the batches, or those out of the cache where that looks too dear.
    fn doubling(&self, door: Door, times: [f64; 2], documents: [&[u8]; 2]) -> f64 {
        let [smaller, larger] = times;
        match larger / smaller {
            cached if cached <= DOUBLING => cached,
            cached => {
                let [smaller, larger] = documents.map(|document| self.time_from_memory(door, document));
                cached.min(larger / smaller)
            }
        }
    }
}

/// Prints the table; `wanted` chooses shapes by parts of their names.
///
/// It is made in a child whose allocator keeps its memory: else documents of some megabytes, and only those, pay the
/// kernel for new pages in every run, and a doubling across that border looks like four.
///
/// # Errors
/// Says what could not be measured.
pub(crate) fn table(wanted: &[String]) -> Result<(), String> {
    if std::env::var_os(KEEP_MEMORY[0].0).is_none() {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut child = Command::new(program);
        let status = child.arg(HOSTILE).args(wanted).envs(KEEP_MEMORY).status();
        let status = status.map_err(|error| error.to_string())?;
        return if status.success() { Ok(()) } else { Err("the measuring process failed".to_owned()) };
    }
    let hierarchy = Hierarchy::of_test_vectors()?;
    let doors = Doors::new(&hierarchy.root)?;
    let is_wanted =
        |shape: &Shape| wanted.is_empty() || wanted.iter().any(|part| shape.name.contains(part.as_str()));
    println!(
        "{:<44} {:<15} {:>9} {:>9} {:>10} {:>16}",
        "shape", "given to", "1 KiB", "memory", "8 MiB", "worst doubling"
    );
    let mut missed = 0;
    for (number, shape) in SHAPES.iter().enumerate().filter(|(_, shape)| is_wanted(shape)) {
        let documents: Vec<Vec<u8>> =
            EXPONENTS.map(|exponent| (shape.make)(1 << exponent, &hierarchy)).collect();
        for (door, name) in DOORS {
            missed += usize::from(!row(&doors, (number, shape), (door, name), &documents)?);
        }
    }
    println!("{missed} rows miss a goal: doubling ≤ {DOUBLING}, 1 KiB ≤ 2 ms and ≤ 1 MiB of memory");
    Ok(())
}

/// Measures and prints one row; whether it reaches all goals.
fn row(
    doors: &Doors,
    (number, shape): (usize, &Shape),
    (door, name): (Door, &str),
    documents: &[Vec<u8>],
) -> Result<bool, String> {
    let mut times: Vec<f64> = documents.iter().map(|document| doors.time(door, document)).collect();
    for _ in 0..AGAIN {
        for index in 1..times.len() {
            if times[index] / times[index - 1] > DOUBLING {
                times[index - 1] = times[index - 1].min(doors.time(door, &documents[index - 1]));
                times[index] = times[index].min(doors.time(door, &documents[index]));
            }
        }
    }
    let doublings = (1..times.len()).map(|index| {
        let (times, documents) =
            ([times[index - 1], times[index]], [&documents[index - 1], &documents[index]]);
        (doors.doubling(door, times, documents.map(Vec::as_slice)), index)
    });
    let (worst, index) = doublings.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or((0.0, 0));
    let memory = memory_of(number, name)?;
    let first = times.first().copied().unwrap_or(0.0);
    let is_reached = worst <= DOUBLING && first <= KIBIBYTE_SECONDS && memory <= KIBIBYTE_MEMORY;
    println!(
        "{:<44} {name:<15} {:>6.1} µs {:>5} KiB {:>7.2} ms {:>6.2} to 2^{:<2} {}",
        shape.name,
        first * 1e6,
        memory / 1024,
        times.last().copied().unwrap_or(0.0) * 1e3,
        worst,
        index + *EXPONENTS.start() as usize,
        if is_reached { "reached" } else { "MISSED" },
    );
    Ok(is_reached)
}

/// How much the peak of a new process grows by this shape in a kibibyte.
fn memory_of(number: usize, door: &str) -> Result<u64, String> {
    memory::printed_by_child(CHILD, &[number.to_string().as_ref(), door.as_ref()])
}

/// What the child does.
///
/// # Errors
/// Says what could not be measured.
pub(crate) fn measured_process(number: &str, door: &str) -> Result<(), String> {
    let number: usize = number.parse().map_err(|_| "not a number")?;
    let shape = SHAPES.get(number).ok_or("no such shape")?;
    let (door, _) = DOORS.iter().find(|(_, name)| *name == door).ok_or("no such door")?;
    let hierarchy = Hierarchy::of_test_vectors()?;
    let doors = Doors::new(&hierarchy.root)?;
    let document = (shape.make)(1 << *EXPONENTS.start(), &hierarchy);
    let unknown = "this system does not tell a process's peak memory";
    let before = memory::high_water_mark().ok_or(unknown)?;
    doors.run(*door, &document);
    println!("{}", memory::high_water_mark().ok_or(unknown)? - before);
    Ok(())
}
