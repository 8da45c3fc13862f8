//! DER as a tree that tests take apart, change and write again with the right lengths.

/// A value of DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) tag: u8,
    pub(crate) content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Primitive(Vec<u8>),
    Constructed(Vec<Node>),
}

impl Node {
    pub(crate) fn primitive(tag: u8, content: impl Into<Vec<u8>>) -> Node {
        Node { tag, content: Content::Primitive(content.into()) }
    }

    pub(crate) fn constructed(tag: u8, children: impl Into<Vec<Node>>) -> Node {
        Node { tag, content: Content::Constructed(children.into()) }
    }

    pub(crate) fn sequence(children: impl Into<Vec<Node>>) -> Node {
        Node::constructed(0x30, children)
    }

    pub(crate) fn set(children: impl Into<Vec<Node>>) -> Node {
        Node::constructed(0x31, children)
    }

    pub(crate) fn object_identifier(dotted: &str) -> Node {
        let identifier = hpki_core::oid::ObjectIdentifier::from_dotted(dotted).unwrap();
        Node::primitive(0x06, identifier.as_octets())
    }

    pub(crate) fn integer(number: u8) -> Node {
        Node::primitive(0x02, [number])
    }

    pub(crate) fn octet_string(octets: impl Into<Vec<u8>>) -> Node {
        Node::primitive(0x04, octets)
    }

    /// The one value that `der` holds.
    pub(crate) fn from_der(der: &[u8]) -> Node {
        let mut nodes = nodes(der);
        assert_eq!(nodes.len(), 1);
        nodes.remove(0)
    }

    pub(crate) fn to_der(&self) -> Vec<u8> {
        let content = match &self.content {
            Content::Primitive(octets) => octets.clone(),
            Content::Constructed(children) => children.iter().flat_map(Node::to_der).collect(),
        };
        let mut der = vec![self.tag];
        match content.len() {
            length @ 0..=0x7f => der.push(length as u8),
            length @ 0x80..=0xff => der.extend([0x81, length as u8]),
            length => der.extend([0x82, (length >> 8) as u8, length as u8]),
        }
        der.extend(content);
        der
    }

    pub(crate) fn children(&mut self) -> &mut Vec<Node> {
        match &mut self.content {
            Content::Constructed(children) => children,
            Content::Primitive(_) => panic!("{:#04x} has no children", self.tag),
        }
    }

    pub(crate) fn octets(&mut self) -> &mut Vec<u8> {
        match &mut self.content {
            Content::Primitive(octets) => octets,
            Content::Constructed(_) => panic!("{:#04x} has children", self.tag),
        }
    }

    /// The descendant that the indices lead to.
    pub(crate) fn at(&mut self, path: &[usize]) -> &mut Node {
        path.iter().fold(self, |node, &index| &mut node.children()[index])
    }
}

fn nodes(mut der: &[u8]) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let [tag, length, ..] = *der {
        let octets = usize::from(length.saturating_sub(0x80));
        let long = der[2..2 + octets].iter().fold(0, |sum, &octet| sum << 8 | usize::from(octet));
        let length = if length < 0x80 { usize::from(length) } else { long };
        let (content, rest) = der[2 + octets..].split_at(length);
        nodes.push(match tag & 0x20 {
            0 => Node::primitive(tag, content),
            _ => Node::constructed(tag, self::nodes(content)),
        });
        der = rest;
    }
    nodes
}
