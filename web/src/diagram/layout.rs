//! Where each pod has its place. Pure: from what is there and where things were, to where things are. A pod keeps its
//! place while it is there, so nothing jumps when others come and go; who comes takes the first free place.

use sorted::{InOrder, SortedMap};
use std::rc::Rc;

use protocol::{PodView, View};

/// What pods are arranged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Node,
    Namespace,
}

/// A frame: its name, and whether it is the folded part with the system's pods.
pub type Frame = (String, bool);

/// Places by frame; `None` is a free one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    frames: SortedMap<Frame, Vec<Option<Rc<PodView>>>>,
}

/// Namespaces whose pods are folded until asked for.
pub const SYSTEM: &[&str] = &["kube-system"];
/// Above so many pods the picture is a canvas.
pub const MANY: usize = 300;

impl Scene {
    /// The places of a frame.
    pub fn places(&self, name: &str, system: bool) -> &[Option<Rc<PodView>>] {
        self.frames.get(&(name.to_string(), system)).map_or(&[], Vec::as_slice)
    }
    /// All frames with their places.
    pub fn frames(&self) -> impl Iterator<Item = (&Frame, &Vec<Option<Rc<PodView>>>)> {
        self.frames.iter()
    }
}

/// Arranges the pods of a view, with as little movement as can be since `before`.
pub fn layout(view: &View, by: By, before: &Scene) -> Scene {
    let mut scene = Scene::default();
    let frame_of = |pod: &PodView| match by {
        By::Node => (pod.node.clone(), !pod.node.is_empty() && SYSTEM.contains(&pod.namespace.as_str())),
        By::Namespace => (pod.namespace.clone(), false),
    };
    for (frame, places) in &before.frames {
        let stays = |p: &Option<Rc<PodView>>| {
            let pod = view.pods.get(&p.as_ref()?.uid)?;
            (frame_of(pod) == *frame).then(|| pod.clone())
        };
        let mut places: Vec<_> = places.iter().map(stays).collect();
        while places.last().is_some_and(Option::is_none) {
            places.pop();
        }
        scene.frames.insert(frame.clone(), places);
    }
    let mut new: Vec<&Rc<PodView>> = view.pods.values().collect();
    new.order_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
    let placed: sorted::SortedSet<String> = scene.frames.values().flatten().flatten().map(|p| p.uid.clone()).collect();
    let mut free: SortedMap<Frame, usize> = SortedMap::new();
    for pod in new.into_iter().filter(|p| !placed.contains(&p.uid)) {
        let frame = frame_of(pod);
        let from = free.entry(frame.clone()).or_default();
        let places = scene.frames.entry(frame).or_default();
        let at = (*from..places.len()).find(|i| places[*i].is_none()).unwrap_or(places.len());
        if at == places.len() {
            places.push(None);
        }
        places[at] = Some(pod.clone());
        *from = at + 1;
    }
    scene
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(pods: &[(&str, &str)]) -> View {
        let pod = |(i, (name, node)): (usize, &(&str, &str))| {
            let (name, node) = ((*name).to_string(), (*node).to_string());
            let pod = PodView { uid: name.clone(), name, node, created: i as i64, ..PodView::default() };
            (pod.uid.clone(), Rc::new(pod))
        };
        View { pods: pods.iter().enumerate().map(pod).collect(), ..View::default() }
    }
    fn names(scene: &Scene, frame: &str) -> Vec<String> {
        let name = |p: &Option<Rc<PodView>>| p.as_ref().map_or("-".to_string(), |p| p.name.clone());
        scene.places(frame, false).iter().map(name).collect()
    }

    #[test]
    fn pods_stand_in_their_frames_by_age() {
        let scene = layout(&view(&[("b", "w1"), ("a", "w1"), ("c", ""), ("d", "w2")]), By::Node, &Scene::default());
        assert_eq!((names(&scene, "w1"), names(&scene, "")), (vec!["b".into(), "a".into()], vec!["c".into()]));
    }

    #[test]
    fn nothing_jumps_when_others_come_and_go() {
        let first = layout(&view(&[("a", "w1"), ("b", "w1"), ("c", "w1")]), By::Node, &Scene::default());
        let gone = layout(&view(&[("b", "w1"), ("c", "w1")]), By::Node, &first);
        assert_eq!(names(&gone, "w1"), ["-", "b", "c"]);
        let come = layout(&view(&[("b", "w1"), ("c", "w1"), ("d", "w1"), ("e", "w1")]), By::Node, &gone);
        assert_eq!(names(&come, "w1"), ["d", "b", "c", "e"]);
        let moved = layout(&view(&[("b", "w2"), ("c", "w1")]), By::Node, &come);
        assert_eq!(
            (names(&moved, "w1"), names(&moved, "w2")),
            (vec!["-".into(), "-".into(), "c".into()], vec!["b".into()])
        );
        assert_eq!(layout(&view(&[]), By::Node, &moved).places("w1", false), &[]);
    }

    #[test]
    fn the_same_view_is_arranged_the_same_way() {
        let view = view(&[("a", "w1"), ("b", "w2"), ("c", "w1")]);
        let once = layout(&view, By::Node, &Scene::default());
        assert_eq!(layout(&view, By::Node, &once), once);
    }

    #[test]
    fn thousands_of_pods_all_have_a_place() {
        let names: Vec<(String, String)> = (0..5000).map(|i| (format!("p{i}"), format!("w{}", i % 50))).collect();
        let pods: Vec<(&str, &str)> = names.iter().map(|(n, w)| (n.as_str(), w.as_str())).collect();
        let scene = layout(&view(&pods), By::Node, &Scene::default());
        assert_eq!(scene.frames().map(|(_, p)| p.iter().flatten().count()).sum::<usize>(), 5000);
    }
}
