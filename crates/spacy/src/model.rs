//! thinc's model files: a tree of layers, listed breadth first, with their weights.

use crate::error::LoadError;
use crate::msgpack::Value;

/// A parsed model file. Weights stay in the file's bytes until they are asked for.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    file: &'a str,
    nodes: Vec<Node<'a>>,
}

/// One layer.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    file: &'a str,
    pub name: &'a str,
    refs: Vec<(&'a str, usize)>,
    attrs: Value<'a>,
    params: Value<'a>,
}

/// An array of weights.
#[derive(Debug)]
pub(crate) struct Param {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

impl<'a> Model<'a> {
    pub(crate) fn parse(file: &'a str, bytes: &'a [u8]) -> Result<Model<'a>, LoadError> {
        let damaged = |what: &str| LoadError::damaged(file, what);
        let Value::Map(top) = Value::parse(bytes).map_err(|e| damaged(&e.to_string()))? else {
            return Err(damaged("not a map"));
        };
        let mut lists = [const { Vec::new() }; 3];
        for (key, value) in top {
            let slot = match key.as_str() {
                Some("nodes") => 0,
                Some("attrs") => 1,
                Some("params") => 2,
                _ => continue,
            };
            let Value::Array(values) = value else {
                return Err(damaged("nodes, attrs or params is no list"));
            };
            lists[slot] = values;
        }
        let [nodes, attrs, params] = lists;
        if nodes.len() != attrs.len() || nodes.len() != params.len() {
            return Err(damaged("nodes, attrs and params differ in length"));
        }
        let count = nodes.len();
        let nodes = nodes.into_iter().zip(attrs).zip(params).map(|((node, attrs), params)| {
            let name =
                node.get("name").and_then(Value::as_str).ok_or_else(|| damaged("a node without name"))?;
            let mut refs = Vec::new();
            for (key, target) in node.get("refs").and_then(Value::as_map).unwrap_or_default() {
                if let (Some(key), Some(target)) = (key.as_str(), target.as_u64()) {
                    let target = usize::try_from(target).ok().filter(|&t| t < count);
                    refs.push((key, target.ok_or_else(|| damaged("a reference to no node"))?));
                }
            }
            Ok(Node { file, name, refs, attrs, params })
        });
        Ok(Model { file, nodes: nodes.collect::<Result<_, _>>()? })
    }

    /// All nodes called `name`, in file order.
    pub(crate) fn named<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m Node<'a>> {
        self.nodes.iter().filter(move |n| n.name == name)
    }

    /// The one node called `name`.
    pub(crate) fn single<'m>(&'m self, name: &'m str) -> Result<&'m Node<'a>, LoadError> {
        let mut found = self.named(name);
        match (found.next(), found.next()) {
            (Some(node), None) => Ok(node),
            _ => Err(self.damaged(format!("not exactly one {name} layer"))),
        }
    }

    /// The node that the root calls `name`.
    pub(crate) fn root_ref(&self, name: &str) -> Result<&Node<'a>, LoadError> {
        let root = self.nodes.first().ok_or_else(|| self.damaged("no layers"))?;
        let target = root.refs.iter().find(|(key, _)| *key == name);
        target.map(|&(_, i)| &self.nodes[i]).ok_or_else(|| self.damaged(format!("no reference {name}")))
    }

    /// All nodes.
    pub(crate) fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    pub(crate) fn damaged(&self, what: impl Into<String>) -> LoadError {
        LoadError::damaged(self.file, what)
    }
}

impl<'a> Node<'a> {
    /// The attribute `name`, which is msgpack inside a binary.
    pub(crate) fn attr(&self, name: &str) -> Result<Option<Value<'a>>, LoadError> {
        let Some(bytes) = self.attrs.get(name).and_then(Value::as_bin) else { return Ok(None) };
        Value::parse(bytes).map(Some).map_err(|e| self.damaged(format!("attribute {name}: {e}")))
    }

    /// The attribute `name`, a number.
    pub(crate) fn size_attr(&self, name: &str) -> Result<usize, LoadError> {
        let value = self.attr(name)?.as_ref().and_then(Value::as_u64);
        value.and_then(|v| usize::try_from(v).ok()).ok_or_else(|| self.damaged(format!("no number {name}")))
    }

    /// The weights `name`, whose shape must have `N` dimensions.
    pub(crate) fn param<const N: usize>(&self, name: &str) -> Result<([usize; N], Vec<f32>), LoadError> {
        let Param { shape, data } = self.array(name)?;
        let shape = shape.try_into().map_err(|_| self.damaged(format!("{name} has not {N} dimensions")))?;
        Ok((shape, data))
    }

    /// The weights `name`, whose shape must be `shape`.
    pub(crate) fn param_of(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, LoadError> {
        let param = self.array(name)?;
        if param.shape != shape {
            return Err(self.damaged(format!("{name} has shape {:?}, not {shape:?}", param.shape)));
        }
        Ok(param.data)
    }

    fn array(&self, name: &str) -> Result<Param, LoadError> {
        let damaged = |what: &str| self.damaged(format!("{name}: {what}"));
        let value = self.params.get(name).ok_or_else(|| damaged("missing"))?;
        if value.get("type").and_then(Value::as_str) != Some("<f4") {
            return Err(damaged("not an array of 32-bit floats"));
        }
        let size = |v: &Value| v.as_u64().and_then(|v| usize::try_from(v).ok());
        let shape = value.get("shape").and_then(Value::as_array).ok_or_else(|| damaged("no shape"))?;
        let shape: Vec<usize> =
            shape.iter().map(size).collect::<Option<_>>().ok_or_else(|| damaged("a size is no number"))?;
        let bytes = value.get("data").and_then(Value::as_bin).ok_or_else(|| damaged("no data"))?;
        let floats = shape.iter().try_fold(1usize, |n, &s| n.checked_mul(s));
        if floats.and_then(|n| n.checked_mul(4)) != Some(bytes.len()) {
            return Err(damaged("the data do not fill the shape"));
        }
        let (floats, _) = bytes.as_chunks::<4>();
        Ok(Param { shape, data: floats.iter().map(|f| f32::from_le_bytes(*f)).collect() })
    }

    pub(crate) fn damaged(&self, what: impl Into<String>) -> LoadError {
        LoadError::damaged(self.file, format!("layer {}: {}", self.name, what.into()))
    }

    pub(crate) fn unsupported(&self, what: impl Into<String>) -> LoadError {
        LoadError::unsupported(self.file, format!("layer {}: {}", self.name, what.into()))
    }
}
