//! The way of a path over links and mounts.

use std::borrow::Cow;

use super::super::path::{self, parts};
use super::super::{Body, Errno, Mount, VolumeId};
use super::Files;
use super::permissions::{SEARCH, allows};
use super::stat::Medium;

/// Where a path leads: the volume and the path inside it.
pub(super) struct Place<'p> {
    /// Absolute, without links: most often as it was asked for.
    pub(super) path: Cow<'p, str>,
    pub(super) volume: VolumeId,
    pub(super) inner: Cow<'p, str>,
    pub(super) read_only: bool,
    pub(super) medium: Medium,
}

impl<'p> Place<'p> {
    fn of(path: &'p str, (mount, inner): (&Mount, Cow<'p, str>)) -> Place<'p> {
        let (volume, read_only) = (mount.volume, mount.read_only);
        Place { path: Cow::Borrowed(path), volume, inner, read_only, medium: Medium::of(mount, path) }
    }

    fn kept(self) -> Place<'static> {
        Place { path: Cow::Owned(self.path.into_owned()), inner: Cow::Owned(self.inner.into_owned()), ..self }
    }
}

impl<'a> Files<'a> {
    /// Walks a path. The last part need not exist; with `follow`, a link at the end is followed.
    pub(super) fn walk<'p>(&self, path: &'p str, follow: bool) -> Result<Place<'p>, Errno>
    where
        'a: 'p,
    {
        let (place, rest) = self.walk_far(path, follow)?;
        if rest.is_empty() { Ok(place) } else { Err(Errno::NoEntry) }
    }

    /// Walks a path to where it ends, or to the first part in whose place nothing is. Answers what is left, last part first.
    pub(super) fn walk_far<'p>(&self, path: &'p str, follow: bool) -> Result<(Place<'p>, Vec<String>), Errno>
    where
        'a: 'p,
    {
        if let Some(place) = self.straight(path, follow) {
            return Ok((place, Vec::new()));
        }
        let mut todo: Vec<String> = parts(path).rev().map(str::to_string).collect();
        let mut here: Place<'_> = self.place("/")?;
        let mut node = self.node(&here);
        let mut links = 0;
        while let Some(part) = todo.pop() {
            if part == ".." {
                here = self.place(path::dir_name(&here.path))?.kept();
                node = self.node(&here);
                continue;
            }
            if part.len() > 255 {
                return Err(Errno::NameTooLong);
            }
            match node.map(|node| &node.body) {
                Some(Body::Directory(_)) => {}
                Some(_) => return Err(Errno::NotDirectory),
                None if !self.mounts.names_under(&here.path).is_empty() => {}
                None => {
                    todo.push(part);
                    return Ok((here, todo));
                }
            }
            if let (Some(user), Some(node)) = (self.bound(), node)
                && !allows(user, node, SEARCH)
            {
                return Err(Errno::Denied);
            }
            let next = self.place(&path::join(&here.path, &part))?.kept();
            let found = self.node(&next);
            let target = match found.map(|node| &node.body) {
                Some(Body::Link(target)) if follow || !todo.is_empty() => target.clone(),
                _ => {
                    (here, node) = (next, found);
                    continue;
                }
            };
            links += 1;
            if links > 40 {
                return Err(Errno::Loop);
            }
            if target.starts_with('/') {
                here = self.place("/")?;
                node = self.node(&here);
            }
            todo.extend(parts(&target).rev().map(str::to_string));
        }
        Ok((here, todo))
    }

    /// Where a path leads that leads to where it says: without links, `..` or anything else on its way that is not a name.
    fn straight<'p>(&self, path: &'p str, follow: bool) -> Option<Place<'p>>
    where
        'a: 'p,
    {
        let node_of = |path: &str| {
            let (mount, inner) = self.mounts.find(path)?;
            self.volumes.get(mount.volume)?.node(&inner)
        };
        let mut names = path.strip_prefix('/')?;
        let (mount, inner) = self.mounts.find(path)?;
        let mut node = node_of("/");
        while !names.is_empty() {
            let end = names.bytes().position(|byte| byte == b'/').unwrap_or(names.len());
            let (name, rest) = (&names[..end], names.get(end + 1..).unwrap_or(""));
            let here = &path[..path.len() - names.len() + end];
            let (folder, Body::Directory(children)) = node.map(|node| (node, &node.body))? else { return None };
            let closed = self.user.is_some_and(|user| !allows(user, folder, SEARCH));
            if closed || matches!(name, "" | "." | "..") || name.len() > 255 || names.ends_with('/') {
                return None;
            }
            // Only above the mount that the path ends in can there be others.
            let mounted = here.len() <= mount.path.len() && self.mounts.is_mount_point(here);
            node = if mounted { node_of(here) } else { children.get(name).map(|node| &**node) };
            if matches!(node.map(|node| &node.body), Some(Body::Link(_))) && (follow || !rest.is_empty()) {
                return None;
            }
            names = rest;
        }
        Some(Place::of(path, (mount, inner)))
    }

    pub(super) fn place<'p>(&self, path: &'p str) -> Result<Place<'p>, Errno>
    where
        'a: 'p,
    {
        Ok(Place::of(path, self.mounts.find(path).ok_or(Errno::NoEntry)?))
    }
}
