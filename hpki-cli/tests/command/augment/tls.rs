//! Time-stamp authorities over https: the certificate of the server counts if the operating system trusts it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{arguments, authority, case, out, trust};
use crate::augment::server::Server;
use crate::support::{command, finish};

/// A certificate for `localhost` that vouches for itself, and its key, by OpenSSL.
fn certificate(folder: &Path) -> bool {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(folder)
        .output();
    let made = made.is_ok_and(|run| run.status.success());
    if !made {
        println!("skipped: openssl is not installed");
    }
    made
}

/// TLS in front of a server: each connection carries one exchange.
fn in_front_of(server: &Server, folder: &Path) -> u16 {
    let certificate = CertificateDer::from_pem_file(folder.join("cert.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let behind = server.address();
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let tls = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = StreamOwned::new(tls, connection);
            let Some(request) = message(&mut tls) else { continue };
            let mut plain = TcpStream::connect(behind).unwrap();
            plain.write_all(&request).unwrap();
            let answer = message(&mut plain).unwrap();
            let _ = tls.write_all(&answer).and_then(|()| tls.flush());
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
    });
    port
}

/// A header and the body it announces.
fn message(stream: &mut impl Read) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).ok().filter(|&count| count > 0)?;
        octets.extend_from_slice(&buffer[..count]);
        let Some(end) = octets.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let header = String::from_utf8_lossy(&octets[..end]).to_ascii_lowercase();
        let length = header.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
        if octets.len() >= end + 4 + length {
            return Some(octets);
        }
    }
}

#[test]
fn https_counts_if_the_operating_system_trusts_the_certificate() {
    let folder = tempfile::tempdir().unwrap();
    if !certificate(folder.path()) {
        return;
    }
    let server = authority();
    let url = format!("https://localhost:{}/tsa", in_front_of(&server, folder.path()));
    let run = |roots: Option<&Path>, url: &str| {
        let mut command = command();
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
        if let Some(roots) = roots {
            command.env("SSL_CERT_FILE", roots);
        }
        let wanted = arguments(&case("prescription-bes"), "T", &out(&folder), &["--tsa", url]);
        finish(command.arg("augment").args(wanted).args(trust()).output().expect("hpki runs"))
    };
    run(None, &url).assert_refused(&url, "cannot be reached or broke off");
    // The right certificate under another name.
    let roots = folder.path().join("cert.pem");
    run(Some(&roots), &url.replace("localhost", "127.0.0.1"))
        .assert_refused("https://127.0.0.1", "cannot be reached");
    assert!(!out(&folder).exists() && server.requests().is_empty());
    let done = run(Some(&roots), &url);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_eq!(server.requests().len(), 1);
}
