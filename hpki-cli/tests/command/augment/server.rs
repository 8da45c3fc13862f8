//! A small HTTP server in this process, as good or bad as a test wants it. As a proxy it answers for every host.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hpki_xades::tsp::TimeStampReq;

/// What came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn time_stamp_request(&self) -> TimeStampReq {
        TimeStampReq::from_der(&self.body).expect("a TimeStampReq")
    }
}

/// What is answered.
pub(crate) enum Reply {
    Answer {
        status: &'static str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// Says nothing, and keeps the connection open.
    Hang,
    /// A header, then a body without an end.
    Endless(&'static str),
    /// An octet every now and then.
    Trickle(&'static str),
    /// Octets that are no HTTP.
    Garbage,
    /// Breaks off in the middle of a body.
    BreakOff(&'static str),
}

impl Reply {
    pub(crate) fn ok(media_type: &str, body: Vec<u8>) -> Reply {
        let headers = vec![("Content-Type", media_type.to_owned())];
        Reply::Answer { status: "200 OK", headers, body }
    }

    pub(crate) fn time_stamp(body: Vec<u8>) -> Reply {
        Reply::ok("application/timestamp-reply", body)
    }

    pub(crate) fn redirect(to: &str) -> Reply {
        Reply::Answer { status: "302 Found", headers: vec![("Location", to.to_owned())], body: Vec::new() }
    }

    pub(crate) fn status(status: &'static str) -> Reply {
        Reply::Answer { status, headers: Vec::new(), body: b"no".to_vec() }
    }
}

/// A server on a port of this machine. Its threads end with the test program.
pub(crate) struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&requests), Arc::new(answer));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                std::thread::spawn(move || serve(&connection, &seen, &*answer));
            }
        });
        Server { port, requests }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn address(&self) -> (&'static str, u16) {
        ("127.0.0.1", self.port)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(connection: &TcpStream, seen: &Mutex<Vec<Request>>, answer: &dyn Fn(&Request) -> Reply) {
    let mut reader = BufReader::new(connection);
    while let Some(request) = read(&mut reader) {
        if request.method == "CONNECT" {
            let _ = write_all(connection, b"HTTP/1.1 200 OK\r\n\r\n");
            continue;
        }
        seen.lock().unwrap().push(request.clone());
        if reply(connection, answer(&request)).is_none() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut first = lines.first()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut request = Request { method, path, headers, body: Vec::new() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    request.body.resize(length, 0);
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}

fn write_all(mut connection: &TcpStream, octets: &[u8]) -> Option<()> {
    connection.write_all(octets).ok()
}

/// `None` where the connection is of no more use.
fn reply(connection: &TcpStream, reply: Reply) -> Option<()> {
    let head = |media_type: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n");
    match reply {
        Reply::Answer { status, headers, body } => {
            let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
            headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
            write_all(connection, (head + "\r\n").as_bytes())?;
            write_all(connection, &body)
        }
        Reply::Hang => {
            std::thread::sleep(Duration::from_secs(60));
            None
        }
        Reply::Endless(media_type) => {
            write_all(connection, (head(media_type) + "\r\n").as_bytes())?;
            let block = vec![0x30; 1 << 16];
            while write_all(connection, &block).is_some() {}
            None
        }
        Reply::Trickle(media_type) => {
            write_all(connection, (head(media_type) + "\r\n").as_bytes())?;
            while write_all(connection, b"0").is_some() {
                std::thread::sleep(Duration::from_millis(200));
            }
            None
        }
        Reply::Garbage => {
            write_all(connection, b"\x16\x03\x01 SSH-2.0 this is not HTTP\r\n\r\n");
            None
        }
        Reply::BreakOff(media_type) => {
            let head = head(media_type) + "Content-Length: 1000\r\n\r\nbeginning";
            write_all(connection, head.as_bytes());
            let _ = connection.shutdown(std::net::Shutdown::Both);
            None
        }
    }
}
